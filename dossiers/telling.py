"""The law demands that people hear of certain acts (QN-13.2b): each such act of a day against the log of messages."""

from datetime import date, datetime, time, timedelta

from django.db.models import Exists, OuterRef

from dossiers.models import JournalEntry
from portal.notifications.models import Message
from portal.web.show import HANOI

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
