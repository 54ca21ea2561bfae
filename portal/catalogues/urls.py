from django.urls import path

from portal.catalogues import views

urlpatterns = [
    path("danh-muc/", views.index, name="catalogues"),
    path("danh-muc/<slug:key>/", views.listed, name="catalogue"),
]
