from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "feedback"
    label = "feedback"
    verbose_name = "Phản ánh"
    default_auto_field = "django.db.models.BigAutoField"
