"""A new holiday: whose appointment it touches is told the new one; nobody else hears anything."""

import threading
from datetime import UTC

import pytest
from django.test import Client
from django.utils import timezone

from dossiers import clock, journal
from dossiers.explaining import explain
from dossiers.models import ClockStop, Redating
from dossiers.services import redating, withdrawal
from dossiers.services._walking import Walk
from dossiers.tasks import redate_open
from portal.agencies.models import Agency, Duty
from portal.calendars import services
from portal.calendars.models import Calendar, DayKind
from portal.calendars.now import pretend
from portal.calendars.queries import province_calendar
from portal.notifications.models import Message
from portal.web.refusals import StepRefused
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")


def processing():
    """A birth registration under way: received on Monday morning."""
    drive = people.submitted(MONDAY).accept().transfer()
    drive.dossier.refresh_from_db()
    return drive


def holiday(day):
    services.set_day(
        calendar=province_calendar(), day=day, kind=DayKind.HOLIDAY, note="Nghỉ bão", source="Công điện 12"
    )


@pytest.mark.article("NV-5.1-change")
def test_a_new_holiday_moves_the_appointment_and_tells_the_person():
    drive = processing()
    before = drive.dossier.due_at
    with pretend(drive.at):
        holiday(before.astimezone(MONDAY.tzinfo).date())
        assert redate_open() == 1
    dossier = type(drive.dossier).objects.get(pk=drive.dossier.pk)
    assert dossier.due_at > before
    assert dossier.due_at == clock.due_at(dossier) == dossier.original_due_at
    assert explain(dossier).adds_up
    row = dossier.journal.latest("number")
    assert (row.verb, row.due_at) == ("redate", dossier.due_at)
    assert all(task.due_at <= dossier.due_at for task in dossier.tasks.filter(ended_at=None))
    assert Message.objects.filter(about=dossier.reference, template="redated").exists()


def test_a_second_sweep_and_a_holiday_elsewhere_move_nothing():
    drive = processing()
    number = drive.dossier.journal.count()
    with pretend(drive.at):
        holiday(hanoi("2027-03-08 00:00").date())
        assert redate_open() == 0
        assert redate_open() == 0
        with pytest.raises(StepRefused, match="không đổi"):
            redating.redate(dossier=drive.dossier)
    assert drive.dossier.journal.count() == number
    assert not Message.objects.filter(about=drive.dossier.reference, template="redated").exists()


@pytest.mark.article("NV-5.1-change")
def test_an_agency_with_a_calendar_of_its_own_is_counted_and_moved_by_it_alone():
    own = Calendar.objects.create(code="dac-khu", name="Lịch của phường", parent=province_calendar())
    Agency.objects.filter(pk=people.ward().pk).update(calendar=own)
    there = processing()
    before = there.dossier.due_at
    Agency.objects.filter(pk=people.ward().pk).update(calendar=None)
    elsewhere = processing()
    Agency.objects.filter(pk=people.ward().pk).update(calendar=own)
    type(elsewhere.dossier).objects.filter(pk=elsewhere.dossier.pk).update(
        competent_agency=people.stranger().agency
    )
    with pretend(there.at):
        services.set_day(
            calendar=own, day=before.astimezone(MONDAY.tzinfo).date(), kind=DayKind.HOLIDAY,
            note="Ngày hội của phường", source="Quyết định 5",
        )  # fmt: skip
        assert redate_open() == 1
    moved = type(there.dossier).objects.get(pk=there.dossier.pk)
    assert moved.due_at == clock.due_at(moved) > before
    assert type(moved).objects.get(pk=elsewhere.dossier.pk).due_at == before


def test_many_are_gone_through_a_part_at_a_time(monkeypatch):
    monkeypatch.setattr(redating, "_AT_A_TIME", 1)
    drives = [processing(), processing()]
    with pretend(drives[1].at):
        holiday(drives[0].dossier.due_at.astimezone(MONDAY.tzinfo).date())
        moved = [redate_open() for _ in range(2)]
    assert moved == [2, 0]
    passage = Redating.objects.latest("pk")
    assert (passage.moved, passage.finished_at is None) == (2, False)


def struck(starts, ends, **more):
    stop = ClockStop(
        reason="disaster", starts_at=hanoi(starts), ends_at=hanoi(ends), ground="Công điện 12 về bão số 5",
        set_by=people.desk_officer().user, **more,
    )  # fmt: skip
    return redating.strike_out(stop=stop)


@pytest.mark.article("NV-5.4-stop")
def test_hours_struck_out_move_every_dossier_they_meet_and_count_for_no_other():
    dated, waiting = processing(), people.submitted(MONDAY)
    before, answer_by = dated.dossier.due_at, waiting.dossier.next_due_at
    with pretend(dated.at):
        struck("2026-11-16 13:30", "2026-11-17 10:00")
        redate_open()
    dossier = type(dated.dossier).objects.get(pk=dated.dossier.pk)
    assert dossier.due_at == clock.due_at(dossier) == hanoi("2026-11-17 15:30")
    assert explain(dossier).adds_up
    assert "bão số 5" in explain(dossier).pauses[0].ground
    assert dossier.journal.latest("number").data == {"was": before.astimezone(UTC).isoformat()}
    assert journal.first_break(dossier) is None
    fresh = type(dossier).objects.get(pk=waiting.dossier.pk)
    assert fresh.next_due_at == fresh.tasks.get(ended_at=None).due_at > answer_by
    later = people.processing(hanoi("2026-11-18 08:30"))
    with pretend(later.at):
        assert redate_open() == 0
    assert clock.pauses_of(later.dossier) == []


def test_hours_struck_out_while_a_wish_to_withdraw_was_open_count_once_it_is_declined():
    drive = processing()
    before, dossier = drive.dossier.due_at, drive.dossier
    with pretend(drive.at):
        withdrawal.request_withdrawal(dossier=dossier, user=dossier.created_by, reason="Đổi ý.")
        struck("2026-11-16 13:30", "2026-11-17 10:00")
        redate_open()
        fresh = type(dossier).objects.get(pk=dossier.pk)
        withdrawal.decline_withdrawal(dossier=fresh, officer=people.desk_officer(), note="Đang làm.")
    dossier = type(dossier).objects.get(pk=dossier.pk)
    assert dossier.due_at == clock.due_at(dossier) > before
    assert Message.objects.filter(about=dossier.reference, template="redated").exists()


def test_hours_struck_out_at_another_agency_or_after_the_moment_move_nothing():
    drive = processing()
    other = people.stranger().agency.parent
    with pretend(drive.at):
        struck("2026-11-16 13:30", "2026-11-17 10:00", agency=other)
        struck("2026-11-20 07:00", "2026-11-20 17:00")
        assert redate_open() == 0
        with pytest.raises(StepRefused, match="căn cứ"):
            redating.strike_out(stop=ClockStop(ground=" ", starts_at=MONDAY, ends_at=MONDAY))


def test_what_somebody_holds_just_now_is_moved_the_ordinary_way(monkeypatch):
    drive = processing()
    monkeypatch.setattr(redating, "step_many", lambda *_, **__: set())
    with pretend(drive.at):
        holiday(drive.dossier.due_at.astimezone(MONDAY.tzinfo).date())
        assert redate_open() == 1


@pytest.mark.article("NV-5.4-stop")
def test_only_who_runs_the_system_strikes_hours_out_and_says_on_what_ground():
    client = Client()
    keeper = people.desk_officer()
    client.force_login(keeper.user)
    keeper.user.must_change_password = False
    keeper.user.save()
    address = "/lam-viec/dung-dong-ho/"
    assert client.get(address).status_code == 403
    keeper.duties = [Duty.SYSTEM_ADMIN]
    keeper.save()
    day = timezone.localdate().isoformat()
    told = {"reason": "power", "first_day": day, "first_at": "08:00", "last_day": day, "last_at": "10:00"}
    assert client.post(address, told).status_code == 422
    assert client.post(address, {**told, "ground": "Sổ sự cố số 4", "last_at": "07:00"}).status_code == 422
    assert client.post(address, {**told, "ground": "Sổ sự cố số 4"}).status_code == 302
    assert "Sổ sự cố số 4" in client.get(address).content.decode()
    assert ClockStop.objects.get().set_by == keeper.user


def going_through(move, noted):
    """A passage over the keys 1 to 25, four at a time."""
    keys = [(key,) for key in range(1, 26)]

    def note(part, over):
        noted.append((part.rows[-1][0] if part.rows else None, over))

    return Walk(0, 60, 4, lambda after: [row for row in keys if row[0] > after][:4], move, note)


def test_two_hands_move_everything_once_and_note_it_in_order():
    """What the second hand has done counts only when all before it is done."""
    moved, noted, second = [], [], threading.Event()

    def move(rows):
        if rows[0][0] == 1:
            assert second.wait(5)  # the first part ends after the second
        else:
            second.set()
        moved.extend(rows)
        return len(rows)

    assert going_through(move, noted).go(2) == 25
    assert sorted(moved) == [(key,) for key in range(1, 26)]
    assert noted == [(4, False), (8, False), (12, False), (16, False), (20, False), (24, False), (25, True)]


def test_a_passage_that_breaks_off_has_noted_no_more_than_was_done():
    noted, first = [], threading.Event()

    def move(rows):
        if rows[0][0] == 1:
            assert first.wait(5)
            raise RuntimeError("the line is gone")
        first.set()
        return len(rows)

    with pytest.raises(RuntimeError, match="the line"):
        going_through(move, noted).go(2)
    assert noted == []
