"""say: a message inside the dossier, between the applicant and the office."""

from django.db import transaction

from dossiers import queries
from dossiers.models import Dossier, Talk
from dossiers.permissions import is_applicant
from dossiers.states import State
from portal.accounts.models import Party, User
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.notifications import services as notifications
from portal.web.refusals import StepRefused

LONGEST = 4000


def say(*, dossier: Dossier, user: User, text: str, internal: bool = False) -> Talk:
    """Writes to the other side and tells it; `internal` (office only) is read by officers alone.

    Raises StepRefused: nothing written, too long, a draft, or no part in this dossier.
    """
    text = text.strip()
    if not text:
        raise StepRefused("Viết lời nhắn trước khi gửi.")
    if len(text) > LONGEST:
        raise StepRefused(f"Lời nhắn phải từ {LONGEST} ký tự trở xuống, hiện có {len(text)}.")
    if dossier.state == State.DRAFT:
        raise StepRefused("Hồ sơ chưa được gửi nên chưa có người nhận lời nhắn.")
    from_office = not is_applicant(user, dossier)
    if from_office and not _serves(user, dossier):
        raise StepRefused("Hồ sơ này không phải của bạn.")
    with transaction.atomic():
        told = Talk.objects.create(
            dossier=dossier,
            author=user,
            from_office=from_office,
            internal=internal and from_office,
            text=text,
            at=now(),
        )
        if not told.internal:
            _tell_other_side(dossier, told)
    return told


def _serves(user: User, dossier: Dossier) -> bool:
    officer: Officer | None = getattr(user, "officer", None)
    return officer is not None and queries.of_officer(officer).filter(pk=dossier.pk).exists()


def _tell_other_side(dossier: Dossier, said: Talk) -> None:
    """The applicant hears what the office says; the officer who holds the dossier hears the applicant."""
    if said.from_office:
        for party in {dossier.submitter_id: dossier.submitter, dossier.owner_id: dossier.owner}.values():
            _queue(dossier, said, party=party, user=party.user, key=f"p{party.pk}")
    elif dossier.holder_officer is not None:
        _queue(dossier, said, party=None, user=dossier.holder_officer.user, key="holder")


def _queue(dossier: Dossier, said: Talk, *, party: Party | None, user: User | None, key: str) -> None:
    address = dossier.contact_email if party and party.pk == dossier.submitter_id else ""
    notifications.queue(
        template="talk",
        key=f"{dossier.reference}:talk{said.pk}:{key}",
        about=dossier.reference,
        party=party,
        user=user,
        address=address,
        context={
            "code": dossier.shown_code,
            "procedure": dossier.procedure.plain_name or dossier.procedure.name,
            "author": said.author.full_name,
            "text": said.text,
            "url": f"/{'ho-so' if said.from_office else 'lam-viec/ho-so'}/{dossier.shown_code}/",
        },
    )
