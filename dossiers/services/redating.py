"""A changed calendar, or hours struck out, move the appointments they touch; the people are told (promise P4).

A passage goes through all dossiers under way in the order of their keys, a thousand at a time, each batch in a short
transaction of its own, so that nobody at a desk waits; with two hands where there are many. What was gone through
stands in a row of its own (`Redating`); the words to the people follow from the journal, whatever was interrupted.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from django.db import transaction
from django.db.models import QuerySet

from dossiers import board, clock
from dossiers.clock import Pause
from dossiers.models import (
    Apology,
    ClockStop,
    Dossier,
    JournalEntry,
    PaymentRequest,
    Redating,
    SupplementRequest,
    Task,
    TaskKind,
)
from dossiers.services import _messages
from dossiers.services._many import step_many
from dossiers.services._step import step
from dossiers.services._walking import Part, Rows, Walk
from dossiers.states import State
from portal.agencies.models import Agency, Profile
from portal.agencies.queries import profile
from portal.calendars.models import Calendar
from portal.calendars.now import now
from portal.calendars.queries import last_change, province_calendar, working_time
from portal.calendars.working_time import Limit, Mode, WorkingTime
from portal.web.refusals import StepRefused
from procedures.definition import Definition
from procedures.models import ProcedureVersion
from procedures.more_time import limit_for
from procedures.queries import definition

NOTE = "Lịch làm việc thay đổi"
RUNNING = (State.REGISTERED, State.ACCEPTED, State.PROCESSING)
DATED = (State.ACCEPTED, State.PROCESSING)
_AT_A_TIME = 1_000
_MANY = 5_000
_SECONDS = 90
_SHARE = 480
_TOLD_AT_A_TIME = 100
_SPOKEN_OF = ("submitter__user", "owner__user", "procedure", "receiving_agency")


def redate(*, dossier: Dossier) -> Dossier:
    """Counts the appointment anew from the same facts. Raises StepRefused when it stays where it is."""
    with step(dossier, "redate", by=None, note=NOTE) as locked:
        before, due = locked.due_at, clock.due_at(locked)
        if due is None or due == before or locked.state not in DATED:
            raise StepRefused("Hẹn trả không đổi.")
        count_anew(locked)
    tell(dossier, before)
    return dossier


def count_anew(locked: Dossier) -> None:
    """Puts the appointment of a locked dossier, and those of its open steps, where the present facts lead."""
    locked.due_at = clock.due_at(locked)
    locked.original_due_at = clock.first_due_at(locked)
    move_open_tasks(locked)


def redate_open() -> int:
    """Goes on with the passage that is due, for a minute and a half at the most; returns how many moved."""
    passage = _passage()
    if passage is None:
        return 0

    def note(part: Part, over: bool) -> None:
        passage.seen += len(part.rows)
        passage.moved += part.moved
        passage.after = part.rows[-1][0] if part.rows else passage.after
        passage.finished_at = now() if over else None
        passage.save(update_fields=["seen", "moved", "after", "finished_at"])

    walk = Walk(passage.after, _SECONDS, _AT_A_TIME, _rows, lambda rows: _move(rows, passage.cause), note)
    moved = walk.go(2 if _many_follow(passage.after) else 1)
    tell_redated()
    return moved


def _many_follow(after: int) -> bool:
    """Whether a second hand is worth its connection to the database."""
    return _running(after).order_by()[:_MANY].count() >= _MANY


def _passage() -> Redating | None:
    """The passage for the newest state of calendars and stops, begun now if there is none; None when it is over."""
    changed, stop = last_change(), ClockStop.objects.order_by("-pk").first()
    if changed is None:
        return None
    stamp = f"{changed.isoformat()}|{stop.pk if stop else 0}"
    cause = NOTE
    if stop is not None and stop.set_at > changed:
        cause = f"{stop.get_reason_display()}: {stop.ground}"[:300]
    last = JournalEntry.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    passage, _ = Redating.objects.get_or_create(
        stamp=stamp, defaults={"cause": cause, "told": last, "begun_at": now()}
    )
    return passage if passage.finished_at is None else None


def _move(rows: Rows, cause: str) -> int:
    """One part of a passage: reckon without a lock, then lock and move those that stand wrong."""
    known = _read(rows)
    wrong = [pk for pk, facts in known.items() if facts.is_wrong]
    moved = step_many(wrong, "redate", note=cause, change=lambda locked, tasks: _change(locked, tasks, known))
    for pk in set(wrong) - moved:  # somebody holds it just now: by the ordinary way, which waits
        moved |= {pk} if _one_by_one(pk) else set()
    return len(moved)


def _one_by_one(pk: int) -> bool:
    try:
        redate(dossier=Dossier.objects.get(pk=pk))
    except StepRefused:
        return False
    return True


@dataclass(slots=True)
class _Facts:
    """What the dates of one dossier follow from."""

    time: WorkingTime
    desk_time: WorkingTime
    told: Definition
    limit: Limit
    start: datetime
    stored: datetime | None
    stored_first: datetime | None
    settings: Profile = field(default_factory=profile)
    pauses: list[Pause] = field(default_factory=list)
    apologies: list[Apology] = field(default_factory=list)
    due: datetime | None = None
    first: datetime | None = None
    open_due: list[tuple[str, str, datetime, datetime]] = field(default_factory=list)

    @classmethod
    def of(cls, dossier: Dossier) -> "_Facts":
        """Read for one dossier by the ordinary way."""
        start = dossier.received_at or dossier.registered_at or dossier.created_at
        time = clock.calendar_of(dossier)
        facts = cls(
            time, time, definition(dossier.version), clock.limit_of(dossier), start, None, None,
            pauses=clock.pauses_of(dossier),
        )  # fmt: skip
        facts.due = dossier.due_at
        return facts

    def reckon(self) -> None:
        """The appointment and the first appointment as they should stand."""
        settings = self.settings
        self.first = self.time.due(
            self.start, self.limit, cast(Mode, settings.deadline_mode), settings.cutoff
        )
        self.due = self.first
        if self.pauses or self.apologies:
            self.due = clock.counted_due(
                self.time, self.start, self.limit, self.pauses, self.apologies, settings
            )

    def task_due(self, step_id: str, kind: str, started_at: datetime, stands: datetime) -> datetime:
        """When an open task should be due; what has a term of its own stays."""
        if step_id == "accept":
            due = self.desk_time.add_minutes(started_at, self.settings.receipt_minutes)
            return clock.stretched(self.desk_time, started_at, due, self.pauses)[0] if self.pauses else due
        if step_id == "transfer":
            return clock.handed_over_by(self.time, started_at, self.settings.cutoff)
        if kind in (TaskKind.DESK, TaskKind.LETTER) or step_id == "opinion":
            return stands
        step_ = self.told.step(step_id)
        start = max([started_at, *[pause.ends for pause in self.pauses if pause.ends and not pause.struck]])
        share = self.time.add_minutes(start, step_.minutes if step_ else _SHARE)
        struck = [pause for pause in self.pauses if pause.struck]
        share = clock.stretched(self.time, start, share, struck)[0]
        return min(share, self.due) if self.due and self.due > start else share

    @property
    def is_wrong(self) -> bool:
        """Something stands elsewhere than the facts say."""
        if self.stored is not None and (self.due, self.first) != (self.stored, self.stored_first):
            return True
        return any(self.task_due(*told) != told[3] for told in self.open_due)


def _change(locked: Dossier, tasks: list[Task], known: dict[int, _Facts]) -> list[Task] | None:
    facts = known[locked.pk]
    if locked.state not in RUNNING or locked.due_at != facts.stored:
        return None  # it went on meanwhile, by the new calendar
    locked.original_due_at = facts.stored_first
    if facts.stored is not None:
        locked.due_at, locked.original_due_at = facts.due, facts.first
    return _moved_tasks(locked, tasks, facts)


def move_open_tasks(dossier: Dossier) -> None:
    """Each open step of a locked dossier gets its share anew from the present facts."""
    for task in _moved_tasks(dossier, board.open_tasks(dossier), _Facts.of(dossier)):
        task.save(update_fields=["due_at"])


def _moved_tasks(dossier: Dossier, tasks: list[Task], facts: _Facts) -> list[Task]:
    changed = []
    for task in tasks:
        due = facts.task_due(task.step_id, task.kind, task.started_at, task.due_at)
        if due != task.due_at:
            task.due_at = due
            changed.append(task)
    return changed


_COLUMNS = (
    "pk", "version_id", "channel", "case", "received_at", "registered_at", "due_at", "original_due_at",
    "competent_agency_id", "receiving_agency_id",
)  # fmt: skip


def _running(after: int) -> QuerySet[Dossier]:
    return Dossier.objects.filter(state__in=RUNNING, pk__gt=after)


def _rows(after: int) -> Rows:
    """The next dossiers under way in the order of their keys."""
    return list(_running(after).order_by("pk").values_list(*_COLUMNS)[:_AT_A_TIME])


def _read(rows: Rows) -> dict[int, _Facts]:
    """All that the dates of these dossiers follow from, in five statements."""
    told = {
        version.pk: definition(version)
        for version in ProcedureVersion.objects.filter(pk__in={row[1] for row in rows}).defer("definition")
    }
    agencies = Agency.objects.filter(pk__in={pk for row in rows for pk in row[8:10] if pk}).select_related(
        "calendar"
    )
    offices = {agency.pk: agency for agency in agencies}
    province = province_calendar()
    times = {pk: working_time(_calendar(office, province)) for pk, office in offices.items()}
    otherwise = working_time(province)
    limits, settings = _limits(rows, told), profile()
    known = {
        row[0]: _Facts(
            times.get(row[8] or row[9], otherwise), times.get(row[9], otherwise), told[row[1]], limits[row[0]],
            row[4] or row[5], row[6] if row[4] else None, row[7], settings,
        )
        for row in rows
    }  # fmt: skip
    among = {"dossier__gte": min(known, default=0), "dossier__lte": max(known, default=0)}
    _add_pauses(known, {row[0]: offices.get(row[8] or row[9]) for row in rows}, among)
    for facts in known.values():
        if facts.stored is not None:
            facts.reckon()
    fields = ("dossier_id", "step_id", "kind", "started_at", "due_at")
    for pk, *task in Task.objects.filter(**among, ended_at=None).values_list(*fields):
        if pk in known:
            known[pk].open_due.append(cast(Any, tuple(task)))
    return known


def _limits(rows: Rows, told: dict[int, Definition]) -> dict[int, Limit]:
    """The term of each dossier; answers are read only where the law adds time for what was answered."""
    longer = [row[0] for row in rows if told[row[1]].limits.more]
    answers = dict(Dossier.objects.filter(pk__in=longer).values_list("pk", "answers")) if longer else {}
    plain: dict[tuple[Any, ...], Limit] = {}
    found = {}
    for pk, version, channel, case, *_ in rows:
        if pk in answers:
            found[pk] = clock.term(limit_for(told[version], channel, case, answers[pk]))
            continue
        same = version, channel, case
        if same not in plain:
            plain[same] = clock.term(limit_for(told[version], channel, case, {}))
        found[pk] = plain[same]
    return found


def _calendar(agency: Agency | None, province: Calendar | None) -> Calendar | None:
    return agency.calendar if agency is not None and agency.calendar_id else province


def _add_pauses(known: dict[int, _Facts], offices: dict[int, Agency | None], among: dict[str, int]) -> None:
    """`among`: the keys of dossiers between which they lie; a range is read faster than two thousand keys."""
    found: dict[int, list[Pause]] = defaultdict(list)
    for asked in SupplementRequest.objects.filter(**among, after_acceptance=True):
        if asked.dossier_id not in known:
            continue
        restarts = known[asked.dossier_id].told.limits.supplement_clock == "restart"
        ends = asked.answered_at or asked.closed_at
        found[asked.dossier_id].append(Pause("Chờ bổ sung giấy tờ", asked.requested_at, ends, restarts))
    for owed in PaymentRequest.objects.filter(**among):
        facts = known.get(owed.dossier_id)
        if facts is not None and facts.stored is not None and owed.requested_at >= facts.start:
            ends = owed.settled_at or owed.closed_at
            found[owed.dossier_id].append(Pause("Chờ nghĩa vụ tài chính", owed.requested_at, ends, False))
    earliest = min((facts.start for facts in known.values()), default=now())
    stops = list(ClockStop.objects.filter(ends_at__gt=earliest).order_by("starts_at", "pk"))
    for pk, facts in known.items():
        struck = [
            clock.pause_of(stop, facts.start)
            for stop in stops
            if stop.ends_at > facts.start and _meets(stop, offices[pk])
        ]
        facts.pauses = sorted([*found.get(pk, []), *struck], key=lambda one: one.starts)
    for apology in Apology.objects.filter(**among, approved_at__isnull=False, dropped_at=None):
        if apology.dossier_id in known:
            known[apology.dossier_id].apologies.append(apology)


def _meets(stop: ClockStop, agency: Agency | None) -> bool:
    if stop.agency_id is None:
        return True
    return agency is not None and stop.agency_id in (agency.pk, agency.parent_id)


def tell_redated(most: int = 2_000) -> int:
    """Words to the people whose appointment a passage has moved, from the journal; returns how many dossiers."""
    told = 0
    for passage in Redating.objects.filter(all_told_at=None).order_by("pk"):
        entries = JournalEntry.objects.filter(pk__gt=passage.told, verb="redate", user_id=None)
        people = (f"dossier__{name}" for name in _SPOKEN_OF)
        found = list(entries.select_related(*people).defer("dossier__answers").order_by("pk")[: most - told])
        for start in range(0, len(found), _TOLD_AT_A_TIME):
            part = found[start : start + _TOLD_AT_A_TIME]
            with transaction.atomic():
                for entry in part:
                    before = datetime.fromisoformat(entry.data["was"]) if entry.data.get("was") else None
                    if before is not None and before != entry.due_at:
                        _tell(entry.dossier, before, entry.number)
                Redating.objects.filter(pk=passage.pk).update(told=part[-1].pk)
        told += len(found)
        if passage.finished_at is not None and len(found) < most:
            Redating.objects.filter(pk=passage.pk).update(all_told_at=now())
        if told >= most:
            break
    return told


def tell(dossier: Dossier, before: datetime | None, reason: str = "") -> None:
    """The applicant hears the new appointment and why; no reason given = the calendar changed."""
    _tell(dossier, before, dossier.revision, reason)


def _tell(dossier: Dossier, before: datetime | None, number: int, reason: str = "") -> None:
    _messages.tell(dossier, "redated", old_due_at=before, reason=reason, key=f"redated{number}")


def strike_out(*, stop: ClockStop) -> ClockStop:
    """Hours that shall count for no dossier; the next passage moves what they meet. Raises StepRefused."""
    if not stop.ground.strip():
        raise StepRefused("Nhập căn cứ: văn bản, thông báo sự cố.")
    if stop.ends_at <= stop.starts_at:
        raise StepRefused("Giờ kết thúc phải sau giờ bắt đầu.")
    if stop.starts_at > now() + timedelta(days=30) or stop.ends_at - stop.starts_at > timedelta(days=90):
        raise StepRefused("Khoảng thời gian dừng không quá 90 ngày và không bắt đầu sau quá 30 ngày.")
    stop.set_at = now()
    stop.save(force_insert=True)
    return stop
