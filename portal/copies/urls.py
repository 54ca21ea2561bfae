"""Included under /lam-viec/ban-sao/."""

from django.urls import path

from portal.copies import views

app_name = "copies"

urlpatterns = [
    path("", views.conversions, name="conversions"),
    path("chuyen-doi/<int:pk>/", views.conversion, name="conversion"),
    path("chuyen-doi/<int:pk>/trang/<int:number>/", views.conversion_page, name="conversion_page"),
]
