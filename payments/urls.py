"""Addresses that gateways and banks call."""

from django.urls import path

from payments import views

app_name = "payments"

urlpatterns = [
    path("vnpay/ipn/", views.vnpay_ipn, name="vnpay_ipn"),
    path("nen-tang/xac-nhan/", views.platform_confirm, name="platform_confirm"),
    path("ngan-hang/bao-co/", views.bank_notice, name="bank_notice"),
    path("<slug:gateway>/ve/", views.come_back, name="come_back"),
]
