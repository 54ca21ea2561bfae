"""Included under /lam-viec/ban-sao/."""

from django.urls import path

from portal.copies import certify_views, views

app_name = "copies"

urlpatterns = [
    path("", views.conversions, name="conversions"),
    path("chuyen-doi/<int:pk>/", views.conversion, name="conversion"),
    path("chuyen-doi/<int:pk>/trang/<int:number>/", views.conversion_page, name="conversion_page"),
    path("dien-tu/", certify_views.copies, name="copies"),
    path("dien-tu/<int:pk>/", certify_views.copy, name="copy"),
    path("dien-tu/<int:pk>/tep/", certify_views.copy_file, name="copy_file"),
    path("dien-tu/<int:pk>/trang/<int:number>/", certify_views.copy_page, name="copy_page"),
]
