"""What beat does by itself: warns once, closes what lapsed, proves that nothing hangs, seals the day."""

import pytest
from django.db import IntegrityError, connection, transaction

from dossiers import journal
from dossiers.models import Dossier, JournalEntry
from dossiers.services import warnings
from dossiers.tasks import prove_holders, publish_chain_head, warn_overdue, warn_receipt_clock
from portal.calendars.now import pretend
from portal.notifications.models import Message
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")


def told(dossier, template):
    return Message.objects.filter(about=dossier.reference, template=template, channel="in_app").count()


@pytest.mark.article("QN-13.2a", "NV-5.4-receipt")
def test_the_desk_is_warned_once_two_hours_before_its_limit():
    dossier = people.submitted(MONDAY).dossier
    with pretend(hanoi("2026-11-16 15:00")):
        warn_receipt_clock()
    assert told(dossier, "due_soon") == 0
    for _ in range(2):
        with pretend(hanoi("2026-11-16 16:40")):
            warn_receipt_clock()
    at_the_desk = warnings.holders(Dossier.objects.get(pk=dossier.pk))
    assert told(dossier, "due_soon") == len(at_the_desk) > 0


def test_a_missed_moment_is_told_once_to_its_holder():
    dossier = people.processing(MONDAY).dossier
    for _ in range(2):
        with pretend(hanoi("2026-11-18 09:00")):
            warn_overdue()
    assert told(dossier, "overdue_officer") > 0
    assert dossier.warned.count() == 1


def test_nothing_hangs_and_the_database_would_not_let_it():
    dossier = people.processing(MONDAY).dossier
    assert not warnings.hanging_dossiers().filter(pk=dossier.pk).exists()
    with pytest.raises(IntegrityError, match="has_a_holder"), transaction.atomic():
        Dossier.objects.filter(pk=dossier.pk).update(holder_kind="")


def test_an_officer_who_left_with_work_in_hand_is_found_in_the_night():
    drive = people.processing(MONDAY)
    task = drive.dossier.tasks.get(ended_at=None)
    officer = people.driving.somebody(task.agency, task.duty)
    with pretend(drive.at):
        people.driving.processing.take(task=task, officer=officer)
    officer.valid_to = MONDAY.date()
    officer.save()
    with pretend(hanoi("2026-11-20 02:10")):
        assert warnings.hanging_dossiers().filter(pk=drive.dossier.pk).exists()
        assert prove_holders() >= 1


@pytest.mark.article("NV-4.3-row")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE dossiers_journalentry SET note = 'x' WHERE id = %s",
        "DELETE FROM dossiers_journalentry WHERE id = %s",
    ],
)
def test_nobody_can_change_a_journal_row(statement):
    row = people.submitted(MONDAY).dossier.journal.get()
    with (
        pytest.raises(Exception, match="chỉ được ghi thêm"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement, [row.pk])


def test_a_row_changed_behind_the_trigger_is_noticed():
    dossier = people.processing(MONDAY).dossier
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE dossiers_journalentry DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE dossiers_journalentry SET actor = 'Người khác' WHERE dossier_id = %s AND number = 2",
            [dossier.pk],
        )
        cursor.execute("ALTER TABLE dossiers_journalentry ENABLE TRIGGER USER")
    assert journal.first_break(dossier) == 2


def test_the_head_of_a_day_seals_its_rows_and_follows_the_day_before():
    people.processing(MONDAY)
    with pretend(hanoi("2026-11-17 00:20")):
        first = publish_chain_head()
        assert publish_chain_head() == first
    with pretend(hanoi("2026-11-18 00:20")):
        publish_chain_head()
    heads = list(journal.ChainHead.objects.filter(day__gte=MONDAY.date()).order_by("day"))
    assert heads[1].previous_hash == heads[0].hash == first
    assert heads[0].entries == JournalEntry.objects.filter(at__date=MONDAY.date()).count()
