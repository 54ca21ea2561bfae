"""A generated history is one that the real verbs could have written."""

from collections import Counter

import pytest
from django.db import connection
from django.db.models import Max

from dossiers import clock, holding, journal
from dossiers.generating.run import generate
from dossiers.models import CodeCounter, Dossier, DossierResult, Task
from dossiers.states import OPEN, State

COUNT = 120


@pytest.fixture(scope="module")
def history(django_db_setup, django_db_blocker):
    """Written once for all tests here, in its own transactions."""
    with django_db_blocker.unblock():
        before = Dossier.objects.aggregate(last=Max("id"))["last"] or 0
        generate(COUNT, open_count=40, agencies=3)
        yield list(
            Dossier.objects.filter(id__gt=before, reference__startswith="T-0000000000").select_related(
                "version", "procedure", "competent_agency__calendar", "receiving_agency"
            )
        )


def test_all_of_them_are_there_and_some_are_open(history):
    assert len(history) == COUNT
    states = Counter(dossier.state for dossier in history)
    assert sum(states[state] for state in OPEN) == COUNT // 5
    assert states[State.RETURNED] == COUNT - COUNT // 5


def test_every_journal_follows_from_its_beginning(committed, history):
    assert [dossier.code for dossier in history if journal.first_break(dossier) is not None] == []


def test_a_changed_word_would_be_found(committed, history):
    dossier = history[0]
    dossier.reference = "T-" + "1" * 26
    assert journal.first_break(dossier) == 1


def test_due_moments_are_those_of_the_clock(committed, history):
    assert [(d.code, d.due_at, clock.due_at(d)) for d in history if d.due_at != clock.due_at(d)] == []


def test_no_dossier_hangs_and_the_holder_is_the_one_that_the_facts_name(committed, history):
    for dossier in history:
        found = holding.holding_of(dossier)
        cached = holding.Holding(
            dossier.holder_kind, dossier.next_due_at, dossier.next_due_for, dossier.holder_agency_id,
            dossier.holder_duty, dossier.holder_officer_id,
        )  # fmt: skip
        assert cached == found, dossier.code


def test_codes_are_unique_and_the_counters_stand_behind_them(committed, history):
    codes = [dossier.code for dossier in history if dossier.received_at]
    assert len(codes) == len(set(codes)) and None not in codes
    last = {(c.agency_code, f"{c.day:%y%m%d}"): c.last for c in CodeCounter.objects.all()}
    for code in codes:
        agency, day, number = code.rsplit("-", 2)
        assert int(number) <= last[agency, day]


def test_ended_ones_have_no_open_step_and_a_result(committed, history):
    ended = [dossier.pk for dossier in history if dossier.state == State.RETURNED]
    assert not Task.objects.filter(dossier__in=ended, ended_at=None).exists()
    assert DossierResult.objects.filter(dossier__in=ended).count() == len(ended)


def test_the_next_dossier_gets_a_key_of_its_own(committed, history):
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM dossiers_dossier_id_seq")
        assert cursor.fetchone()[0] >= max(dossier.pk for dossier in history)
