"""Every address of the portal. Vietnamese without accents; the code of a dossier, never its key."""

from django.contrib import admin
from django.urls import include, path

handler404 = "portal.web.errors.not_found"
handler500 = "portal.web.errors.server_error"

urlpatterns = [
    path("quan-tri/", admin.site.urls),
    path("tai-khoan/", include("allauth.urls")),
]
