"""What officers keep for themselves and their team, and the books of a desk."""

import html
import io
import re
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from openpyxl import load_workbook

from dossiers import books, letters, presence, replies
from dossiers import permissions as may
from dossiers.models import DeskJob, SavedView
from dossiers.services import batch, desk, processing, warnings
from dossiers.services.talk import say
from dossiers.states import State
from portal.agencies import absence
from portal.agencies.duties import acting_duties
from portal.agencies.models import Duty, Officer
from portal.audit.models import AccessLog
from portal.calendars.now import now, pretend
from portal.notifications.models import Message
from portal.web.refusals import StepRefused
from portal.web.show import local
from procedures import eform
from procedures.queries import definition
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")


def at_desk(officer=None):
    client, officer = Client(), officer or people.desk_officer()
    officer.user.must_change_password = False
    officer.user.save()
    client.force_login(officer.user)
    return client


def colleague(duty=Duty.DESK_OFFICER):
    """Another person at the same desk."""
    first = people.desk_officer()
    found = Officer.objects.filter(agency=first.agency).exclude(pk=first.pk).first()
    assert found is not None
    found.duties = sorted({*found.duties, duty})
    found.save()
    return found


def test_a_view_with_its_filters_is_kept_under_a_name_and_shared_with_the_team_only():
    client = at_desk()
    saved = "/lam-viec/hang-doi/luu/?view=cho-tiep-nhan&kenh=online"
    assert client.post(saved, {"ten": "Nộp trực tuyến", "chung": "1"}).status_code == 302
    assert SavedView.objects.get(name="Nộp trực tuyến").query == "view=cho-tiep-nhan&kenh=online"
    mate, other = colleague(), people.stranger()
    assert [view.name for view in desk.saved_views(mate)] == ["Nộp trực tuyến"]
    assert "Nộp trực tuyến" in at_desk(mate).get("/lam-viec/hang-doi/").content.decode()
    assert not desk.saved_views(other)
    with pytest.raises(StepRefused, match="của đồng nghiệp"):
        desk.drop_view(officer=mate, pk=SavedView.objects.get().pk)


def test_columns_are_chosen_saved_with_the_view_and_cost_no_statement(django_assert_max_num_queries):
    people.submitted(MONDAY)
    client = at_desk()
    with django_assert_max_num_queries(8):
        page = client.get("/lam-viec/hang-doi/?view=cho-tiep-nhan&cot=nguoi&cot=hen&cot=so").content.decode()
    heads = re.findall(r'<th scope="col" class="[^"]*">([^<]+)</th>', page)
    assert heads == ["Người nộp", "Số định danh", "Hẹn trả"], "in the order of the table, whatever was typed"
    assert "view=cho-tiep-nhan&amp;cot=nguoi.so.hen" in page, "every link of the list keeps them"
    client.post("/lam-viec/hang-doi/luu/?view=cho-tiep-nhan&cot=nguoi.so.hen.xoa", {"ten": "Gọn"})
    assert SavedView.objects.get(name="Gọn").query == "view=cho-tiep-nhan&cot=nguoi.so.hen"
    usual = client.get("/lam-viec/hang-doi/?view=cho-tiep-nhan&cot=").content.decode()
    assert "Bước · đang chờ ai</th>" in usual


@pytest.mark.parametrize(("use", "page"), [("supplement", "yeu-cau-bo-sung"), ("result", "soan-ket-qua")])
def test_a_template_is_offered_where_officers_ask_and_answer(use, page):
    drive = people.processing(MONDAY)
    task = drive.dossier.tasks.select_related("agency").get(ended_at=None)
    officer = people.driving.somebody(task.agency, task.duty)
    text = "Hồ sơ {ma_ho_so} còn thiếu, xem bản chính."
    reply = desk.keep_reply(officer=officer, use=use, name="Thiếu bản chính", text=text, shared=False)
    client, path = at_desk(officer), f"/lam-viec/ho-so/{drive.dossier.code}/{page}/"
    assert "Thiếu bản chính" in client.get(path).content.decode()
    shown = client.get(f"{path}?mau={reply.pk}").content.decode()
    assert f"Hồ sơ {drive.dossier.code} còn thiếu, xem bản chính." in shown


def test_a_template_is_filled_from_the_dossier_and_an_unknown_place_is_refused():
    officer = people.desk_officer()
    with pytest.raises(StepRefused, match="Không có chỗ điền"):
        desk.keep_reply(officer=officer, use="refuse", name="Sai nơi", text="{so_nha}", shared=True)
    text = "Hồ sơ {ma_ho_so} của {chu_ho_so} không thuộc thẩm quyền."
    reply = desk.keep_reply(officer=officer, use="refuse", name="Sai nơi nộp", text=text, shared=True)
    dossier = people.submitted(MONDAY).dossier
    page = at_desk().get(f"/lam-viec/ho-so/{dossier.reference}/tu-choi/?mau={reply.pk}").content.decode()
    assert f"Hồ sơ {dossier.reference} của Đinh Thị Ngọc Huyền không thuộc" in page
    assert list(replies.of_officer(people.stranger())) == []


def test_a_colleague_who_has_it_open_is_named_for_five_minutes():
    cache.clear()
    dossier = people.submitted(MONDAY).dossier
    first = people.desk_officer()
    at_desk(first).get(f"/lam-viec/ho-so/{dossier.reference}/")
    page = at_desk(colleague()).get(f"/lam-viec/ho-so/{dossier.reference}/").content.decode()
    assert f"<b>{first.user.full_name}</b> đang mở hồ sơ này" in page
    with pretend(hanoi("2030-01-01 09:00")):
        assert presence.open_up(dossier, first) == []


def test_a_deputy_has_all_duties_until_the_last_day_is_over():
    giver, taker = people.desk_officer(), colleague(Duty.CASHIER)
    taker.duties = [Duty.CASHIER]
    taker.save()
    with pretend(MONDAY):
        with pytest.raises(StepRefused, match="không ở cùng đơn vị"):
            absence.be_away(
                giver=giver, taker=people.stranger(), starts_on=MONDAY.date(), ends_on=MONDAY.date()
            )
        absence.be_away(giver=giver, taker=taker, starts_on=MONDAY.date(), ends_on=date(2026, 11, 17))
        assert absence.away_now([giver.pk]) == {giver.pk: taker.user.full_name}
    for day, acts in (("2026-11-17 16:59", True), ("2026-11-18 07:00", False)):
        with pretend(hanoi(day)):
            fresh = Officer.objects.get(pk=taker.pk)
            assert ((giver.agency_id, Duty.DESK_OFFICER) in acting_duties(fresh)) is acts


def test_a_deputy_goes_on_with_what_the_absent_one_holds_and_hears_its_warnings():
    drive = people.processing(MONDAY)
    task = drive.dossier.tasks.select_related("agency").get(ended_at=None)
    giver = people.driving.somebody(task.agency, task.duty)
    taker = Officer.objects.filter(agency=task.agency).exclude(pk=giver.pk).first()
    Officer.objects.filter(pk=taker.pk).update(duties=[Duty.CASHIER])
    with pretend(drive.at):
        processing.take(task=task, officer=giver)
        task.refresh_from_db()
        drive.dossier.refresh_from_db()
        assert may.why_not_do(Officer.objects.get(pk=taker.pk), task)
        assert warnings.holders(drive.dossier) == [giver]
        absence.be_away(giver=giver, taker=taker, starts_on=MONDAY.date(), ends_on=MONDAY.date())
        deputy = Officer.objects.get(pk=taker.pk)
        assert may.why_not_do(deputy, task) == ""
        assert warnings.holders(drive.dossier) == [giver, deputy]
        client = at_desk(deputy)
        assert drive.dossier.code in client.get("/lam-viec/hang-doi/?view=cua-toi").content.decode()
        draft = f"/lam-viec/ho-so/{drive.dossier.code}/soan-ket-qua/"
        assert client.get(draft).status_code == 200
    with pretend(hanoi("2026-11-17 09:00")):
        assert "đang giữ bước này" in may.why_not_do(Officer.objects.get(pk=taker.pk), task)
        assert drive.dossier.code not in client.get("/lam-viec/hang-doi/?view=cua-toi").content.decode()


def test_what_the_applicant_writes_reaches_the_whole_team_while_nobody_has_taken_it():
    dossier = people.submitted(MONDAY).dossier
    team = {one.user for one in warnings.holders(dossier)}
    say(dossier=dossier, user=dossier.created_by, text="Tôi gửi thiếu trang 2.")
    told = Message.objects.filter(about=dossier.reference, template="talk", channel="in_app")
    assert {message.user for message in told} == team != set()


def test_each_answer_can_be_copied_in_the_order_of_the_form_and_the_look_is_logged():
    dossier = people.submitted(MONDAY).dossier
    page = at_desk().get(f"/lam-viec/ho-so/{dossier.shown_code}/sao-chep/").content.decode()
    copied = [html.unescape(one) for one in re.findall(r'data-copy="([^"]+)"', page)]
    told = eform.shown(definition(dossier.version), dossier.answers, eform.at_desk())
    assert copied == [row.text for leaf in told for row in leaf.rows if row.text]
    assert AccessLog.objects.filter(subject=dossier.shown_code, act="Chép nội dung khai").exists()


def test_a_colleague_named_in_an_internal_note_hears_of_it_and_the_applicant_does_not():
    dossier = people.submitted(MONDAY).dossier
    mate = colleague()
    said = say(
        dossier=dossier,
        user=people.desk_officer().user,
        text=f"@{mate.user.full_name} xem giúp giấy chứng sinh.",
        internal=True,
    )
    assert list(said.mentioned.all()) == [mate]
    told = Message.objects.filter(about=dossier.reference, template="mentioned", channel="in_app")
    assert [message.user for message in told] == [mate.user]
    there = f"/lam-viec/ho-so/{dossier.shown_code}/trao-doi/"
    assert there in told[0].text
    assert "xem giúp giấy chứng sinh" in at_desk(mate).get(there).content.decode()
    assert "xem giúp giấy chứng sinh" in at_desk(mate).get("/lam-viec/").content.decode()
    say(dossier=dossier, user=mate.user, text="Còn bản giấy ở quầy.", internal=True)
    assert "xem giúp giấy chứng sinh" not in at_desk(mate).get("/lam-viec/").content.decode()
    assert not Message.objects.filter(about=dossier.reference, template="talk").exists()


@pytest.mark.article("NV-6.3-M07")
def test_the_register_on_the_screen_as_a_workbook_and_on_paper_tells_the_same():
    with pretend(now()):
        drive = people.accepted(now())
    day = local(drive.dossier.received_at).date()
    client, query = at_desk(), f"?tu={day}&den={day}"
    page = client.get(f"/lam-viec/so-theo-doi/{query}").content.decode()
    assert drive.dossier.code in page
    assert drive.dossier.contact_phone not in page
    book = client.get(f"/lam-viec/so-theo-doi/xlsx/{query}")
    rows = list(load_workbook(io.BytesIO(book.content)).active.iter_rows(values_only=True))
    assert rows[1][1:] == books.COLUMNS
    line = next(row for row in rows if row[1] == drive.dossier.code)
    assert line[2] == drive.dossier.procedure.name
    assert client.get(f"/lam-viec/so-theo-doi/pdf/{query}").content[:5] == b"%PDF-"
    assert client.get("/lam-viec/so-theo-doi/ban-giao/").content[:5] == b"%PDF-"
    assert AccessLog.objects.filter(act="Tải sổ XLSX").exists()
    other = at_desk(people.stranger()).get(f"/lam-viec/so-theo-doi/{query}").content.decode()
    assert drive.dossier.code not in other


@pytest.mark.article("NV-6.3-M07")
def test_the_register_is_leafed_through_without_reading_what_lies_before(monkeypatch):
    monkeypatch.setattr(books, "PAGE", 2)
    day = hanoi("2026-11-16 08:00")
    codes = [people.accepted(day).dossier.code for _ in range(5)]
    officer, span = people.desk_officer(), books.Span(day.date(), day.date())
    leaf, forward, firsts = books.leaf(officer, span), [], []
    while True:
        forward.append([one.code for one in leaf.rows])
        firsts.append(leaf.first)
        if not leaf.after:
            break
        leaf = books.leaf(officer, span, leaf.after)
    assert forward == [codes[:2], codes[2:4], codes[4:]]
    assert firsts == [1, 3, 5]
    back = books.leaf(officer, span, leaf.before)
    assert ([one.code for one in back.rows], back.first, bool(back.before), bool(back.after)) == (
        codes[2:4],
        3,
        True,
        True,
    )
    first = books.leaf(officer, span, back.before)
    assert ([one.code for one in first.rows], first.first, first.before) == (codes[:2], 1, "")
    assert books.leaf(officer, span, "xau_0").first == 1
    address = f"/lam-viec/so-theo-doi/?tu={day.date()}&den={day.date()}"
    shown = at_desk().get(address).content.decode()
    assert re.search(r"trang=2_\d+-\d+", shown)
    assert codes[2] not in shown


@pytest.mark.article("NV-6.3-M06")
def test_a_slip_printed_again_says_so_and_the_control_slip_names_each_hand_over_once():
    drive = people.processing(MONDAY)
    client, slip = at_desk(), drive.dossier.slips.get()
    address = f"/lam-viec/ho-so/{drive.dossier.code}/phieu/{slip.pk}/in/"
    first, second = client.post(address).content, client.post(address).content
    assert first != second
    slip.refresh_from_db()
    assert slip.prints == 2
    moved = books.moves(drive.dossier)
    assert (moved[0]["giver"], moved[0]["given_by"]) == (
        people.desk().name,
        people.desk_officer().user.full_name,
    )
    control = letters.control_slip(drive.dossier, moved)
    drive.finish_steps()
    again = letters.control_slip(drive.dossier, books.moves(drive.dossier))
    assert (again.pk, again.number) == (control.pk, control.number)
    assert again.facts["moves"][-1]["outcome"] in ("trước hạn", "đúng hạn")
    assert drive.dossier.slips.filter(kind="control").count() == 1


@pytest.mark.article("NV-6.3-extra", "DL-10.3", "HGi-partial", "QN-7.13")
def test_many_are_printed_as_one_file_and_returned_where_the_system_returns():
    online, counter = people.completed(MONDAY), people.completed(MONDAY, return_method="in_person")
    for drive in (online, counter):
        people.driving.pay(drive.dossier, people.desk_officer(), "at_return")
    keys = [online.dossier.pk, counter.dossier.pk]
    printed = batch.begin(officer=people.desk_officer(), act="print", ids=keys)
    assert (printed.done, printed.file.pages) == (2, 2)
    job = batch.begin(officer=people.desk_officer(), act="return", ids=keys)
    assert [failure["code"] for failure in job.failures] in ([counter.dossier.code], [])
    counter.dossier.refresh_from_db()
    assert counter.dossier.state == State.COMPLETED
    assert DeskJob.objects.get(pk=job.pk).finished_at
