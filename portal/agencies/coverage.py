"""Which offices would get a step, all over the province at once, and whether somebody there holds the duty.

The answers are those of `routing` (a test compares them place by place), from two readings of the database
instead of some for every commune."""

from collections import defaultdict
from collections.abc import Iterable

from portal.agencies.models import Agency, AgencyKind, UnitLevel
from portal.agencies.queries import in_service, standing
from portal.agencies.routing import (
    INSTEAD,
    MERGED_DEPARTMENTS,
    PROVINCIAL,
    Competence,
    RoutingProblem,
    agency_named,
    department,
)


class Coverage:
    """The offices and officers of today, read once."""

    def __init__(self) -> None:
        self.agencies = list(standing().select_related("admin_unit").order_by("code"))
        self.by_code = {agency.code: agency for agency in self.agencies}
        self.children: dict[int | None, list[Agency]] = defaultdict(list)
        for agency in self.agencies:
            self.children[agency.parent_id].append(agency)
        self.communes = [agency for agency in self.agencies if agency.kind == AgencyKind.COMMUNE]
        self._committees = {agency.admin_unit_id: agency for agency in self.communes}
        self._duties: dict[int, set[str]] = defaultdict(set)
        for agency_id, duties in in_service().values_list("agency_id", "duties"):
            self._duties[agency_id].update(duties)

    def held(self, agency: Agency, duty: str) -> bool:
        """Whether anybody in service at the agency today has the duty."""
        return duty in self._duties[agency.pk]

    def competent(self, competence: Competence) -> list[Agency]:
        """Every agency that may come to decide. Raises RoutingProblem where there is none."""
        if competence.kind == "department":
            return [self.department(competence.specialty)]
        if not competence.specialty:
            return self.communes
        return [self._body(committee, competence.specialty) for committee in self.communes]

    def for_step(self, selector: str, competent: Iterable[Agency], among: Iterable[str] = ()) -> list[Agency]:
        """Every agency that may get a step with this selector, each once. Raises RoutingProblem."""
        kind, _, rest = selector.partition(":")
        if kind == "chosen":
            found = [agency for one in among for agency in self.for_step(one, competent)]
        elif kind == "department":
            found = [self.department(rest)]
        elif kind == "agency":
            found = [self._named(rest)]
        elif kind == "place":
            specialty = rest.partition(":")[2]
            found = [self._division(one, specialty) if specialty else one for one in self.communes]
        else:
            found = [self._near(kind, rest, agency) for agency in competent]
        return list({agency.pk: agency for agency in found}.values())

    def _near(self, kind: str, specialty: str, competent: Agency) -> Agency:
        if kind == "desk":
            return self._desk(competent)
        if kind == "unit":
            return self._division(competent, specialty)
        if kind == "police":
            return self._police(competent)
        return competent

    def department(self, specialty: str) -> Agency:
        wanted = MERGED_DEPARTMENTS.get(specialty, specialty)
        for agency in self.agencies:
            unit = agency.admin_unit
            at_province = unit is not None and unit.level == UnitLevel.PROVINCE
            if at_province and agency.kind in PROVINCIAL and agency.specialty == wanted:
                return agency
        return department(specialty)

    def _desk(self, competent: Agency) -> Agency:
        unit = competent.admin_unit
        if unit is not None and unit.level == UnitLevel.COMMUNE:
            for agency in self.agencies:
                if agency.kind == AgencyKind.CENTRE and agency.admin_unit_id == unit.pk:
                    return agency
        for agency in self.agencies:
            if agency.kind == AgencyKind.PROVINCE_CENTRE:
                return agency
        raise RoutingProblem("Tỉnh chưa khai báo Trung tâm Phục vụ hành chính công.")

    def _division(self, competent: Agency, specialty: str) -> Agency:
        inside = [one for one in self.children[competent.pk] if one.kind != AgencyKind.CENTRE]
        for wanted in (specialty, INSTEAD.get(specialty, "")):
            for agency in inside:
                if wanted and agency.specialty == wanted:
                    return agency
        return competent

    def _body(self, committee: Agency, specialty: str) -> Agency:
        for agency in self.children[committee.pk]:
            if agency.specialty == specialty:
                return agency
        raise RoutingProblem(f"{committee} chưa khai báo cơ quan phụ trách lĩnh vực “{specialty}”.")

    def _police(self, competent: Agency) -> Agency:
        unit = competent.admin_unit
        if unit is None or unit.level != UnitLevel.COMMUNE:
            return self.department("police")
        return self._body(self._committees[unit.pk], "police")

    def _named(self, code: str) -> Agency:
        if code not in self.by_code:
            return agency_named(code)
        return self.by_code[code]
