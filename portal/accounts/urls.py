"""Signing up, in and out, and one's own account."""

from django.urls import include, path

urlpatterns = [path("tai-khoan/", include("allauth.urls"))]
