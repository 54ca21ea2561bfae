"""Row `redate`: all open dossiers after a holiday that touches them, and back again; told as seconds for 200,000.

The words to the people follow in a sweep of their own and are measured beside it. While it runs a desk takes the lock
of a dossier again and again: `longest_wait_ms` is what the desk waited at the most.
"""

import threading
import time
from datetime import date
from urllib.parse import urlsplit

from tests.bench import ground

GOAL = {"seconds_for_200k": 60}
MANY = 200_000


def run(full: bool) -> dict[str, object]:
    """One JSON line. Every open dossier is given back its date at the end."""
    from django.db import connections

    from dossiers.models import Redating
    from dossiers.services import redating
    from portal.calendars import services
    from portal.calendars.models import DayKind
    from portal.calendars.queries import province_calendar

    opened, default = ground.mostly_open(full), connections["default"]
    kept = default.settings_dict["NAME"]
    default.close()
    default.settings_dict["NAME"] = urlsplit(opened.url).path.lstrip("/")
    calendar = province_calendar()
    assert calendar is not None
    redating.redate_open()  # whatever stands wrong before, and all that is read once
    waits: list[float] = []
    stop = threading.Event()
    desk = threading.Thread(target=_desk, args=(opened, stop, waits))
    desk.start()
    day = _most_touched()
    services.set_day(calendar=calendar, day=day, kind=DayKind.HOLIDAY, note="đo", source="đo")
    told_later, redating.tell_redated = redating.tell_redated, lambda *_: 0
    began, worked = time.perf_counter(), time.process_time()
    moved = redating.redate_open()
    seconds, own = time.perf_counter() - began, time.process_time() - worked
    redating.tell_redated = told_later
    seen = Redating.objects.order_by("-pk")[0].seen
    stop.set()
    desk.join()
    began = time.perf_counter()
    told = redating.tell_redated(500)
    telling_seconds = time.perf_counter() - began
    services.drop_day(calendar=calendar, day=day)
    redating.redate_open()
    default.close()
    default.settings_dict["NAME"] = kept
    per = seconds / max(1, moved)
    return {
        "row": "redate",
        "value": {"seconds_for_200k": round(per * MANY, 1)},
        "goal": GOAL,
        "pass": per * MANY <= GOAL["seconds_for_200k"],
        "moved": moved,
        "seen": seen,
        "seconds_measured": round(seconds, 2),
        "own_cpu_seconds": round(own, 2),
        "longest_wait_ms": round(1000 * max(waits, default=0)),
        "told_a_second": round(told / telling_seconds) if told else 0,
    }


def _most_touched() -> date:
    """The working day that lies inside the limits of most open dossiers."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT day FROM generate_series(now()::date - 20, now()::date + 60, '1 day') AS day"
            " WHERE extract(isodow FROM day) < 6 ORDER BY (SELECT count(*) FROM dossiers_dossier"
            " WHERE state IN ('accepted', 'processing') AND received_at < day AND due_at > day) DESC LIMIT 1"
        )
        return cursor.fetchone()[0].date()


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
