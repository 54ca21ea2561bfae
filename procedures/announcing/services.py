"""The verbs: note a decision, tell what of it is posted and what is late, note that a procedure was compared."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.agencies.queries import today
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.web.refusals import StepRefused
from portal.web.show import HANOI
from portal.web.text import clean, fold
from procedures.announcing.records import AnnouncedProcedure, Announcement, What
from procedures.models import STANDING, EventKind, Procedure, ProcedureVersion, VersionEvent

USUAL_DAYS = 5
"""Working days from the decision to the posting. NĐ 92/2017 Đ1.7 could not be read: each decision may say otherwise."""
MOST_LINES = 1000


@dataclass(frozen=True, slots=True)
class Standing:
    """A named procedure as it stands: posted (and when), or why not; `version` to open, if there is one."""

    line: AnnouncedProcedure
    procedure: Procedure | None
    version: int | None
    posted_at: datetime | None
    why_not: str
    late: bool


def update_due(decided_on: date, days: int) -> datetime:
    """The closing of the last of so many working days; the day of the decision is not counted."""
    start = datetime.combine(decided_on, time(8), HANOI)
    return working_time(None).add_working_days(start, days, "civil")


@transaction.atomic
def announce(
    *, decision: str, decided_on: date, agency: Agency, days: int, named: Iterable[tuple[str, str]], by: User
) -> Announcement:
    """Notes a decision with (code, what) of each procedure that it names.

    Raises StepRefused: nothing named, a code twice, too many, a day to come, or the decision is noted already."""
    rows = [(code.strip().upper(), what) for code, what in named]
    codes = [code for code, _ in rows]
    if not rows or len(rows) > MOST_LINES:
        raise StepRefused(f"Nhập từ 1 đến {MOST_LINES} mã thủ tục.")
    if twice := next((code for code in codes if codes.count(code) > 1), ""):
        raise StepRefused(f"Mã {twice} được nhập hai lần.")
    if decided_on > today():
        raise StepRefused("Ngày ban hành không thể sau hôm nay.")
    try:
        with transaction.atomic():
            made = Announcement.objects.create(
                decision=clean(decision),
                decided_on=decided_on,
                agency=agency,
                days=days,
                due_at=update_due(decided_on, days),
                by=by,
            )
    except IntegrityError as error:
        raise StepRefused("Quyết định này đã được ghi.") from error
    AnnouncedProcedure.objects.bulk_create(
        AnnouncedProcedure(announcement=made, code=code, what=what) for code, what in rows
    )
    return made


def standings(announcement: Announcement) -> list[Standing]:
    """What became of every procedure of a decision, in five statements however many it names."""
    lines = list(announcement.lines.select_related("checked_by"))
    codes = [line.code for line in lines]
    known = {one.code: one for one in Procedure.objects.filter(code__in=codes)}
    versions = ProcedureVersion.objects.filter(procedure__code__in=codes).defer("definition")
    by_code: dict[str, list[ProcedureVersion]] = {}
    for version in versions.select_related("procedure").order_by("-number"):
        by_code.setdefault(version.procedure.code, []).append(version)
    ended = dict(
        VersionEvent.objects.filter(procedure__code__in=codes, kind=EventKind.RETIRE)
        .order_by("pk")
        .values_list("procedure__code", "at")
    )
    return [
        _standing(announcement, line, known.get(line.code), by_code.get(line.code, []), ended.get(line.code))
        for line in lines
    ]


def _standing(
    announcement: Announcement,
    line: AnnouncedProcedure,
    procedure: Procedure | None,
    versions: list[ProcedureVersion],
    ended_at: datetime | None,
) -> Standing:
    newest = versions[0].pk if versions else None
    posted_at, why_not = None, ""
    if line.what == What.ENDED:
        posted_at = ended_at if procedure is not None and procedure.retired_on else None
        why_not = "" if posted_at else "Chưa bãi bỏ" if procedure else ""
        if procedure is None:
            posted_at = announcement.at  # what was never here need not be taken away
    else:
        number = fold(announcement.decision)
        said = [one for one in versions if one.state in STANDING and number in fold(one.decision)]
        posted_at = said[-1].published_at if said else None
        if posted_at is None:
            draft = next((one for one in versions if one.editable), None)
            why_not = "Đang là bản nháp" if draft else "Chưa có phiên bản theo quyết định này"
            why_not = "Chưa có thủ tục này" if procedure is None else why_not
    late = (posted_at or now()) > announcement.due_at
    return Standing(line, procedure, newest, posted_at, why_not, late)


def check(*, line: AnnouncedProcedure, found: str, by: User) -> AnnouncedProcedure:
    """Somebody of the agency compared what is posted with the decision and the national database (HG-5.3, QN-19.6đ).

    Raises StepRefused: it is not posted yet."""
    standing = next(one for one in standings(line.announcement) if one.line.pk == line.pk)
    if standing.posted_at is None:
        raise StepRefused(f"{line.code}: {standing.why_not}. Đăng rồi mới đối chiếu được.")
    line.checked_at, line.checked_by, line.found = now(), by, clean(found)
    line.save(update_fields=["checked_at", "checked_by", "found"])
    return line


def lately() -> QuerySet[Announcement]:
    """The decisions, newest first."""
    return Announcement.objects.select_related("agency")


def warning() -> str:
    """What of the decisions of this year is late or due within a day; "" for nothing."""
    late = soon = 0
    for one in lately().filter(decided_on__gt=today() - timedelta(days=365)):
        if one.due_at > now() + timedelta(days=1):
            continue
        missing = sum(line.posted_at is None for line in standings(one))
        late, soon = (late + missing, soon) if one.due_at < now() else (late, soon + missing)
    parts = [f"{late} thủ tục quá hạn cập nhật"] if late else []
    parts += [f"{soon} thủ tục đến hạn cập nhật trong một ngày"] if soon else []
    return f"Theo quyết định công bố: {', '.join(parts)}." if parts else ""
