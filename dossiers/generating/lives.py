"""One generated dossier: its rows, from a script, a start and how far it got."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from dossiers.clock import term
from dossiers.generating.moments import Moments, texts_of
from dossiers.generating.plans import Plan, plan_of
from dossiers.generating.scripts import Script
from dossiers.states import State
from portal.calendars.working_time import Limit
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
NULL = "\\N"
Due = Callable[[Limit, int], tuple[str, str]]


@dataclass
class Batch:
    """Lines for each table, waiting for COPY."""

    lines: dict[str, list[str]] = field(default_factory=lambda: {table: [] for table in TABLES})


class Writer:
    """Writes dossiers of its own range of keys; the same seed writes the same history."""

    def __init__(
        self,
        moments: Moments,
        scripts: list[Script],
        user_id: int,
        file_id: int,
        seed: int,
        due: Due | None = None,
    ) -> None:
        self.moments, self.scripts = moments, scripts
        self.user_id, self.file_id = user_id, file_id
        self.chance = random.Random(seed)  # noqa: S311
        self.limits = [term(script.definition.limits.for_("online", "")) for script in scripts]
        self.due = lru_cache(maxsize=None)(due or self._due)
        self.weights = [1 / (1 + n % 40) for n in range(len(scripts))]
        self.sequences: dict[tuple[str, str], int] = {}
        self._plans: dict[tuple[int, int], Plan] = {}
        self._days: dict[int, str] = {}

    def pick(self, count: int) -> list[int]:
        return self.chance.choices(range(len(self.scripts)), self.weights, k=count)

    def write(self, batch: Batch, key: int, script_number: int, start: int, length: int) -> None:
        """`length` acts of the script from working minute `start`; the last one is where it stands now."""
        plan = self._plan(script_number, length)
        chance = self.chance
        name = f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"
        folded, sort_key = _name_keys(name)
        number = f"0{22000000000 + key * 7919 % 9000000000}"
        reference = _reference(key)
        slow = 1 if chance.random() > 0.06 else 30
        minutes = [start + offset * slow for offset in plan.offsets]
        texts = [self.moments.texts(minute) for minute in minutes]
        due = self.due(self.limits[script_number], minutes[1]) if length > 1 else None
        head = _journal(batch.lines["dossiers_journalentry"], plan, key, reference, name, texts, due)
        shares = self._tasks(batch.lines["dossiers_task"], plan, key, minutes, texts, due)
        phone, first, last = f"09{key % 10**8:08}", texts[0][0], texts[-1][0]
        received = texts[1][0] if length > 1 else NULL
        finished, returned = _ends(plan.state, texts)
        due_text = due[0] if due else NULL
        code = self._code(plan, minutes[1]) if length > 1 else NULL
        batch.lines["accounts_party"].append(
            f"{key}\tperson\t{name}\t{folded}\t{sort_key}\t{number}\t\t1985-06-15\tfemale\t{phone}\t\t"
            f"tổ 3, khu 4\t{plan.commune}\t{first}\n"
        )
        batch.lines["dossiers_dossier"].append(
            f"{key}\t{reference}\t{code}{plan.procedure}{key}\t{key}\t{self.user_id}\t{name}\t{folded}\t{number}\t"
            f"{phone}{plan.subject}{first}\t{last}\t{first}\t{first}\t{received}\t{finished}\t{returned}\t"
            f"{returned}\t{due_text}\t{due_text}\t{_holder(plan, texts, shares)}\t\t{length}\t{head}\n"
        )
        if length > 1:
            batch.lines["dossiers_slip"].append(
                f"{key}\treceipt\t\t{{}}\t{received}\t{plan.clerk}\t{self.file_id}\n"
            )
        if finished != NULL:
            issued = texts[plan.issued][0]
            batch.lines["dossiers_dossierresult"].append(
                f"{key}{plan.result}{issued}\t{plan.approver}\t{issued}\t{key}{plan.suffix}{issued[:10]}"
                f"\tgen{key:029x}\t{NULL}\n"
            )

    def _plan(self, script_number: int, length: int) -> Plan:
        known = self._plans.get((script_number, length))
        if known is None:
            known = plan_of(self.scripts[script_number], length, self.user_id, self.file_id)
            self._plans[script_number, length] = known
        return known

    def _due(self, limit: Limit, accepted: int) -> tuple[str, str]:
        return texts_of(self.moments.time.due(self.moments.at(accepted), limit))

    def _tasks(
        self, lines: list[str], plan: Plan, key: int, minutes: list[int], texts: list[tuple[str, str]],
        due: tuple[str, str] | None,
    ) -> list[str]:  # fmt: skip
        """A row for each step begun; returns the due moments of those still open."""
        still = []
        for told, begun, ended, share in plan.tasks:
            started = texts[begun][0]
            until = self.moments.texts(minutes[begun] + share)[0]
            if due and due[0] > started and due[0] < until:
                until = due[0]
            if ended is None:
                still.append(until)
                lines.append(f"{key}{told}{started}\t{NULL}\t{until}\t{NULL}\t\t\t\n")
            else:
                lines.append(f"{key}{told}{started}\t{started}\t{until}\t{texts[ended][0]}\tdone\t\t\n")
        return still

    def _code(self, plan: Plan, accepted: int) -> str:
        day = self._days.get(accepted)
        if day is None:
            day = self._days[accepted] = local(self.moments.at(accepted)).strftime("%y%m%d")
        key = (plan.desk_code, day)
        number = self.sequences[key] = self.sequences.get(key, 0) + 1
        return f"{plan.desk_code}-{day}-{number:04}"


def _journal(
    lines: list[str], plan: Plan, key: int, reference: str, name: str, texts: list[tuple[str, str]],
    due: tuple[str, str] | None,
) -> str:  # fmt: skip
    """The chain of rows; returns its head."""
    previous = ""
    due_stored, due_hashed = (due[0], f'"{due[1]}"') if due else (NULL, "null")
    for (hashed, copied, known), (stored, told) in zip(plan.journal, texts, strict=True):
        if not previous:
            hashed, copied = hashed.replace("{name}", name), copied.replace("{name}", name)
        text = f'["{reference}",{hashed},"{told}",{due_hashed if known else "null"},"{previous}"]'
        digest = hashlib.sha256(text.encode()).hexdigest()
        lines.append(f"{key}\t{copied}\t{stored}\t{due_stored if known else NULL}\t{previous}\t{digest}\n")
        previous = digest
    return previous


def _ends(state: str, texts: list[tuple[str, str]]) -> tuple[str, str]:
    """(finished, returned) as COPY wants them."""
    if state == State.RETURNED:
        return texts[-2][0], texts[-1][0]
    return (texts[-1][0] if state == State.COMPLETED else NULL), NULL


def _holder(plan: Plan, texts: list[tuple[str, str]], shares: list[str]) -> str:
    """next_due_at, next_due_for, holder_kind, holder_agency, holder_duty, holder_officer, held_since."""
    if not shares:
        return f"{NULL}\t\t\t{NULL}\t\t{NULL}\t{texts[-1][0]}"
    soonest = min(range(len(shares)), key=shares.__getitem__)
    holder = min(range(len(shares)), key=lambda n: (not plan.open[n].lead, shares[n]))
    held = plan.open[holder]
    return (
        f"{shares[soonest]}\t{plan.open[soonest].step_id}\tteam\t{held.agency_id}\t{held.duty}\t{NULL}\t"
        f"{texts[held.begun][0]}"
    )


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
