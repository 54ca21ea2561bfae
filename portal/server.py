"""Settings of gunicorn, for the demo and for production: two processes of four threads unless told otherwise."""

import os
import shutil
import tempfile
from typing import Any

from portal.env import env

_own_figures = "" if "PROMETHEUS_MULTIPROC_DIR" in os.environ else tempfile.mkdtemp(prefix="motcua-figures-")
if _own_figures:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = _own_figures  # before prometheus_client is imported

worker_class = "gthread"
workers = env("WEB_WORKERS")
threads = env("WEB_THREADS")
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 15
max_requests = 20_000
max_requests_jitter = 2_000
forwarded_allow_ips = env("FORWARDED_ALLOW_IPS")
control_socket_disable = True


def when_ready(server: Any) -> None:
    """Before the workers are made: what every one of them needs is loaded once and shared between them."""
    import gc

    from django.urls import get_resolver

    _ = get_resolver().url_patterns  # imports every view
    gc.collect()
    gc.freeze()  # a collection in a worker would write to each object and so copy the page it lies on


def child_exit(server: Any, worker: Any) -> None:
    """A process that ended no longer counts in the live figures."""
    from prometheus_client import multiprocess

    multiprocess.mark_process_dead(worker.pid)  # type: ignore[no-untyped-call]


def on_exit(server: Any) -> None:
    if _own_figures:
        shutil.rmtree(_own_figures, ignore_errors=True)
