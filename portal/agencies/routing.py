"""Which agency decides, which desk receives, who does a step: by place and specialty, never by name.

Places are followed through time: an answer that names a commune which has been merged leads to its heir.
"""

from collections.abc import Mapping
from contextlib import suppress
from datetime import date
from typing import Any, Protocol

from django.db.models import Q, QuerySet

from portal.agencies.models import AdminUnit, Agency, AgencyKind, UnitLevel
from portal.agencies.queries import profile, standing, today
from portal.web.ready import Ready
from portal.web.refusals import StepRefused

INSTEAD = {
    "justice": "office",
    "home_affairs": "culture",
    "education": "culture",
    "health": "culture",
    "construction": "economy",
    "land": "economy",
    "environment": "economy",
    "transport": "economy",
    "agriculture": "economy",
    "industry": "economy",
    "science": "culture",
    "finance": "economy",
    "fire": "police",
}
"""At a commune: which division does the work of a specialty without one of its own (NĐ 150/2025/NĐ-CP)."""
MERGED_DEPARTMENTS = {"transport": "construction", "agriculture": "environment", "economy": "industry"}
"""At the province: the department that took over another's work in 2025."""
PROVINCIAL = (AgencyKind.DEPARTMENT, AgencyKind.VERTICAL, AgencyKind.DIVISION)


class RoutingProblem(StepRefused):
    """No agency here answers for this; the Vietnamese sentence says why and what to do."""


class Competence(Protocol):
    """What a definition says about who decides (docs/procedure-definition.md)."""

    @property
    def kind(self) -> str: ...
    @property
    def question(self) -> str: ...
    @property
    def specialty(self) -> str: ...


def competent_agency(
    competence: Competence, answers: Mapping[str, Any], party_commune_code: str = ""
) -> Agency:
    """The agency that decides: of the place the answer names (else where the person lives), or a department.

    With a specialty a commune's own body of it decides (the commune police for residence).
    Raises RoutingProblem.
    """
    if competence.kind == "department":
        return department(competence.specialty)
    code = _place_in(answers.get(competence.question)) or party_commune_code
    if not code:
        raise RoutingProblem(
            "Hồ sơ chưa cho biết xã, phường, đặc khu nào giải quyết. Bạn chọn nơi đó trong tờ khai."
        )
    committee = _committee_at(code) or committee_of(commune_today(code))
    return _body_of(committee, competence.specialty) if competence.specialty else committee


def _committee_at(code: str) -> Agency | None:
    """The committee of a commune that stands today under this very code, in one look; None: follow its fate."""
    return _committee.first(code=code, day=today())


def _standing_committee(code: str, day: date) -> QuerySet[Agency]:
    unit_stands = Q(
        Q(admin_unit__valid_from=None) | Q(admin_unit__valid_from__lte=day),
        Q(admin_unit__valid_to=None) | Q(admin_unit__valid_to__gte=day),
        admin_unit__level=UnitLevel.COMMUNE,
        admin_unit__code=code,
    )
    found = standing(day).filter(unit_stands, kind=AgencyKind.COMMUNE)
    return found.select_related("admin_unit", "calendar").order_by("code")[:1]


_committee = Ready(_standing_committee, code=str, day=date)


def _centre_of(unit: int, day: date) -> QuerySet[Agency]:
    return standing(day).filter(kind=AgencyKind.CENTRE, admin_unit_id=unit).order_by("code")[:1]


_centre = Ready(_centre_of, unit=int, day=date)


def receiving_desk(competent: Agency) -> Agency:
    """The desk that takes in the dossiers of an agency: the commune's own centre, else the province's.

    Raises RoutingProblem where the province has no such desk.
    """
    competent = heir_of(competent)
    unit = competent.admin_unit
    if unit is not None and unit.level == UnitLevel.COMMUNE:
        desk = _centre.first(unit=unit.pk, day=today())
        if desk is not None:
            return desk
    centre = standing().filter(kind=AgencyKind.PROVINCE_CENTRE).order_by("code").first()
    if centre is None:
        raise RoutingProblem("Tỉnh chưa khai báo Trung tâm Phục vụ hành chính công.")
    return centre


def agency_for_step(
    selector: str, competent: Agency, desk: Agency, answers: Mapping[str, Any] | None = None
) -> Agency:
    """The agency that a step's selector means for this dossier. Raises RoutingProblem.

    `desk`, `competent`, `police`, `unit:<specialty>`, `department:<specialty>`, `agency:<code>` (one agency or
    its heir), `place:<question>[:<specialty>]` (the commune that the answer names, or its division).
    """
    kind, _, rest = selector.partition(":")
    if kind == "desk":
        return heir_of(desk)
    competent = heir_of(competent)
    if kind == "competent":
        return competent
    if kind == "unit":
        return _division_of(competent, rest)
    if kind == "department":
        return department(rest)
    if kind == "police":
        return _police_near(competent)
    if kind == "agency":
        return agency_named(rest)
    if kind == "place":
        return _of_place(rest, answers or {})
    raise RoutingProblem(f"Quy trình gọi tới “{selector}”, hệ thống không biết cơ quan nào như vậy.")


def agency_named(code: str) -> Agency:
    """The agency with this identifier while it stands, else the one that took over. Raises RoutingProblem."""
    found = Agency.objects.filter(code=code).select_related("successor").first()
    if found is None:
        raise RoutingProblem(f"Không có cơ quan mang mã {code}.")
    return heir_of(found)


def _of_place(selector: str, answers: Mapping[str, Any]) -> Agency:
    question, _, specialty = selector.partition(":")
    code = _place_in(answers.get(question))
    if not code:
        raise RoutingProblem("Hồ sơ chưa cho biết xã, phường, đặc khu nơi có việc này.")
    committee = committee_of(commune_today(code))
    return _division_of(committee, specialty) if specialty else committee


def department(specialty: str) -> Agency:
    """The provincial body of a specialty: a department, a vertical agency, or a division of one."""
    wanted = MERGED_DEPARTMENTS.get(specialty, specialty)
    found = standing().filter(kind__in=PROVINCIAL, specialty=wanted, admin_unit__level=UnitLevel.PROVINCE)
    agency = found.order_by("code").first()
    if agency is None:
        agency = _heir_among(
            Agency.objects.filter(kind__in=PROVINCIAL, specialty=wanted, admin_unit__level=UnitLevel.PROVINCE)
        )
    if agency is None:
        raise RoutingProblem(f"Tỉnh chưa khai báo cơ quan phụ trách lĩnh vực “{specialty}”.")
    return agency


def _heir_among(ended: QuerySet[Agency]) -> Agency | None:
    """The agency that took over from the one of these that ended last and has an heir."""
    gone = ended.filter(valid_to__lt=today(), successor__isnull=False).select_related("successor")
    for agency in gone.order_by("-valid_to", "code"):
        with suppress(RoutingProblem):
            return heir_of(agency)
    return None


def committee_of(unit: AdminUnit) -> Agency:
    """The People's Committee of a commune of this province. Raises RoutingProblem for another province's."""
    committee = (
        standing().filter(kind=AgencyKind.COMMUNE, admin_unit=unit).select_related("admin_unit").first()
    )
    if committee is None:
        committee = _committee_of_former(unit)
    if committee is None:
        above = f" ({unit.parent})" if unit.parent else ""
        raise RoutingProblem(
            f"{unit}{above} không thuộc địa bàn {profile().province_name}. "
            "Bạn nộp tại Cổng Dịch vụ công quốc gia hoặc tại tỉnh đó."
        )
    return committee


def _committee_of_former(unit: AdminUnit) -> Agency | None:
    """In the minutes before a rearrangement is carried out: the committee still entered at the unit's forerunner."""
    entered = standing().filter(kind=AgencyKind.COMMUNE, admin_unit__merged_into=unit)
    return entered.select_related("admin_unit").order_by("code").first()


def commune_today(code: str) -> AdminUnit:
    """Today's commune for a code of any time: a merged commune leads to its heir.

    Raises RoutingProblem for an unknown code and for a commune that was cut in pieces.
    """
    rows = list(
        AdminUnit.objects.filter(level=UnitLevel.COMMUNE, code=code).select_related("parent", "merged_into")
    )
    standing_now = [unit for unit in rows if unit.stands_on(today())]
    if standing_now:
        return standing_now[0]
    if not rows:
        raise RoutingProblem(f"Không có xã, phường, đặc khu nào mang mã {code}. Bạn chọn lại nơi giải quyết.")
    return _follow(rows[0])


def heir_of(agency: Agency) -> Agency:
    """The agency itself while it stands, afterwards the one that took over, and so on to the end."""
    seen: set[int] = set()
    while not agency.stands_on(today()):
        if agency.successor is None or agency.pk in seen:
            raise RoutingProblem(f"{agency} đã kết thúc hoạt động và chưa có cơ quan kế tục.")
        seen.add(agency.pk)
        agency = agency.successor
    return agency


def _follow(unit: AdminUnit) -> AdminUnit:
    seen: set[int] = set()
    while not unit.stands_on(today()):
        if unit.split_into:
            heirs = AdminUnit.objects.filter(level=UnitLevel.COMMUNE, code__in=unit.split_into, valid_to=None)
            names = ", ".join(str(heir) for heir in heirs.order_by("code"))
            raise RoutingProblem(
                f"{unit} (cũ) đã chia cho nhiều nơi: {names}. Bạn chọn một trong các nơi đó."
            )
        if unit.merged_into is None or unit.pk in seen:
            raise RoutingProblem(f"{unit} không còn và chưa rõ đã nhập vào đâu. Bạn chọn lại nơi giải quyết.")
        seen.add(unit.pk)
        unit = unit.merged_into
    return unit


def _place_in(answer: Any) -> str:
    """The code of a commune in the answer to a `commune` or an `address` question."""
    if isinstance(answer, Mapping):
        answer = answer.get("commune")
    return str(answer) if answer else ""


def _standing_divisions(parent: int, day: date) -> QuerySet[Agency]:
    return standing(day).filter(parent_id=parent).exclude(kind=AgencyKind.CENTRE).order_by("code")


_divisions = Ready(_standing_divisions, parent=int, day=date)


def _division_of(competent: Agency, specialty: str) -> Agency:
    """A division with that specialty, else the one that does its work, else the agency itself."""
    inside = _divisions.all(parent=competent.pk, day=today())
    for wanted in (specialty, INSTEAD.get(specialty, "")):
        for agency in inside:
            if wanted and agency.specialty == wanted:
                return agency
    return competent


def _body_of(committee: Agency, specialty: str) -> Agency:
    found = standing().filter(parent=committee, specialty=specialty).order_by("code").first()
    if found is None:
        found = _heir_among(Agency.objects.filter(parent=committee, specialty=specialty))
    if found is None:
        raise RoutingProblem(f"{committee} chưa khai báo cơ quan phụ trách lĩnh vực “{specialty}”.")
    return found


def _police_near(competent: Agency) -> Agency:
    """The commune police of the agency's place; the provincial police for a provincial agency."""
    unit = competent.admin_unit
    if unit is None or unit.level != UnitLevel.COMMUNE:
        return department("police")
    return _body_of(committee_of(unit), "police")
