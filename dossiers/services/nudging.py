"""A leader's word about one dossier to whoever holds it, kept with what happened next (L7)."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction

from dossiers.models import Dossier, HolderKind, JournalEntry, Nudge
from dossiers.permissions import why_not_nudge
from dossiers.services.warnings import holders
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.notifications import services as notifications
from portal.web.refusals import StepRefused

AGAIN_AFTER = timedelta(hours=20)
WORDS = "Hồ sơ này cần xong sớm. Báo lại nếu có vướng mắc."


def nudge(*, dossier: Dossier, officer: Officer, text: str = "") -> Nudge:
    """Tells the holder, or the team's people; the same leader about the same dossier once a day. Raises StepRefused."""
    if refusal := why_not_nudge(officer, dossier):
        raise StepRefused(refusal)
    if dossier.holder_kind == HolderKind.APPLICANT or dossier.holder_agency_id is None:
        raise StepRefused("Hồ sơ đang chờ người nộp, không có cán bộ nào để nhắc.")
    if dossier.nudges.filter(officer=officer, at__gt=now() - AGAIN_AFTER).exists():
        raise StepRefused("Bạn đã nhắc hồ sơ này hôm nay.")
    text = text.strip()[:500] or WORDS
    with transaction.atomic():
        kept = Nudge.objects.create(
            dossier=dossier,
            officer=officer,
            to_agency_id=dossier.holder_agency_id,
            to_officer=dossier.holder_officer,
            text=text,
            at=now(),
            revision=dossier.revision,
        )
        for holder in holders(dossier):
            notifications.queue(
                template="nudged",
                key=f"{dossier.reference}:nudge{kept.pk}:{holder.pk}",
                about=dossier.reference,
                user=holder.user,
                address=holder.user.email or "",
                context={
                    "code": dossier.shown_code,
                    "procedure": dossier.procedure.name,
                    "author": officer.user.full_name,
                    "text": text,
                    "url": f"/lam-viec/ho-so/{dossier.shown_code}/",
                },
            )
    return kept


@dataclass(frozen=True, slots=True)
class Told:
    """A nudge and the first act on the dossier after it."""

    nudge: Nudge
    effect: JournalEntry | None


def sent_by(officer: Officer, most: int = 60) -> list[Told]:
    """One's own nudges, the newest first, each with what happened next; two statements."""
    sent = list(
        officer.nudges.select_related("dossier__procedure", "to_agency", "to_officer__user")
        .defer("dossier__answers", "dossier__procedure__search_fold")
        .order_by("-pk")[:most]
    )
    later = JournalEntry.objects.filter(dossier__in={one.dossier_id for one in sent}).order_by("number")
    by_dossier: dict[int, list[JournalEntry]] = {}
    for entry in later:
        by_dossier.setdefault(entry.dossier_id, []).append(entry)
    return [
        Told(one, next((e for e in by_dossier.get(one.dossier_id, []) if e.at >= one.at), None))
        for one in sent
    ]
