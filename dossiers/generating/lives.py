"""One generated dossier: its rows, from a script, a start and how far it got."""

import hashlib
import random
from dataclasses import dataclass, field
from functools import lru_cache

from dossiers.clock import term
from dossiers.generating.copying import json_text, row
from dossiers.generating.moments import Moments, texts_of
from dossiers.generating.scripts import Script
from dossiers.states import State
from portal.web.show import local
from portal.web.text import fold, name_sort_key
from procedures.samples import FAMILY, GIVEN, MIDDLE

TABLES = (
    "accounts_party",
    "dossiers_dossier",
    "dossiers_journalentry",
    "dossiers_task",
    "dossiers_dossierresult",
    "dossiers_slip",
)
WORDS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


@dataclass
class Batch:
    """Lines for each table, waiting for COPY."""

    lines: dict[str, list[str]] = field(default_factory=lambda: {table: [] for table in TABLES})


class Writer:
    """Writes dossiers of its own range of keys; the same seed writes the same history."""

    def __init__(
        self, moments: Moments, scripts: list[Script], user_id: int, file_id: int, seed: int
    ) -> None:
        self.moments, self.scripts = moments, scripts
        self.user_id, self.file_id = user_id, file_id
        self.chance = random.Random(seed)  # noqa: S311
        self.told = {id(s): [act.told(n) for n, act in enumerate(s.acts, 1)] for s in scripts}
        self.due = lru_cache(maxsize=400_000)(self._due)
        self.weights = [1 / (1 + n % 40) for n in range(len(scripts))]
        self.sequences: dict[tuple[str, str], int] = {}

    def pick(self, count: int) -> list[int]:
        return self.chance.choices(range(len(self.scripts)), self.weights, k=count)

    def write(self, batch: Batch, key: int, script_number: int, start: int, length: int) -> None:
        """`length` acts of the script from working minute `start`; the last one is where it stands now."""
        script = self.scripts[script_number]
        chance = self.chance
        name = f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
        folded, sort_key = _name_keys(name)
        number = f"0{22000000000 + key * 7919 % 9000000000}"
        reference = _reference(key)
        minutes = self._minutes(script, start, length)
        accepted = minutes[1] if length > 1 else None
        due = self.due(script_number, accepted) if accepted is not None else None
        head = self._journal(batch, key, script, reference, name, minutes, due)
        self._tasks(batch, key, script, minutes, length, due)
        state = script.acts[length - 1].target
        code = self._code(script, accepted) if accepted is not None else None
        texts = [self.moments.texts(minute)[0] for minute in minutes]
        phone = f"09{key % 10**8:08}"
        batch.lines["accounts_party"].append(
            row(key, "person", name, folded, sort_key, number, "", "1985-06-15", "female", phone, "", "tổ 3, khu 4",
                script.competent.admin_unit.code if script.competent.admin_unit else "", texts[0])
        )  # fmt: skip
        finished = texts[-2] if state == State.RETURNED else texts[-1] if state == State.COMPLETED else None
        returned = texts[-1] if state == State.RETURNED else None
        due_text = due[0] if due else None
        holder = self._holder(script, length, minutes, state, due)
        batch.lines["dossiers_dossier"].append(
            row(key, reference, code, state, length, script.version.procedure_id, script.version.pk, "", key, key,
                self.user_id, name, folded, number, phone, "", "online", "f", json_text(script.answers),
                json_text(script.definition.name), "online", "", script.desk.pk, script.competent.pk,
                texts[0], texts[-1], texts[0], texts[0], texts[1] if accepted is not None else None, finished,
                returned, returned, due_text, due_text, *holder, "", length, head)
        )  # fmt: skip
        if accepted is not None:
            officer = script.acts[1].officer
            batch.lines["dossiers_slip"].append(
                row(key, "receipt", "", "{}", texts[1], officer.pk if officer else None, self.file_id)
            )
        if finished:
            self._result(batch, key, script, texts)

    def _minutes(self, script: Script, start: int, length: int) -> list[int]:
        slow = 1 if self.chance.random() > 0.06 else 30
        at, minutes = start, []
        for act in script.acts[:length]:
            at += act.minutes * slow
            minutes.append(at)
        return minutes

    def _due(self, script_number: int, accepted: int) -> tuple[str, str]:
        script = self.scripts[script_number]
        limit = term(script.definition.limits.for_("online", ""))
        return texts_of(self.moments.time.due(self.moments.at(accepted), limit))

    def _journal(
        self, batch: Batch, key: int, script: Script, reference: str, name: str, minutes: list[int],
        due: tuple[str, str] | None,
    ) -> str:  # fmt: skip
        """The chain of rows; returns its head."""
        lines, texts, previous = batch.lines["dossiers_journalentry"], self.moments.texts, ""
        for act, (hashed, copied), minute in zip(script.acts, self.told[id(script)], minutes, strict=False):
            stored, told = texts(minute)
            known = due is not None and act.due_known
            if act.officer is None:
                hashed, copied = hashed.replace("{name}", name), copied.replace("{name}", name)
                hashed = hashed.replace(",null,", f",{self.user_id},", 1)
                copied = copied.replace("\t\\N\t", f"\t{self.user_id}\t", 1)
            due_told = f'"{due[1]}"' if known and due else "null"
            text = f'["{reference}",{hashed},"{told}",{due_told},"{previous}"]'
            digest = hashlib.sha256(text.encode()).hexdigest()
            due_stored = due[0] if known and due else "\\N"
            lines.append(f"{key}\t{copied}\t{stored}\t{due_stored}\t{previous}\t{digest}\n")
            previous = digest
        return previous

    def _tasks(
        self,
        batch: Batch,
        key: int,
        script: Script,
        minutes: list[int],
        length: int,
        due: tuple[str, str] | None,
    ) -> None:
        begun: dict[int, int] = {}
        ended: dict[int, int] = {}
        for act, minute in zip(script.acts[:length], minutes, strict=True):
            begun |= dict.fromkeys(act.begins, minute)
            ended |= dict.fromkeys(act.ends, minute)
        for position, start in begun.items():
            work, end = script.works[position], ended.get(position)
            started = self.moments.texts(start)[0]
            batch.lines["dossiers_task"].append(
                row(key, work.step_id, work.title, work.kind, "t" if work.lead else "f", work.agency.pk, work.duty,
                    work.officer.pk if end is not None else None, started, started if end is not None else None,
                    self._task_due(work.share, start, due), self.moments.texts(end)[0] if end is not None else None,
                    "done" if end is not None else "", "", "")
            )  # fmt: skip

    def _task_due(self, share: int, start: int, due: tuple[str, str] | None) -> str:
        text = self.moments.texts(start + share)[0]
        return min(text, due[0]) if due and due[0] > self.moments.texts(start)[0] else text

    def _holder(
        self, script: Script, length: int, minutes: list[int], state: str, due: tuple[str, str] | None
    ) -> tuple[object, ...]:
        """next_due_at, next_due_for, holder_kind, holder_agency, holder_duty, holder_officer, held_since."""
        if state == State.RETURNED:
            return None, "", "", None, "", None, self.moments.texts(minutes[-1])[0]
        ended = {position for act in script.acts[:length] for position in act.ends}
        begun = {p: m for act, m in zip(script.acts[:length], minutes, strict=True) for p in act.begins}
        open_ones = [(p, m) for p, m in begun.items() if p not in ended]
        first = min(open_ones, key=lambda pm: (not script.works[pm[0]].lead, pm[0]))
        soonest = min(self._task_due(script.works[p].share, m, due) for p, m in open_ones)
        work = script.works[first[0]]
        return soonest, work.step_id, "team", work.agency.pk, work.duty, None, self.moments.texts(first[1])[0]

    def _code(self, script: Script, accepted: int) -> str:
        day = local(self.moments.at(accepted)).strftime("%y%m%d")
        key = (script.desk.code, day)
        self.sequences[key] = self.sequences.get(key, 0) + 1
        return f"{script.desk.code}-{day}-{self.sequences[key]:04}"

    def _result(self, batch: Batch, key: int, script: Script, texts: list[str]) -> None:
        officers = {act.verb: act.officer for act in script.acts if act.officer}
        drafter, approver = officers.get("draft_result"), officers.get("approve")
        issued = [n for n, act in enumerate(script.acts) if act.verb == "issue"][-1]
        suffix = script.definition.result.number_suffix or "KQ"
        batch.lines["dossiers_dossierresult"].append(
            row(key, "positive", json_text(script.definition.result.name), "{}", self.file_id, "f",
                (drafter or next(iter(officers.values()))).pk, texts[issued], approver.pk if approver else None,
                texts[issued], f"{key}/{suffix}", texts[issued][:10], f"gen{key:029x}", None)
        )  # fmt: skip


@lru_cache(maxsize=100_000)
def _name_keys(name: str) -> tuple[str, str]:
    return fold(name), name_sort_key(name).replace("\\", "")


def _reference(key: int) -> str:
    """A temporary reference that no real one can have: its time part is zero."""
    text = ""
    rest = key
    for _ in range(16):
        text = WORDS[rest % 32] + text
        rest //= 32
    return f"T-0000000000{text}"
