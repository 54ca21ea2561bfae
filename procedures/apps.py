from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    name = "procedures"
    label = "procedures"
    verbose_name = "Thủ tục"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Our own screens in the menu; an agency's administrator changes the procedures of the agency's field."""
        from portal.web.admin.limits import limit_changed
        from procedures import catalogued, scope
        from procedures.announcing import addresses as announcing
        from procedures.exchange import addresses as exchange
        from procedures.national import menu as national
        from procedures.online import addresses as online
        from procedures.revising import menu as revising

        catalogued.offer_ours()
        national.add()
        revising.add()
        exchange.add_to_menu()
        online.add_to_menu()
        announcing.add_to_menu()
        limit_changed("procedures.procedureversion", scope.versions)
