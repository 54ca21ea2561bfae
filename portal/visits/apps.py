from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "portal.visits"
    label = "visits"
    verbose_name = "Đến quầy"
    default_auto_field = "django.db.models.BigAutoField"
