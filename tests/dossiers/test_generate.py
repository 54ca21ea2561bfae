"""A generated history is one that the real verbs could have written."""

import io
from collections import Counter
from contextlib import closing

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Max

from dossiers import clock, holding, journal
from dossiers.generating import proof, run, streams
from dossiers.generating.plans import MODELS
from dossiers.generating.run import generate
from dossiers.models import Channel, CodeCounter, Dossier, DossierResult, Task
from dossiers.namesakes import ended_by_name
from dossiers.states import OPEN, State
from portal.accounts.numbers import id_number_problem, id_number_warning
from portal.agencies.models import Duty
from portal.agencies.queries import in_service
from portal.calendars.now import now
from portal.calendars.working_time import Limit
from portal.web.show import local
from portal.web.text import fold, name_sort_key
from procedures.queries import definition

COUNT = 120
OPEN_COUNT = 40


@pytest.fixture(scope="module")
def history(django_db_setup, django_db_blocker):
    """Written once for all tests here, in its own transactions."""
    with django_db_blocker.unblock():
        before = Dossier.objects.aggregate(last=Max("id"))["last"] or 0
        generate(COUNT, open_count=OPEN_COUNT, agencies=3)
        assert proof.problems(before) == []
        yield list(
            Dossier.objects.filter(id__gt=before, reference__startswith="T-0000000000").select_related(
                "version", "procedure", "competent_agency__calendar", "receiving_agency"
            )
        )


def test_all_of_them_are_there_and_some_are_open(history):
    assert len(history) == COUNT
    states = Counter(dossier.state for dossier in history)
    assert sum(states[state] for state in OPEN) == OPEN_COUNT
    assert states[State.RETURNED] == COUNT - OPEN_COUNT


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


def test_what_is_given_at_once_has_the_rows_of_that_act(committed, history):
    given = [dossier for dossier in history if dossier.channel == Channel.IN_PERSON]
    assert given
    for dossier in given:
        verbs = [entry.verb for entry in dossier.journal.order_by("number")]
        assert verbs == ["submit", "accept", "give_at_once", "return_result"]
        outcomes = dict(dossier.tasks.values_list("step_id", "outcome"))
        assert outcomes == {"accept": "done", "transfer": "cancelled", "return_result": "done"}
        result = dossier.results.get()
        assert result.attached and result.approved_by_id != result.drafted_by_id
        assert not dossier.slips.exists()


def test_the_past_is_found_by_words_of_a_name_in_any_order_at_the_desk_and_by_the_province(
    committed, history
):
    ended = [dossier for dossier in history if dossier.state == State.RETURNED]
    words = ended[0].owner_fold.split()
    same = [one.code for one in ended if set(words) <= set(one.owner_fold.split())]
    name = " ".join(reversed(words))
    desk = (
        in_service().filter(agency=ended[0].receiving_agency_id, duties__contains=[Duty.DESK_OFFICER]).first()
    )
    found = {one.code for one in ended_by_name(desk, name, 200)}
    assert found == {
        one.code for one in ended if one.code in same and one.receiving_agency_id == desk.agency_id
    }
    province = in_service().filter(duties__contains=[Duty.PROVINCE_LEADER]).first()
    assert {one.code for one in ended_by_name(province, name, 200)} >= set(same)


def test_the_next_dossier_gets_a_key_of_its_own(committed, history):
    with connection.cursor() as cursor:
        cursor.execute("SELECT last_value FROM dossiers_dossier_id_seq")
        assert cursor.fetchone()[0] >= max(dossier.pk for dossier in history)


def test_each_step_is_due_when_the_clock_says(committed, history):
    for dossier in history:
        shares = {step.id: step.minutes for step in definition(dossier.version).steps}
        for task in dossier.tasks.all():
            at = task.started_at
            match task.step_id:
                case "accept":
                    due = clock.receipt_due_at(dossier, at)
                case "transfer":
                    due = clock.transfer_due_at(dossier, at)
                case "return_result" if dossier.channel == Channel.IN_PERSON:
                    due = clock.transfer_due_at(dossier, at)
                case "return_result":
                    due = clock.calendar_of(dossier).due(at, Limit(1, "working_day"), "civil")
                case step_id:
                    due = clock.step_due_at(dossier, at, shares[step_id])
            assert task.due_at == due, (dossier.code, task.step_id)


def test_nothing_lies_in_the_future_and_days_agree(committed, history):
    for dossier in history:
        moments = [entry.at for entry in dossier.journal.order_by("number")]
        assert moments == sorted(moments)
        assert moments[0] == dossier.created_at and moments[-1] == dossier.touched_at <= now()
        if dossier.received_at:
            assert dossier.code.split("-")[1] == f"{local(dossier.received_at):%y%m%d}"
        for result in dossier.results.all():
            assert result.issued_on == local(dossier.finished_at).date()


def test_the_owner_is_a_person_with_a_sound_number_and_some_come_twice(committed, history):
    owners = Counter(dossier.owner_id for dossier in history)
    assert max(owners.values()) == 2
    for dossier in history:
        owner = dossier.owner
        assert (
            (dossier.owner_name, dossier.owner_fold)
            == (owner.name, fold(owner.name))
            == (owner.name, owner.name_fold)
        )
        assert (dossier.owner_number, owner.name_sort) == (owner.id_number, name_sort_key(owner.name))
        assert id_number_problem(owner.id_number) == ""
        assert id_number_warning(owner.id_number, owner.birth_on, owner.sex) == ""


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE dossiers_journalentry SET hash = sha256('x') WHERE number = 2", "journal links"),
        ("UPDATE dossiers_journalentry SET actor = 'Ai đó' WHERE number = 1", "journal"),
        ("UPDATE dossiers_dossier SET journal_hash = sha256('x')", "journal heads"),
        ("DELETE FROM dossiers_journalentry WHERE number = 1", "journal heads"),
        ("UPDATE dossiers_dossier SET due_at = due_at + interval '1 hour'", "due"),
        ("UPDATE dossiers_task SET officer_id = 0 WHERE officer_id IS NOT NULL", "dossiers_task.officer_id"),
        ("UPDATE dossiers_task SET due_at = due_at + interval '1 hour' WHERE ended_at IS NULL", "holder"),
    ],
)
def test_the_proof_finds_what_is_wrong(committed, history, change, said):
    first = min(dossier.pk for dossier in history) - 1
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(change)
        assert any(said in problem for problem in proof.problems(first))
        transaction.set_rollback(True)


def test_a_few_more_go_on_behind_the_history(committed, history):
    codes = {dossier.code for dossier in history}
    before = max(dossier.pk for dossier in history)
    call_command("generate", "--dossiers", "15", "--open", "2", stdout=(said := io.StringIO()))
    new = Dossier.objects.filter(pk__gt=before)
    assert new.count() == 15 and not codes & set(new.values_list("code", flat=True)) - {None}
    assert "Đã kiểm lại" in said.getvalue()


def test_a_senseless_number_is_refused(committed):
    with pytest.raises(CommandError, match="phải từ 1"):
        call_command("generate", "--dossiers", "0")


def test_a_long_history_beside_a_few_dossiers_gets_new_files_and_all_keys_and_indexes_again(
    committed, history, monkeypatch
):
    monkeypatch.setattr(run, "_outweighs", lambda count: True)
    before, rows = indexes_and_keys(), Dossier.objects.count()
    stood = Dossier.objects.get(pk=history[0].pk)
    inside: list[set[tuple[str, bool, str | None]]] = []
    building = run.build

    def looked_at(*args, **kwargs):
        inside.append(indexes_and_keys())
        building(*args, **kwargs)

    monkeypatch.setattr(run, "build", looked_at)
    last = Dossier.objects.aggregate(last=Max("id"))["last"]
    generate(60, open_count=5, agencies=2)
    assert ("journal_has_no_gap_twice", True, "u") in before - inside[0]
    assert ("dossiers_dossier_pkey", True, "p") in inside[0], "foreign keys lean on it"
    assert indexes_and_keys() == before
    assert Dossier.objects.count() == rows + 60
    assert journal.first_break(stood) is None and proof.problems(last) == []


def test_where_somebody_holds_a_table_the_rows_go_behind_those_that_are_there(
    committed, history, monkeypatch
):
    monkeypatch.setattr(run, "_outweighs", lambda count: True)
    monkeypatch.setattr(streams, "_NEW_FILE", ("SET LOCAL lock_timeout = '50ms'", *streams._NEW_FILE[1:]))
    before, rows = indexes_and_keys(), Dossier.objects.count()
    with closing(connection.copy()) as other, other.cursor() as cursor:
        other.set_autocommit(False)
        cursor.execute("LOCK TABLE dossiers_task IN ACCESS SHARE MODE")
        generate(30, open_count=5, agencies=2)
        other.rollback()
    assert indexes_and_keys() == before and Dossier.objects.count() == rows + 30


def test_what_is_refused_leaves_rows_and_indexes_as_they_were(committed, history, monkeypatch):
    monkeypatch.setattr(run, "_outweighs", lambda count: True)
    taken = Dossier.objects.aggregate(last=Max("id"))["last"]
    monkeypatch.setattr(run, "_first", lambda: dict.fromkeys(MODELS, taken))  # keys that are taken
    before, rows = indexes_and_keys(), Dossier.objects.count()
    with pytest.raises(CommandError, match="Không ghi gì"):
        call_command("generate", "--dossiers", "30")
    assert indexes_and_keys() == before and Dossier.objects.count() == rows


def indexes_and_keys():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, i.indisunique, (SELECT k.contype FROM pg_constraint k"
            " WHERE k.conindid = i.indexrelid AND k.contype <> 'f')"
            " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indrelid::regclass::text LIKE 'dossiers_%'"
        )
        return set(cursor.fetchall())
