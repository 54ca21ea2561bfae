"""Included under /tai-len/."""

from django.urls import path

from portal.documents import views

app_name = "documents"

urlpatterns = [
    path("", views.Uploads.as_view(), name="uploads"),
    path("<str:key>/", views.OneUpload.as_view(), name="upload"),
]
