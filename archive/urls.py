"""Included under /lam-viec/luu-tru/."""

from django.urls import path

from archive import views

app_name = "archive"

urlpatterns = [
    path("", views.catalogue, name="catalogue"),
    path("nop/", views.deliver, name="deliver"),
    path("huy/", views.propose, name="propose"),
    path("huy/<int:pk>/", views.destruction, name="destruction"),
    path("huy/<int:pk>/bien-ban/", views.proof, name="proof"),
    path("ho-so/<str:code>/", views.record, name="record"),
    path("ho-so/<str:code>/tep/", views.paper, name="paper"),
]
