"""The books of a desk: the register of dossiers (mẫu 07), hand-over sheets, the hand-overs of one dossier (mẫu 06)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from dossiers.models import Dossier, DossierResult, HandOver, JournalEntry, ReturnMethod, TaskKind
from dossiers.queue import Key
from dossiers.states import State
from portal.agencies.duties import acting_duties
from portal.agencies.models import Duty, Officer
from portal.web.show import HANOI, local, stamp

KEEPERS = (
    Duty.DESK_OFFICER, Duty.DESK_LEADER, Duty.CLERK, Duty.DIVISION_LEADER, Duty.AGENCY_LEADER, Duty.PROVINCE_LEADER,
)  # fmt: skip
COLUMNS = (
    "Mã hồ sơ", "Tên thủ tục, nội dung", "Số bộ", "Tên cá nhân, tổ chức", "Địa chỉ, số điện thoại",
    "Cơ quan chủ trì giải quyết", "Nhận hồ sơ", "Hẹn trả kết quả", "Trả kết quả", "Phương thức nhận", "Ký nhận",
    "Ghi chú",
)  # fmt: skip
HANDED = ("Mã hồ sơ", "Nội dung", "Kết quả", "Chủ hồ sơ", "Địa chỉ", "Đăng ký nhận")
PAGE = 50


@dataclass(frozen=True, slots=True)
class Span:
    """Days of a book, both included."""

    first: date
    last: date

    @property
    def starts(self) -> datetime:
        return datetime.combine(self.first, time(0), HANOI)

    @property
    def ends(self) -> datetime:
        return datetime.combine(self.last + timedelta(days=1), time(0), HANOI)

    def words(self) -> str:
        """ "Từ 01/11/2026 đến 22/11/2026"."""
        return f"Từ {self.first:%d/%m/%Y} đến {self.last:%d/%m/%Y}"


def may_keep(officer: Officer) -> bool:
    """Whose work the books are."""
    return any(duty in KEEPERS for _, duty in acting_duties(officer))


def entries(officer: Officer, span: Span) -> QuerySet[Dossier]:
    """What the desks of this officer received in these days, or their agency decides; the oldest first."""
    agencies = sorted({agency for agency, duty in acting_duties(officer) if duty in KEEPERS})
    found = Dossier.objects.filter(received_at__gte=span.starts, received_at__lt=span.ends, is_test=False)
    if not officer.has(Duty.PROVINCE_LEADER):
        found = found.filter(Q(receiving_agency__in=agencies) | Q(competent_agency__in=agencies))
    handed = HandOver.objects.filter(dossier=OuterRef("pk")).order_by("-pk")
    return (
        found.select_related("procedure", "competent_agency", "owner")
        .defer("answers", "procedure__search_fold", "procedure__keywords")
        .annotate(receiver=Subquery(handed.values("receiver")[:1]))
        .order_by("received_at", "pk")
    )


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of the book; `first` is the number of its first row, the keys lead to the pages beside."""

    rows: list[Any]
    first: int
    before: str = ""
    after: str = ""


def leaf(officer: Officer, span: Span, place: str = "") -> Leaf:
    """The page that begins behind a row ("row number_key"), or ends before one ("-row number_key"); else the first.

    Costs the same on the thousandth page as on the first: no page before it is read.
    """
    back = place.startswith("-")
    counted, _, text = place.removeprefix("-").partition("_")
    key = Key.read(text) if counted.isdigit() and len(counted) < 8 else None
    found = entries(officer, span)
    if key is None:
        rows, number = list(found[: PAGE + 1]), 1
        return _leaf(rows[:PAGE], number, before=False, after=len(rows) > PAGE)
    if not back:
        rows = list(found.filter(_behind("gt", key))[: PAGE + 1])
        return _leaf(rows[:PAGE], int(counted) + 1, before=True, after=len(rows) > PAGE)
    rows = list(found.filter(_behind("lt", key)).order_by("-received_at", "-pk")[: PAGE + 1])
    more = len(rows) > PAGE
    rows = rows[:PAGE][::-1]
    return _leaf(rows, max(1, int(counted) - len(rows)), before=more, after=True)


def _behind(way: str, key: Key) -> Q:
    same = Q(received_at=key.due, **{f"pk__{way}": key.pk})
    return Q(**{f"received_at__{way}": key.due}) | same


def _leaf(rows: list[Any], first: int, *, before: bool, after: bool) -> Leaf:
    if not rows:
        return Leaf(rows, first)
    return Leaf(
        rows,
        first,
        f"-{first}_{Key(rows[0].received_at, rows[0].pk)}" if before else "",
        f"{first + len(rows) - 1}_{Key(rows[-1].received_at, rows[-1].pk)}" if after else "",
    )


def line(dossier: Any) -> list[str]:
    """One row of the register, in the order of COLUMNS."""
    contact = ", ".join(filter(None, (dossier.owner.address, dossier.contact_phone)))
    returned = stamp(dossier.returned_at) if dossier.returned_at else ""
    return [
        dossier.shown_code,
        dossier.procedure.name,
        "1",
        dossier.owner_name or dossier.owner.name,
        contact,
        dossier.competent_agency.name if dossier.competent_agency else "",
        stamp(dossier.received_at),
        stamp(dossier.due_at) if dossier.due_at else "không hẹn",
        returned,
        dossier.get_return_method_display() if dossier.return_method else "",
        dossier.receiver or "",
        note(dossier),
    ]


def note(dossier: Dossier) -> str:
    """What the last column tells: how it ended, or that it was late."""
    if dossier.state == State.STOPPED:
        return "Dừng giải quyết"
    end = dossier.finished_at or dossier.returned_at
    if end is None or dossier.original_due_at is None:
        return "Đang giải quyết"
    return timeliness(end, dossier.original_due_at).capitalize()


def timeliness(end: datetime, due: datetime) -> str:
    """ "trước hạn", "đúng hạn" or "quá hạn": days are compared, as the periodic reports do (domain.md §5.5)."""
    days = (local(end).date() - local(due).date()).days
    return "quá hạn" if days > 0 else ("đúng hạn" if days == 0 else "trước hạn")


def lines(officer: Officer, span: Span) -> Iterator[list[str]]:
    """The whole book, streamed."""
    for dossier in entries(officer, span).iterator(chunk_size=500):
        yield line(dossier)


def to_hand_over(officer: Officer, *, postal: bool) -> list[list[str]]:
    """Results that lie ready at the officer's desk: for the counter, or for the post; what goes out by the system
    changes no hands."""
    desks = sorted({agency for agency, _ in acting_duties(officer)})
    found = Dossier.objects.filter(state=State.COMPLETED, receiving_agency__in=desks, is_test=False)
    elsewhere = (ReturnMethod.POSTAL, ReturnMethod.ONLINE)
    found = (
        found.filter(return_method=ReturnMethod.POSTAL)
        if postal
        else found.exclude(return_method__in=elsewhere)
    )
    living = DossierResult.objects.filter(dossier=OuterRef("pk"), revoked_at=None).order_by("-pk")
    rows = (
        found.select_related("procedure", "owner")
        .defer("answers")
        .annotate(number=Subquery(living.values("number")[:1]), named=Subquery(living.values("title")[:1]))
        .order_by("finished_at", "pk")[:300]
    )
    return [
        [
            row.shown_code,
            row.procedure.name,
            f"{row.named or ''}, số {row.number}" if row.number else (row.named or ""),
            row.owner_name or row.owner.name,
            row.return_address or row.owner.address,
            row.get_return_method_display() if row.return_method else "",
        ]
        for row in rows
    ]


def moves(dossier: Dossier) -> list[dict[str, Any]]:
    """Every hand-over of one dossier between agencies: who gave, who took, when, and how the giver kept its time."""
    tasks = list(
        dossier.tasks.exclude(kind=TaskKind.DESK).select_related("agency", "officer__user").order_by("id")
    )
    given = dossier.journal.filter(verb="transfer").order_by("number").first()
    desk = dossier.receiving_agency.name if dossier.receiving_agency else ""
    found: list[dict[str, Any]] = []
    before = None
    for task in tasks:
        taken_by = task.officer.user.full_name if task.officer else ""
        if before is None:
            found.append(_move(desk, task.agency.name, task.started_at, _actor(given), taken_by))
        elif task.agency_id != before.agency_id:
            giver = before.officer.user.full_name if before.officer else ""
            row = _move(before.agency.name, task.agency.name, task.started_at, giver, taken_by)
            row["outcome"] = timeliness(before.ended_at, before.due_at) if before.ended_at else ""
            row["note"] = before.title
            found.append(row)
        before = task
    if dossier.finished_at and before is not None:
        row = _move(before.agency.name, desk, dossier.finished_at, "", "")
        if dossier.original_due_at:
            row["outcome"] = timeliness(dossier.finished_at, dossier.original_due_at)
        row["note"] = "Có kết quả"
        found.append(row)
    return found


def _actor(entry: JournalEntry | None) -> str:
    return entry.actor if entry else ""


def _move(giver: str, receiver: str, at: datetime, given_by: str, taken_by: str) -> dict[str, Any]:
    return {
        "giver": giver, "receiver": receiver, "at": at.isoformat(), "given_by": given_by, "taken_by": taken_by,
        "outcome": "", "note": "",
    }  # fmt: skip
