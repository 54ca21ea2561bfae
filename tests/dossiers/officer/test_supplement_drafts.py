"""A request for papers after acceptance that a leader reads before it goes out (DL-20, domain.md §4.3 T10, §4.4)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dossiers.models import Dossier, SupplementRequest, TaskOutcome
from dossiers.permissions import letter_task
from dossiers.services import processing, supplement, supplement_drafts
from dossiers.states import State
from portal.agencies.models import Duty
from portal.calendars.now import pretend
from portal.notifications.models import Message
from portal.web.refusals import StepRefused
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")


@pytest.fixture
def drive():
    """A birth of Huyền's at work in a province whose leaders read every request before it goes out."""
    people.officers_ask_through_leaders()
    return people.processing(MONDAY, user=people.citizen())


def head():
    return people.driving.somebody(people.ward(), Duty.AGENCY_LEADER)


def worker(dossier):
    task = dossier.tasks.select_related("agency", "officer").get(ended_at=None, kind="work")
    return task.officer or people.driving.somebody(task.agency, task.duty)


def signed_in(officer):
    officer.user.must_change_password = False
    officer.user.save()
    client = Client()
    client.force_login(officer.user)
    return client


def page(drive, name):
    return f"/lam-viec/ho-so/{drive.dossier.code}/{name}/"


def typed(drive, note="Ảnh mờ, chụp lại."):
    paper = drive.dossier.items.all()[0].paper_id
    return {
        f"chon-paper-{paper}": "1",
        f"sua-paper-{paper}": note,
        "reason": "Cần bản rõ.",
        "seen": fresh(drive).revision,
    }


def fresh(drive):
    return Dossier.objects.get(pk=drive.dossier.pk)


def verbs(drive):
    return list(drive.dossier.journal.order_by("number").values_list("verb", flat=True))


@pytest.mark.article("DL-20", "NV-T10")
def test_officer_drafts_leader_approves_and_only_then_the_letter_goes_out(drive):
    officer = signed_in(worker(drive.dossier))
    shown = officer.get(page(drive, "yeu-cau-bo-sung")).content.decode()
    assert "phải do lãnh đạo duyệt" in shown
    assert "Trình lãnh đạo duyệt" in shown
    assert officer.post(page(drive, "yeu-cau-bo-sung"), typed(drive)).status_code == 302
    stands = fresh(drive)
    assert (stands.state, stands.holder_duty) == (State.PROCESSING, Duty.AGENCY_LEADER), (
        "the leader has it now"
    )
    assert not stands.slips.filter(kind="supplement").exists()
    assert not Message.objects.filter(about=stands.reference, template="supplement_requested").exists()
    assert Message.objects.filter(about=stands.reference, template="supplement_drafted").exists()
    leader = signed_in(head())
    shown = leader.get(page(drive, "duyet-bo-sung")).content.decode()
    assert "Ảnh mờ, chụp lại." in shown
    assert "Duyệt và gửi" in shown
    assert leader.post(page(drive, "duyet-bo-sung"), {"note": "", "seen": stands.revision}).status_code == 302
    stands = fresh(drive)
    assert stands.state == State.SUPPLEMENT_REQUIRED
    assert stands.slips.get(kind="supplement").issued_by.duties == worker(drive.dossier).duties
    assert Message.objects.filter(about=stands.reference, template="supplement_requested").exists()
    asked = SupplementRequest.objects.get(dossier=stands)
    assert (asked.approved_by, asked.reason) == (head(), "Cần bản rõ.")
    assert verbs(drive)[-3:] == ["draft_supplement", "approve_supplement", "request_supplement"]


def test_what_the_leader_returns_comes_back_with_the_words_and_can_be_written_anew(drive):
    people.supplement_drafted(drive)
    officer, leader = worker(drive.dossier), head()
    client = signed_in(leader)
    answer = client.post(page(drive, "duyet-bo-sung"), {"lam": "tra-lai", "note": " "})
    assert answer.status_code == 422, "a reason is needed"
    client.post(page(drive, "duyet-bo-sung"), {"lam": "tra-lai", "note": "Nêu rõ trang nào mờ."})
    assert fresh(drive).state == State.PROCESSING
    told = Message.objects.filter(about=drive.dossier.reference, template="supplement_returned")
    assert {one.user for one in told} == {officer.user}
    shown = signed_in(officer).get(page(drive, "yeu-cau-bo-sung")).content.decode()
    assert "Nêu rõ trang nào mờ." in shown
    assert "Ảnh mờ, chụp lại." in shown
    signed_in(officer).post(page(drive, "yeu-cau-bo-sung"), typed(drive, "Trang 2 mờ, chụp lại trang 2."))
    assert letter_task(fresh(drive)) is not None


def test_the_writer_takes_it_back_and_while_it_waits_the_step_does_not_end(drive):
    people.supplement_drafted(drive)
    officer = worker(drive.dossier)
    task = drive.dossier.tasks.select_related("dossier").get(ended_at=None, kind="work")
    with pytest.raises(StepRefused, match="đang chờ duyệt"):
        processing.finish_task(task=task, officer=officer, note="Xong.")
    with pytest.raises(StepRefused, match="đang chờ lãnh đạo duyệt"):
        supplement.request_supplement(dossier=drive.dossier, officer=head(), flagged=[])
    with pytest.raises(StepRefused, match="người khác soạn"):
        supplement_drafts.drop_supplement(dossier=drive.dossier, officer=head())
    signed_in(officer).post(page(drive, "rut-bo-sung"))
    assert letter_task(fresh(drive)) is None
    assert drive.dossier.supplement_drafts.get().task.outcome == TaskOutcome.CANCELLED
    assert drive.finish_steps().dossier.state == State.COMPLETED


def test_many_drafts_are_read_and_approved_in_one_act(drive):
    other = people.processing(MONDAY, user=people.citizen("Lò Thị Ơn"))
    drives = [people.supplement_drafted(one) for one in (drive, other)]
    client = signed_in(head())
    shown = client.get("/dieu-hanh/ky-duyet/").content.decode()
    assert shown.count("Yêu cầu bổ sung 1 mục") == 2
    codes = [one.dossier.code for one in drives]
    done = client.post("/dieu-hanh/ky-duyet/", {"d": codes}, follow=True).content.decode()
    assert "Xong 2 trong 2" in done
    assert {fresh(one).state for one in drives} == {State.SUPPLEMENT_REQUIRED}


@pytest.mark.article("NV-4.4-again")
def test_a_second_request_goes_through_a_leader_with_a_reason_in_every_province_and_is_counted(drive):
    people.officers_ask_through_leaders(through=False)
    officer, user = worker(drive.dossier), drive.dossier.created_by
    paper = drive.dossier.items.all()[0].paper_id
    flag = [{"kind": "paper", "id": paper, "note": "Ảnh mờ, chụp lại."}]
    with pretend(drive.at):
        with pytest.raises(StepRefused, match="Gửi thẳng"):
            supplement_drafts.draft_supplement(dossier=drive.dossier, officer=officer, flagged=flag)
        supplement.request_supplement(dossier=drive.dossier, officer=officer, flagged=flag)
        people.driving.papers.add_page(
            dossier=drive.dossier,
            user=user,
            paper_id=paper,
            file=people.paper(user, "Bản rõ"),
            name="lại.jpg",
        )
        supplement.supply(dossier=drive.dossier, user=user)
        with pytest.raises(StepRefused, match="lãnh đạo"):
            supplement.request_supplement(
                dossier=drive.dossier, officer=officer, flagged=flag, reason="Vẫn mờ."
            )
        with pytest.raises(StepRefused, match="Ghi lý do"):
            supplement_drafts.draft_supplement(dossier=drive.dossier, officer=officer, flagged=flag)
        supplement_drafts.draft_supplement(
            dossier=drive.dossier, officer=officer, flagged=flag, reason="Vẫn mờ."
        )
        supplement_drafts.approve_supplement(dossier=drive.dossier, officer=head())
    assert supplement.asked_before(drive.dossier) == 2
    assert drive.dossier.supplements.last().reason == "Vẫn mờ."


@pytest.mark.article("NV-4.4-papers", "NV-6.3-M02")
def test_a_paper_outside_the_list_needs_its_legal_ground_and_can_then_be_handed_in(drive):
    """domain.md §4.4: nothing may be asked for that is not published, or demanded by a stated legal ground."""
    people.officers_ask_through_leaders(through=False)
    officer, user = worker(drive.dossier), drive.dossier.created_by
    client, beyond = (
        signed_in(officer),
        {"extra": "Văn bản cam đoan về việc sinh", "extra_note": "Viết tay, ký tên."},
    )
    answer = client.post(page(drive, "yeu-cau-bo-sung"), beyond)
    assert answer.status_code == 422
    assert "Nhập căn cứ pháp lý" in answer.content.decode()
    ground = "Điều 16 Luật Hộ tịch"
    assert client.post(page(drive, "yeu-cau-bo-sung"), {**beyond, "legal_ground": ground}).status_code == 302
    stands = fresh(drive)
    assert stands.state == State.SUPPLEMENT_REQUIRED
    asked = stands.supplements.get()
    assert asked.legal_ground == ground
    assert stands.slips.get(kind="supplement").facts["legal_ground"] == ground
    citizen = Client()
    citizen.force_login(user)
    name = asked.flagged[0]["id"]
    file = SimpleUploadedFile("cam-doan.jpg", people.photo("Cam đoan"))
    answer = citizen.post(f"/ho-so/{stands.code}/bo-sung/", {f"tep-{name}": file, "gui": "1"})
    assert answer.status_code == 302, answer.content.decode()
    assert fresh(drive).state == State.PROCESSING
    assert "Văn bản cam đoan về việc sinh" in client.get(f"/lam-viec/ho-so/{stands.code}/").content.decode()
