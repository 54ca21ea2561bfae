"""Random people do random things, legal and not, over weeks with Tết in them; the promises hold after every act.

Longer by environment: `MODEL_EXAMPLES=200 MODEL_STEPS=80 pytest tests/dossiers/test_model.py`.
"""

import os
from collections import Counter
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from dossiers import clock, journal, letters
from dossiers.explaining import explain
from dossiers.models import ClockStop, Dossier, JournalEntry, TaskKind
from dossiers.reckoning import counted, figures, standing
from dossiers.services import (
    apologies,
    intake,
    money,
    processing,
    redating,
    results,
    supplement,
    supplement_drafts,
    undoing,
    warnings,
    withdrawal,
)
from dossiers.states import OPEN, State
from payments.obligations import Notice
from portal.agencies.models import Agency, Duty, Officer
from portal.calendars.now import pretend
from portal.calendars.queries import working_time
from portal.web.refusals import StepRefused
from tests import people
from tests.conftest import hanoi

EXAMPLES = int(os.environ.get("MODEL_EXAMPLES", "2"))
STEPS = int(os.environ.get("MODEL_STEPS", "22"))
REACHED = 7 if EXAMPLES >= 20 else 4  # of the eleven states; which of the rare ends are met is chance
BEGIN = hanoi("2027-01-29 08:30")  # a week before Tết 2027
CODES = ("1.001193", "1.013225", "1.004873")
ANYBODY = st.integers(0, 7)
pytestmark = pytest.mark.django_db


class Desk(RuleBasedStateMachine):
    """A small ward: three dossiers, each somewhere on its way when the day begins; those who may act and some who
    may not."""

    reached: Counter[str] = Counter()  # after how many acts a dossier stood in each state

    @initialize(stages=st.permutations(range(5)))
    def open_the_ward(self, stages):
        self.savepoint = transaction.atomic()
        self.savepoint.__enter__()
        self.at = BEGIN
        self.drives, self.told = [], {}
        ward = people.ward()
        inside = Agency.objects.filter(parent=ward, kind="division").first() or ward
        kinds = [(people.desk(), Duty.DESK_OFFICER), (ward, Duty.AGENCY_LEADER), (inside, Duty.CASE_OFFICER)]
        self.people = [people.driving.somebody(*kind) for kind in kinds if _has(*kind)]
        self.people += [people.stranger(), *_others(ward)]
        for code, stage in zip(CODES, stages, strict=False):
            user = people.citizen()
            drive = people.submitted(self.at, user, code)
            if stage:
                people.driving.pay(drive.dossier, people.desk_officer(), "at_receipt")
                drive.wait(30).accept()
            if stage > 1:
                drive.transfer().finish_steps((0, 0, 0, 2, 99)[stage])
            self.at = max(self.at, drive.at)
            self.drives.append((drive.dossier.pk, user))

    def teardown(self):
        if hasattr(self, "savepoint"):
            transaction.set_rollback(True)
            self.savepoint.__exit__(None, None, None)

    @contextmanager
    def trying(self):
        """An act by whoever: it happens whole or is refused in words; nothing else may come of it."""
        with pretend(self.at):
            try:
                with transaction.atomic():
                    yield
            except StepRefused as refusal:
                assert str(refusal)

    def dossier(self, which):
        pk, user = self.drives[which % len(self.drives)]
        return Dossier.objects.get(pk=pk), user

    def officer(self, who, task=None, right=True):
        """Mostly the right person, so that dossiers get somewhere; otherwise anybody."""
        if task is not None and right:
            return task.officer or people.driving.somebody(task.agency, task.duty)
        return Officer.objects.get(pk=self.people[who % len(self.people)].pk)

    @rule(minutes=st.sampled_from([5, 60, 300, 480, 1500, 4000]))
    def time_passes(self, minutes):
        self.at = working_time(None).add_minutes(self.at, minutes)

    @rule(days=st.sampled_from([1, 3, 9]))
    def days_pass_also_at_night_and_over_tet(self, days):
        self.at += timedelta(days=days, hours=3)

    @rule(which=ANYBODY, who=ANYBODY, right=st.booleans(), at_once=st.booleans())
    def the_desk_accepts(self, which, who, right, at_once):
        dossier, _ = self.dossier(which)
        officer = people.desk_officer() if right else self.officer(who)
        with self.trying():
            if officer.agency_id == dossier.receiving_agency_id:
                people.driving.pay(dossier, officer, "at_receipt")
            (intake.accept_and_transfer if at_once else intake.accept)(dossier=dossier, officer=officer)

    @rule(which=ANYBODY, who=ANYBODY, right=st.booleans())
    def the_desk_hands_on(self, which, who, right):
        with self.trying():
            officer = people.desk_officer() if right else self.officer(who)
            intake.transfer(dossier=self.dossier(which)[0], officer=officer)

    @rule(which=ANYBODY, who=ANYBODY)
    def the_desk_refuses(self, which, who):
        dossier, _ = self.dossier(which)
        # nearly always somebody who may not, or all ends at once
        officer = people.desk_officer() if which == 7 else self.officer(3)
        with self.trying():
            intake.refuse(dossier=dossier, officer=officer, reason="Không thuộc thẩm quyền.")

    @rule(which=ANYBODY)
    def the_fee_is_asked_for_first(self, which):
        with self.trying():
            money.request_payment(dossier=self.dossier(which)[0], officer=people.desk_officer())

    @rule(which=ANYBODY, who=ANYBODY, right=st.booleans())
    def a_notice_asks_for_money_while_the_work_is_under_way(self, which, who, right):
        dossier, _ = self.dossier(which)
        task = dossier.tasks.filter(ended_at=None, is_lead=True).select_related("agency").first()
        notice = Notice(f"TB-{dossier.pk}", self.at.date(), "Thuế cơ sở 3", "Lệ phí trước bạ", 125_000)
        with self.trying():
            officer = self.officer(who, task, right)
            money.impose_obligation(dossier=dossier, officer=officer, notice=notice)

    @rule(which=ANYBODY, timing=st.sampled_from(["at_receipt", "at_return", "obligation"]))
    def the_money_comes(self, which, timing):
        with self.trying():
            people.driving.pay(self.dossier(which)[0], people.desk_officer(), timing)

    @rule(which=ANYBODY, steps=st.integers(1, 6))
    def the_work_goes_on_as_it_should(self, which, steps):
        for _ in range(steps):
            opened = self.dossier(which)[0].tasks.filter(ended_at=None).exclude(kind=TaskKind.DESK)
            task = opened.select_related("agency", "dossier", "officer").order_by("id").first()
            if task is None:
                return
            with self.trying():
                people.driving.do_step(task)

    @rule(which=ANYBODY, who=ANYBODY, right=st.sampled_from([True, True, True, False]))
    def somebody_does_the_next_step(self, which, who, right):
        dossier, _ = self.dossier(which)
        task = (
            dossier.tasks.filter(ended_at=None).exclude(kind=TaskKind.DESK).select_related("agency").first()
        )
        if task is None:
            return
        with self.trying():
            if right:
                people.driving.do_step(task)
            else:
                processing.finish_task(task=task, officer=self.officer(who), note="Xong.")

    @rule(which=ANYBODY, who=ANYBODY, right=st.booleans())
    def work_is_taken_given_and_taken_back(self, which, who, right):
        dossier, _ = self.dossier(which)
        task = dossier.tasks.filter(ended_at=None).select_related("agency", "dossier").first()
        if task is None:
            return
        officer = self.officer(who, task, right)
        with self.trying():
            processing.take(task=task, officer=officer)
        with self.trying():
            undoing.undo(dossier=dossier, officer=officer)

    @rule(which=ANYBODY, who=ANYBODY, right=st.booleans())
    def something_is_asked_for(self, which, who, right):
        dossier, _ = self.dossier(which)
        task = dossier.tasks.filter(ended_at=None).select_related("agency").first()
        item = dossier.items.first()
        if item is None:
            return
        flag = [{"kind": "paper", "id": item.paper_id, "note": "Ảnh mờ, chụp lại."}]
        with self.trying():
            officer = self.officer(who, task, right)
            supplement.request_supplement(dossier=dossier, officer=officer, flagged=flag, reason="Ảnh mờ.")
        with self.trying():
            supplement_drafts.draft_supplement(
                dossier=dossier, officer=officer, flagged=flag, reason="Vẫn mờ."
            )

    @rule(through=st.booleans())
    def the_province_has_leaders_read_requests_or_no_longer(self, through):
        people.officers_ask_through_leaders(through=through)

    @rule(which=ANYBODY, who=ANYBODY, right=st.sampled_from([True, True, False]), act=st.integers(0, 3))
    def a_drafted_request_is_decided_or_taken_back(self, which, who, right, act):
        dossier, _ = self.dossier(which)
        task = dossier.tasks.filter(ended_at=None, kind=TaskKind.LETTER).select_related("agency").first()
        officer = self.officer(who, task, right)
        with self.trying():
            if act == 0:
                supplement_drafts.return_supplement(dossier=dossier, officer=officer, reason="Nêu rõ hơn.")
            elif act == 1:
                supplement_drafts.drop_supplement(dossier=dossier, officer=officer)
            else:
                supplement_drafts.approve_supplement(dossier=dossier, officer=officer)

    @rule(which=ANYBODY)
    def the_person_answers(self, which):
        dossier, user = self.dossier(which)
        if dossier.state != State.SUPPLEMENT_REQUIRED:
            return
        with self.trying():
            item = dossier.items.first()
            people.driving.papers.add_page(
                dossier=dossier, user=user, paper_id=item.paper_id, file=people.paper(user), name="lại.jpg"
            )
            supplement.supply(dossier=dossier, user=user)

    @rule(which=ANYBODY)
    def somebody_wants_it_back(self, which):
        dossier, user = self.dossier(which)
        with self.trying():
            withdrawal.request_withdrawal(dossier=dossier, user=user, reason="Đổi ý.")

    @rule(which=ANYBODY)
    def the_wish_is_decided(self, which):
        dossier, desk = self.dossier(which)[0], people.desk_officer()
        with self.trying():
            if which:
                withdrawal.decline_withdrawal(dossier=dossier, officer=desk, note="Đang giải quyết.")
            else:
                withdrawal.confirm_withdrawal(dossier=dossier, officer=desk)

    @rule(which=ANYBODY, who=ANYBODY, days=st.integers(-1, 9))
    def the_head_says_sorry(self, which, who, days):
        dossier, _ = self.dossier(which)
        due = (dossier.due_at or self.at) + timedelta(days=days)
        with self.trying():
            told = {"cause": "staff", "reason": "Thiếu người.", "new_due_at": due}
            apologies.apologise(dossier=dossier, officer=self.officer(who), **told)

    @rule(which=ANYBODY, who=ANYBODY)
    def the_head_stops(self, which, who):
        dossier, _ = self.dossier(which)
        with self.trying():
            head = self.officer(
                1 if which == 7 else 3 + who % 5
            )  # hardly ever the right one, or all ends at once
            withdrawal.stop(
                dossier=dossier, officer=head, reason="Có tranh chấp.", legal_ground="Luật Đất đai"
            )

    @rule(which=ANYBODY, paid=st.booleans())
    def the_result_is_handed_over(self, which, paid):
        dossier, _ = self.dossier(which)
        with pretend(self.at):
            for result in dossier.results.filter(file=None, issued_on__isnull=False):
                letters.draw_result(result)
        with self.trying():
            if paid:
                people.driving.pay(dossier, people.desk_officer(), "at_return")
            results.return_result(
                dossier=dossier, officer=people.desk_officer(),
                receiver=dossier.owner.name, receiver_number=dossier.owner.identifier,
            )  # fmt: skip

    @precondition(lambda self: not ClockStop.objects.filter(ground="Bão").exists())
    @rule(hours=st.integers(1, 60))
    def a_storm_strikes_hours_out(self, hours):
        with pretend(self.at):
            stop = ClockStop(
                reason="disaster", ground="Bão", starts_at=self.at - timedelta(hours=hours), ends_at=self.at,
                set_by=people.desk_officer().user,
            )  # fmt: skip
            redating.strike_out(stop=stop)
            redating.redate_open()

    @rule()
    def beat_does_its_sweeps(self):
        with pretend(self.at):
            apologies.draft_due()
            for dossier in Dossier.objects.filter(state=State.SUPPLEMENT_REQUIRED, next_due_at__lt=self.at):
                with self.trying():
                    supplement.lapse(dossier=dossier)

    @invariant()
    def the_promises_hold(self):
        if not hasattr(self, "drives"):
            return
        mine = list(Dossier.objects.filter(pk__in=[pk for pk, _ in self.drives]))
        hanging = warnings.hanging_dossiers().filter(pk__in=[one.pk for one in mine])
        with pretend(self.at):
            assert not hanging.exists(), "P1"
        for dossier in mine:
            self.reached[dossier.state] += 1
            assert (dossier.holder_kind != "") == (dossier.state in OPEN), "P1: one holder while it is open"
            assert journal.first_break(dossier) is None, "P3: the chain is whole"
            rows = JournalEntry.objects.filter(dossier=dossier)
            assert rows.count() == dossier.journal_number
            assert rows.latest("number").to_state == dossier.state, "P2: the last row tells the state"
            self.due_date_law(dossier)
        told = figures(mine, self.at)
        assert told.received == told.over + told.not_over, "II.06a (3) = (7) + (11)"
        rows = Dossier.objects.filter(pk__in=[one.pk for one in mine])
        assert counted(rows, self.at) == told, "the board counts as the law does, one by one"

    def due_date_law(self, dossier):
        """The stored moment follows from the facts, is inside working time, and only facts have moved it."""
        if dossier.received_at is None:
            assert dossier.due_at is None
            return
        with pretend(self.at):
            if dossier.state in (State.ACCEPTED, State.PROCESSING):
                assert dossier.due_at == clock.due_at(dossier), "P4"
                assert explain(dossier).adds_up
        assert dossier.original_due_at is not None
        assert dossier.due_at >= dossier.original_due_at or dossier.supplements.exists()
        assert working_time(None).is_working_day((dossier.original_due_at + timedelta(hours=7)).date())
        assert standing(dossier, self.at) != ""


def _has(agency, duty):
    return Officer.objects.filter(agency=agency, duties__contains=[duty], valid_to=None).exists()


def _others(ward):
    """A cashier, a clerk, somebody of another desk: people who may something else."""
    found = []
    for duty in (Duty.CASHIER, Duty.CLERK, Duty.PROVINCE_LEADER):
        officer = Officer.objects.filter(duties__contains=[duty], valid_to=None).order_by("id").first()
        found += [officer] if officer else []
    return found


@pytest.mark.article("NV-5.5-end")
def test_no_order_of_acts_breaks_a_promise():
    run_state_machine_as_test(
        Desk,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None,
            derandomize="MODEL_EXAMPLES" not in os.environ,
            suppress_health_check=list(HealthCheck), phases=[Phase.generate],
        ),
    )  # fmt: skip
    assert len(Desk.reached) >= REACHED, f"states reached: {dict(Desk.reached)}"
