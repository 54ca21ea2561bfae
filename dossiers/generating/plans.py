"""What all dossiers of one script that stand at the same act have in common, as stencils."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import models

from dossiers.generating.names import Shape
from dossiers.generating.scripts import Act, Script
from dossiers.generating.stencils import Hole, Stencil
from dossiers.models import Dossier, DossierResult, JournalEntry, Slip, Task
from dossiers.states import ENDED
from portal.accounts.models import Party

MODELS = (Party, Dossier, JournalEntry, Task, DossierResult, Slip)
DIGEST, TOLD = 32, 32
_COMPLETING = ("issue", "give_at_once")


@dataclass(frozen=True)
class Step:
    """One task of a plan: which act begins and which ends it, its share in working minutes (None: the desk's)."""

    step_id: str
    lead: bool
    agency_id: int
    duty: str
    officer_id: int | None
    begun: int
    ended: int | None
    share: int | None


class Plan:
    """The first `length` acts of a script, for owners whose names have one shape."""

    def __init__(self, script: Script, length: int, shape: Shape, user_id: int, file_id: int) -> None:
        self.script, self.length, self.shape = script, length, shape
        self.user_id, self.file_id = user_id, file_id
        self.acts = script.acts[:length]
        self.minutes = [sum(act.minutes for act in self.acts[: n + 1]) for n in range(length)]
        self.accepted, self.ended = length > 1, self.acts[-1].target in ENDED
        self.completed = next((n for n, act in enumerate(self.acts) if act.verb in _COMPLETING), None)
        self.receipt = self.accepted and not script.at_once
        self.steps = self._steps()
        self.open = [step for step in self.steps if step.ended is None]
        self.told = [self._told(n) for n in range(length)]
        self.tables = {
            Party: self._party(),
            JournalEntry: self._journal(),
            Task: self._tasks(),
            Slip: self._slip() if self.receipt else Stencil(),
            DossierResult: self._result() if self.completed is not None else Stencil(),
        }
        self.dossiers: dict[tuple[int, int], Stencil] = {}
        self.rows: dict[type[models.Model], int] = {
            JournalEntry: length, Task: len(self.steps), Slip: int(self.receipt),
            DossierResult: int(self.completed is not None),
        }  # fmt: skip

    def _steps(self) -> list[Step]:
        ended = {position: n for n, act in enumerate(self.acts) for position in act.ends}
        found = []
        for n, act in enumerate(self.acts):
            for position in act.begins:
                work, end = self.script.works[position], ended.get(position)
                who = work.officer.pk if work.officer and (work.held or end is not None) else None
                found.append(
                    Step(work.step_id, work.lead, work.agency.pk, work.duty, who, n, end, work.share)
                )
        return found

    def _told(self, n: int) -> Stencil:
        """The words that are hashed for one act (dossiers.journal.entry_hash)."""
        act = self.acts[n]
        who = act.officer
        user, actor = (who.user_id, who.user.full_name) if who else (self.user_id, "\0")
        title, agency = (who.title, who.agency_id) if who else ("", None)
        parts: list[Any] = [n + 1, act.verb, user, actor, title, agency, act.source, act.target, "", {}]
        words = json.dumps(parts, ensure_ascii=False, separators=(",", ":"))[1:-1]
        before, _, after = words.partition("\\u0000")
        name = (before, Hole("name", self.shape.name), after) if who is None else (words,)
        due = ('"', Hole("due told", TOLD), '"') if n else ("null",)
        previous = (Hole(f"hash {n - 1} told", 2 * DIGEST),) if n else ()
        return Stencil().add(
            '["', Hole("reference", 28), '",', *name, ',"', Hole(f"told {n}", TOLD), '",', *due, ',"',
            *previous, '"]',
        )  # fmt: skip

    def _journal(self) -> Stencil:
        rows = Stencil()
        for n, act in enumerate(self.acts):
            rows.row(JournalEntry, self._entry(n, act))
        return rows

    def _entry(self, n: int, act: Act) -> dict[str, Any]:
        who = act.officer
        return {
            "id": Hole(f"entry {n}"),
            "dossier_id": Hole("id"),
            "number": n + 1,
            "verb": act.verb,
            "user_id": who.user_id if who else self.user_id,
            "actor": who.user.full_name if who else Hole("name", self.shape.name),
            "actor_title": who.title if who else "",
            "agency_id": who.agency_id if who else None,
            "agency_name": who.agency.short_name if who else "",
            "from_state": act.source,
            "to_state": act.target,
            "at": Hole(f"at {n}"),
            "due_at": Hole("due") if n else None,
            "hash": Hole(f"hash {n}", DIGEST),
        }

    def _tasks(self) -> Stencil:
        rows = Stencil()
        works = [self.script.works[position] for act in self.acts for position in act.begins]
        for j, (step, work) in enumerate(zip(self.steps, works, strict=True)):
            ended = None if step.ended is None else Hole(f"at {step.ended}")
            taken = Hole(f"at {step.begun}") if work.held else ended if step.officer_id else None
            rows.row(
                Task,
                {
                    "id": Hole(f"task {j}"), "dossier_id": Hole("id"), "step_id": step.step_id,
                    "title": work.title, "kind": work.kind, "is_lead": step.lead, "agency_id": step.agency_id,
                    "duty": str(step.duty), "officer_id": step.officer_id,
                    "started_at": Hole(f"at {step.begun}"), "taken_at": taken, "due_at": Hole(f"until {j}"),
                    "ended_at": ended, "outcome": str(work.outcome) if ended else "",
                },
            )  # fmt: skip
        return rows

    def _party(self) -> Stencil:
        unit = self.script.competent.admin_unit
        return Stencil().row(
            Party,
            {
                "id": Hole("person"), "kind": "person", "name": Hole("name", self.shape.name),
                "name_fold": Hole("fold", self.shape.fold), "name_sort": Hole("sort", self.shape.sort),
                "id_number": Hole("number", 12), "birth_on": Hole("born", 4),
                "sex": "female" if self.shape.female else "male", "phone": Hole("phone", 10),
                "address": "tổ 3, khu 4", "commune_code": unit.code if unit else "",
                "created_at": Hole("at 0"),
            },
        )  # fmt: skip

    def dossier(self, soonest: int, holder: int) -> Stencil:
        """The dossier's row: of its open steps which is due first and which one names the holder."""
        if (soonest, holder) not in self.dossiers:
            held = self.open[holder] if self.open else None
            self.dossiers[soonest, holder] = Stencil().row(Dossier, self._facts(soonest, held))
        return self.dossiers[soonest, holder]

    def _facts(self, soonest: int, held: Step | None) -> dict[str, Any]:
        script, last = self.script, Hole(f"at {self.length - 1}")
        received = Hole("at 1") if self.accepted else None
        finished = None if self.completed is None else Hole(f"at {self.completed}")
        code = (f"{script.desk.code}-", Hole("day", 6), "-", Hole("serial", 4)) if self.accepted else None
        due = Hole("due") if self.accepted else None
        kind = ("officer" if held.officer_id else "team") if held else ""
        return {
            "id": Hole("id"), "reference": Hole("reference", 28), "code": code,
            "state": str(self.acts[-1].target), "revision": self.length,
            "procedure_id": script.version.procedure_id, "version_id": script.version.pk,
            "owner_id": Hole("person"), "submitter_id": Hole("person"), "created_by_id": self._writer_id(),
            "owner_name": Hole("name", self.shape.name), "owner_fold": Hole("fold", self.shape.fold),
            "owner_number": Hole("number", 12), "contact_phone": Hole("phone", 10), "channel": str(script.channel),
            "answers": script.answers, "summary": script.definition.name, "return_method": "in_person",
            "receiving_agency_id": script.desk.pk, "competent_agency_id": script.competent.pk,
            "created_at": Hole("at 0"), "touched_at": last, "submitted_at": Hole("at 0"),
            "registered_at": Hole("at 0"), "received_at": received, "finished_at": finished,
            "returned_at": last if self.ended else None, "ended_at": last if self.ended else None,
            "due_at": due, "original_due_at": due, "next_due_at": Hole("next due") if held else None,
            "next_due_for": self.open[soonest].step_id[:20] if held else "", "holder_kind": kind,
            "holder_agency_id": held.agency_id if held else None, "holder_duty": str(held.duty) if held else "",
            "holder_officer_id": held.officer_id if held else None,
            "held_since": Hole(f"at {held.begun}") if held else last,
            "journal_number": self.length, "journal_hash": Hole(f"hash {self.length - 1}", DIGEST),
        }  # fmt: skip

    def _writer_id(self) -> int:
        """Whoever filled in the form: the applicant, or the officer at the counter."""
        who = self.acts[0].officer
        return who.user_id if who else self.user_id

    def _slip(self) -> Stencil:
        clerk = self.acts[1].officer
        return Stencil().row(
            Slip,
            {
                "id": Hole("slip"), "dossier_id": Hole("id"), "kind": "receipt",
                "issued_at": Hole("at 1"), "issued_by_id": clerk.pk if clerk else None, "file_id": self.file_id,
            },
        )  # fmt: skip

    def _result(self) -> Stencil:
        told = self.script.definition.result
        officers = {act.verb: act.officer for act in self.acts if act.officer}
        drafter = officers.get("draft_result") or self.acts[self.completed or 0].officer
        drafted = next((n for n, act in enumerate(self.acts) if act.verb == "draft_result"), self.completed)
        approved = next((n for n, act in enumerate(self.acts) if act.verb == "approve"), self.completed)
        approver = self.script.signer or officers.get("approve") or officers["issue"]
        assert drafter is not None
        number = (Hole("result number", 10), f"/{told.number_suffix or 'KQ'}")
        return Stencil().row(
            DossierResult,
            {
                "id": Hole("result"), "dossier_id": Hole("id"), "kind": "positive", "title": told.name,
                "file_id": self.file_id, "attached": self.script.at_once, "drafted_by_id": drafter.pk,
                "drafted_at": Hole(f"at {drafted}"), "approved_by_id": approver.pk,
                "approved_at": Hole(f"at {approved}"), "number": number, "issued_on": Hole("issued", 4),
                "verify_key": Hole("verify key", 32), "revoked_at": None,
            },
        )  # fmt: skip
