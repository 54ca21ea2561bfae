"""Addresses of the messages: gateways' reports and a person's wishes."""

from django.urls import path

from portal.notifications import app_views, views

urlpatterns = [
    path("tin-nhan/sms/bao-cao/", views.sms_report, name="sms_report"),
    path("tin-nhan/thu-tra-lai/", views.bounce, name="mail_bounce"),
    path("tin-nhan/thoi-nhan/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("manifest.webmanifest", app_views.manifest, name="app_manifest"),
    path("sw.js", app_views.worker, name="service_worker"),
    path("ngoai-mang/", app_views.offline, name="offline"),
    path("tai-khoan/bao-tren-may/", app_views.subscribe, name="push_subscribe"),
    path("tai-khoan/bao-tren-may/<int:pk>/tat/", app_views.drop, name="push_drop"),
    path("tai-khoan/tin/", views.notices, name="notices"),
    path("tai-khoan/nhan-tin/", views.how, name="notice_preferences"),
]
