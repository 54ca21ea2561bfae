"""The law demands that people hear of certain acts (QN-13.2b): each such act of a day against the log of messages, and
what a desk has to tell by telephone or on paper because no message can."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from dossiers.models import Dossier, JournalEntry
from dossiers.permissions import DESK_DUTIES, charged_with
from portal.accounts.models import Party
from portal.agencies.models import Officer
from portal.notifications import by_hand
from portal.notifications.models import Message
from portal.web.refusals import NotYours, StepRefused
from portal.web.show import HANOI

MOST_UNHEARD = 200

MUST_TELL = {
    "submit": "submitted",
    "accept": "accepted",
    "request_supplement": "supplement_requested",
    "refuse": "refused",
    "request_payment": "payment_requested",
    "stop": "stopped",
    "issue": "completed",
    "return_result": "returned",
}


def untold(day: date) -> list[tuple[str, str]]:
    """(reference, verb) of the day's acts without the message that belongs to them; one statement for each verb."""
    since = datetime.combine(day, time(0), HANOI)
    found: list[tuple[str, str]] = []
    for verb, template in MUST_TELL.items():
        message = Message.objects.filter(
            about=OuterRef("dossier__reference"), template=template, channel="in_app", created_at__gte=since
        )
        acts = JournalEntry.objects.filter(verb=verb, at__gte=since, at__lt=since + timedelta(days=1))
        acts = acts.exclude(dossier__is_test=True).filter(~Exists(message))
        found += [(reference, verb) for reference in acts.values_list("dossier__reference", flat=True)]
    return found


@dataclass(frozen=True)
class Unheard:
    """One person of one dossier whom no message reaches, with the words that they have to hear."""

    dossier: Dossier
    party: Party
    messages: list[Message]


def _waiting(officer: Officer) -> QuerySet[Message]:
    """Open work of this kind at the officer's desk; from a partial index of what is open in the whole province."""
    ours = Dossier.objects.filter(receiving_agency=officer.agency_id)
    return by_hand.waiting().filter(about__in=ours.values("reference"))


def tells(officer: Officer) -> bool:
    return charged_with(officer, officer.agency_id, *DESK_DUTIES)


def unheard_count(officer: Officer) -> int:
    """How many people of this desk wait for a call; 0 for who is not of a desk."""
    if not tells(officer):
        return 0
    rows = _waiting(officer).order_by().values("about", "party_id").distinct()[:MOST_UNHEARD]
    return len(rows)


def unheard(officer: Officer) -> list[Unheard]:
    """Whom this desk has to call or write to, who waits longest first. Raises NotYours for others than the desk."""
    if not tells(officer):
        raise NotYours("Báo cho người không có máy, không có thư là việc của cán bộ một cửa.")
    rows = list(_waiting(officer)[:MOST_UNHEARD])
    dossiers = Dossier.objects.filter(reference__in={row.about for row in rows}).select_related("procedure")
    by_reference = {one.reference: one for one in dossiers.defer("answers")}
    people = Party.objects.in_bulk({row.party_id for row in rows if row.party_id})
    found: dict[tuple[str, int | None], list[Message]] = {}
    for row in rows:
        found.setdefault((row.about, row.party_id), []).append(row)
    return [
        Unheard(by_reference[about], people[party], messages)
        for (about, party), messages in found.items()
        if party in people
    ]


def tell_by_hand(*, officer: Officer, reference: str, party_id: int, how: str, note: str) -> int:
    """The officer has told this person of everything that waited. Raises NotYours, StepRefused."""
    if not tells(officer) or not _waiting(officer).filter(about=reference, party_id=party_id).exists():
        raise StepRefused("Người này đã được báo, hoặc hồ sơ không ở quầy của bạn.")
    if how not in by_hand.HOW:
        raise StepRefused("Chọn đã báo bằng cách nào.")
    by = officer.user.full_name
    return by_hand.told(about=reference, party_id=party_id, by=by, how=how, note=note.strip())
