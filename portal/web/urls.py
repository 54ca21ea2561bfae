"""Pages that belong to the portal itself: language, accessibility, privacy, terms."""

from django.urls import path
from django.views.i18n import set_language

from portal.web import views

urlpatterns = [
    path("ngon-ngu/", set_language, name="set_language"),
    path("tro-giup-tiep-can/", views.accessibility, name="accessibility"),
    path("quyen-rieng-tu/", views.privacy, name="privacy"),
    path("dieu-khoan/", views.terms, name="terms"),
    path("csp/", views.csp_report, name="csp_report"),
]
