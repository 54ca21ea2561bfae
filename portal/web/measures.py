"""What is counted: requests by page and answer, how long they took, and the state of the parts."""

import os
import time
from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

CONTENT_TYPE = CONTENT_TYPE_LATEST
REQUESTS = Counter("motcua_requests", "Answers given", ["view", "method", "status"])
SECONDS = Histogram(
    "motcua_request_seconds",
    "Time from request to answer",
    ["view"],
    buckets=(0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, float("inf")),
)


class MeasureMiddleware:
    """Counts every answer under the name of its page, never under its address: addresses carry codes."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        begun = time.perf_counter()
        answer = self.get_response(request)
        match = request.resolver_match
        view = (match.view_name or "unnamed") if match else "none"
        REQUESTS.labels(view, request.method, answer.status_code).inc()
        SECONDS.labels(view).observe(time.perf_counter() - begun)
        return answer


def text(parts: dict[str, float], waiting_tasks: dict[str, float]) -> bytes:
    """All figures of all web processes, with the parts' state (1 = there) and each queue's length."""
    now = CollectorRegistry()
    part = Gauge("motcua_part_ready", "1 when the part is there", ["part"], registry=now)
    for name, value in parts.items():
        part.labels(name).set(value)
    waiting = Gauge("motcua_tasks_waiting", "Tasks waiting in a queue", ["queue"], registry=now)
    for queue, count in waiting_tasks.items():
        waiting.labels(queue).set(count)
    kept: CollectorRegistry = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        kept = CollectorRegistry()
        MultiProcessCollector(kept)  # type: ignore[no-untyped-call]
    return generate_latest(kept) + generate_latest(now)
