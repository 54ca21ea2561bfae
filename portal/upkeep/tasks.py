"""What needs time: telling every officer, looking at everything."""

from celery import shared_task

from portal.upkeep import integrity, windows
from portal.upkeep.models import Maintenance


@shared_task(name="upkeep.announce")
def announce(pk: int) -> int:
    """Tells every officer of planned maintenance."""
    return windows.announce(pk)


@shared_task(name="upkeep.announce_waiting")
def announce_waiting() -> int:
    return windows.announce_waiting()


@shared_task(name="upkeep.check")
def check(pk: int, turn: str, by: str) -> int:
    """How many faults the check of integrity found."""
    return len(integrity.check(turn=turn, maintenance=Maintenance.objects.get(pk=pk), by=by).faults)
