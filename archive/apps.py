from django.apps import AppConfig


class ArchiveConfig(AppConfig):
    name = "archive"
    label = "archive"
    verbose_name = "Lưu trữ"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from archive import integrity
        from archive.models import Package, PackageState
        from portal.documents import rotating
        from portal.upkeep.integrity import look_at

        kept = rotating.Kind("archive", lambda: Package.objects.exclude(state=PackageState.DESTROYED))
        rotating.also(kept)
        look_at("archive", integrity.look)
