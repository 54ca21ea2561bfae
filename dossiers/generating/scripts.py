"""The scripts that generated dossiers play: who does what, when, for one procedure at one agency."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from dossiers.generating.surroundings import Surroundings
from dossiers.models import Channel, TaskOutcome
from dossiers.services._tasks import DESK_TITLES
from dossiers.states import State
from portal.agencies.models import Agency, Duty, Officer
from portal.agencies.routing import RoutingProblem
from procedures.definition import Definition, Step
from procedures.models import ProcedureVersion

_VERBS = {"work": "finish_task", "consult": "give_opinion"}


@dataclass
class Act:
    """One journal row: verb, states, the officer (None: the applicant) and working minutes after the last."""

    verb: str
    source: str
    target: str
    officer: Officer | None
    minutes: int
    begins: list[int] = field(default_factory=list)  # positions of the tasks that this act begins
    ends: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Work:
    """One task of the script. `share`: its working minutes; None where the desk's own term holds."""

    step_id: str
    title: str
    kind: str
    lead: bool
    agency: Agency
    duty: str
    officer: Officer | None  # who has done it, once it is done; nobody for what the desk does in passing
    share: int | None
    held: bool = False  # by that officer from the beginning
    outcome: str = TaskOutcome.DONE


@dataclass(frozen=True)
class Script:
    """A whole life; shorter ones stop after some act."""

    version: ProcedureVersion
    definition: Definition
    competent: Agency
    desk: Agency
    acts: list[Act]
    works: list[Work]
    answers: dict[str, Any]
    channel: str = Channel.ONLINE
    signer: Officer | None = None  # who signed the paper that the desk hands over at once

    @property
    def at_once(self) -> bool:
        """Received, answered and handed over in one sitting at the counter (dossiers.services.at_once)."""
        return self.signer is not None


def all_scripts(communes: int) -> Iterator[Script]:
    """One for each procedure in force at each agency that decides it."""
    known = Surroundings(communes)
    if not known.communes:
        return
    for version, told, commune, variant in known.places():
        answers = known.answers_at(version, variant, commune)
        try:
            competent = known.competent(told, answers, commune)
            yield _script(known, version, told, competent, answers, variant)
            if told.limits.processing.unit == "same_day":
                yield _script_at_once(known, version, told, competent, answers)
        except (RoutingProblem, LookupError):
            continue


def _script(
    known: Surroundings, version: ProcedureVersion, told: Definition, competent: Agency,
    answers: dict[str, Any], variant: int,
) -> Script:  # fmt: skip
    """Follows the version's graph with the people who hold its duties."""
    desk = known.desk(competent)
    clerk = known.clerk(desk)
    works = [_desk_work("accept", desk), _desk_work("transfer", desk, clerk)]
    acts = [
        Act("submit", State.DRAFT, State.REGISTERED, None, 0, begins=[0]),
        Act("accept", State.REGISTERED, State.ACCEPTED, clerk, 95, begins=[1], ends=[0]),
        Act("transfer", State.ACCEPTED, State.PROCESSING, clerk, 12, ends=[1]),
    ]
    walk = known.walk(version.pk, variant)
    ending = [acts[-1]]  # the act after which so many steps have ended
    for step, _ in walk:
        agency = known.agency_of(step, competent, desk, answers)
        works.append(_step_work(step, agency, known.somebody(agency, step.duty)))
        who = works[-1].officer
        if step.produces == "result":
            acts.append(Act("draft_result", State.PROCESSING, State.PROCESSING, who, 35))
        target = State.COMPLETED if step.kind == "issue" else State.PROCESSING
        verb = _VERBS.get(step.kind, step.kind)
        minutes = min(step.minutes, 60) // 2 + 5
        acts.append(Act(verb, State.PROCESSING, target, who, minutes, ends=[len(works) - 1]))
        ending.append(acts[-1])
    for position, (_, ended) in enumerate(walk):
        ending[ended].begins.append(position + 2)
    works.append(_desk_work("return_result", desk))
    acts[-1].begins.append(len(works) - 1)
    acts.append(Act("return_result", State.COMPLETED, State.RETURNED, clerk, 40, ends=[len(works) - 1]))
    return Script(version, told, competent, desk, acts, works, answers)


def _script_at_once(
    known: Surroundings, version: ProcedureVersion, told: Definition, competent: Agency,
    answers: dict[str, Any],
) -> Script:  # fmt: skip
    """What the limit lets be answered the same day, given while the person waits: no hand-over, no receipt."""
    desk = known.desk(competent)
    clerk, signer = known.clerk(desk), known.somebody(competent, Duty.AGENCY_LEADER)
    dropped = TaskOutcome.CANCELLED
    works = [
        _desk_work("accept", desk, clerk),
        _desk_work("transfer", desk, clerk, dropped),
        _desk_work("return_result", desk, clerk),
    ]
    acts = [
        Act("submit", State.DRAFT, State.REGISTERED, clerk, 0, begins=[0]),
        Act("accept", State.REGISTERED, State.ACCEPTED, clerk, 9, begins=[1], ends=[0]),
        Act("give_at_once", State.ACCEPTED, State.COMPLETED, clerk, 0, begins=[2], ends=[1]),
        Act("return_result", State.COMPLETED, State.RETURNED, clerk, 0, ends=[2]),
    ]
    return Script(version, told, competent, desk, acts, works, answers, Channel.IN_PERSON, signer)


def _desk_work(
    step_id: str, desk: Agency, officer: Officer | None = None, outcome: str = TaskOutcome.DONE
) -> Work:
    held = officer is not None
    return Work(
        step_id, DESK_TITLES[step_id], "desk", True, desk, Duty.DESK_OFFICER, officer, None, held, outcome
    )


def _step_work(step: Step, agency: Agency, officer: Officer) -> Work:
    return Work(
        step.id, step.name, step.kind, step.kind != "consult", agency, step.duty, officer, step.minutes
    )
