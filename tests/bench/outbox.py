"""Row `outbox`: 50,000 text messages through a gateway that fails 20 % of its calls, before or after it took one.

Each message must be there once, as the gateway counts by idempotency key; `repeated` are calls for one that it had
taken and not confirmed. The waits between tries (1, 2, 4… minutes) and the rests of half a minute after five failures
in a row are skipped: what is measured is the work of one worker (`own_cpu_ms` a message, with the gateway that answers
it in the same process). `FULL=1` sends 50,000, otherwise 5,000."""

import threading
import time
from typing import Any

GOAL = {"lost": 0, "not_once": 0, "a_second": 100}
FAILS = 0.2


def run(full: bool) -> dict[str, object]:
    """One JSON line."""
    from django.conf import settings

    from portal.integrations.sandbox.telecom import Telecom, serve
    from portal.notifications.models import Message

    many = 50_000 if full else 5_000
    telecom = Telecom(fails=FAILS)
    server = serve(0, telecom)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_URL = f"http://127.0.0.1:{server.server_address[1]}/sms"
    mark = f"outbox-{time.time_ns()}"
    try:
        for start in range(0, many, 5_000):
            Message.objects.bulk_create(_messages(mark, range(start, min(start + 5_000, many))))
        begun, own = time.perf_counter(), time.process_time()
        passes, rests = _drain(mark)
        seconds, own = time.perf_counter() - begun, time.process_time() - own
        mine = Message.objects.filter(about=mark)
        taken = {key for key in telecom.messages if key.startswith(mark)}
        left = mine.filter(sent_at=None).count()
    finally:
        server.shutdown()
        server.server_close()
        Message.objects.filter(about=mark).delete()
    value = {
        "lost": many - len(taken) + left,
        "not_once": abs(len(telecom.messages) - many),
        "a_second": round(many / seconds),
    }
    return {
        "row": "outbox",
        "value": value,
        "goal": GOAL,
        "pass": not value["lost"] and not value["not_once"] and value["a_second"] >= GOAL["a_second"],
        "repeated": telecom.repeated,
        "messages": many,
        "calls": telecom.calls,
        "own_cpu_ms": round(1000 * own / many, 2),
        "seconds_of_work": round(seconds, 1),
        "sweeps": passes,
        "rests": rests,
    }


def _messages(mark: str, numbers: range) -> list[Any]:
    from portal.notifications.models import Message

    return [
        Message(
            channel="sms", key=f"{mark}:{number}:sms", address=f"09{number:08}", template="accepted", about=mark,
            subject="Hồ sơ H49.12-261120-0042 đã được tiếp nhận, hẹn trả 25/11/2026", text="x",
        )
        for number in numbers
    ]  # fmt: skip


def _drain(mark: str) -> tuple[int, int]:
    """Sweeps until nothing is left; between two sweeps the waiting is over at once."""
    from django.core.cache import cache
    from django.utils import timezone

    from portal.notifications import tasks
    from portal.notifications.models import Message

    passes = rests = 0
    waiting = Message.objects.filter(about=mark, sent_at=None, attempts__lt=tasks.MOST_TRIES)
    while waiting.exists() and passes < 2_000:
        tasks.deliver_lost()
        passes += 1
        rests += cache.get("outside:sms") is not None and (cache.get("outside:sms") or 0) >= 5
        cache.delete("outside:sms")
        at = timezone.now()
        waiting.filter(next_try_at__gt=at).update(next_try_at=at)
    return passes, rests
