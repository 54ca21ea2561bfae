"""An appointment that will not be kept: drafted before the due moment, approved by the head, told, published.

Domain.md §4.3 T23, §5.4: once for a dossier; DL-5.10: the letter is public, without the name.
"""

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from dossiers import board, clock, letters
from dossiers.models import Apology, ApologyCause, Dossier, SlipKind, Task, TaskKind
from dossiers.permissions import charged_with, why_not_apologise, why_not_work
from dossiers.services import _messages
from dossiers.services._step import step
from dossiers.services._tasks import re_date_open_tasks
from dossiers.states import State
from portal.agencies.models import Duty, Officer
from portal.agencies.queries import in_service, profile
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.notifications import services as notifications
from portal.web.refusals import StepRefused
from portal.web.show import local

RUNNING = (State.ACCEPTED, State.PROCESSING)
ONCE = "Hồ sơ đã hẹn lại một lần. Không hẹn lại lần hai, phải trả kết quả đúng hẹn này."
_A_DAY = 480
_AT_A_TIME = 500


def lead_minutes(given: int) -> int:
    """How long before the due moment a draft is due: the province's lead, of a short time given only its last fifth.

    Both in working minutes.
    """
    return min(profile().apology_lead_days * _A_DAY, given // 5)


def draft_due() -> int:
    """Drafts the letter of every dossier that will not be ready; returns how many. Safe to run twice."""
    at, time = now(), working_time(None)
    until = time.add_minutes(at, profile().apology_lead_days * _A_DAY)
    known = Apology.objects.filter(dossier=OuterRef("pk"), dropped_at=None)
    near = Dossier.objects.filter(state__in=RUNNING, due_at__lte=until, due_at__gt=at, is_test=False)
    found = near.filter(~Exists(known)).select_related("version", "competent_agency__calendar")
    drafted = 0
    for dossier in found.order_by("due_at").defer("answers")[:_AT_A_TIME]:
        calendar = clock.calendar_of(dossier)
        assert dossier.due_at is not None
        assert dossier.received_at is not None
        given = calendar.minutes_between(dossier.received_at, dossier.due_at)
        if calendar.minutes_between(at, dossier.due_at) > lead_minutes(given):
            continue
        drafted += _draft(dossier)
    return drafted


def _draft(dossier: Dossier) -> bool:
    """One draft, and a word to those who can approve it; False when somebody else was first."""
    assert dossier.due_at is not None
    late = _late_task(dossier)
    try:
        with transaction.atomic():
            Apology.objects.create(
                dossier=dossier,
                cause=_cause(late),
                reason=_words(late),
                old_due_at=dossier.due_at,
                new_due_at=proposed(dossier),
                drafted_at=now(),
            )
            _tell_leaders(dossier)
    except IntegrityError:
        return False
    return True


def proposed(dossier: Dossier) -> datetime:
    """A new moment: what the open steps were given once more, a working day at least, from the old moment on."""
    assert dossier.due_at is not None
    time = clock.calendar_of(dossier)
    shares = [time.minutes_between(one.started_at, one.due_at) for one in board.open_tasks(dossier)]
    return time.add_minutes(max(dossier.due_at, now()), max([_A_DAY, *shares]))


def draft_apology(
    *, dossier: Dossier, officer: Officer, cause: str, reason: str, new_due_at: datetime
) -> Apology:
    """Whoever works on it writes the draft, or the draft is changed before it is approved. Raises StepRefused."""
    if charged_with(officer, dossier.competent_agency_id, Duty.AGENCY_LEADER):
        refusal = why_not_apologise(officer, dossier)
    else:
        refusal = why_not_work(officer, dossier)
    if refusal or (refusal := _why_not(dossier, reason, new_due_at)):
        raise StepRefused(refusal)
    apology = dossier.apologies.filter(dropped_at=None).first()
    if apology is None:
        assert dossier.due_at is not None
        apology = Apology(dossier=dossier, old_due_at=dossier.due_at, drafted_by=officer)
    apology.cause, apology.reason, apology.new_due_at = cause, reason.strip(), new_due_at
    apology.save()
    return apology


def apologise(
    *,
    dossier: Dossier,
    officer: Officer,
    cause: str,
    reason: str,
    new_due_at: datetime,
    seen: int | None = None,
) -> Apology:
    """The head of the agency approves: the letter goes out with the new moment, and stands on the public list.

    Raises StepRefused: not the head, already rescheduled once, no reason, a moment that is not later.
    """
    with step(dossier, "apologise", by=officer.user, officer=officer, note=reason, seen=seen) as locked:
        if refusal := why_not_apologise(officer, locked) or _why_not(locked, reason, new_due_at):
            raise StepRefused(refusal)
        assert locked.due_at is not None
        apology = locked.apologies.filter(dropped_at=None).first() or Apology(
            dossier=locked, old_due_at=locked.due_at, drafted_by=officer
        )
        apology.cause, apology.reason, apology.new_due_at = cause, reason.strip(), new_due_at
        apology.old_due_at = locked.due_at
        apology.approved_by, apology.approved_at = officer, now()
        apology.save()
        locked.due_at = clock.due_at(locked)
        re_date_open_tasks(locked)
        letters.issue(locked, SlipKind.APOLOGY, officer, **_letter(apology))
        _messages.tell(
            locked,
            "overdue",
            due_at=apology.old_due_at,
            reason=f"{apology.get_cause_display().lower()}: {apology.reason}",
            new_due_at=apology.new_due_at,
        )
    return apology


def drop_apology(*, dossier: Dossier, officer: Officer) -> None:
    """The head will not need the draft: the work is done in time."""
    if refusal := why_not_apologise(officer, dossier):
        raise StepRefused(refusal)
    dossier.apologies.filter(approved_at=None, dropped_at=None).update(dropped_at=now())


def _why_not(dossier: Dossier, reason: str, new_due_at: datetime) -> str:
    if dossier.state not in RUNNING or dossier.due_at is None:
        return "Chỉ xin lỗi và hẹn lại khi hồ sơ đang giải quyết."
    if dossier.apologies.filter(approved_at__isnull=False, dropped_at=None).exists():
        return ONCE
    if not reason.strip():
        return "Nhập lý do. Người nộp và trang công khai đọc nguyên văn."
    if new_due_at <= max(dossier.due_at, now()):
        return "Ngày hẹn mới phải sau ngày hẹn cũ và sau lúc này."
    if new_due_at > dossier.due_at + timedelta(days=365):
        return "Ngày hẹn mới quá xa."
    return ""


def _letter(apology: Apology) -> dict[str, object]:
    return {
        "reason": f"{apology.get_cause_display()}: {apology.reason}",
        "due_at": apology.old_due_at,
        "new_due_at": apology.new_due_at,
        "extended": (local(apology.new_due_at).date() - local(apology.old_due_at).date()).days,
    }


def _late_task(dossier: Dossier) -> Task | None:
    opened = board.open_tasks(dossier)
    return min(opened, key=lambda one: one.due_at, default=None)


def _cause(late: Task | None) -> str:
    return ApologyCause.OTHER_AGENCY if late and late.kind == TaskKind.CONSULT else ApologyCause.STEP_LATE


def _words(late: Task | None) -> str:
    return f"Bước “{late.title}” tại {late.agency.name} chưa xong." if late else "Hồ sơ chưa giải quyết xong."


def _tell_leaders(dossier: Dossier) -> None:
    heads = in_service().filter(agency=dossier.competent_agency, duties__contains=[Duty.AGENCY_LEADER])
    for officer in heads.select_related("user"):
        notifications.queue(
            template="apology_drafted",
            key=f"{dossier.reference}:apology:{dossier.due_at:%Y%m%d%H%M}:{officer.pk}",
            about=dossier.reference,
            user=officer.user,
            context={
                "code": dossier.shown_code,
                "procedure": dossier.procedure.name,
                "due_at": dossier.due_at,
                "url": f"/lam-viec/ho-so/{dossier.shown_code}/xin-loi/",
            },
        )
