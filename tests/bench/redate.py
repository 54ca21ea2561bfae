"""Row `redate`: all open dossiers after a holiday that touches them, and back again; told as seconds for 200,000.

The words to the people follow in a sweep of their own and are measured beside it. While it runs a desk takes the lock
of a dossier again and again: `longest_wait_ms` is what the desk waited at the most.
"""

import threading
import time
from datetime import timedelta

from tests.bench import ground

GOAL = {"seconds_for_200k": 60}
MANY = 200_000


def run(full: bool) -> dict[str, object]:
    """One JSON line. Every open dossier is given back its date at the end."""
    from dossiers.models import Dossier, Redating
    from dossiers.services import redating
    from portal.calendars import services
    from portal.calendars.models import DayKind
    from portal.calendars.queries import province_calendar

    _small, big = ground.databases(full)
    opened = Dossier.objects.filter(state__in=redating.RUNNING)
    last = opened.filter(due_at__isnull=False).order_by("due_at").first()
    assert last is not None and last.due_at is not None
    calendar = province_calendar()
    assert calendar is not None
    redating.redate_open()  # whatever stands wrong before
    waits: list[float] = []
    stop = threading.Event()
    desk = threading.Thread(target=_desk, args=(big, stop, waits))
    desk.start()
    # one day struck out of the past of nearly all: every limit that was still running moves by a day
    day = (last.due_at + timedelta(hours=7)).date()
    seconds, moved = 0.0, 0
    while not moved:
        services.set_day(calendar=calendar, day=day, kind=DayKind.HOLIDAY, note="đo", source="đo")
        began = time.perf_counter()
        redating.tell_redated, telling = (lambda *_: 0), redating.tell_redated
        try:
            moved = redating.redate_open()
        finally:
            redating.tell_redated = telling
        seconds = time.perf_counter() - began
        day += timedelta(days=1)
    seen = Redating.objects.order_by("-pk")[0].seen
    stop.set()
    desk.join()
    began = time.perf_counter()
    told = redating.tell_redated(500)
    telling_seconds = time.perf_counter() - began
    services.drop_day(calendar=calendar, day=day - timedelta(days=1))
    redating.redate_open()
    per = seconds / max(1, moved)
    return {
        "row": "redate",
        "value": {"seconds_for_200k": round(per * MANY, 1)},
        "goal": GOAL,
        "pass": per * MANY <= GOAL["seconds_for_200k"],
        "moved": moved,
        "seen": seen,
        "seconds_measured": round(seconds, 2),
        "longest_wait_ms": round(1000 * max(waits, default=0)),
        "told_a_second": round(told / telling_seconds) if told else 0,
    }


def _desk(database: ground.Database, stop: threading.Event, waits: list[float]) -> None:
    """Somebody who opens one dossier after another for writing."""
    with database.connect() as connection:
        keys = [
            row[0] for row in connection.execute("SELECT id FROM dossiers_dossier WHERE state = 'processing'")
        ]
        while not stop.is_set():
            for key in keys:
                began = time.perf_counter()
                with connection.transaction():
                    connection.execute("SELECT 1 FROM dossiers_dossier WHERE id = %s FOR UPDATE", [key])
                waits.append(time.perf_counter() - began)
                if stop.wait(0.02):
                    return
