"""Pages that belong to the portal itself: accessibility, privacy, terms."""

from django.urls import path

from portal.web import views

urlpatterns = [
    path("tro-giup-tiep-can/", views.accessibility, name="accessibility"),
    path("quyen-rieng-tu/", views.privacy, name="privacy"),
    path("dieu-khoan/", views.terms, name="terms"),
    path("csp/", views.csp_report, name="csp_report"),
]
