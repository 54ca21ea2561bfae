from django.apps import AppConfig


class CataloguesConfig(AppConfig):
    name = "portal.catalogues"
    label = "catalogues"
    verbose_name = "Danh mục dùng chung"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Four of the ten catalogues are kept here; the rooms that keep the others offer theirs when they start."""
        from portal.catalogues.models import KEPT_HERE
        from portal.catalogues.offering import offer
        from portal.catalogues.queries import listing

        for kind in KEPT_HERE:
            offer(kind.value, kind.label, listing(kind))
