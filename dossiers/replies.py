"""Words written often, with places that the dossier fills: {ma_ho_so}, {chu_ho_so}, …"""

import re
from collections.abc import Callable

from django.db.models import Q, QuerySet

from dossiers.models import Dossier, ReplyTemplate
from portal.agencies.models import Officer
from portal.web.show import moment

PLACES: dict[str, tuple[str, Callable[[Dossier, Officer], str]]] = {
    "ma_ho_so": ("Mã hồ sơ", lambda dossier, _: dossier.shown_code),
    "chu_ho_so": ("Chủ hồ sơ", lambda dossier, _: dossier.owner_name),
    "nguoi_nop": ("Người nộp", lambda dossier, _: dossier.submitter.name),
    "thu_tuc": ("Thủ tục", lambda dossier, _: dossier.procedure.plain_name or dossier.procedure.name),
    "hen_tra": ("Hẹn trả", lambda dossier, _: moment(dossier.due_at) if dossier.due_at else ""),
    "co_quan": ("Cơ quan của bạn", lambda _, officer: officer.agency.name),
    "can_bo": ("Tên bạn", lambda _, officer: officer.user.full_name),
    "dien_thoai": ("Điện thoại cơ quan", lambda _, officer: officer.agency.phone),
}
_PLACE = re.compile(r"\{(\w+)\}")


def unknown_places(text: str) -> list[str]:
    """The places that nothing fills, in the order they stand."""
    return [name for name in _PLACE.findall(text) if name not in PLACES]


def filled(text: str, dossier: Dossier, officer: Officer) -> str:
    """The words with every known place filled; an unknown one stays as it was typed."""

    def put(found: re.Match[str]) -> str:
        place = PLACES.get(found[1])
        return place[1](dossier, officer) if place else found[0]

    return _PLACE.sub(put, text)


def of_officer(officer: Officer) -> QuerySet[ReplyTemplate]:
    """One's own and those of the agency."""
    return ReplyTemplate.objects.filter(Q(officer=officer) | Q(agency=officer.agency_id)).select_related(
        "officer__user"
    )
