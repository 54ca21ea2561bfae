"""Addresses of the messages: gateways' reports and a person's wishes."""

from django.urls import path

from portal.notifications import views

urlpatterns = [
    path("tin-nhan/sms/bao-cao/", views.sms_report, name="sms_report"),
    path("tin-nhan/thu-tra-lai/", views.bounce, name="mail_bounce"),
    path("tin-nhan/thoi-nhan/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("tai-khoan/nhan-tin/", views.how, name="notice_preferences"),
]
