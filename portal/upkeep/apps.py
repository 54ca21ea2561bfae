from django.apps import AppConfig


class UpkeepConfig(AppConfig):
    name = "portal.upkeep"
    label = "upkeep"
    verbose_name = "Vận hành"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from portal.upkeep import files, integrity

        integrity.look_at("files", files.look)
