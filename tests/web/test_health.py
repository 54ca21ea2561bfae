"""The probes say what is missing, in words, and nothing to strangers."""

import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client

from portal.celery import app
from portal.web import health, tasks

PULSES = [f"motcua:pulse:{name}" for name in ("worker", "drawer", "beat")]


@pytest.fixture
def pulses() -> Iterator[None]:
    """Worker and beat have just spoken."""
    for name in ("worker", "drawer", "beat"):
        tasks.beat_once(name)
    yield
    health.redis_client().delete(*PULSES)


def missing(client: Client, status: int = 503) -> dict[str, str]:
    answer = client.get("/readyz")
    assert answer.status_code == status
    assert answer.json()["ready"] is (status == 200)
    found: dict[str, str] = answer.json()["missing"]
    return found


@pytest.mark.article("ST-23.2-8")
@pytest.mark.django_db
def test_with_everything_there_it_is_ready(client: Client, pulses: None) -> None:
    assert missing(client, 200) == {}


@pytest.mark.django_db
def test_a_worker_and_a_beat_that_never_spoke_are_named(client: Client) -> None:
    health.redis_client().delete(*PULSES)
    assert missing(client) == {
        "worker": "Tiến trình worker chưa lên tiếng.",
        "drawer": "Tiến trình drawer chưa lên tiếng.",
        "beat": "Tiến trình beat chưa lên tiếng.",
    }


@pytest.mark.django_db
def test_a_worker_that_fell_silent_is_named_with_how_long(client: Client, pulses: None) -> None:
    health.redis_client().set("motcua:pulse:worker", time.time() - 95)
    assert missing(client)["worker"].startswith("Tiến trình worker im lặng 9")


@pytest.mark.django_db
def test_beats_task_is_the_pulse_of_the_whole_chain(client: Client, pulses: None) -> None:
    health.redis_client().set("motcua:pulse:beat", time.time() - 3000)
    assert "beat" in missing(client)
    tasks.pulse.delay()
    assert missing(client, 200) == {}


@pytest.mark.django_db
def test_redis_gone(client: Client, settings: Any, tmp_path: Path) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"
    found = missing(client)
    assert found["redis"] == "Redis không trả lời."
    assert {"worker", "drawer", "beat"} <= set(found)
    assert client.get("/metrics").status_code == 200


@pytest.mark.django_db
def test_clocks_that_differ(client: Client, pulses: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine's clock a day ahead, then a worker's: either gives one act two moments (scorecard row 34)."""
    right = time.time
    health.redis_client().set("motcua:pulse:worker", right() + 86_400)
    said = missing(client)["worker"]
    assert said.startswith("Đồng hồ của tiến trình worker chạy nhanh hơn máy này 86") and said.endswith(
        " giây."
    )
    health.redis_client().set("motcua:pulse:worker", right())
    monkeypatch.setattr(health.time, "time", lambda: right() + 86_400)
    assert missing(client)["clock"] == "Đồng hồ máy này chạy nhanh hơn đồng hồ cơ sở dữ liệu 86400 giây."
    monkeypatch.setattr(health.time, "time", lambda: right() - 400 * 86_400)
    assert missing(client)["clock"] == "Đồng hồ máy này chạy chậm hơn đồng hồ cơ sở dữ liệu 34560000 giây."


@pytest.mark.django_db
def test_database_gone(client: Client, pulses: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> str:
        raise OperationalError("connection refused: password=hunter2")

    monkeypatch.setattr(
        health, "PARTS", {**health.PARTS, "database": (refuse, "Cơ sở dữ liệu không trả lời.")}
    )
    monkeypatch.setattr(health, "_migrated", True)
    answer = client.get("/readyz")
    assert answer.json()["missing"] == {"database": "Cơ sở dữ liệu không trả lời."}
    assert "hunter2" not in answer.content.decode()
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db
def test_migrations_that_wait(client: Client, pulses: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    monkeypatch.setattr(health, "_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("delete from django_migrations where app = 'payments'")
    assert "bước cập nhật cơ sở dữ liệu chưa chạy" in missing(client)["migrations"]


@pytest.mark.django_db
def test_a_store_that_cannot_be_written(client: Client, pulses: None, settings: Any, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way of the folder")
    backend = "django.core.files.storage.FileSystemStorage"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": backend, "OPTIONS": {"location": blocked / "files"}},
    }
    assert missing(client) == {"storage": "Không ghi được vào kho tệp."}


@pytest.mark.django_db
def test_a_full_disk_is_said_before_it_hurts(
    client: Client, pulses: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "LEAST_FREE_BYTES", 10**18)
    assert missing(client)["storage"].startswith("Kho tệp chỉ còn ")


class Scanner:
    """A clamd that answers one PING with what it is told to."""

    def __init__(self, words: bytes) -> None:
        self.words = words
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"tcp://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._answer, daemon=True).start()

    def _answer(self) -> None:
        caller, _ = self.listener.accept()
        with caller, self.listener:
            if caller.recv(16) == b"zPING\0":
                caller.sendall(self.words)


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "ready"), [(b"PONG\0", True), (b"UNKNOWN COMMAND\0", False)])
def test_a_scanner_that_is_configured_is_asked(
    client: Client, pulses: None, settings: Any, words: bytes, ready: bool
) -> None:
    settings.CLAMD_URL = Scanner(words).url
    assert ("clamd" not in missing(client, 200 if ready else 503)) is ready


@pytest.mark.django_db
def test_a_scanner_that_is_gone_is_named(client: Client, pulses: None, settings: Any, tmp_path: Path) -> None:
    settings.CLAMD_URL = f"unix://{tmp_path}/clamd.sock"
    assert missing(client) == {"clamd": "Trình quét mã độc (clamd) không trả lời."}


def test_a_probe_comes_by_number_and_without_tls(client: Client, settings: Any) -> None:
    settings.ALLOWED_HOSTS, settings.SECURE_SSL_REDIRECT = ["dichvucong.example"], True
    assert client.get("/healthz", headers={"host": "10.0.3.7:8000"}).content == b"ok\n"
    assert client.post("/healthz").status_code == 405


@pytest.mark.article("ST-23.2-8")
@pytest.mark.django_db
def test_figures_count_pages_by_name_and_never_by_address(client: Client, pulses: None) -> None:
    client.get("/khong-co-trang-nay/H01.02.03-261121-0007/")
    figures = client.get("/metrics").content.decode()
    assert 'motcua_requests_total{method="GET",status="404",view="none"}' in figures
    assert "H01.02.03" not in figures
    assert 'motcua_part_ready{part="worker"} 1.0' in figures
    assert "motcua_tasks_waiting " in figures


@pytest.mark.django_db
def test_figures_are_for_the_bearer_of_the_token(client: Client, settings: Any) -> None:
    settings.METRICS_TOKEN = "mot-bi-mat"
    assert client.get("/metrics").status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer khác"}).status_code == 404
    assert client.get("/metrics", headers={"authorization": "Bearer mot-bi-mat"}).status_code == 200


@pytest.mark.django_db
def test_in_production_figures_are_never_open(client: Client, settings: Any) -> None:
    settings.PRODUCTION, settings.METRICS_TOKEN = True, ""
    assert client.get("/metrics").status_code == 404


def test_papers_are_drawn_in_a_queue_of_their_own(client: Client) -> None:
    """A morning's two hundred letters stand behind no message and no act (readyz wants a worker at each queue)."""
    router = app.amqp.router
    assert router.route({}, "dossiers.draw_slip")["queue"].name == "drawing"
    assert router.route({}, "documents.check_signatures")["queue"].name == "drawing"  # seconds each
    assert router.route({}, "notifications.deliver")["queue"].name == "celery"
    assert (
        router.route({}, "dossiers.run_desk_job")["queue"].name == "awaited"
    )  # somebody looks at its progress
    assert 'motcua_tasks_waiting{queue="drawing"}' in client.get("/metrics").content.decode()
