"""The queue: what an officer finds in it, in which order, and what it costs."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers import queue
from dossiers.models import DeskJob, Dossier
from dossiers.officer import lists
from dossiers.services import processing, supplement, withdrawal
from dossiers.states import State
from portal.agencies.models import Duty, Officer
from portal.calendars.now import pretend
from procedures import eform
from procedures.queries import definition
from tests import people
from tests.conftest import hanoi
from tests.dossiers.officer.desk import address, another_commune, at_work

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
NOON = hanoi("2026-11-16 11:00")


@pytest.fixture(autouse=True)
def a_desk_of_ones_own(monkeypatch):
    """These tests count, so they work at a desk where no other test has committed anything."""
    code = another_commune(11)
    monkeypatch.setattr(people, "ward_code", lambda: code)


@pytest.fixture
def dung():
    """The desk officer of the ward."""
    return people.desk_officer()


def names(found):
    return [dossier.owner_name for dossier in found.rows]


def test_the_row_that_is_due_first_stands_first(dung):
    people.submitted(hanoi("2026-11-16 09:30"), people.citizen("Vũ Thị Ngọc Ánh"))
    people.submitted(hanoi("2026-11-13 16:00"), people.citizen("Lỷ A Tắc"))
    people.submitted(MONDAY, people.citizen("Tằng A Sồi"))
    with pretend(NOON):
        assert names(queue.page(dung, queue.ACCEPT)) == ["Lỷ A Tắc", "Tằng A Sồi", "Vũ Thị Ngọc Ánh"]


def test_pages_follow_each_other_without_gap_or_repeat_in_both_directions(dung):
    expected = [people.submitted(MONDAY, people.citizen(f"Người {n}")).dossier.pk for n in range(5)]
    with pretend(NOON):
        first = queue.page(dung, queue.ACCEPT, size=2)
        second = queue.page(dung, queue.ACCEPT, after=first.after, size=2)
        third = queue.page(dung, queue.ACCEPT, after=second.after, size=2)
        back = queue.page(dung, queue.ACCEPT, before=third.before, size=2)
    assert [d.pk for page in (first, second, third) for d in page.rows] == expected
    assert (first.before, third.after) == (None, None)
    assert [d.pk for d in back.rows] == [d.pk for d in second.rows]


def test_another_agency_has_its_own_queue(dung):
    people.submitted(MONDAY)
    stranger = people.stranger()
    with pretend(NOON):
        assert queue.page(dung, queue.ALL).rows
        assert not queue.page(stranger, queue.ALL).rows
        assert queue.counts(stranger, [queue.ACCEPT, queue.ALL]) == {"cho-tiep-nhan": 0, "tat-ca": 0}


def test_the_counts_of_the_tabs_are_what_the_tabs_show(dung):
    people.submitted(MONDAY)
    people.processing(MONDAY)
    people.completed(hanoi("2026-11-12 08:30"), return_method="in_person")
    views = queue.views_of(dung)
    with pretend(NOON):
        counted = queue.counts(dung, views)
        shown = {view.slug: len(queue.page(dung, view).rows) for view in views}
    assert counted == shown
    assert (counted["cho-tiep-nhan"], counted["cho-tra"], counted["tat-ca"]) == (1, 1, 3)


def test_overdue_and_due_today_part_at_this_moment(dung):
    people.submitted(hanoi("2026-11-13 09:00"), people.citizen("Lỷ A Tắc"))
    people.submitted(hanoi("2026-11-13 16:30"), people.citizen("Tằng A Sồi"))
    with pretend(NOON):
        assert names(queue.page(dung, queue.LATE)) == ["Lỷ A Tắc"]
        assert names(queue.page(dung, queue.TODAY)) == ["Tằng A Sồi"]


def test_a_clock_that_stands_still_is_never_listed_as_late():
    drive, late = people.processing(MONDAY), people.processing(MONDAY)
    task = drive.dossier.tasks.get(ended_at=None)
    worker = people.driving.somebody(task.agency, task.duty)
    told = definition(drive.dossier.version)
    question = next(q.id for _, many in eform.asked(told, drive.dossier.answers) for q in many)
    flag = [{"kind": "question", "id": question, "note": "Ghi rõ."}]
    supplement.request_supplement(dossier=drive.dossier, officer=worker, flagged=flag)
    with pretend(hanoi("2026-11-18 09:00")):
        rows = lists.rows_of(worker, queue.page(worker, queue.FREE).rows)
        groups = [(group.words, [row.line.code for row in group.rows]) for group in lists.grouped(rows)]
    assert groups == [(lists.LATE, [late.dossier.code]), (lists.HELD, [drive.dossier.code])]


def test_taken_work_moves_from_unassigned_to_mine():
    drive = people.processing(MONDAY)
    task = drive.dossier.tasks.get(ended_at=None)
    officer = Officer.objects.filter(agency=task.agency, duties__contains=[task.duty]).first()
    with pretend(NOON):
        assert [d.pk for d in queue.page(officer, queue.FREE).rows] == [drive.dossier.pk]
        processing.take(task=task, officer=officer)
        assert not queue.page(officer, queue.FREE).rows
        assert [d.pk for d in queue.page(officer, queue.MINE).rows] == [drive.dossier.pk]


def test_a_colleague_who_is_asked_for_an_opinion_finds_it_though_others_hold_the_dossier():
    drive = people.processing(MONDAY)
    task = drive.dossier.tasks.get(ended_at=None)
    holder = Officer.objects.filter(agency=task.agency, duties__contains=[task.duty]).first()
    asked = Officer.objects.filter(duties__contains=[Duty.CASE_OFFICER]).exclude(agency=task.agency).first()
    with pretend(NOON):
        processing.ask_opinion(
            dossier=drive.dossier, officer=holder, agency=asked.agency, question="Có quy hoạch không?",
            due_at=hanoi("2026-11-18 17:00"),
        )  # fmt: skip
        duty = drive.dossier.tasks.get(step_id="opinion").duty
        asked = Officer.objects.filter(agency=asked.agency, duties__contains=[duty]).first()
        (row,) = queue.page(asked, queue.FREE).rows
    assert row.pk == drive.dossier.pk
    assert row.due == hanoi("2026-11-18 17:00")


@pytest.mark.parametrize(
    ("typed", "finds"),
    [("hong nhan", True), ("Tôn Nữ", True), ("nhạn hồng", True), ("hong nhanh", False)],
)
def test_a_name_is_found_without_marks_in_any_order(dung, typed, finds):
    people.submitted(MONDAY, people.citizen("Công Tằng Tôn Nữ Thị Hồng Nhạn"))
    people.submitted(MONDAY, people.citizen("Lỷ A Tắc"))
    with pretend(NOON):
        found = queue.page(dung, queue.ALL, queue.Filters(text=typed))
    assert names(found) == (["Công Tằng Tôn Nữ Thị Hồng Nhạn"] if finds else [])


@pytest.fixture
def ended_after_an_opinion(dung):
    """Stopped by the agency, after another agency had given its opinion (what its officer is)."""
    drive = people.processing(MONDAY, user=people.citizen("Lỷ A Tắc"))
    task = drive.dossier.tasks.get(ended_at=None)
    holder = Officer.objects.filter(agency=task.agency, duties__contains=[task.duty]).first()
    asked = Officer.objects.filter(duties__contains=[Duty.CASE_OFFICER]).exclude(agency=task.agency).first()
    with pretend(NOON):
        processing.ask_opinion(
            dossier=drive.dossier, officer=holder, agency=asked.agency, question="Có quy hoạch không?",
            due_at=hanoi("2026-11-18 17:00"),
        )  # fmt: skip
        chief = Officer.objects.filter(
            agency=drive.dossier.competent_agency, duties__contains=[Duty.AGENCY_LEADER]
        ).first()
        withdrawal.stop(
            dossier=drive.dossier, officer=chief, reason="Hết đối tượng", legal_ground="Điều 21 NĐ 118/2025"
        )
    return drive.dossier, holder, asked


def test_an_ended_dossier_is_found_by_words_of_its_name_by_those_who_had_to_do_with_it(
    dung, ended_after_an_opinion
):
    dossier, holder, asked = ended_after_an_opinion
    leader = Officer.objects.filter(duties__contains=[Duty.PROVINCE_LEADER]).first()
    with pretend(NOON):
        for person in (dung, holder, asked, leader):
            for typed in ("lỷ a tắc", "tac ly"):
                assert queue.closed_matches(person, typed) == [dossier], (person, typed)
            assert not queue.closed_matches(person, "tac lu")
        assert not queue.closed_matches(people.stranger(), "ly a tac")
        assert [d.pk for d in queue.closed_matches(dung, dossier.owner_number)] == [dossier.pk]


def test_an_open_dossier_is_not_among_the_ended(dung):
    people.submitted(MONDAY, people.citizen("Lỷ A Tắc"))
    with pretend(NOON):
        assert not queue.closed_matches(dung, "ly a tac")


def test_a_number_is_found_however_it_is_spaced(dung):
    drive = people.submitted(MONDAY, people.citizen("Lỷ A Tắc"))
    people.submitted(MONDAY)
    number = drive.dossier.owner_number
    typed = f"{number[:3]} {number[3:6]}.{number[6:9]} {number[9:]}"
    with pretend(NOON):
        assert names(queue.page(dung, queue.ALL, queue.Filters(text=typed))) == ["Lỷ A Tắc"]


def test_a_code_opens_its_dossier_and_a_stranger_is_not_told_that_it_exists(dung):
    dossier = people.accepted(MONDAY).dossier
    typed = dossier.code.replace("-", " ").lower()
    with pretend(NOON):
        answer = at_work(dung).get("/lam-viec/hang-doi/", {"q": typed})
        other = at_work(people.stranger()).get("/lam-viec/hang-doi/", {"q": typed})
    assert answer.url == address(dossier)
    assert other.status_code == 200
    assert "0 hồ sơ" in other.content.decode()


def test_filters_are_chips_and_an_empty_list_names_the_narrowest(dung):
    people.submitted(MONDAY, people.citizen("Lỷ A Tắc"))
    with pretend(NOON):
        page = at_work(dung).get("/lam-viec/hang-doi/?view=tat-ca&kenh=postal&q=tac").content.decode()
    assert "Không có hồ sơ nào khớp 2 điều kiện" in page
    assert "Bỏ Bưu chính, xem 1 hồ sơ" in page


def test_counts_are_capped():
    assert [queue.shown_count(n) for n in (0, 999, 1000, 1001)] == ["0", "999", "1.000", "hơn 1.000"]


@pytest.mark.parametrize("text", ["", "abc", "1-2-3", "9" * 40 + "-1", "-5", "12-"])
def test_a_key_from_an_address_is_ours_or_nothing(text):
    assert queue.Key.read(text) is None


def test_a_key_survives_the_address():
    key = queue.Key(hanoi("2026-11-16 08:30"), 41)
    assert queue.Key.read(str(key)) == key


def test_the_queue_page_costs_no_more_with_more_rows(dung):
    client = at_work(dung)
    client.get("/lam-viec/hang-doi/?view=tat-ca")
    costs = []
    for _ in range(2):
        people.submitted(MONDAY)
        people.processing(MONDAY)
        with pretend(NOON), CaptureQueriesContext(connection) as asked:
            assert client.get("/lam-viec/hang-doi/?view=tat-ca").status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 8


def test_my_day_costs_at_most_eight_statements(dung):
    people.submitted(MONDAY)
    people.completed(hanoi("2026-11-12 08:30"), return_method="in_person")
    client = at_work(dung)
    client.get("/lam-viec/")
    with pretend(NOON), CaptureQueriesContext(connection) as asked:
        page = client.get("/lam-viec/").content.decode()
    assert len(asked) <= 8
    assert "Đồng hồ tiếp nhận 8 giờ" in page


def test_my_day_when_all_is_done_says_so(dung):
    with pretend(NOON):
        page = at_work(people.stranger()).get("/lam-viec/").content.decode()
    assert "Mọi việc đã xong" in page


@pytest.mark.parametrize("view", queue.VIEWS, ids=lambda view: view.slug)
def test_every_view_is_read_from_the_indexes_of_open_work(dung, view):
    """With the archive grown the planner must not need the whole table; here it is told so."""
    from dossiers.queue.branches import branches, merged

    with pretend(NOON):
        sql, params = merged(branches(dung, view, queue.Filters()), queue.PAGE)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan" not in plan
    assert "open_by_" in plan or "open_tasks_by_" in plan
    assert "OFFSET" not in sql.upper()


def test_the_export_streams_every_row_masks_numbers_and_runs_no_formula(dung):
    drive = people.submitted(MONDAY, people.citizen("=HYPERLINK(1)"))
    with pretend(NOON):
        answer = at_work(dung).get("/lam-viec/hang-doi/tai-ve/?view=tat-ca")
        text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert answer["Content-Type"].startswith("text/csv")
    head, row = text.strip().split("\r\n")
    assert head.startswith("Mã hồ sơ;Chủ hồ sơ")
    assert ";'=HYPERLINK(1);" in row
    assert drive.dossier.owner_number not in row


def test_many_are_accepted_at_once_and_the_one_that_cannot_is_named(dung):
    good = [people.submitted(MONDAY).dossier for _ in range(2)]
    bad = people.submitted(MONDAY).dossier
    bad.items.update(verdict="wrong", verdict_note="Thiếu dấu")
    with pretend(NOON):
        answer = at_work(dung).post(
            "/lam-viec/hang-doi/nhieu/?view=cho-tiep-nhan",
            {"viec": "accept", "d": [d.shown_code for d in (*good, bad)]},
            follow=True,
        )
    page = answer.content.decode()
    assert "Xong 2 trong 3 hồ sơ" in page
    assert "chưa đạt" in page
    assert {Dossier.objects.get(pk=d.pk).state for d in good} == {State.PROCESSING}
    assert Dossier.objects.get(pk=bad.pk).state == State.REGISTERED


def test_dossiers_of_another_agency_cannot_be_smuggled_into_a_batch():
    dossier = people.submitted(MONDAY).dossier
    stranger = people.stranger()
    with pretend(NOON):
        at_work(stranger).post(
            "/lam-viec/hang-doi/nhieu/?view=cho-tiep-nhan", {"viec": "accept", "d": [dossier.shown_code]}
        )
    assert Dossier.objects.get(pk=dossier.pk).state == State.REGISTERED
    assert not DeskJob.objects.filter(officer=stranger).exists()


def test_a_leader_gives_a_whole_view_to_one_person_in_the_background_and_reads_what_was_refused(monkeypatch):
    from dossiers.services import batch

    monkeypatch.setattr(batch, "AT_ONCE", 1)
    drives = [people.processing(MONDAY) for _ in range(4)]
    task = drives[0].dossier.tasks.get(ended_at=None)
    people_there = Officer.objects.filter(agency=task.agency)
    leader = people_there.filter(duties__contains=[Duty.DIVISION_LEADER]).first()
    worker = people_there.filter(duties__contains=[Duty.CASE_OFFICER]).first()
    assert leader is not None
    client, many = at_work(leader), "/lam-viec/hang-doi/nhieu/?view=chua-giao"
    with pretend(NOON):
        assert "Giao cả 4 hồ sơ" in client.get("/lam-viec/hang-doi/?view=chua-giao").content.decode()
        choice = client.post(many, {"giao-ca": "1"}).content.decode()
        assert worker.user.full_name in choice and "nhận được 4 trong 4" in choice
        assert "nhận được 0" not in choice, "nobody is offered who could do none of them"
        head = people.driving.somebody(people.ward(), Duty.AGENCY_LEADER)
        withdrawal.stop(
            dossier=drives[3].dossier, officer=head, reason="Nộp trùng", legal_ground="NĐ 118/2025"
        )
        meant = re.search(r'name="ho-so" value="([\d.]+)"', choice)
        answer = client.post(many, {"viec": "assign", "ho-so": meant.group(1), "cho": worker.pk})
        job = DeskJob.objects.get(officer=leader)
        batch.run(job)
        page = client.get(answer.url).content.decode()
    assert "Xong 3 trong 4 hồ sơ" in page, "those that were shown, one of which has ended since"
    assert "không có việc nào đang mở" in page
    assert worker.tasks.filter(ended_at=None).count() == 3
    assert at_work(people.desk_officer()).get(f"/lam-viec/hang-doi/nhieu/{job.pk}/").status_code == 404


def test_the_head_of_an_agency_sees_what_lies_free_in_its_divisions_and_gives_it(dung):
    """T9: free work of a division is counted for its head, opens for him, and he may hand it out."""
    drive = people.processing(MONDAY)
    task = drive.dossier.tasks.get(ended_at=None)
    division, head = task.agency, people.driving.somebody(people.ward(), Duty.AGENCY_LEADER)
    assert division.parent_id == head.agency_id
    officer = people.driving.somebody(division, task.duty)
    with pretend(NOON):
        assert drive.dossier.pk in [row.pk for row in queue.page(head, queue.FREE).rows]
        assert queue.counts(head, [queue.FREE]) == {"chua-giao": len(queue.page(head, queue.FREE).rows)}
        assert at_work(head).get(address(drive.dossier)).status_code == 200
        assert not queue.page(people.stranger(), queue.FREE).rows
        processing.assign(task=task, officer=head, to=officer)
        assert drive.dossier.pk not in [row.pk for row in queue.page(head, queue.FREE).rows]
