"""From dossiers of the past and a definition to arrivals and teams: who would do each step, how long, by when due."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from portal.agencies.models import Agency
from portal.agencies.queries import officers_of, profile
from portal.agencies.routing import RoutingProblem, agency_for_step
from portal.calendars.queries import working_time
from portal.calendars.working_time import Limit, Mode, Unit, WorkingTime
from procedures.definition import Definition, Step
from procedures.eform.walking import case_of
from procedures.expressions import given
from procedures.more_time import limit_for
from procedures.simulating.engine import Arrival, Team, Work
from procedures.simulating.past import History, Past
from procedures.steps import in_order, skipped

LEAST_AVAILABLE = 0.05


@dataclass(slots=True)
class Replay:
    """What the engine plays, and the names behind its keys."""

    arrivals: list[Arrival] = field(default_factory=list)
    teams: dict[str, Team] = field(default_factory=dict)
    due: dict[int, datetime] = field(default_factory=dict)
    agencies: dict[str, str] = field(default_factory=dict)
    duties: dict[str, str] = field(default_factory=dict)
    shares: dict[str, int] = field(default_factory=dict)
    recorded: int = 0
    estimated: int = 0


def replay(definition: Definition, history: History, *, factor: float, seed: int) -> Replay:
    """`factor`: which part of its time share a step takes where no recording of it exists; `seed`: which of the
    recordings of other dossiers stands in where this dossier has none."""
    return _Builder(definition, history, factor, seed).build()


class _Builder:
    def __init__(self, definition: Definition, history: History, factor: float, seed: int) -> None:
        self.told, self.history, self.factor = definition, history, factor
        self.chance = random.Random(seed)  # noqa: S311
        self.ordered = in_order(definition)
        self.pool: dict[str, list[int]] = {}
        for past in history.dossiers:
            for step, minutes in past.worked.items():
                self.pool.setdefault(step, []).append(minutes)
        self.agencies: dict[int, Agency] = {}
        self.routes: dict[tuple[str, int, int, str], Agency | None] = {}
        self.made = Replay(shares={step.id: step.minutes for step in definition.steps})

    def build(self) -> Replay:
        for past in self.history.dossiers:
            facts = given(past.channel, past.received_at.date())
            passed = skipped(self.told, past.answers, facts)
            self.made.arrivals.append(Arrival(past.key, past.arrived_at, self._works(past, passed)))
            case = case_of(self.told, past.answers, facts)
            self.made.due[past.key] = self._due(past, case)
        return self.made

    def _works(self, past: Past, passed: set[str]) -> tuple[Work, ...]:
        """The steps that count; what waited for a skipped step waits for what stood before it."""
        waits: dict[str, tuple[str, ...]] = {}
        pauses = self._pauses(past, passed)
        works = []
        for step in self.ordered:
            after: dict[str, None] = {}
            for key in step.after:
                after.update(dict.fromkeys(waits[key] if key in passed else (key,)))
            waits[step.id] = tuple(after)
            if step.id not in passed:
                team = self._team(step, past)
                minutes, pause = self._minutes(step, past, team), pauses.get(step.id, timedelta())
                works.append(Work(step.id, team, minutes, waits[step.id], pause))
        return tuple(works)

    def _pauses(self, past: Past, passed: set[str]) -> dict[str, timedelta]:
        """How long the applicant was waited for in each step, as it happened; what belonged to a step that there is no
        more is put down to the leading one."""
        there = [step.id for step in self.ordered if step.id not in passed]
        lead = next(
            (step.id for step in self.ordered if step.lead and step.id in there), there[0] if there else ""
        )
        found: dict[str, timedelta] = {}
        for step, length in past.waited.items():
            key = step if step in there else lead
            found[key] = found.get(key, timedelta()) + length
        return found

    def _minutes(self, step: Step, past: Past, team: str) -> int:
        recorded = past.worked.get(step.id)
        if recorded is None and self.pool.get(step.id):
            recorded = self.chance.choice(self.pool[step.id])
        if recorded is None:
            self.made.estimated += 1
            return max(round(step.minutes * self.factor), 1)
        self.made.recorded += 1
        agency, _sep, duty = team.partition(":")
        free = self.history.availability.get((int(agency), duty), 1.0)
        return max(round(recorded / max(free, LEAST_AVAILABLE)), 1)

    def _team(self, step: Step, past: Past) -> str:
        agency = self._agency(step, past)
        key = f"{agency.pk if agency else 0}:{step.duty}"
        if key not in self.made.teams:
            people = officers_of(agency, step.duty).count() if agency else 0
            self.made.teams[key] = Team(key, people, _hours(agency))
            self.made.agencies[key] = agency.name if agency else "Không tìm được cơ quan"
            self.made.duties[key] = step.duty
        return key

    def _agency(self, step: Step, past: Past) -> Agency | None:
        selector = step.among[0] if step.agency == "chosen" else step.agency
        place = ""
        if selector.startswith("place:"):
            place = str(past.answers.get(selector.split(":")[1]))
        key = (selector, past.competent_id, past.receiving_id, place)
        if key not in self.routes:
            self.routes[key] = self._route(selector, past)
        return self.routes[key]

    def _route(self, selector: str, past: Past) -> Agency | None:
        competent, desk = self._known(past.competent_id), self._known(past.receiving_id)
        answers: Mapping[str, Any] = past.answers
        try:
            return agency_for_step(selector, competent, desk, answers)
        except RoutingProblem:
            return None

    def _known(self, pk: int) -> Agency:
        if pk not in self.agencies:
            self.agencies[pk] = Agency.objects.select_related("calendar", "parent").get(pk=pk)
        return self.agencies[pk]

    def _due(self, past: Past, case: str) -> datetime:
        published = limit_for(self.told, past.channel, case, past.answers)
        limit = Limit(published.value, cast(Unit, published.unit))
        settings = profile()
        hours = _hours(self._known(past.competent_id))
        due = hours.due(past.received_at, limit, cast(Mode, settings.deadline_mode), settings.cutoff)
        return due + sum(past.waited.values(), timedelta())  # the clock stood still for as long


def _hours(agency: Agency | None) -> WorkingTime:
    return working_time(agency.calendar if agency else None)
