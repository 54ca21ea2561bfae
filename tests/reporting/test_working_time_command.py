"""manage.py working_time as an administrator types it."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connections

from portal.agencies.models import Profile
from portal.calendars import services
from portal.calendars.loading import load_calendars
from portal.calendars.models import DayKind
from portal.reporting.management.commands.working_time import Command

pytestmark = pytest.mark.django_db


def lines(*argv: str) -> list[str]:
    out = StringIO()
    call_command("working_time", *argv, stdout=out)
    return out.getvalue().splitlines()


@pytest.mark.article("QN-13.2a")
@pytest.mark.parametrize(
    ("argv", "due"),
    [
        (["2025-08-15T08:30", "--hours", "8"], "2025-08-18T08:30:00+07:00"),
        (["2025-08-15 17:30", "--hours", "8"], "2025-08-18T17:00:00+07:00"),
        (["2025-08-15T10:30:00Z", "--hours", "8"], "2025-08-18T17:00:00+07:00"),
        (["2025-01-24T14:00", "--working-days", "5"], "2025-02-07T14:00:00+07:00"),
        (["2025-01-24T14:00", "--working-days", "5", "--mode", "civil"], "2025-02-07T17:00:00+07:00"),
        (["2025-01-20T08:30", "--calendar-days", "10"], "2025-02-03T17:00:00+07:00"),
        (["2025-08-18T15:01", "--same-day"], "2025-08-19T17:00:00+07:00"),
        (["2025-08-18T08:00", "--working-days", "0,5"], "2025-08-18T14:00:00+07:00"),
    ],
)
def test_it_prints_the_moment(argv, due):
    assert lines(*argv) == [due]


def test_it_explains_day_by_day():
    due, *days = lines("2025-08-15T16:00", "--hours", "8", "--explain")
    assert due == "2025-08-18T16:00:00+07:00"
    assert [line.split()[0] for line in days] == ["15/08/2025", "16/08/2025", "17/08/2025", "18/08/2025"]
    assert "+60 phút" in days[0]
    assert "+420 phút" in days[3]
    assert " 480 " in days[3]


def test_the_provinces_own_holiday_counts():
    services.set_day(
        calendar=load_calendars(), day=date(2025, 8, 18), kind=DayKind.HOLIDAY, note="", source=""
    )
    assert lines("2025-08-15T08:30", "--hours", "8") == ["2025-08-19T08:30:00+07:00"]


def test_the_profile_says_how_days_are_counted():
    Profile.objects.create(
        code="phu-tho", province_name="Phú Thọ", province_code="25", regulation="x", regulation_mark="PT",
        agency_root="H44", deadline_mode="civil", cutoff="10:00",
    )  # fmt: skip
    start = "2025-08-15T10:30"
    assert lines(start, "--working-days", "1", "--profile", "phu-tho") == ["2025-08-18T17:00:00+07:00"]
    assert lines(start, "--same-day", "--profile", "phu-tho") == ["2025-08-18T17:00:00+07:00"]
    assert lines(start, "--working-days", "1") == ["2025-08-18T10:30:00+07:00"]


def test_without_a_database_the_shipped_days_answer(monkeypatch):
    def down(*_args, **_kwargs):
        raise DatabaseError("no database")

    monkeypatch.setattr(Profile.objects, "filter", down)
    assert lines("2025-08-15T08:30", "--hours", "8") == ["2025-08-18T08:30:00+07:00"]
    assert lines("2025-08-15T15:30", "--same-day", "--profile", "dak-lak") == ["2025-08-18T17:00:00+07:00"]


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["hôm nay", "--hours", "8"], "không phải thời điểm"),
        (["2025-13-01", "--hours", "8"], "không phải thời điểm"),
        (["2025-08-15T08:30"], "Cho đúng một trong"),
        (["2025-08-15T08:30", "--hours", "8", "--same-day"], "Cho đúng một trong"),
        (["2025-08-15T08:30", "--hours", "tám"], "cần một số"),
        (["2025-08-15T08:30", "--hours", "nan"], "cần một số"),
        (["2025-08-15T08:30", "--hours", "-1"], "cần một số"),
        (["2025-08-15T08:30", "--working-days", "99999"], "từ năm 2015 đến năm 2045"),
        (["0001-01-01T00:00", "--hours", "8"], "từ năm 2015 đến năm 2045"),
        (["9999-12-31T23:59", "--calendar-days", "8"], "từ năm 2015 đến năm 2045"),
        (["2025-08-15T08:30", "--hours", "8", "--mode", "lunar"], "--mode chỉ nhận"),
        (["2025-08-15T08:30", "--hours", "8", "--profile", "atlantis"], "Không có hồ sơ cấu hình"),
        (["--hours", "8"], "Không đọc được lệnh"),
        (["2025-08-15T08:30", "--hours", "8", "--fast"], "Không đọc được lệnh"),
    ],
)
def test_bad_input_is_a_sentence_and_exit_code_2(argv, words, capsys, monkeypatch):
    monkeypatch.setattr(connections, "close_all", lambda: None)  # the test's transaction needs its connection
    with pytest.raises(SystemExit) as stopped:
        Command().run_from_argv(["manage.py", "working_time", *argv])
    assert stopped.value.code == 2
    shown = capsys.readouterr()
    assert words in shown.err
    assert "Traceback" not in shown.err
    assert not shown.out
