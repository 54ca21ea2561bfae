"""The demo's mail box takes letters over SMTP and shows them, harmless, only in the demo."""

import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404
from django.test import RequestFactory
from django.urls import Resolver404, resolve

from portal.notifications import demo_mail, sink

pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Any, tmp_path: Path) -> Path:
    settings.LOCAL_DIR = tmp_path
    settings.ROOT_URLCONF = "tests.notifications.demo_urls"
    return tmp_path / "mail"


@pytest.fixture
def server(folder: Path) -> Iterator[int]:
    """The mail box as the demo starts it, in a process of its own; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    process = subprocess.Popen([sys.executable, "-m", "portal.notifications.sink", str(port), str(folder)])
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.05)
    yield port
    process.terminate()
    process.wait()


def letter() -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = "Hồ sơ H49.1-261121-0001 đã được tiếp nhận"
    message["From"] = "Một cửa <khong-tra-loi@motcua.invalid>"
    message["To"] = "Lò Thị Mỷ <my.lo@nguoi-dan.example>"
    message["Date"] = "Sat, 21 Nov 2026 14:00:00 -0000"  # as Django writes it: UTC, place unsaid
    message.set_content("Chào bạn Mỷ,\n<script>alert(1)</script>\nXem: http://localhost/ho-so/1/")
    message.add_alternative("<p>Chào bạn <b>Mỷ</b></p><script>alert(1)</script>", subtype="html")
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Giấy hẹn.pdf")
    return message


def test_a_letter_sent_is_a_letter_shown(server: int, folder: Path) -> None:
    with smtplib.SMTP("127.0.0.1", server) as client:
        client.send_message(letter())
    (kept,) = sink.letters(folder)
    assert kept.subject == "Hồ sơ H49.1-261121-0001 đã được tiếp nhận"
    assert "my.lo@nguoi-dan.example" in kept.to
    assert kept.at and kept.at.hour == 14
    assert kept.attachments == ["Giấy hẹn.pdf"]
    page = demo_mail.letters(RequestFactory().get("/thu-demo/")).content.decode()
    assert "21:00" in page
    assert "Hồ sơ H49.1-261121-0001" in page


def test_what_a_letter_says_is_shown_and_never_run(folder: Path) -> None:
    folder.mkdir()
    name = sink.keep(folder, letter().as_bytes()).stem
    request = RequestFactory().get("/")
    page = demo_mail.letter(request, name).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert 'href="http://localhost/ho-so/1/"' in page
    assert demo_mail.body(request, name)["Content-Security-Policy"].startswith("sandbox")


@pytest.mark.parametrize("name", ["../../secret_key", "01ABC", "..", "a b"])
def test_only_kept_letters_can_be_asked_for(folder: Path, name: str) -> None:
    folder.mkdir()
    (folder.parent / "secret_key.eml").write_text("x")
    with pytest.raises(Http404):
        demo_mail.letter(RequestFactory().get("/"), name)


def test_the_oldest_are_forgotten(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sink, "KEPT", 3)
    folder.mkdir()
    for number in range(5):
        sink.keep(folder, f"Subject: {number}\n\n".encode())
        time.sleep(0.002)
    assert [kept.subject for kept in sink.letters(folder)] == ["4", "3", "2"]


def test_an_empty_box_says_so(folder: Path) -> None:
    assert "Chưa có thư nào" in demo_mail.letters(RequestFactory().get("/")).content.decode()


def test_outside_the_demo_there_is_no_such_page() -> None:
    with pytest.raises(Resolver404):
        resolve("/thu-demo/")
