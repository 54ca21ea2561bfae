"""Django's admin with our own site, so that `admin.register` puts every model into our frame."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    default_site = "portal.web.admin.site.Site"
