from django.apps import AppConfig


class DossiersConfig(AppConfig):
    name = "dossiers"
    label = "dossiers"
    verbose_name = "Hồ sơ"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The home page shows the draft that waits (portal.web.hooks)."""
        from dossiers.citizen.home import draft_card
        from portal.web import hooks

        hooks.on_home(draft_card)
