from django.apps import AppConfig


class CopiesConfig(AppConfig):
    name = "portal.copies"
    label = "copies"
    verbose_name = "Bản sao, bản chuyển đổi"
    default_auto_field = "django.db.models.BigAutoField"
