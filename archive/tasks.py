"""The archive's nightly work: sealing what closed, looking whether all is well, destroying what was decided."""

from datetime import datetime, timedelta

from celery import shared_task

from archive import fixity, rounds, sealing, services
from archive.models import Destruction
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.web.show import HANOI, local

REST_DAYS, BACK_DAYS, SUNDAY_BACK_DAYS = (
    10,
    14,
    400,
)  # rest of a closed dossier; missed nights caught up so far
_SUNDAY = 6
TURN_SECONDS = 120  # a worker's task may take 300


@shared_task(name="archive.seal_closed")
def seal_closed() -> int:
    """Seals the dossiers that closed ten days ago, and those of nights that were missed; each Sunday of a year.

    A turn ends long before the worker's time does, and what is left begins another at once.
    """
    today = local(now()).date()
    last = today - timedelta(days=REST_DAYS)
    back = SUNDAY_BACK_DAYS if today.weekday() == _SUNDAY else BACK_DAYS
    keys = sealing.closed_between(last - timedelta(days=back), last)
    done = rounds.seal_all(keys, seconds=TURN_SECONDS)
    if done.late and done.sealed:
        start_on_commit("archive.seal_closed")
    return done.sealed


@shared_task(name="archive.check_sample")
def check_sample() -> int:
    """How many of tonight's sample are damaged."""
    return fixity.check_many(fixity.sample())


@shared_task(name="archive.check_all")
def check_all() -> int:
    """How many are damaged of those that nobody has looked at since the quarter began: asked each night, turn after
    turn until every one was looked at, so that neither its time nor a lost worker leaves any out."""
    today = local(now()).date()
    quarter = datetime(today.year, 1 + (today.month - 1) // 3 * 3, 1, tzinfo=HANOI)
    turn = fixity.Turn(fixity.since(quarter), TURN_SECONDS)
    damaged = fixity.check_many(turn)
    if turn.late:
        start_on_commit("archive.check_all")
    return damaged


@shared_task(name="archive.destroy")
def destroy(destruction_id: int) -> None:
    services.destroy(Destruction.objects.get(pk=destruction_id))


@shared_task(name="archive.go_on")
def go_on() -> int:
    """Carries on what a worker left half done: decided destructions, proofs without a time stamp. How many."""
    return services.go_on()
