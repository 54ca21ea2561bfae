"""Field verification: called with time, place and people, told to the applicant, recorded (DL-10.1c)."""

from datetime import datetime

from dossiers.models import Dossier, FieldVisit, VisitPhoto
from dossiers.permissions import why_not_work
from dossiers.services import _messages
from dossiers.services._step import step
from dossiers.states import State
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.documents.models import StoredFile
from portal.web.refusals import StepRefused


def call_visit(
    *, dossier: Dossier, officer: Officer, starts_at: datetime, place: str, people: str, agenda: str
) -> FieldVisit:
    """Calls a verification; the applicant hears time, place and agenda at once. Raises StepRefused."""
    data = {"place": place, "starts_at": starts_at.isoformat()}
    with step(dossier, "call_visit", by=officer.user, officer=officer, note=agenda, data=data) as locked:
        if locked.state != State.PROCESSING:
            raise StepRefused("Chỉ xác minh thực tế khi hồ sơ đang xử lý.")
        if refusal := why_not_work(officer, locked):
            raise StepRefused(refusal)
        if not (place.strip() and people.strip() and agenda.strip()):
            raise StepRefused("Nhập địa điểm, thành phần và nội dung xác minh.")
        if starts_at <= now():
            raise StepRefused("Thời gian xác minh phải ở sau lúc này.")
        visit = FieldVisit.objects.create(
            dossier=locked,
            agency=officer.agency,
            called_by=officer,
            called_at=now(),
            starts_at=starts_at,
            place=place.strip(),
            people=people.strip(),
            agenda=agenda.strip(),
        )
        _tell(locked, visit, cancelled=False)
    return visit


def record_visit(
    *, visit: FieldVisit, officer: Officer, came: str, minutes: str, photos: list[tuple[StoredFile, str]]
) -> FieldVisit:
    """What was found: who was there, the minutes, pictures. Written once. Raises StepRefused."""
    if not (came.strip() and minutes.strip()):
        raise StepRefused("Ghi người có mặt và nội dung biên bản.")
    data = {"visit": visit.pk, "photos": [file.sha256 for file, _ in photos]}
    with step(
        visit.dossier, "record_visit", by=officer.user, officer=officer, note=minutes[:4000], data=data
    ) as locked:
        fresh = _open(locked, visit, officer)
        if fresh.starts_at > now():
            raise StepRefused("Chưa đến giờ xác minh.")
        fresh.came, fresh.minutes, fresh.held_at = came.strip()[:1000], minutes.strip()[:8000], now()
        fresh.save(update_fields=["came", "minutes", "held_at"])
        VisitPhoto.objects.bulk_create(VisitPhoto(visit=fresh, file=file, name=name) for file, name in photos)
    return fresh


def cancel_visit(*, visit: FieldVisit, officer: Officer, reason: str) -> FieldVisit:
    """Called off, with the reason told. Raises StepRefused."""
    if not reason.strip():
        raise StepRefused("Nhập lý do hoãn.")
    with step(visit.dossier, "cancel_visit", by=officer.user, officer=officer, note=reason) as locked:
        fresh = _open(locked, visit, officer)
        fresh.cancelled_at = now()
        fresh.save(update_fields=["cancelled_at"])
        _tell(locked, fresh, cancelled=True)
    return fresh


def _open(dossier: Dossier, visit: FieldVisit, officer: Officer) -> FieldVisit:
    if refusal := why_not_work(officer, dossier):
        raise StepRefused(refusal)
    fresh = dossier.visits.get(pk=visit.pk)
    if fresh.held_at or fresh.cancelled_at:
        raise StepRefused("Lần xác minh này đã xong hoặc đã hoãn.")
    return fresh


def _tell(dossier: Dossier, visit: FieldVisit, *, cancelled: bool) -> None:
    _messages.tell(
        dossier,
        "visit_called",
        agency=visit.agency.name,
        starts_at=visit.starts_at,
        place=visit.place,
        people=visit.people,
        agenda=visit.agenda,
        cancelled=cancelled,
    )
