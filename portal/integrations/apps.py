from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "portal.integrations"
    label = "integrations"
    verbose_name = "Kết nối"
    default_auto_field = "django.db.models.BigAutoField"
