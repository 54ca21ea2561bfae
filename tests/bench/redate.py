"""Row `redate`: all open dossiers after holidays that move most of them, and back again; seconds for 200,000 moved.

One free day moves only what is under way across it (a sixth); a free day each week moves nearly all that has an
appointment, so that little is reckoned up. `OPEN=` sets how many are open. The words to the people follow in a sweep
of their own and are measured beside it. While it runs a desk takes the lock of a dossier again and again:
`longest_wait_ms` is what the desk waited at the most.
"""

import os
import threading
import time
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlsplit

from tests.bench import cpu, ground

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

    ground.MANY_OPEN[full] = int(os.environ.get("OPEN") or ground.MANY_OPEN[full])
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
    for day in _days():
        services.set_day(calendar=calendar, day=day, kind=DayKind.HOLIDAY, note="đo", source="đo")
    lines: dict[int, float] = {}
    move, redating._move = redating._move, lambda rows, cause: _watched(move, rows, cause, lines)
    line = _backend(default)
    told_later, redating.tell_redated = redating.tell_redated, lambda *_: 0
    redating._SECONDS, kept_seconds = 3_600, redating._SECONDS
    began, worked, served = time.perf_counter(), time.process_time(), cpu.tree(line)
    moved = redating.redate_open()
    seconds, own = time.perf_counter() - began, time.process_time() - worked
    postgres, redating._move = sum(lines.values()) - served, move
    redating._SECONDS = kept_seconds
    redating.tell_redated = told_later
    seen = Redating.objects.order_by("-pk")[0].seen
    stop.set()
    desk.join()
    began = time.perf_counter()
    told = redating.tell_redated(500)
    telling_seconds = time.perf_counter() - began
    for day in _days():
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
        "postgres_cpu_seconds": round(postgres, 2),
        "cpu_seconds_for_200k": round((own + postgres) / max(1, moved) * MANY, 1),
        "longest_wait_ms": round(1000 * max(waits, default=0)),
        "told_a_second": round(told / telling_seconds) if told else 0,
    }


def _days() -> list[date]:
    """Every Wednesday that an open dossier can have met or will meet."""
    today = date.today()
    around = (today + timedelta(days=distance) for distance in range(-400, 60))
    return [day for day in around if day.isoweekday() == 3]


def _backend(default: Any) -> int:
    """The server's process behind our line."""
    with default.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _watched(move: Any, rows: Any, cause: str, lines: dict[int, float]) -> int:
    """A part moved by whichever hand, and what the server's process behind its line has spent so far."""
    from django.db import connection

    moved = move(rows, cause)
    backend = connection.connection.info.backend_pid
    lines[backend] = cpu.tree(backend)
    return int(moved)


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
