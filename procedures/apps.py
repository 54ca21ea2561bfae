from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "procedures"
    label = "procedures"
    verbose_name = "Thủ tục"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Our own screens in the menu of the administration."""
        from procedures.national import menu

        menu.add()
