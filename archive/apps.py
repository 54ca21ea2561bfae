from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "archive"
    label = "archive"
    verbose_name = "Lưu trữ"
    default_auto_field = "django.db.models.BigAutoField"
