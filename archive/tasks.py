"""The archive's nightly work: sealing what closed, looking whether all is well, destroying what was decided."""

from datetime import timedelta

from celery import shared_task

from archive import fixity, rounds, sealing, services
from archive.models import Destruction
from portal.calendars.now import now
from portal.web.show import local

REST_DAYS, BACK_DAYS, SUNDAY_BACK_DAYS = (
    10,
    14,
    400,
)  # rest of a closed dossier; missed nights caught up so far
_SUNDAY = 6


@shared_task(name="archive.seal_closed")
def seal_closed() -> int:
    """Seals the dossiers that closed ten days ago, and those of nights that were missed; each Sunday of a year."""
    today = local(now()).date()
    last = today - timedelta(days=REST_DAYS)
    back = SUNDAY_BACK_DAYS if today.weekday() == _SUNDAY else BACK_DAYS
    return rounds.seal_all(sealing.closed_between(last - timedelta(days=back), last)).sealed


@shared_task(name="archive.check_sample")
def check_sample() -> int:
    """How many of tonight's sample are damaged."""
    return fixity.check_many(fixity.sample())


@shared_task(name="archive.check_all")
def check_all() -> int:
    """How many of all are damaged."""
    return fixity.check_many(fixity.every())


@shared_task(name="archive.destroy")
def destroy(destruction_id: int) -> None:
    services.destroy(Destruction.objects.get(pk=destruction_id))


@shared_task(name="archive.go_on")
def go_on() -> int:
    """Carries on what a worker left half done: decided destructions, proofs without a time stamp. How many."""
    return services.go_on()
