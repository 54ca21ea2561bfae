"""say: a message inside the dossier, between the applicant and the office."""

from django.db import transaction
from django.db.models import Q

from dossiers import queries
from dossiers.models import Dossier, HolderKind, Talk
from dossiers.permissions import is_applicant
from dossiers.services.warnings import holders
from dossiers.states import State
from portal.accounts.models import Party, User
from portal.agencies.models import Officer
from portal.agencies.queries import in_service
from portal.calendars.now import now
from portal.notifications import services as notifications
from portal.web.refusals import StepRefused
from portal.web.text import fold

LONGEST = 4000


def say(*, dossier: Dossier, user: User, text: str, internal: bool = False) -> Talk:
    """Writes to the other side and tells it; `internal` (office only) is read by officers alone.

    Raises StepRefused: nothing written, too long, a draft, or no part in this dossier.
    """
    text = text.strip()
    if not text:
        raise StepRefused("Viết lời nhắn trước khi gửi.")
    if len(text) > LONGEST:
        raise StepRefused(
            "Lời nhắn phải từ %(most)s ký tự trở xuống, hiện có %(count)s.", most=LONGEST, count=len(text)
        )
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
        elif mentioned := colleagues_named(dossier, text):
            told.mentioned.set(mentioned)
            for officer in mentioned:
                _queue(
                    dossier, told, party=None, user=officer.user, key=f"m{officer.pk}", template="mentioned"
                )
    return told


def colleagues_named(dossier: Dossier, text: str) -> list[Officer]:
    """The officers after whose @ the text names them in full, of the agencies that have to do with the dossier."""
    if "@" not in text:
        return []
    agencies = {
        dossier.receiving_agency_id,
        dossier.competent_agency_id,
        *dossier.tasks.values_list("agency", flat=True),
    }
    beside = Q(agency_id__in=agencies) | Q(agency__parent_id__in=agencies)
    said = fold(text)
    people = in_service().filter(beside).select_related("user").order_by("pk")
    return [one for one in people if f"@{fold(one.user.full_name)}" in said]


def _serves(user: User, dossier: Dossier) -> bool:
    officer: Officer | None = getattr(user, "officer", None)
    return officer is not None and queries.of_officer(officer).filter(pk=dossier.pk).exists()


def _tell_other_side(dossier: Dossier, said: Talk) -> None:
    """The applicant hears what the office says; whoever holds the dossier hears the applicant."""
    if said.from_office:
        for party in {dossier.submitter_id: dossier.submitter, dossier.owner_id: dossier.owner}.values():
            _queue(dossier, said, party=party, user=party.user, key=f"p{party.pk}")
    elif dossier.holder_kind in (HolderKind.OFFICER, HolderKind.TEAM):
        for officer in holders(dossier):
            _queue(dossier, said, party=None, user=officer.user, key=f"holder{officer.pk}")


def _queue(
    dossier: Dossier, said: Talk, *, party: Party | None, user: User | None, key: str, template: str = "talk"
) -> None:
    address = dossier.contact_email if party and party.pk == dossier.submitter_id else ""
    notifications.queue(
        template=template,
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
            "url": f"/ho-so/{dossier.shown_code}/"
            if party
            else f"/lam-viec/ho-so/{dossier.shown_code}/trao-doi/",
        },
    )
