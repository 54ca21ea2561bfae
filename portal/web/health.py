"""Is the portal alive, is it ready, how is it doing: `/healthz`, `/readyz`, `/metrics`."""

import contextlib
import hmac
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

import redis
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, storages
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import path
from django.views.decorators.http import require_safe

from portal.web import measures
from portal.web.database import migrated

LEAST_FREE_BYTES = 500 * 1024 * 1024
WORKER_SILENCE_SECONDS = 30
BEAT_SILENCE_SECONDS = 180
CLOCK_SECONDS = 5
_TIMEOUT_SECONDS = 2.0
_migrated = False


def redis_client() -> redis.Redis:
    """Redis itself, not the cache that forgives: here a failure must be seen."""
    return redis.Redis.from_url(
        settings.REDIS_URL, socket_timeout=_TIMEOUT_SECONDS, socket_connect_timeout=_TIMEOUT_SECONDS
    )


def why_no_database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select 1")
    return ""


def why_wrong_clock() -> str:
    """Two machines whose clocks differ would give one act two moments: terms would begin before they were filed."""
    with connection.cursor() as cursor:
        before = time.time()
        cursor.execute("select extract(epoch from clock_timestamp())")
        theirs, after = float(cursor.fetchone()[0]), time.time()
    apart = min(theirs - before, theirs - after, key=abs)
    if abs(apart) <= CLOCK_SECONDS:
        return ""
    way = "chậm" if apart > 0 else "nhanh"
    return f"Đồng hồ máy này chạy {way} hơn đồng hồ cơ sở dữ liệu {abs(apart):.0f} giây."


def why_not_migrated() -> str:
    """Asked of the database until it is up to date; a process never sees it go back."""
    global _migrated
    if not _migrated:
        if waiting := migrated.waiting():
            return f"Còn {len(waiting)} bước cập nhật cơ sở dữ liệu chưa chạy (manage.py migrate)."
        _migrated = True
    return ""


def why_no_redis() -> str:
    with redis_client() as client:
        client.ping()
    return ""


def why_no_storage() -> str:
    """A file can be written and taken away again, and a folder has room left for more."""
    storage = storages["default"]
    folder_or_store = getattr(storage, "inner", storage)
    if isinstance(folder_or_store, FileSystemStorage):
        folder = Path(folder_or_store.location)
        folder.mkdir(parents=True, exist_ok=True)
        free = shutil.disk_usage(folder).free
        if free < LEAST_FREE_BYTES:
            return f"Kho tệp chỉ còn {free // 1024**2} MB trống."
    name = storage.save(f".health/{os.getpid()}", ContentFile(b"ok"))
    storage.delete(name)
    return ""


def why_no_worker() -> str:
    return _why_silent("worker", WORKER_SILENCE_SECONDS)


def why_no_drawer() -> str:
    return _why_silent("drawer", WORKER_SILENCE_SECONDS)


def why_no_beat() -> str:
    return _why_silent("beat", BEAT_SILENCE_SECONDS)


def why_no_clamd() -> str:
    """clamd answers PONG, over `tcp://host:port` or `unix:///path`."""
    address = urlsplit(settings.CLAMD_URL)
    with _scanner(address) as scanner:
        scanner.sendall(b"zPING\0")
        return "" if scanner.recv(64).startswith(b"PONG") else "Trình quét mã độc trả lời lạ."


@contextlib.contextmanager
def _scanner(address: SplitResult) -> Iterator[socket.socket]:
    if address.scheme != "unix":
        where = (address.hostname or "", address.port or 3310)
        with socket.create_connection(where, timeout=_TIMEOUT_SECONDS) as scanner:
            yield scanner
        return
    with socket.socket(socket.AF_UNIX) as scanner:
        scanner.settimeout(_TIMEOUT_SECONDS)
        scanner.connect(address.path)
        yield scanner


PARTS: dict[str, tuple[Callable[[], str], str]] = {
    "database": (why_no_database, "Cơ sở dữ liệu không trả lời."),
    "clock": (why_wrong_clock, "Không so được đồng hồ với cơ sở dữ liệu."),
    "migrations": (why_not_migrated, "Không kiểm tra được cấu trúc cơ sở dữ liệu."),
    "redis": (why_no_redis, "Redis không trả lời."),
    "storage": (why_no_storage, "Không ghi được vào kho tệp."),
    "worker": (why_no_worker, "Không biết tiến trình xử lý nền (worker) còn chạy không."),
    "drawer": (why_no_drawer, "Không biết tiến trình vẽ giấy tờ (drawer) còn chạy không."),
    "beat": (why_no_beat, "Không biết tiến trình hẹn giờ (beat) còn chạy không."),
}


def missing() -> dict[str, str]:
    """What is missing, part by part, each with a sentence for the operator. Empty means ready."""
    parts = dict(PARTS)
    if settings.CLAMD_URL:
        parts["clamd"] = (why_no_clamd, "Trình quét mã độc (clamd) không trả lời.")
    found = {}
    for name, (why, unreachable) in parts.items():
        try:
            if words := why():
                found[name] = words
        except Exception:
            found[name] = unreachable
    return found


def _why_silent(name: str, seconds: int) -> str:
    with redis_client() as client:
        at = client.get(f"motcua:pulse:{name}")
    if at is None:
        return f"Tiến trình {name} chưa lên tiếng."
    silence = int(time.time() - float(at))
    if silence < -CLOCK_SECONDS:
        return f"Đồng hồ của tiến trình {name} chạy nhanh hơn máy này {-silence} giây."
    return f"Tiến trình {name} im lặng {silence} giây." if silence > seconds else ""


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """This process answers. Says nothing of its neighbours, so a sick database does not restart the web."""
    return HttpResponse("ok\n", content_type="text/plain")


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when nothing is missing, otherwise 503 and what is missing, in words."""
    lacking = missing()
    answer = JsonResponse(
        {"ready": not lacking, "missing": lacking},
        status=503 if lacking else 200,
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )
    answer["Cache-Control"] = "no-store"
    answer._has_been_logged = True  # type: ignore[attr-defined]  # it is an answer, not a failure of this page
    return answer


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text form. With METRICS_TOKEN only for its bearer; in production never without it."""
    token = settings.METRICS_TOKEN
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if (token and not hmac.compare_digest(shown.encode(), token.encode())) or (
        settings.PRODUCTION and not token
    ):
        raise Http404
    lacking = missing()
    parts = {name: 0.0 if name in lacking else 1.0 for name in [*PARTS, *lacking]}
    return HttpResponse(measures.text(parts, _waiting_tasks()), content_type=measures.CONTENT_TYPE)


def _waiting_tasks() -> dict[str, float]:
    """How many tasks wait in each queue, or NaN when Redis does not say."""
    try:
        with redis_client() as client:
            return {name: float(client.llen(name)) for name in settings.CELERY_TASK_QUEUES}
    except redis.RedisError:
        return dict.fromkeys(settings.CELERY_TASK_QUEUES, float("nan"))


class HealthMiddleware:
    """Answers before anything else is asked: a probe comes by number, without a host name of ours."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        answer = {"/healthz": healthz, "/readyz": readyz, "/metrics": metrics}.get(request.path_info)
        return answer(request) if answer else self.get_response(request)


urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
]
