"""
Who may open which part of the administration: one group per duty. None reaches a dossier. An agency's administrator
is limited further to what belongs to the agency (agencies.scope, procedures.scope).
"""

from django.contrib.auth.models import Group, Permission
from django.db.models import Q

from portal.agencies.models import Duty

_GROUPS = {
    Duty.SYSTEM_ADMIN: "Quản trị hệ thống",
    Duty.PROCEDURE_CONTROLLER: "Kiểm soát thủ tục",
    Duty.AGENCY_ADMIN: "Quản trị đơn vị",
    Duty.SECURITY_AUDITOR: "Giám sát an toàn",
}
_LOOK = Q(codename__startswith="view_")
_EDIT = ~Q(codename__startswith="delete_")
_MAY: dict[str, Q] = {
    Duty.SYSTEM_ADMIN: Q(content_type__app_label="agencies")
    | Q(content_type__app_label__in=["accounts", "calendars", "catalogues", "notifications", "upkeep"])
    & _EDIT
    | Q(content_type__app_label="payments", content_type__model="budgetaccount") & _EDIT
    | Q(content_type__app_label="procedures") & _LOOK,
    Duty.PROCEDURE_CONTROLLER: Q(content_type__app_label="procedures")
    | Q(content_type__app_label="catalogues") & _EDIT
    | Q(content_type__app_label__in=["agencies", "calendars"]) & _LOOK,
    Duty.AGENCY_ADMIN: Q(
        content_type__app_label="agencies", content_type__model__in=["officer", "delegation"]
    )
    & _EDIT
    | Q(content_type__app_label="agencies") & _LOOK
    | Q(codename="change_agency")
    | Q(content_type__app_label="calendars") & _EDIT
    | Q(content_type__app_label="procedures") & _LOOK
    | Q(codename="change_procedureversion"),
    Duty.SECURITY_AUDITOR: Q(content_type__app_label__in=["audit", "agencies"]) & _LOOK,
}


def group_of(duty: str) -> str:
    """The administration group of a duty; empty where the duty opens none."""
    return _GROUPS.get(Duty(duty), "")


def load_groups() -> None:
    """Makes the groups and gives each exactly its rights."""
    for duty, name in _GROUPS.items():
        group, _ = Group.objects.get_or_create(name=name)
        wanted = set(Permission.objects.filter(_MAY[duty]).values_list("pk", flat=True))
        if wanted != set(group.permissions.values_list("pk", flat=True)):
            group.permissions.set(wanted)
