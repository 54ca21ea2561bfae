from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "portal.privacy"
    label = "privacy"
    verbose_name = "Dữ liệu cá nhân"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.privacy.hooks import keeps_open
        from portal.vault.closing import why_not_leave

        keeps_open(why_not_leave)
