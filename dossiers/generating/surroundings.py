"""Agencies, officers and sample answers that all scripts of a run share, each asked of the database once."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from portal.agencies.models import Agency, Duty, Officer
from portal.agencies.routing import RoutingProblem, agency_for_step, competent_agency, receiving_desk
from portal.calendars.now import now
from procedures import steps
from procedures.definition import Definition, Step
from procedures.definition.steps import CHOSEN
from procedures.models import ProcedureVersion
from procedures.queries import definition, in_force
from procedures.samples import sample_answers

VARIANTS = 4
MOST_SCRIPTS = 600
_BY_ANSWER, _ANYWHERE = "place", ("department", "agency")


class Surroundings:
    """Looks everything up once; made for one run, so that nothing old is remembered."""

    def __init__(self, communes: int) -> None:
        found = Agency.objects.filter(kind="commune", valid_to=None, calendar=None).order_by("code")
        self.communes = list(found.select_related("admin_unit")[:communes])
        self._officers: dict[tuple[int, str], Officer] = {}
        serving = Officer.objects.filter(valid_to=None, user__is_active=True).order_by("id")
        for officer in serving.select_related("user", "agency"):
            for duty in officer.duties:
                self._officers.setdefault((officer.agency_id, duty), officer)
        self._step_agencies: dict[tuple[str, int], Agency] = {}
        self._desks: dict[int, Agency] = {}
        self._competent: dict[tuple[str, str, str], Agency] = {}
        self._versions: dict[int, ProcedureVersion] = {}
        self.answers = cache(self._answers)
        self.walk = cache(self._walk)

    def places(self) -> Iterator[tuple[ProcedureVersion, Definition, str, int]]:
        """Each procedure in force at communes that decide it, a provincial one once, with its variant.

        Where there are many procedures, each commune plays some of them: MOST_SCRIPTS in all.
        """
        versions = list(in_force(now().date()).select_related("procedure"))
        every = -(-len(versions) * len(self.communes) // MOST_SCRIPTS)
        for place, version in enumerate(versions):
            told, self._versions[version.pk] = definition(version), version
            where = self.communes[place % every :: every]
            if told.competence.kind != "commune":
                where = self.communes[:1]
            for number, agency in enumerate(where):
                yield version, told, agency.admin_unit.code if agency.admin_unit else "", number % VARIANTS

    def somebody(self, agency: Agency, duty: str) -> Officer:
        """A person who has the duty there. Raises LookupError."""
        try:
            return self._officers[agency.pk, duty]
        except KeyError:
            raise LookupError(f"{agency}: nobody is {duty}") from None

    def clerk(self, desk: Agency) -> Officer:
        return self.somebody(desk, Duty.DESK_OFFICER)

    def competent(self, told: Definition, answers: dict[str, Any], commune: str) -> Agency:
        """The agency that decides, one that keeps the province's hours. Raises RoutingProblem."""
        key = (told.competence.kind, told.competence.specialty, commune)
        if key not in self._competent:
            self._competent[key] = competent_agency(told.competence, answers, commune)
        found = self._competent[key]
        if found.calendar_id is not None:
            raise RoutingProblem(f"{found} có lịch làm việc riêng.")
        return found

    def desk(self, competent: Agency) -> Agency:
        if competent.pk not in self._desks:
            self._desks[competent.pk] = receiving_desk(competent)
        return self._desks[competent.pk]

    def agency_of(self, step: Step, competent: Agency, desk: Agency, answers: dict[str, Any]) -> Agency:
        """Where a step goes; one that an officer directs goes to the first agency it names."""
        selector = step.among[0] if step.agency == CHOSEN else step.agency
        if selector.startswith(_BY_ANSWER):
            return agency_for_step(selector, competent, desk, answers)
        key = (selector, 0 if selector.startswith(_ANYWHERE) else competent.pk)
        if key not in self._step_agencies:
            self._step_agencies[key] = agency_for_step(selector, competent, desk, answers)
        return self._step_agencies[key]

    def answers_at(self, version: ProcedureVersion, variant: int, commune: str) -> dict[str, Any]:
        """The variant's answers with this commune in the place of the one they were made for."""
        told: str = self.answers(version.pk, variant)
        first = self.communes[0].admin_unit.code if self.communes[0].admin_unit else ""
        answers: dict[str, Any] = json.loads(told.replace(f'"{first}"', f'"{commune}"'))
        return answers

    def _answers(self, version_id: int, variant: int) -> str:
        commune = self.communes[0].admin_unit.code if self.communes[0].admin_unit else ""
        return json.dumps(
            sample_answers(definition(self._versions[version_id]), seed=variant + 1, commune=commune),
            ensure_ascii=False,
        )

    def _walk(self, version_id: int, variant: int) -> list[tuple[Step, int]]:
        """The steps in the order in which they end, each with how many had ended when it began."""
        told = definition(self._versions[version_id])
        answers = json.loads(self.answers(version_id, variant))
        done: set[str] = set()
        row = [(step, 0) for step in steps.ready(told, done, answers, "online")]
        for place, (step, _) in enumerate(row):  # the row grows while it is walked
            done.add(step.id)
            known = {one.id for one, _ in row}
            row += [
                (one, place + 1) for one in steps.ready(told, done, answers, "online") if one.id not in known
            ]
        return row
