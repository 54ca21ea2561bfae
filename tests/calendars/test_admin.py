"""An administrator keeps the calendar: sets a day, tries a term, is warned in time."""

from datetime import date, datetime

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse

from portal.accounts.models import User
from portal.calendars.loading import load_calendars
from portal.calendars.models import Calendar, CalendarDay, DayKind
from portal.calendars.now import pretend
from portal.calendars.queries import working_time
from portal.calendars.working_time import HANOI, Limit

pytestmark = pytest.mark.django_db
FRIDAY = datetime(2026, 11, 20, 9, tzinfo=HANOI)
BANNER = "Lịch nghỉ năm 2027 chưa đặt"


@pytest.fixture
def province() -> Calendar:
    return load_calendars()


@pytest.fixture
def administrator(client):
    """Lò Văn Páo, who may look after calendars and nothing else."""
    user = User.objects.create(email="lo.van.pao@vi-du.vn", full_name="Lò Văn Páo", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="calendars"))
    client.force_login(user)
    return client


def inlines(calendar: Calendar, days: list[dict[str, str]]) -> dict[str, str]:
    """The change page as it is posted: the weekly windows as they are, then the days given."""
    windows = list(calendar.windows.all())
    post = {
        "code": calendar.code,
        "name": calendar.name,
        "parent": calendar.parent_id or "",
        "windows-TOTAL_FORMS": str(len(windows)),
        "windows-INITIAL_FORMS": str(len(windows)),
        "days-TOTAL_FORMS": str(len(days)),
        "days-INITIAL_FORMS": "0",
    }
    for i, row in enumerate(windows):
        post |= {
            f"windows-{i}-id": str(row.pk),
            f"windows-{i}-calendar": str(calendar.pk),
            f"windows-{i}-weekday": str(row.weekday),
            f"windows-{i}-starts": f"{row.starts:%H:%M}",
            f"windows-{i}-ends": f"{row.ends:%H:%M}",
        }
    for i, day in enumerate(days):
        post |= {f"days-{i}-calendar": str(calendar.pk)}
        post |= {f"days-{i}-{name}": value for name, value in day.items()}
    return post


def change(calendar: Calendar) -> str:
    return reverse("admin:calendars_calendar_change", args=[calendar.pk])


def test_a_new_holiday_counts_from_the_next_question_on(administrator, province):
    with pretend(FRIDAY):
        before = working_time(province).due(FRIDAY, Limit(1, "working_day"))
        day = {"date": "23/11/2026", "kind": "holiday", "note": "Bầu cử", "source": "QĐ 9"}
        answer = administrator.post(change(province), inlines(province, [day]), follow=True)
    assert answer.status_code == 200
    assert CalendarDay.objects.get(calendar=province, date=date(2026, 11, 23)).note == "Bầu cử"
    province.refresh_from_db()
    assert before.date() == date(2026, 11, 23)
    assert working_time(province).due(FRIDAY, Limit(1, "working_day")).date() == date(2026, 11, 25)


@pytest.mark.article("NV-5.1-change")
def test_a_past_day_changed_is_said_aloud(administrator, province):
    with pretend(FRIDAY):
        day = {"date": "16/11/2026", "kind": "holiday", "note": "Bão", "source": "QĐ 9"}
        answer = administrator.post(change(province), inlines(province, [day]), follow=True)
    assert "Bạn vừa đổi ngày đã qua: 16/11/2026" in answer.content.decode()


def test_hours_are_typed_as_people_write_them(administrator, province):
    with pretend(FRIDAY):
        day = {
            "date": "30/12/2026",
            "kind": "special_hours",
            "hours": "7:30-11:30, 13h30 – 15h00",
            "note": "Tổng kết",
        }
        administrator.post(change(province), inlines(province, [day]))
    row = CalendarDay.objects.get(calendar=province, date=date(2026, 12, 30))
    assert row.hours == [["07:30", "11:30"], ["13:30", "15:00"]]
    province.refresh_from_db()
    assert working_time(province).closing(row.date) == datetime(2026, 12, 30, 15, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ({"kind": "special_hours", "hours": "sáng"}, "Ghi giờ như 07:00-11:30"),
        ({"kind": "special_hours", "hours": "25:00-26:00"}, "Ghi giờ như 07:00-11:30"),
        ({"kind": "special_hours", "hours": "11:00-07:00"}, "kết thúc sau khi bắt đầu"),
        ({"kind": "special_hours", "hours": ""}, "Ghi giờ làm việc của ngày này"),
        ({"kind": "holiday", "hours": "07:00-11:30"}, "Ngày nghỉ không có giờ làm việc"),
    ],
)
def test_a_day_that_means_nothing_is_refused(administrator, province, day, words):
    with pretend(FRIDAY):
        day = {"date": "30/12/2026", "note": "Tổng kết", **day}
        answer = administrator.post(change(province), inlines(province, [day]))
    assert words in answer.content.decode()
    assert not CalendarDay.objects.filter(date=date(2026, 12, 30)).exists()


def test_a_calendar_cannot_inherit_from_its_own_child(administrator, province):
    child = Calendar.objects.create(code="con", name="Lịch con", parent=province)
    with pretend(FRIDAY):
        post = {**inlines(province, []), "parent": str(child.pk)}
        answer = administrator.post(change(province), post)
    assert "đang là lịch trên" in answer.content.decode()
    province.refresh_from_db()
    assert province.parent is None


@pytest.mark.article("NV-5.2")
@pytest.mark.parametrize(
    ("on", "warned"),
    [(datetime(2026, 10, 30, tzinfo=HANOI), False), (datetime(2026, 11, 3, tzinfo=HANOI), True)],
)
def test_a_year_not_set_is_loud_sixty_days_before(administrator, province, on, warned):
    with pretend(on):
        pages = [reverse("admin:index"), reverse("admin:calendars_calendar_changelist"), change(province)]
        shown = [BANNER in administrator.get(page).content.decode() for page in pages]
    assert shown == [warned] * 3


def test_confirming_the_drafts_silences_the_warning(administrator, province):
    drafts = CalendarDay.objects.filter(calendar=province, is_draft=True)
    page = reverse("admin:calendars_calendarday_changelist")
    with pretend(FRIDAY):
        chosen = [str(pk) for pk in drafts.values_list("pk", flat=True)]
        chosen_rows = {"action": "put_in_force", "_selected_action": chosen}
        asked = administrator.post(page, chosen_rows).content.decode()
        assert "Từ lúc này các ngày sau tính vào mọi hạn" in asked and drafts.filter(is_draft=True).exists()
        administrator.post(page, {**chosen_rows, "confirmed": "1"})
        assert BANNER not in administrator.get(page).content.decode()
    province.refresh_from_db()
    assert not working_time(province).is_working_day(date(2027, 2, 8))


def try_term(client, calendar: Calendar, **asked: str) -> str:
    usual = {
        "day": "2026-08-21",
        "at": "16:00",
        "value": "20",
        "unit": "working_hour",
        "mode": "hours",
        "cutoff": "15:00",
    }
    page = client.get(reverse("admin:calendars_calendar_try", args=[calendar.pk]), usual | asked)
    assert page.status_code == 200
    return page.content.decode()


def test_a_term_can_be_tried_and_is_explained(administrator, province):
    page = try_term(administrator, province)
    assert "hạn trả là <b>10:00 ngày 25/08/2026</b>" in page
    assert "Làm bù cho thứ Hai 31/08/2026" in page
    assert "<b>20 giờ</b>" in page


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"value": "-1"}, "Ghi một số từ 0 đến 9.999"),
        ({"day": "hôm nay"}, "Ghi ngày như 21/08/2026"),
        ({"unit": "month"}, "month"),
        ({"day": "2045-12-31", "value": "900"}, "từ năm 2015 đến năm 2045"),
        ({"day": "1999-01-01"}, "từ năm 2015 đến năm 2045"),
    ],
)
def test_a_term_that_cannot_be_counted_is_explained_too(administrator, province, asked, words):
    page = try_term(administrator, province, **asked)
    assert words in page
    assert "hạn trả là" not in page


def test_who_may_not_see_calendars_does_not_try_terms(client, province):
    client.force_login(User.objects.create(email="khach@vi-du.vn", full_name="Vi Thị Nga", is_staff=True))
    assert client.get(reverse("admin:calendars_calendar_try", args=[province.pk])).status_code == 404


def test_the_first_page_opens_a_term_with_today(administrator, province):
    with pretend(FRIDAY):
        page = administrator.get(reverse("admin:calendars_calendar_try", args=[province.pk])).content.decode()
    assert 'value="20/11/2026"' in page
    assert "hạn trả là <b>09:00 ngày 26/11/2026</b>" in page
    assert administrator.get(reverse("admin:calendars_calendar_try", args=[10**6])).status_code in (403, 404)


def test_the_administration_speaks_vietnamese_in_its_addresses():
    assert reverse("admin:calendars_calendar_changelist") == "/quan-tri/lich/"
    assert DayKind.HOLIDAY.label == "Nghỉ lễ, Tết"
