"""Which rows a view holds: branches, each answered by one partial index in the order of the due moment.

Written as SQL: the text is the same for every officer with the same duties, so that PostgreSQL plans it once for
each connection. The conditions of the partial indexes stand in it as they stand in the indexes; what differs from
person to person is handed over beside the text.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from psycopg.types.numeric import Int8

from dossiers.models import HolderKind
from dossiers.queries import BLIND_DUTIES
from dossiers.queue.views import ACCEPT, FREE, LATE, MINE, RETURN, SIGN, TODAY, WAITING, Filters, Key, View
from dossiers.states import OPEN, State
from portal.agencies.duties import acting_duties, divisions_led, stands_for
from portal.agencies.models import Duty, Officer
from portal.calendars.now import now
from portal.web.show import local
from portal.web.text import digits, fold

_WAITING = (State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED)
_WORKING_DUTIES = (
    Duty.CASE_OFFICER,
    Duty.DIVISION_LEADER,
    Duty.AGENCY_LEADER,
    Duty.CLERK,
    Duty.CONSULTEE,
)


@dataclass(frozen=True, slots=True)
class Branch:
    """Rows of one table under conditions; `due` and `ref` are the columns of the moment and of the dossier."""

    source: str
    where: tuple[str, ...]
    params: tuple[Any, ...] = ()
    due: str = "d.next_due_at"
    ref: str = "d.id"

    def also(self, condition: str, *params: Any) -> "Branch":
        return replace(self, where=(*self.where, condition), params=(*self.params, *params))

    def rows(self, size: int, order: str) -> str:
        """The first `size` rows in order ("", "ASC" or "DESC")."""
        sort = f" ORDER BY {self.due} {order}, {self.ref} {order}" if order else ""
        conditions = " AND ".join(self.where)
        return f"(SELECT {self.due} AS due, {self.ref} AS ref FROM {self.source} WHERE {conditions}{sort} LIMIT {int(size)})"  # noqa: E501, S608


def _listed(words: Iterable[str]) -> str:
    """Our own words as a list of SQL literals."""
    return ", ".join(f"'{word!s}'" for word in words)


_OPENED = Branch("dossiers_dossier d", (f"d.state IN ({_listed(OPEN)})", "NOT d.is_test"))
# An ended dossier has no open task, so nothing is asked of the dossiers.
_TASKS = Branch("dossiers_task t", ("t.ended_at IS NULL",), due="t.due_at", ref="t.dossier_id")
_TASKS_OF = replace(_TASKS, source="dossiers_task t JOIN dossiers_dossier d ON d.id = t.dossier_id")


def branches(officer: Officer, view: View, filters: Filters) -> list[Branch]:
    """Each can be read in order from one index."""
    narrowed = any(True for _ in filters.chosen())
    if view in (MINE, FREE):
        tasks = _TASKS_OF if narrowed else _TASKS
        found = _mine(officer, tasks) if view == MINE else _free(officer, tasks)
    else:
        found = _of_view(officer, view)
    return [_where(branch, filters) for branch in found] if narrowed else found


def _mine(officer: Officer, tasks: Branch) -> list[Branch]:
    """What the officer holds, and what those hold whom they stand in for today."""
    holding = sorted({officer.pk, *stands_for(officer)})
    return [tasks.also("t.officer_id = %s", Int8(one)) for one in holding]


def _free(officer: Officer, tasks: Branch) -> list[Branch]:
    """Of the officer's teams; a leader also sees what waits for somebody in the unit, an agency's head what waits in
    its divisions."""
    pairs = set(acting_duties(officer))
    for agency_id, duty in acting_duties(officer):
        if duty == Duty.DESK_LEADER:
            pairs.add((agency_id, Duty.DESK_OFFICER))
        if duty in (Duty.DIVISION_LEADER, Duty.AGENCY_LEADER):
            pairs |= {(agency_id, Duty.CASE_OFFICER), (agency_id, Duty.CONSULTEE)}
    free = tasks.also("t.officer_id IS NULL")
    found = [
        free.also("t.agency_id = %s AND t.duty = %s", Int8(agency), str(duty))
        for agency, duty in sorted(pairs)
    ]
    if below := divisions_led(officer):
        waits = (
            f"t.agency_id = ANY(%s::bigint[]) AND t.duty IN ({_listed((Duty.CASE_OFFICER, Duty.CONSULTEE))})"
        )
        found.append(free.also(waits, below))
    return found


def _of_view(officer: Officer, view: View) -> list[Branch]:
    at, pairs = now(), [pair for pair in acting_duties(officer) if pair[1] not in BLIND_DUTIES]
    if any(duty == Duty.PROVINCE_LEADER for _, duty in pairs):
        return [_narrow(_OPENED, view, at)]
    agencies = sorted({agency for agency, _ in pairs})
    desks = sorted({a for a, duty in pairs if duty in (Duty.DESK_OFFICER, Duty.DESK_LEADER)})
    if not agencies:
        return [_OPENED.also("false")]
    if view in (ACCEPT, RETURN):
        return [_narrow(_received(a), view, at) for a in desks]
    if view == SIGN:
        leaders = (Duty.DIVISION_LEADER, Duty.AGENCY_LEADER)
        return [_narrow(_held(a, duty), view, at) for a in agencies for duty in leaders]
    if view == WAITING:
        return [
            side(agency).also(f"d.state = '{state}'")
            for side in (_received, _decided)
            for agency in agencies
            for state in _WAITING
        ]
    found = [_received(a) for a in agencies] + [_decided(a) for a in agencies]
    found += [_held(a, duty) for a in agencies if a not in desks for duty in _WORKING_DUTIES]
    return [_narrow(branch, view, at) for branch in found]


def _received(agency: int) -> Branch:
    return _OPENED.also("d.receiving_agency_id = %s", Int8(agency))


def _decided(agency: int) -> Branch:
    return _OPENED.also("d.competent_agency_id = %s", Int8(agency))


def _held(agency: int, duty: Duty) -> Branch:
    return _OPENED.also(f"d.holder_agency_id = %s AND d.holder_duty = '{duty.value}'", Int8(agency))


def _narrow(opened: Branch, view: View, at: datetime) -> Branch:
    if view == ACCEPT:
        return opened.also(f"d.state = '{State.REGISTERED.value}'")
    if view == RETURN:
        return opened.also(f"d.state = '{State.COMPLETED.value}'")
    if view == WAITING:
        return opened.also(f"d.state IN ({_listed(_WAITING)})")
    if view == LATE:
        return _active(opened).also("d.next_due_at < %s", at)
    if view == TODAY:
        return _active(opened).also("d.next_due_at >= %s AND d.next_due_at < %s", at, end_of_day(at))
    return opened


def _active(opened: Branch) -> Branch:
    return opened.also(f"d.holder_kind <> '{HolderKind.APPLICANT.value}'")


def end_of_day(at: datetime) -> datetime:
    return local(at).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)


def _where(branch: Branch, filters: Filters) -> Branch:
    if filters.procedure:
        named = "d.procedure_id = (SELECT id FROM procedures_procedure WHERE code = %s)"
        branch = branch.also(named, filters.procedure)
    if filters.channel:
        branch = branch.also("d.channel = %s", filters.channel)
    if filters.state:
        branch = branch.also("d.state = %s", filters.state)
    if filters.holder == "chua-giao":
        branch = branch.also(f"d.holder_kind = '{HolderKind.TEAM.value}'")
    elif filters.holder.isdigit() and len(filters.holder) < 18:
        branch = branch.also("d.holder_officer_id = %s", Int8(int(filters.holder)))
    return _text(branch, filters.text) if filters.text else branch


def _text(branch: Branch, text: str) -> Branch:
    """A number when there are nine digits or more, else words of the name; looked for among open dossiers only."""
    number = digits(text)
    if len(number) >= 9 and not any(char.isalpha() for char in text):
        return branch.also("d.owner_number = %s", number)
    for word in fold(text).split(" "):
        within = "(strpos(d.owner_fold, %s) > 0 OR strpos(d.code, %s) > 0)"
        branch = branch.also(within, word, word.upper())
    return branch


def cut(found: list[Branch], *, after: Key | None = None, before: Key | None = None) -> list[Branch]:
    """Only what stands after or before a row; the bound is where the index starts.

    It stands in sub-selects: by the moment itself the planner would guess how little is left and plan each page anew.
    """
    bound = "((SELECT %s::timestamptz), (SELECT %s::bigint))"
    for sign, key in ((">", after), ("<", before)):
        if key is not None:
            return [b.also(f"({b.due}, {b.ref}) {sign} {bound}", key.due, Int8(key.pk)) for b in found]
    return found


NOTHING = "SELECT NULL::timestamptz AS due, NULL::bigint AS pk WHERE false"


def merged(found: list[Branch], size: int, *, reverse: bool = False) -> tuple[str, list[Any]]:
    """SQL of the first `size` rows (due, pk) of all branches together, each dossier once."""
    if not found:
        return NOTHING, []
    way = "DESC" if reverse else "ASC"
    united = " UNION ALL ".join(branch.rows(size, way) for branch in found)
    sql = (
        f"SELECT min(b.due) AS due, b.ref AS pk FROM ({united}) AS b GROUP BY b.ref "  # noqa: S608
        f"ORDER BY due {way}, pk {way} LIMIT {int(size)}"
    )
    return sql, [value for branch in found for value in branch.params]


def counted(found: list[Branch], most: int) -> tuple[str, list[Any]]:
    """SQL of how many dossiers all branches hold together, at most `most`."""
    if not found:
        return "SELECT 0::bigint", []
    united = " UNION ".join(
        branch.rows(most, "").replace(f"{branch.due} AS due, ", "", 1) for branch in found
    )
    sql = f"SELECT count(*) FROM (SELECT ref FROM ({united}) AS b LIMIT {int(most)}) AS c"  # noqa: S608
    return sql, [value for branch in found for value in branch.params]
