"""An appointment that will not be kept: drafted in time, approved once by the head, told, public without a name."""

import pytest
from django.test import Client

from dossiers import clock, letters
from dossiers.explaining import explain
from dossiers.letter_forms import form_of
from dossiers.models import Apology, Dossier
from dossiers.services import apologies, warnings
from dossiers.tasks import draft_apologies, warn_shares
from portal.agencies.models import Duty
from portal.calendars.now import pretend
from portal.notifications.models import Message
from portal.web.refusals import StepRefused
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
PERMIT = "1.013225"  # twenty working days


def head():
    return people.driving.somebody(people.ward(), Duty.AGENCY_LEADER)


def permit(name="Đinh Thị Ngọc Huyền"):
    drive = people.processing(MONDAY, code=PERMIT, user=people.citizen(name))
    drive.dossier.refresh_from_db()
    return drive


def the_day_before(drive):
    return drive.wait(0) and clock.calendar_of(drive.dossier).add_minutes(drive.dossier.due_at, -400)


def approve(drive, at, days=3, **more):
    time = clock.calendar_of(drive.dossier)
    told = {"cause": "verification", "reason": "Phải đo lại ranh giới thửa đất.", **more}
    with pretend(at):
        return apologies.apologise(
            dossier=drive.dossier,
            officer=head(),
            new_due_at=time.add_minutes(drive.dossier.due_at, 480 * days),
            **told,
        )


@pytest.mark.article("DL-5.10", "NV-T23", "NV-6.3-M04")
def test_the_letter_is_drafted_before_the_moment_approved_by_the_head_told_and_public_without_the_name():
    drive = permit()
    old = drive.dossier.due_at
    with pretend(clock.calendar_of(drive.dossier).add_minutes(old, -3 * 480)):
        draft_apologies()
    assert not drive.dossier.apologies.exists(), "three working days before there is still hope"
    at = the_day_before(drive)
    for _ in range(2):
        with pretend(at):
            draft_apologies()
    draft = drive.dossier.apologies.get()
    assert (draft.old_due_at, draft.approved_at) == (old, None)
    assert draft.new_due_at > old
    assert Message.objects.filter(about=drive.dossier.reference, template="apology_drafted").exists()
    page = Client().get("/xin-loi/").content.decode()
    assert f"/xin-loi/{draft.pk}/" not in page, "a draft is nobody's to read"
    approve(drive, at)
    dossier = Dossier.objects.get(pk=drive.dossier.pk)
    assert dossier.original_due_at == old
    assert dossier.due_at == clock.due_at(dossier) == draft.__class__.objects.get(pk=draft.pk).new_due_at
    assert explain(dossier).adds_up
    assert all(task.due_at <= dossier.due_at for task in dossier.tasks.filter(ended_at=None))
    slip = dossier.slips.get(kind="apology")
    assert slip.number.endswith("/PXL")
    assert slip.facts["agency_name"] == people.ward().name
    told = Message.objects.get(about=dossier.reference, template="overdue", channel="in_app")
    assert "Phải đo lại ranh giới" in told.text
    for address in ("/xin-loi/", f"/xin-loi/{draft.pk}/"):
        page = Client().get(address).content.decode()
        assert "Huyền" not in page
        assert people.ward().name in page


@pytest.mark.article("NV-5.4-apology")
def test_there_is_no_second_rescheduling_and_only_the_head_may_give_the_first():
    drive = permit()
    at = the_day_before(drive)
    with pretend(at), pytest.raises(StepRefused, match="Chỉ lãnh đạo cơ quan"):
        apologies.apologise(
            dossier=drive.dossier,
            officer=people.desk_officer(),
            cause="staff",
            reason="Thiếu người.",
            new_due_at=hanoi("2027-01-15 17:00"),
        )
    with pytest.raises(StepRefused, match="Nhập lý do"):
        approve(drive, at, reason=" ")
    approve(drive, at)
    with pytest.raises(StepRefused, match="đã hẹn lại một lần"):
        approve(drive, at)
    assert Apology.objects.filter(dossier=drive.dossier).count() == 1


@pytest.mark.article("NV-5.4-apology")
def test_a_dossier_of_one_day_gets_its_draft_in_its_last_hours_not_at_once():
    drive = people.processing(MONDAY)
    with pretend(hanoi("2026-11-16 10:00")):
        draft_apologies()
    assert not drive.dossier.apologies.exists()
    with pretend(hanoi("2026-11-16 16:00")):
        draft_apologies()
    assert drive.dossier.apologies.exists()


def test_the_heads_screen_begins_with_the_draft_and_approving_it_ends_the_offer():
    drive = permit()
    with pretend(the_day_before(drive)):
        draft_apologies()
    client, leader = Client(), head()
    leader.user.must_change_password = False
    leader.user.save()
    client.force_login(leader.user)
    address = f"/lam-viec/ho-so/{drive.dossier.code}/xin-loi/"
    page = client.get(address).content.decode()
    assert "chưa xong." in page
    sent = {"cause": "staff", "reason": "Thiếu người xử lý.", "day": "2027-03-01", "at": "16:00"}
    assert client.post(address, {**sent, "day": "1/3/2026"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert Apology.objects.get(dossier=drive.dossier).approved_by == leader


def test_half_of_the_time_most_of_it_all_of_it_reach_ever_more_people_once():
    drive = permit()
    time = clock.calendar_of(drive.dossier)
    given = time.minutes_between(drive.dossier.received_at, drive.dossier.due_at)
    told = []
    for share in (49, 51, 81, 100):
        for _ in range(2):
            with pretend(time.add_minutes(drive.dossier.received_at, given * share // 100 + (share == 100))):
                warn_shares()
        told.append(
            Message.objects.filter(
                about=drive.dossier.reference, template="share_used", channel="in_app"
            ).count()
        )
    assert told[0] == 0
    fresh = Dossier.objects.get(pk=drive.dossier.pk)
    each = [len(warnings.to_be_told(fresh, share)) for share in (50, 80, 100)]
    assert told[1:] == [each[0], each[0] + each[1], sum(each)]
    assert each[0] < each[1] < each[2]
    assert head() in warnings.to_be_told(fresh, 100)


@pytest.mark.parametrize(
    ("day", "number", "begins"),
    [("2025-06-30", "04", "Phiếu xin lỗi"), ("2025-09-14", "04", "Phiếu xin lỗi"),
     ("2025-09-15", "04", "Văn bản xin lỗi"), ("2026-11-16", "04", "Văn bản xin lỗi")],
)  # fmt: skip
@pytest.mark.article("DL-25-26", "NV-6.1")
def test_each_paper_follows_the_form_in_force_on_its_day(day, number, begins):
    form = form_of("apology", hanoi(f"{day} 09:00").date())
    assert (form.number, form.title.startswith(begins)) == (number, True)
    control = form_of("control", hanoi(f"{day} 09:00").date())
    assert control.number == ("06" if day >= "2025-09-15" else "05")


def test_a_slip_is_numbered_once_in_its_book_and_drawn_as_its_rule_set_has_it(monkeypatch):
    numbers, pages = [], []
    monkeypatch.setattr(letters.drawing, "draw", lambda page, facts: pages.append(page) or b"%PDF-1.7")
    monkeypatch.setattr(letters.pdf, "store", lambda drawn: None)
    for _ in range(2):
        drive = people.submitted(MONDAY)
        with pretend(drive.at):
            slip = letters.issue(
                drive.dossier, "refusal", people.desk_officer(), reason="Không thuộc thẩm quyền."
            )
        numbers.append(int(slip.number.split("/")[0]))
        letters.draw_slip(slip)
    assert numbers[1] == numbers[0] + 1
    with pretend(hanoi("2025-09-12 09:00")):  # the last working day of the old rule set
        letters.draw_slip(letters.issue(drive.dossier, "refusal", people.desk_officer(), reason="Như trên."))
    assert pages == ["letters/refusal.html"] * 2 + ["letters/refusal_2018.html"]
