"""Draft, checked, tried, published for a day to come, in force by itself, superseded, withdrawn, taken back."""

import json
from datetime import date

import pytest
from django.db import transaction
from django.db.utils import ProgrammingError

from portal.accounts.models import User
from portal.calendars.now import pretend
from portal.documents.models import StoredFile
from portal.web.refusals import StepRefused
from procedures import life, queries
from procedures.models import EventKind, Procedure, ProcedureVersion, VersionState
from procedures.services import KeptOwn, field_of, load_package, publish, save_draft, withdraw
from procedures.tasks import turn_over
from tests.conftest import hanoi
from tests.procedures.building import document, page, question

pytestmark = pytest.mark.django_db
TODAY, NEW_YEAR = date(2026, 11, 21), date(2027, 1, 1)
CASE = {
    "id": "thuong",
    "name": "Một người bình thường",
    "received": "2026-11-16T08:30",
    "answers": {"a": "Có"},
    "expect": {"asked": ["a"]},
}


@pytest.fixture(autouse=True)
def november():
    with pretend(hanoi("2026-11-21 09:00")):
        yield


@pytest.fixture
def kiem():
    return User.objects.create_user("kiem@so.example", "x", full_name="Trần Thị Kiểm")


@pytest.fixture
def procedure():
    return Procedure.objects.create(code="9.000001", name="Thủ tục thử", field=field_of("G99", "Thử"))


def draft(procedure, **changes):
    return save_draft(procedure=procedure, document=document(**({"tests": [CASE]} | changes)))


def announce(version, kiem, first=date(2026, 7, 1)):
    return publish(version=version, decision="12/QĐ-UBND", effective_from=first, by=kiem)


@pytest.fixture
def first(procedure, kiem):
    return announce(draft(procedure), kiem)


@pytest.fixture
def next_year(procedure, first, kiem):
    """Announced today, in force from New Year."""
    return announce(draft(procedure, name="Tên mới", summary="Bản 2027."), kiem, NEW_YEAR)


def kinds(version):
    return [event.kind for event in version.events.order_by("pk")]


def test_a_draft_is_checked_then_tried_then_published(procedure, kiem):
    version = draft(procedure)
    assert life.check_over(version=version, by=kiem).state == VersionState.CHECKED
    assert life.try_out(version=version, by=kiem).state == VersionState.TRIED
    published = announce(version, kiem)
    assert published.state == VersionState.PUBLISHED
    assert kinds(published) == [EventKind.CREATE, EventKind.CHECK, EventKind.TRY, EventKind.PUBLISH]


def test_faults_keep_a_draft_from_being_checked_and_failures_from_being_tried(procedure, kiem):
    with pytest.raises(StepRefused, match="1 chỗ cần sửa"):
        life.check_over(version=draft(procedure, result={"name": "x", "template": "la"}), by=kiem)
    wrong = {**CASE, "expect": {"fee_vnd": 5}}
    with pytest.raises(StepRefused, match="Một người bình thường"):
        life.try_out(version=draft(procedure, tests=[wrong]), by=kiem)
    with pytest.raises(StepRefused, match="Chưa có hồ sơ thử"):
        life.try_out(version=draft(procedure, tests=[]), by=kiem)
    assert queries.draft_of(procedure).state == VersionState.DRAFT


def test_the_decision_is_kept_with_its_number_day_and_document(procedure, kiem):
    paper = StoredFile.objects.create(sha256="a" * 64, content_type="application/pdf", size=10)
    version = publish(
        version=draft(procedure),
        decision="  3105/QĐ-UBND ",
        decision_on=date(2026, 11, 20),
        decision_file=paper,
        effective_from=NEW_YEAR,
        by=kiem,
        why="Nghị quyết 18 của Hội đồng nhân dân tỉnh",
    )
    version.refresh_from_db()
    assert (version.decision, version.decision_on) == ("3105/QĐ-UBND", date(2026, 11, 20))
    assert version.decision_file == paper
    event = version.events.get(kind=EventKind.PUBLISH)
    assert event.why == "Nghị quyết 18 của Hội đồng nhân dân tỉnh" and "01/01/2027" in event.act


def test_a_future_version_goes_live_at_midnight_by_the_dates_alone(procedure, first, next_year):
    """No task has to run: the last second of the year is the old version's, the first of the next the new one's."""
    assert queries.current_version(procedure, date(2026, 12, 31)) == first
    assert queries.current_version(procedure, NEW_YEAR) == next_year
    first.refresh_from_db()
    assert (first.effective_to, first.state) == (date(2026, 12, 31), VersionState.PUBLISHED)
    procedure.refresh_from_db()
    assert procedure.name == "Thủ tục thử"  # the new name shows from its day on


def test_midnight_marks_the_old_one_superseded_and_shows_the_new_name(procedure, first, next_year):
    turn_over()
    first.refresh_from_db()
    assert first.state == VersionState.PUBLISHED
    with pretend(hanoi("2027-01-01 00:01")):
        assert turn_over() >= 1
        assert turn_over() == 0
    first.refresh_from_db()
    procedure.refresh_from_db()
    assert (first.state, procedure.name) == (VersionState.SUPERSEDED, "Tên mới")
    assert queries.current_version(procedure, date(2026, 12, 31)) == first
    assert kinds(first)[-1] == EventKind.SUPERSEDE


def test_an_announcement_is_taken_back_before_its_first_day(procedure, first, next_year, kiem):
    with pytest.raises(StepRefused, match="lý do"):
        life.cancel(version=next_year, by=kiem, why=" ")
    life.cancel(version=next_year, by=kiem, why="Nghị quyết hoãn thi hành")
    assert queries.current_version(procedure, date(2027, 6, 1)) == first
    first.refresh_from_db()
    assert first.effective_to is None
    again = announce(draft(procedure, summary="Lần nữa."), kiem, NEW_YEAR)
    assert queries.current_version(procedure, NEW_YEAR) == again


def test_what_is_in_force_is_withdrawn_not_cancelled(procedure, first, kiem):
    with pytest.raises(StepRefused, match="đã có hiệu lực"):
        life.cancel(version=first, by=kiem, why="Nhầm")
    withdraw(version=first, last_day=date(2026, 12, 31), by=kiem, why="Nghị định mới")
    assert queries.current_version(procedure, date(2026, 12, 31)) == first
    assert queries.current_version(procedure, NEW_YEAR) is None
    with pytest.raises(StepRefused, match="không kéo dài được"):
        withdraw(version=first, last_day=date(2027, 3, 1), by=kiem)
    with pretend(hanoi("2027-01-01 00:01")):
        turn_over()
    first.refresh_from_db()
    assert first.state == VersionState.WITHDRAWN
    assert queries.current_version(procedure, date(2026, 12, 1)) == first  # of that day it still is


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("revision", 9),
        ("decision_on", date(2020, 1, 1)),
        ("created_at", hanoi("2020-01-01 00:00")),
        ("state", "tried"),
        ("state", "checked"),
    ],
)
def test_the_database_refuses_to_change_the_new_columns_of_a_published_version(first, field, value):
    with pytest.raises(ProgrammingError, match="đã công bố"), transaction.atomic():
        ProcedureVersion.objects.filter(pk=first.pk).update(**{field: value})


def test_an_ended_version_is_not_revived_even_by_sql(procedure, first, next_year):
    with pretend(hanoi("2027-01-01 00:01")):
        turn_over()
    for change in ({"state": "published"}, {"effective_to": None}, {"state": "withdrawn"}):
        with pytest.raises(ProgrammingError, match="đã công bố"), transaction.atomic():
            ProcedureVersion.objects.filter(pk=first.pk).update(**change)


def test_a_draft_thrown_away_is_readable_in_the_history(procedure, first, kiem):
    version = draft(procedure, summary="Ý hay chưa dùng.")
    with pytest.raises(StepRefused, match="chưa bị bỏ: xem lại"):
        life.discard(version=version, seen=7, by=kiem)
    life.discard(version=version, seen=1, by=kiem, why="Làm lại từ đầu")
    event = procedure.events.first()
    assert (event.kind, event.number, event.why) == (EventKind.DISCARD, 2, "Làm lại từ đầu")
    assert event.changes[0]["before"]["summary"] == "Ý hay chưa dùng."
    assert queries.draft_of(procedure) is None


def test_copies(procedure, first, kiem):
    copied = life.copy_to_draft(version=first, by=kiem)
    assert (copied.number, copied.definition) == (2, first.definition)
    with pytest.raises(StepRefused, match="bản nháp 2 làm dở"):
        life.copy_to_draft(version=first, by=kiem)
    other = life.copy_as_new(version=first, code="9.000002", name="Cấp lại giấy thử", by=kiem)
    assert (other.procedure.code, other.definition["name"], other.number) == (
        "9.000002",
        "Cấp lại giấy thử",
        1,
    )
    with pytest.raises(StepRefused, match=r"9\.000002 đã có"):
        life.copy_as_new(version=first, code="9.000002", name="Trùng", by=kiem)


def test_a_file_takes_no_place_of_what_the_province_announced_itself(tmp_path, procedure, first, kiem):
    file = tmp_path / "9.000001.json"
    file.write_text(json.dumps(document(summary="Bản đi kèm phần mềm.")), encoding="utf-8")
    with pytest.raises(KeptOwn, match="tự công bố"):
        load_package(file)
    assert queries.current_version(procedure, TODAY) == first


def test_a_page_added_makes_an_older_check_void(procedure, kiem):
    version = draft(procedure)
    life.try_out(version=version, by=kiem)
    changed = save_draft(
        procedure=procedure, document=document(page("p", question("a")), page("q", question("b")))
    )
    assert (changed.pk, changed.state) == (version.pk, VersionState.DRAFT)
