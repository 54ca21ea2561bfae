"""Whether everything goes through the system: taken in, moved, worked and handed over there, each step written down.

ST-24.2, DL-12.2 and Hậu Giang ask for all of it. What is looked at is the journal, not the state: a result that was
reached without one of its steps is counted and named. Beside it who came to a desk and who left (DL-12.6).
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from dossiers.models import Channel, Dossier
from portal.agencies.models import Agency, Officer
from portal.web.show import HANOI

# What a result must have been through: any one of each group.
STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("tiếp nhận", ("accept",)),
    ("chuyển giải quyết", ("transfer", "give_at_once")),
    ("phê duyệt", ("approve", "give_at_once")),
    ("phát hành", ("issue", "give_at_once")),
    ("trả kết quả", ("return_result",)),
)
_RETURNED = len(STEPS) - 1
MOST = 50


@dataclass(slots=True)
class Line:
    """One desk in one month; `left_out` = results that lack a step."""

    agency: Agency
    received: dict[str, int] = field(default_factory=dict)
    finished: int = 0
    returned: int = 0
    left_out: int = 0
    staff: int = 0
    came: int = 0
    went: int = 0

    @property
    def taken_in(self) -> int:
        return sum(self.received.values())

    @property
    def share(self) -> str:
        """Per cent of the results that went through every step, downwards: 100 only when all did."""
        return f"{100 * (self.finished - self.left_out) // self.finished}%" if self.finished else "–"


@dataclass(frozen=True, slots=True)
class Gap:
    """A result without one of its steps."""

    code: str
    lacks: str


def lines(agencies: list[int] | None, month: date) -> list[Line]:
    """The desks of these agencies (None: the whole province) in the month that begins on `month`, by name."""
    start, end = span(month)
    found: dict[int, Line] = {}
    received = _of(Dossier.objects.filter(received_at__gte=start, received_at__lt=end), agencies)
    counted = received.values_list("receiving_agency", "channel").annotate(n=Count("pk")).order_by()
    results = _results(agencies, start, end)
    people = _people(agencies, month, span(month)[1].date())
    told = list(counted)
    wanted = {agency for agency, *_ in told} | results.keys() | people.keys()
    for agency in Agency.objects.filter(pk__in=wanted).order_by("name"):
        found[agency.pk] = line = Line(agency)
        line.staff, line.came, line.went = people.get(agency.pk, (0, 0, 0))
        line.finished, line.returned, line.left_out = results.get(agency.pk, (0, 0, 0))
    for pk, channel, n in told:
        found[pk].received[channel] = n
    return list(found.values())


def gaps(agencies: list[int] | None, month: date) -> list[Gap]:
    """Results of the month that lack a step, at most fifty, with what is missing."""
    where, params = _where(agencies, *span(month))
    sql = (
        f"SELECT coalesce(d.code, d.reference), v.verbs, d.state FROM {_FROM} WHERE {where} AND ({_LACKING})"  # noqa: S608
    )
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY d.finished_at DESC LIMIT {MOST}", params)
        return [Gap(code, _missing(verbs or [], state)) for code, verbs, state in cursor.fetchall()]


def span(month: date) -> tuple[datetime, datetime]:
    """From the first moment of the month to that of the next."""
    start = datetime(month.year, month.month, 1, tzinfo=HANOI)
    return start, start.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def channels() -> list[tuple[str, str]]:
    return [(value, str(words)) for value, words in Channel.choices]


def _of(found: Any, agencies: list[int] | None) -> Any:
    found = found.filter(is_test=False)
    return found if agencies is None else found.filter(receiving_agency__in=agencies)


def _listed(words: Iterable[str]) -> str:
    return "ARRAY[" + ", ".join(f"'{word}'" for word in words) + "]::varchar[]"


_FROM = """dossiers_dossier d CROSS JOIN LATERAL
    (SELECT array_agg(j.verb) AS verbs FROM dossiers_journalentry j WHERE j.dossier_id = d.id) v"""
_LACKING = " OR ".join(
    f"NOT coalesce(v.verbs && {_listed(verbs)}, false)"
    + (" AND d.state = 'returned'" if n == _RETURNED else "")
    for n, (_, verbs) in enumerate(STEPS)
)


def _where(agencies: list[int] | None, start: datetime, end: datetime) -> tuple[str, list[Any]]:
    where, params = "d.finished_at >= %s AND d.finished_at < %s AND NOT d.is_test", [start, end]
    if agencies is None:
        return where, params
    return f"{where} AND d.receiving_agency_id = ANY(%s)", [*params, agencies]


def _results(agencies: list[int] | None, start: datetime, end: datetime) -> dict[int, tuple[int, int, int]]:
    where, params = _where(agencies, start, end)
    sql = (
        "SELECT d.receiving_agency_id, count(*), count(*) FILTER (WHERE d.state = 'returned'),"  # noqa: S608
        f" count(*) FILTER (WHERE {_LACKING}) FROM {_FROM} WHERE {where} GROUP BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return {pk: counts for pk, *counts in cursor.fetchall()}


def _missing(verbs: list[str], state: str) -> str:
    wanted = STEPS if state == "returned" else STEPS[:_RETURNED]
    return ", ".join(words for words, any_of in wanted if not set(any_of) & set(verbs))


def _people(agencies: list[int] | None, start: date, end: date) -> dict[int, tuple[int, int, int]]:
    """By desk: who serves there at the end of the month, who came in it, who left in it."""
    rows = Officer.objects.filter(duties__overlap=["desk_officer", "desk_leader"])
    if agencies is not None:
        rows = rows.filter(agency__in=agencies)
    here = (Q(valid_from=None) | Q(valid_from__lt=end)) & (Q(valid_to=None) | Q(valid_to__gte=end))
    counted = rows.values_list("agency").annotate(
        here=Count("pk", filter=here),
        came=Count("pk", filter=Q(valid_from__gte=start, valid_from__lt=end)),
        went=Count("pk", filter=Q(valid_to__gte=start, valid_to__lt=end)),
    )
    found: dict[int, tuple[int, int, int]] = defaultdict(lambda: (0, 0, 0))
    found.update({pk: (staff, came, went) for pk, staff, came, went in counted.order_by()})
    return found
