"""What people were told, laid beside what the portal has: each line of trouble is a broken promise."""

import hashlib
import time
from collections import Counter
from collections.abc import Iterable, Iterator

from dossiers import journal
from dossiers.models import Dossier, ItemPage, Slip
from dossiers.states import State
from portal.documents import store
from portal.notifications.models import Channel, Message
from tests.storm.filing import Intent

SETTLED_SECONDS = 420  # what a killed worker had in hand is taken up again after five minutes
_BY_HAND = (Channel.DESK,)


def settle(references: list[str]) -> float:
    """Waits until nothing that was started for these dossiers is still to be done; seconds waited."""
    began = time.monotonic()
    while waiting(references) and time.monotonic() - began < SETTLED_SECONDS:
        time.sleep(2)
    return time.monotonic() - began


def waiting(references: list[str]) -> dict[str, int]:
    """What is still to be done, counted."""
    letters = Message.objects.filter(about__in=names(references), sent_at=None).exclude(channel__in=_BY_HAND)
    drawn = Slip.objects.filter(dossier__reference__in=references, file=None)
    unchecked = ItemPage.objects.filter(item__dossier__reference__in=references, file__state="quarantined")
    found = {"letters": letters.count(), "slips": drawn.count(), "files": unchecked.count()}
    return {name: count for name, count in found.items() if count}


def names(references: list[str]) -> list[str]:
    """As what the dossiers are spoken of in letters: by reference or by code."""
    codes = Dossier.objects.filter(reference__in=references).values_list("code", flat=True)
    return [*references, *(code for code in codes if code)]


def of_filing(intents: Iterable[Intent]) -> Iterator[str]:
    """Acknowledged and not there, there and not whole, done twice."""
    for intent in intents:
        dossier = Dossier.objects.get(reference=intent.reference)
        if intent.trouble:
            yield f"{intent.reference}: {intent.trouble}"
        if intent.acknowledged and dossier.state == State.DRAFT:
            yield f"{intent.reference}: acknowledged, but still a draft"
        if not intent.acknowledged and dossier.state != State.DRAFT:
            yield f"{intent.reference}: sent, but its owner was never told"
        if dossier.state != State.DRAFT:
            yield from _whole(dossier, intent)


def _whole(dossier: Dossier, intent: Intent) -> Iterator[str]:
    verbs = Counter(dossier.journal.values_list("verb", flat=True))
    if verbs["submit"] != 1 or journal.first_break(dossier) is not None:
        yield f"{dossier.reference}: journal {dict(verbs)}, broken at {journal.first_break(dossier)}"
    pages = ItemPage.objects.filter(item__dossier=dossier, removed_at=None).select_related("file")
    kept = sorted(hashlib.sha256(store.read(page.file)).hexdigest() for page in pages)
    if kept != intent.marks:
        yield f"{dossier.reference}: {len(kept)} files instead of {len(intent.marks)}, or others than were sent"


def of_acts(references: list[str], template: str, slips: int) -> Iterator[str]:
    """Each dossier with exactly one letter of a kind to each address and so many slips, each drawn."""
    for dossier in Dossier.objects.filter(reference__in=references):
        letters = Message.objects.filter(about__in=names([dossier.reference]), template=template)
        twice = [pair for pair, n in Counter(letters.values_list("channel", "address")).items() if n > 1]
        if not letters or twice:
            yield f"{dossier.reference}: {len(letters)} letters {template}, twice: {twice}"
        drawn = dossier.slips.exclude(file=None).count()
        if drawn != slips or dossier.slips.count() != slips:
            yield f"{dossier.reference}: {drawn} of {dossier.slips.count()} slips drawn, {slips} expected"
