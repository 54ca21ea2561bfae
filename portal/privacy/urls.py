"""Addresses of one's own data, and of those who answer requests about it."""

from django.urls import path

from portal.privacy import views

app_name = "privacy"

urlpatterns = [
    path("tai-khoan/du-lieu/", views.mine, name="mine"),
    path("tai-khoan/du-lieu/ban-sao/", views.copy, name="copy"),
    path("tai-khoan/dong/", views.close, name="close"),
    path("lam-viec/du-lieu/", views.waiting, name="waiting"),
    path("lam-viec/du-lieu/<str:key>/", views.one, name="one"),
]
