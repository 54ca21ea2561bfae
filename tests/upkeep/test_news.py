"""News: written in the administration, read on the first page, in the list and in the feed, in two languages."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.agencies.models import Profile
from portal.agencies.queries import profile
from portal.calendars.now import now, pretend
from portal.upkeep import news
from portal.upkeep.models import News
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_kept():
    news.forget()
    yield
    news.forget()


@pytest.fixture
def khue():
    client = Client()
    client.force_login(User.objects.create_superuser("khue@so.example", "x", full_name="Lê Minh Khuê"))
    return client


@pytest.mark.article("ST-4.8-10", "HG-4.9")
def test_a_notice_written_in_the_administration_is_read_by_everybody_from_its_day_on(khue):
    days = {"shown_from": "16/11/2026", "shown_until": "20/11/2026"}
    written = {"title": "Nghỉ lễ 2/9", "text": "Các quầy nghỉ.\n\nNộp trên mạng vẫn được.", **days}
    half = khue.post("/quan-tri/tin-tuc/them/", {**written, "title_en": "Closed", "text_en": ""})
    assert half.status_code == 200 and not News.objects.exists(), "English as a whole or not at all"
    assert khue.post("/quan-tri/tin-tuc/them/", {**written, "title_en": "", "text_en": ""}).status_code == 302
    one = News.objects.get()
    assert one.made_by.full_name == "Lê Minh Khuê"
    reader = Client()
    with pretend(hanoi("2026-11-15 10:00")):
        assert "Nghỉ lễ 2/9" not in reader.get("/").content.decode()
        assert reader.get(f"/tin-tuc/{one.pk}/").status_code == 404
    with pretend(hanoi("2026-11-16 10:00")):
        assert "Nghỉ lễ 2/9" in reader.get("/").content.decode()
        assert "16/11/2026" in reader.get("/tin-tuc/").content.decode()
        page = reader.get(f"/tin-tuc/{one.pk}/").content.decode()
        assert "<p>Nộp trên mạng vẫn được.</p>" in page
        english = Client(headers={"cookie": "django_language=en"})
        assert '<h1 lang="vi">Nghỉ lễ 2/9</h1>' in english.get(f"/tin-tuc/{one.pk}/").content.decode()
        khue.post(
            f"/quan-tri/tin-tuc/{one.pk}/sua/",
            {**written, "title_en": "Desks closed", "text_en": "File online."},
        )
        page = english.get(f"/tin-tuc/{one.pk}/").content.decode()
        assert "<h1>Desks closed</h1>" in page and "<p>File online.</p>" in page
        feed = reader.get("/tin-tuc/atom.xml")
        assert (
            feed["Content-Type"].startswith("application/atom+xml") and "Nghỉ lễ 2/9" in feed.content.decode()
        )
    with pretend(hanoi("2026-11-21 10:00")):
        assert "Nghỉ lễ 2/9" not in reader.get("/tin-tuc/").content.decode()


def test_reading_costs_no_statement_once_it_is_kept(django_assert_num_queries):
    News.objects.create(
        title="Tin", text="Lời", shown_from=hanoi("2026-01-01 00:00").date(), made_by=people.citizen()
    )
    news.items()
    with django_assert_num_queries(0):
        assert [item.title for item in news.items()] == ["Tin"]


def test_who_finds_a_hole_reads_whom_to_tell(client: Client, settings: Any) -> None:
    settings.SECURITY_CONTACT = ""
    here = Profile.objects.get(code=profile().code)
    here.support_email = ""
    here.save()
    assert client.get("/.well-known/security.txt").status_code == 404
    here.support_email = "hotro@quang-ninh.example"
    here.save()
    told = client.get("/.well-known/security.txt")
    assert told["Content-Type"].startswith("text/plain")
    lines = dict(line.split(": ", 1) for line in told.text.splitlines())
    assert lines["Contact"] == "mailto:hotro@quang-ninh.example"
    assert timedelta(days=30) < datetime.fromisoformat(lines["Expires"]) - now() < timedelta(days=365)
    settings.SECURITY_CONTACT = "https://quang-ninh.example/bao-loi"
    assert "Contact: https://quang-ninh.example/bao-loi" in client.get("/.well-known/security.txt").text
