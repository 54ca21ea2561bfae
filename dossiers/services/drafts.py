"""A dossier before it is sent: begun, saved at every page, moved on to the newest version (P5, P6)."""

from typing import Any

from django.db import transaction

from dossiers import holding
from dossiers.models import Channel, Dossier
from dossiers.states import State
from portal.accounts.models import Party, User
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.web.refusals import StepRefused
from portal.web.show import local
from procedures.models import Procedure
from procedures.queries import current_version


def open_draft(
    *,
    user: User,
    owner: Party,
    submitter: Party,
    procedure: Procedure,
    channel: str = Channel.ONLINE,
    answers: dict[str, Any] | None = None,
    officer: Officer | None = None,
) -> Dossier:
    """A new draft of the version in force today. Raises StepRefused when there is none."""
    version = current_version(procedure, local(now()).date())
    if version is None:
        raise StepRefused("Thủ tục này hiện chưa nhận hồ sơ.")
    dossier = Dossier(
        procedure=procedure,
        version=version,
        owner=owner,
        submitter=submitter,
        created_by=user,
        channel=channel,
        answers=answers or {},
        contact_phone=submitter.phone or user.phone or "",
        contact_email=submitter.email or user.email or "",
        created_at=now(),
        touched_at=now(),
        receiving_agency=officer.agency if officer else None,
    )
    holding.refresh(dossier, now())
    dossier.save(force_insert=True)
    return dossier


def save_answers(*, dossier: Dossier, answers: dict[str, Any], **fields: Any) -> Dossier:
    """Keeps what was typed; pages save independently, so answers are merged under the row's lock.

    `fields`: return_method, return_address, contact_phone, contact_email, owner, summary.
    Raises StepRefused when the dossier has been sent meanwhile.
    """
    with transaction.atomic():
        locked = Dossier.objects.select_for_update().get(pk=dossier.pk)
        if locked.state != State.DRAFT:
            raise StepRefused("Hồ sơ này đã được gửi nên không sửa được ở đây.")
        locked.answers = {**locked.answers, **answers}
        for name, value in fields.items():
            setattr(locked, name, value)
        locked.touched_at = now()
        locked.save(update_fields=["answers", "touched_at", *fields])
    dossier.answers, dossier.touched_at = locked.answers, locked.touched_at
    for name, value in fields.items():
        setattr(dossier, name, value)
    return dossier


def move_to_newest(*, dossier: Dossier) -> bool:
    """A draft follows the version in force; True when it moved, so the page can show what changed (P5)."""
    newest = current_version(dossier.procedure, local(now()).date())
    if dossier.state != State.DRAFT or newest is None or newest.pk == dossier.version_id:
        return False
    Dossier.objects.filter(pk=dossier.pk, state=State.DRAFT).update(version=newest)
    dossier.version = newest
    return True


def discard(*, dossier: Dossier) -> None:
    """The applicant throws a draft away. Files stay until the sweep finds nobody points at them."""
    deleted, _ = Dossier.objects.filter(pk=dossier.pk, state=State.DRAFT).delete()
    if not deleted:
        raise StepRefused("Hồ sơ này đã được gửi nên không xóa được. Bạn có thể yêu cầu rút.")
