from django.apps import AppConfig


class AgenciesConfig(AppConfig):
    name = "portal.agencies"
    label = "agencies"
    verbose_name = "Cơ quan và cán bộ"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """An administrator of one agency sees and changes what belongs to it (QN-12)."""
        from portal.agencies import listings, scope
        from portal.agencies.rearranging.addresses import add_to_menu
        from portal.web.admin.limits import limit_changed, limit_entry, limit_seen

        add_to_menu()
        listings.offer_ours()
        limit_entry(scope.serves)
        limit_seen("agencies.officer", scope.officers)
        limit_seen("agencies.delegation", scope.delegations)
        limit_changed("agencies.officer", scope.changed_officers)
        limit_changed("agencies.agency", scope.agencies)
        limit_changed("calendars.calendar", scope.calendars)
        limit_changed("calendars.calendarday", scope.calendar_days)
