"""Addresses of the store of papers: /kho."""

from django.urls import path

from portal.vault import views

app_name = "vault"

urlpatterns = [
    path("", views.store, name="store"),
    path("them/", views.add, name="add"),
    path("tu-luu/", views.always, name="always"),
    path("xuat/", views.export, name="export"),
    path("cua/", views.turn, name="turn"),
    path("vao/", views.join, name="join"),
    path("thanh-vien/", views.people, name="people"),
    path("chia-se/<str:key>/", views.shared, name="shared"),
    path("giay/<str:key>/", views.item, name="item"),
    path("giay/<str:key>/tep/", views.file, name="file"),
]
