"""The scripts that generated dossiers play: who does what, when, for one procedure at one agency."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from dossiers.demo import driving
from dossiers.states import State
from portal.agencies.models import Agency, Duty, Officer
from portal.agencies.routing import agency_for_step, receiving_desk
from procedures import steps
from procedures.definition import Definition
from procedures.models import ProcedureVersion


@dataclass(frozen=True)
class Act:
    """One journal row: verb, states, the officer (None: the applicant) and working minutes after the last."""

    verb: str
    source: str
    target: str
    officer: Officer | None
    minutes: int
    due_known: bool
    ends: tuple[int, ...] = ()  # positions of the tasks that this act ends
    begins: tuple[int, ...] = ()

    def told(self, number: int) -> tuple[str, str]:
        """The journal row's words between reference and moment: for the hash, and for COPY."""
        who = self.officer
        user, name = (who.user_id, who.user.full_name) if who else (None, "{name}")
        title, agency = (who.title, who.agency_id) if who else ("", None)
        parts: list[Any] = [number, self.verb, user, name, title, agency, self.source, self.target, "", {}]
        hashed = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))[1:-1]
        fields = [
            number,
            self.verb,
            _null(user),
            name,
            title,
            _null(agency),
            who.agency.short_name if who else "",
        ]
        copied = "\t".join(str(part) for part in [*fields, self.source, self.target, "", "{}"])
        return hashed, copied


@dataclass(frozen=True)
class Work:
    """One task of the script."""

    step_id: str
    title: str
    kind: str
    lead: bool
    agency: Agency
    duty: str
    officer: Officer
    share: int


@dataclass(frozen=True)
class Script:
    """A whole life; shorter ones stop after some act."""

    version: ProcedureVersion
    definition: Definition
    competent: Agency
    desk: Agency
    acts: tuple[Act, ...]
    works: tuple[Work, ...]
    answers: str
    papers: tuple[str, ...]


@lru_cache(maxsize=4096)
def somebody(agency: Agency, duty: str) -> Officer:
    """Who has the duty there; asked once for all scripts of a run."""
    return driving.somebody(agency, duty)


def write_script(
    version: ProcedureVersion, told: Definition, competent: Agency, answers: dict[str, Any]
) -> Script:
    """Follows the version's graph with the people who hold its duties."""
    desk = receiving_desk(competent)
    clerk = somebody(desk, Duty.DESK_OFFICER)
    works = [
        Work("accept", "Chờ tiếp nhận", "desk", True, desk, Duty.DESK_OFFICER, clerk, 480),
        Work("transfer", "Chờ chuyển cơ quan giải quyết", "desk", True, desk, Duty.DESK_OFFICER, clerk, 480),
    ]
    acts = [
        Act("submit", State.DRAFT, State.REGISTERED, None, 0, False, begins=(0,)),
        Act("accept", State.REGISTERED, State.ACCEPTED, clerk, 95, True, ends=(0,), begins=(1,)),
        Act("transfer", State.ACCEPTED, State.PROCESSING, clerk, 12, True, ends=(1,)),
    ]
    done: set[str] = set()
    while ready := [step for step in steps.ready(told, done, answers, "online") if step.id not in done]:
        for step in ready:
            agency = agency_for_step(step.agency, competent, desk)
            who = somebody(agency, step.duty)
            works.append(
                Work(
                    step.id,
                    step.name,
                    step.kind,
                    step.kind != "consult",
                    agency,
                    step.duty,
                    who,
                    step.minutes,
                )
            )
            begun = len(works) - 1
            acts[-1] = _beginning(acts[-1], begun)
        for offset, step in enumerate(ready):
            position = len(works) - len(ready) + offset
            who = works[position].officer
            if step.produces == "result":
                acts.append(Act("draft_result", State.PROCESSING, State.PROCESSING, who, 35, True))
            verb = {"work": "finish_task", "consult": "give_opinion"}.get(step.kind, step.kind)
            done.add(step.id)
            last = step.kind == "issue"
            target = State.COMPLETED if last else State.PROCESSING
            acts.append(
                Act(
                    verb,
                    State.PROCESSING,
                    target,
                    who,
                    min(step.minutes, 60) // 2 + 5,
                    True,
                    ends=(position,),
                )
            )
    works.append(Work("return_result", "Chờ trả kết quả", "desk", True, desk, Duty.DESK_OFFICER, clerk, 480))
    acts[-1] = _beginning(acts[-1], len(works) - 1)
    acts.append(
        Act("return_result", State.COMPLETED, State.RETURNED, clerk, 40, True, ends=(len(works) - 1,))
    )
    papers = tuple(paper.name for paper in told.papers if paper.required)
    return Script(
        version,
        told,
        competent,
        desk,
        tuple(acts),
        tuple(works),
        json.dumps(answers, ensure_ascii=False),
        papers,
    )


def _beginning(act: Act, position: int) -> Act:
    return Act(
        act.verb,
        act.source,
        act.target,
        act.officer,
        act.minutes,
        act.due_known,
        act.ends,
        (*act.begins, position),
    )


def _null(value: int | None) -> str:
    return "\\N" if value is None else str(value)
