"""Maintenance: everybody reads of it before, every officer gets a message, and what was there before is there after."""

import io
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client

from payments.models import Charge
from payments.services import book
from portal.accounts.models import User
from portal.agencies.queries import in_service
from portal.calendars.now import now, pretend
from portal.notifications.models import Message
from portal.upkeep import integrity, windows
from portal.upkeep.models import Check, Maintenance, Turn
from portal.web.refusals import StepRefused
from portal.web.show import local
from tests import people
from tests.conftest import hanoi
from tests.money import charge_of

pytestmark = pytest.mark.django_db
LIST = "/quan-tri/bao-tri/"


@pytest.fixture(autouse=True)
def nothing_kept():
    cache.delete(windows._KEY)
    yield
    cache.delete(windows._KEY)


@pytest.fixture
def khue():
    client = Client()
    client.force_login(User.objects.create_superuser("khue@so.example", "x", full_name="Lê Minh Khuê"))
    return client


def typed(starts, hours=3):
    return {
        "what": "Nâng cấp cơ sở dữ liệu.", "what_en": "A new database.",
        "starts_at_0": f"{local(starts):%d/%m/%Y}", "starts_at_1": f"{local(starts):%H:%M}",
        "ends_at_0": f"{local(starts + timedelta(hours=hours)):%d/%m/%Y}",
        "ends_at_1": f"{local(starts + timedelta(hours=hours)):%H:%M}",
        "checks-TOTAL_FORMS": 0, "checks-INITIAL_FORMS": 0,
    }  # fmt: skip


@pytest.mark.article("ST-23.10", "HG-13.5-6")
def test_planned_work_stands_on_every_page_before_and_every_officer_gets_one_message(khue, monkeypatch):
    late = khue.post(f"{LIST}them/", typed(now() - timedelta(hours=1)))
    assert late.status_code == 200 and "phải trước khi bắt đầu" in late.content.decode()
    starts = (now() + timedelta(days=2)).replace(minute=0, second=0, microsecond=0)
    assert khue.post(f"{LIST}them/", typed(starts)).status_code == 302
    planned = Maintenance.objects.get()
    few = in_service().order_by("pk")[:3]
    monkeypatch.setattr(windows, "in_service", lambda: in_service().filter(pk__in=[one.pk for one in few]))
    assert windows.announce_waiting() == 3 and windows.announce(planned.pk) == 0
    told = Message.objects.filter(template="maintenance_planned", channel="in_app")
    assert told.count() == 3 and "Nâng cấp cơ sở dữ liệu" in told.first().text
    visitor, english, officer = Client(), Client(headers={"cookie": "django_language=en"}), Client()
    officer.force_login(people.desk_officer().user)
    strip = f"Bảo trì từ {local(starts):%H:%M}"
    for client, path in ((visitor, "/"), (visitor, "/dang-nhap/"), (officer, "/lam-viec/")):
        assert strip in client.get(path).content.decode(), path
    assert "A new database." in english.get("/").content.decode()
    with pretend(starts + timedelta(hours=1)):
        assert "Đang bảo trì đến" in visitor.get("/").content.decode()
    with pretend(starts + timedelta(hours=4)):
        assert "bảo trì" not in visitor.get("/").content.decode().lower()
    with pretend(starts - timedelta(days=8)):
        assert strip not in visitor.get("/").content.decode()
    khue.post(f"{LIST}{planned.pk}/bo/", {"confirm": "1"})
    assert strip not in visitor.get("/").content.decode()


def test_work_that_has_begun_is_not_announced_and_ends_after_it_begins():
    lan = people.citizen()
    at = hanoi("2026-11-16 22:00")
    with pretend(at), pytest.raises(StepRefused, match="trước khi bắt đầu"):
        windows.plan(Maintenance(starts_at=at, ends_at=at + timedelta(hours=1), what="x", made_by=lan))
    with pytest.raises(IntegrityError), transaction.atomic():
        Maintenance.objects.create(starts_at=at, ends_at=at, what="x", made_by=lan)


@pytest.mark.article("ST-23.10", "HG-13.5-6")
def test_what_was_there_before_is_there_after_or_the_check_says_what_is_missing(monkeypatch):
    people.submitted(hanoi("2026-11-16 08:30"))
    paid = charge_of(10_000)
    book(charge=paid, amount_vnd=4_000, method="cash", key=f"{paid.pk}a", taken_by=None)
    out = io.StringIO()
    call_command("check_integrity", "before", stdout=out, stderr=out)
    before = Check.objects.get()
    assert before.faults == [] and set(before.figures) == {"files", "dossiers", "payments", "archive"}
    charge_of(5_000)  # life goes on: more is not less
    call_command("check_integrity", "after", stdout=out, stderr=out)
    assert "Nguyên vẹn." in out.getvalue() and Check.objects.filter(turn=Turn.AFTER, faults=[]).count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(
            "SET session_replication_role = replica"
        )  # what a restored backup or a rough hand can do
        cursor.execute(
            "DELETE FROM dossiers_journalentry WHERE id = (SELECT max(id) FROM dossiers_journalentry)"
        )
        cursor.execute("DELETE FROM payments_entry WHERE charge_id = %s AND number = 1", [paid.pk])
        cursor.execute("SET session_replication_role = DEFAULT")
    with pytest.raises(SystemExit):
        call_command("check_integrity", "after", stdout=out, stderr=out)
    faults = " ".join(Check.objects.first().faults)
    for words in ("Nhật ký của", "không còn mang dấu", "journal_rows còn", "sổ không cộng đúng"):
        assert words in faults, faults
    assert Charge.objects.exists()


def test_after_without_before_is_a_fault_and_a_file_that_changed_is_named(khue, own_files):
    from django.core.files.storage import storages

    kept = people.paper(people.citizen())
    assert integrity.check(turn=Turn.AFTER).faults == ["Chưa có lần kiểm tra trước để so."]
    storages["default"].delete(kept.path)
    planned = Maintenance.objects.create(
        starts_at=now(), ends_at=now() + timedelta(hours=1), what="x",
        made_by=User.objects.get(email="khue@so.example"),
    )  # fmt: skip
    made = integrity.check(turn=Turn.BEFORE, maintenance=planned, by="Lê Minh Khuê")
    assert made.faults == [f"Tệp {kept.sha256[:16]}… không còn trong kho."]
    page = khue.get(f"{LIST}{planned.pk}/sua/").content.decode()
    assert "không còn trong kho" in page and "Lê Minh Khuê" in page
