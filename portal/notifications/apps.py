from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "portal.notifications"
    label = "notifications"
    verbose_name = "Tin nhắn"
    default_auto_field = "django.db.models.BigAutoField"
