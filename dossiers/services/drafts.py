"""A dossier before it is sent: begun, saved at every page, moved on to the newest version (P5, P6)."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from dossiers import declared, holding
from dossiers.models import Channel, Dossier
from dossiers.states import State
from portal.accounts.models import ConsentRecord, Party, User
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.documents.signing import personal
from portal.web.refusals import StepRefused
from portal.web.show import local
from procedures import eform
from procedures.comparing import asked_anew
from procedures.models import Procedure, ProcedureVersion
from procedures.queries import current_version, definition

CONSENT_PURPOSE = "handle_dossier"
CONSENT_VERSION = "2026-01"
BEFORE = "_truoc"
"""In a draft's answers: what was said to questions that a newer version asks otherwise."""
ONE_CLICK = timedelta(minutes=1)


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
    at = now()
    version = current_version(procedure, local(at).date())
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
        created_at=at,
        touched_at=at,
        receiving_agency=officer.agency if officer else None,
    )
    holding.refresh(dossier, at)
    dossier.save(force_insert=True)
    return dossier


def begin(*, user: User, owner: Party, submitter: Party, procedure: Procedure) -> Dossier:
    """Opens an online draft with consent recorded and the known answers filled in.

    Pressed twice, or in fifty tabs, it opens one: an untouched draft of the last minute is given back.
    Only what a person has told us of themselves is filled in; of somebody else just the name and number.
    """
    with transaction.atomic():
        Party.objects.select_for_update().get(pk=submitter.pk)
        twin = Dossier.objects.filter(
            created_by=user,
            owner=owner,
            submitter=submitter,
            procedure=procedure,
            state=State.DRAFT,
            channel=Channel.ONLINE,
            created_at__gt=now() - ONE_CLICK,
            touched_at=F("created_at"),
        ).first()
        if twin is not None:
            return twin
        opened = open_draft(user=user, owner=owner, submitter=submitter, procedure=procedure)
        opened.answers = _known_answers(opened)
        opened.save(update_fields=["answers"])
        ConsentRecord.objects.create(
            party=submitter,
            purpose=CONSENT_PURPOSE,
            text_version=CONSENT_VERSION,
            given_at=now(),
            evidence=opened.reference,
        )
    return opened


def _known_answers(dossier: Dossier) -> dict[str, Any]:
    return eform.prefill(definition(dossier.version), known_of(dossier))


def known_of(dossier: Dossier) -> Party:
    """What may be filled in of the owner: everything of oneself, of somebody else just the name and number."""
    owner = dossier.owner
    if dossier.owner_id == dossier.submitter_id:
        return owner
    return Party(kind=owner.kind, name=owner.name, id_number=owner.id_number, tax_code=owner.tax_code)


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
    """A draft follows the version in force; True when it moved, so the page can show what changed (P5).

    Answers stay where the question is the same. Where it is another one now, the answer is laid aside under
    `_truoc`, so that the person sees what they said before, and the question is asked again."""
    newest = current_version(dossier.procedure, local(now()).date())
    if dossier.state != State.DRAFT or newest is None or newest.pk == dossier.version_id:
        return False
    with transaction.atomic():
        draft = Dossier.objects.select_for_update(of=("self",)).select_related("version")
        locked = draft.filter(pk=dossier.pk, state=State.DRAFT).first()
        if locked is None or locked.version_id == newest.pk:
            return False
        locked.answers = _carried_over(locked, newest)
        locked.version = newest
        locked.save(update_fields=["version", "answers"])
    dossier.version, dossier.answers = newest, locked.answers
    return True


def _carried_over(draft: Dossier, newest: ProcedureVersion) -> dict[str, Any]:
    """The answers under the newer version; what is to be asked again lies under `_truoc`."""
    old, new = definition(draft.version), definition(newest)
    answers = dict(draft.answers)
    aside: dict[str, Any] = {}
    for key in asked_anew(old, new):
        question = old.question(key)
        names = (key, question.other_id) if question else (key,)
        aside |= {name: answers.pop(name) for name in names if answers.get(name) not in (None, "", [])}
    return answers | ({BEFORE: answers.get(BEFORE, {}) | aside} if aside else {})


def discard(*, dossier: Dossier) -> None:
    """The applicant throws a draft away. Files stay until the sweep finds nobody points at them.

    Raises StepRefused when it was sent, or when the journal tells of it (a slip was given, the store was used).
    """
    if dossier.journal.exists():
        raise StepRefused(
            "Hồ sơ nháp này đã có phiếu hoặc giấy tờ lấy từ kho nên được giữ lại, không bỏ được."
        )
    deleted, _ = Dossier.objects.filter(pk=dossier.pk, state=State.DRAFT).delete()
    if deleted:
        personal.forget(declared.subject_of(dossier))
    else:
        raise StepRefused("Hồ sơ này đã được gửi nên không xóa được. Bạn có thể yêu cầu rút.")
