"""Officers say what goes wrong with the system; what they must and must not do; whether all goes through it."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from dossiers import coverage
from dossiers.models import Dossier, JournalEntry, Trouble
from dossiers.services import troubles
from portal.agencies.models import Duty, Officer
from portal.calendars.now import now, pretend
from portal.notifications.models import Message
from portal.web.refusals import StepRefused
from tests import people
from tests.conftest import hanoi
from tests.dossiers.officer.desk import at_work

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
BOOK = "/lam-viec/vuong-mac/"


def keeper() -> Officer:
    found = (
        Officer.objects.filter(duties__contains=[Duty.SYSTEM_ADMIN]).select_related("user", "agency").first()
    )
    assert found is not None
    return found


@pytest.mark.article("ST-22.3", "DL-11", "HG-12", "HGi-tech", "QN-9.1", "HG-5.1")
def test_a_failure_is_told_at_once_its_hours_are_kept_and_who_wrote_it_down_hears_the_answer():
    dung = people.desk_officer()
    failed = {"kind": "failure", "text": "Không gửi được hồ sơ từ 8 giờ.", "down_from": "2026-11-16T08:00"}
    with pretend(MONDAY):
        assert at_work(dung).post(BOOK, failed | {"down_from": ""}).status_code == 422
        assert at_work(dung).post(BOOK, failed | {"down_from": "2026-11-17T08:00"}).status_code == 422
        assert at_work(dung).post(BOOK, failed).status_code == 302
        at_work(dung).post(BOOK, {"kind": "difficulty", "text": "Chưa in được sổ theo dõi."})
    failure, difficulty = Trouble.objects.order_by("pk")
    assert failure.down_from == hanoi("2026-11-16 08:00") and difficulty.down_from is None
    heard = Message.objects.filter(template="trouble", channel="in_app")
    assert keeper().user in [one.user for one in heard.select_related("user")]

    stranger = at_work(people.stranger())
    assert stranger.get(f"{BOOK}{difficulty.pk}/").status_code == 404, "another agency's difficulty"
    assert "Không gửi được hồ sơ" in stranger.get(BOOK).content.decode(), "a failure concerns everybody"
    assert at_work(dung).post(f"{BOOK}{failure.pk}/", {"answer": "Xong"}).status_code == 422

    answers, words = at_work(keeper()), {"answer": "Đã đổi ổ đĩa.", "down_until": "2026-11-16T10:30"}
    assert (
        "Ghi hệ thống chạy lại"
        in answers.post(f"{BOOK}{failure.pk}/", words | {"down_until": ""}).content.decode()
    )
    assert answers.post(f"{BOOK}{failure.pk}/", words).status_code == 302
    failure.refresh_from_db()
    assert failure.down_minutes == 150
    assert Message.objects.filter(template="trouble", user=dung.user, channel="in_app").count() == 1
    with pretend(MONDAY):
        page = answers.get(BOOK).content.decode()
    assert "Gián đoạn tổng cộng 150 phút" in page and people.desk().short_name in page
    with pytest.raises(StepRefused, match="đã được xử lý"):
        troubles.settle_trouble(trouble=failure, officer=keeper(), answer="Lần nữa", down_until=now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Trouble.objects.filter(pk=difficulty.pk).update(answered_at=now())


@pytest.mark.article("ST-24.5", "ST-5", "QN-5", "DL-4")
def test_officers_confirm_what_they_must_not_do_and_leaders_see_who_has_not():
    dung, head = people.desk_officer(), people.driving.somebody(people.ward(), Duty.AGENCY_LEADER)
    mine, page = at_work(dung), "/lam-viec/trach-nhiem/"
    assert f'href="{page}"' in mine.get("/lam-viec/").content.decode()
    told = mine.get(page).content.decode()
    assert "Đòi giấy tờ ngoài danh mục" in told and "/dieu-khoan/" in told
    assert "Chưa xác nhận đã đọc" not in told, "nobody is led by an officer of the desk"
    before = at_work(head).get(page).content.decode()
    assert f"<div>{dung.user.full_name}<" in before
    mine.post(page)
    assert f"<div>{dung.user.full_name}<" not in at_work(head).get(page).content.decode()
    assert "Bạn đã xác nhận ngày" in mine.get(page).content.decode()
    assert "Bạn chưa xác nhận" not in mine.get("/lam-viec/").content.decode()


@pytest.mark.article("HGi-coverage", "ST-24.2", "DL-12-agency", "HG-14.1-3")
def test_every_result_of_the_month_went_through_each_step_and_one_that_did_not_is_named():
    whole = people.completed(MONDAY).give_back().dossier
    others = people.accepted(MONDAY)
    head, month = people.driving.somebody(people.ward(), Duty.AGENCY_LEADER), date(2026, 11, 1)
    desk = [people.desk().pk]
    (line,) = coverage.lines(desk, month)
    assert (line.taken_in, line.finished, line.returned, line.left_out, line.share) == (2, 1, 1, 0, "100%")
    assert (line.staff > 0, coverage.gaps(desk, month)) == (True, [])
    # As a hand in the database might do it, past the only way that dossiers have:
    Dossier.objects.filter(pk=others.dossier.pk).update(state="completed", finished_at=MONDAY)
    (line,) = coverage.lines(desk, month)
    assert (line.finished, line.left_out, line.share) == (2, 1, "50%")
    with pretend(MONDAY):
        page = at_work(head).get("/dieu-hanh/bao-phu/?thang=2026-11").content.decode()
    assert "thiếu: chuyển giải quyết, phê duyệt, phát hành" in page
    assert JournalEntry.objects.filter(dossier=whole, verb="return_result").exists()
    assert at_work(head).get("/dieu-hanh/bao-phu/?thang=xau").status_code == 200
    assert at_work(people.desk_officer()).get("/dieu-hanh/bao-phu/").status_code == 403
