"""Who may do what: every verb of the office against every duty, at the right agency and at another; nobody else may.

The page asks the same functions to explain; the verbs ask again under the lock (domain.md §4.3, column Actor).
"""

import pytest

from dossiers import permissions as may
from dossiers.models import Dossier, Task
from dossiers.services import supplement, withdrawal
from portal.agencies.models import Duty, Officer
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")
DESK = {Duty.DESK_OFFICER, Duty.DESK_LEADER}
HEAD = {Duty.AGENCY_LEADER}


def of_task(kind, why_not):
    def asked(officer, dossier):
        return why_not(officer, dossier.tasks.filter(ended_at=None, kind=kind).select_related("agency").get())

    return asked


# verb: (how far the dossier is, at whose agency, which duties may, the question)
VERBS = {
    "accept": ("submitted", "desk", DESK, may.why_not_accept),
    "give_at_once": ("submitted", "desk", DESK, may.why_not_give_at_once),
    "refuse": ("submitted", "desk", DESK, may.why_not_refuse),
    "request_supplement before acceptance": ("submitted", "desk", DESK, may.why_not_request_supplement),
    "supply_on_paper": ("lacking", "desk", DESK, may.why_not_supply_on_paper),
    "transfer": ("accepted", "desk", DESK, may.why_not_transfer),
    "request_supplement": (
        "working", "ward", {Duty.AGENCY_LEADER, Duty.DIVISION_LEADER}, may.why_not_request_supplement,
    ),
    "approve_supplement": (
        "asking", "ward", {Duty.AGENCY_LEADER, Duty.DIVISION_LEADER}, may.why_not_approve_supplement,
    ),
    "finish_task": ("working", "task", {Duty.CASE_OFFICER}, of_task("work", may.why_not_do)),
    "take": ("working", "task", {Duty.CASE_OFFICER}, of_task("work", may.why_not_take)),
    "assign": (
        "working", "task", {Duty.DIVISION_LEADER, Duty.AGENCY_LEADER, Duty.DESK_LEADER},
        of_task("work", may.why_not_assign),
    ),
    "approve": ("drafted", "task", None, of_task("approve", may.why_not_approve)),
    "issue": ("approved", "task", None, of_task("issue", may.why_not_do)),
    "apologise": ("working", "ward", HEAD, may.why_not_apologise),
    "stop": ("working", "ward", HEAD, may.why_not_stop),
    "correct_result": ("completed", "ward", HEAD, may.why_not_correct),
    "convert_to_paper at the desk": ("completed", "desk", DESK, may.why_not_convert),
    "convert_to_paper at the agency": ("completed", "ward", HEAD | {Duty.CLERK}, may.why_not_convert),
    "prepare_copy": ("accepted", "desk", DESK, may.why_not_prepare_copy),
    "return_result": ("completed", "desk", DESK, may.why_not_return),
    "decide_withdrawal": ("withdrawing", "desk", DESK, may.why_not_decide_withdrawal),
}  # fmt: skip


def reached(stage):
    """A dossier as far as the verb needs it."""
    if stage == "submitted":
        return people.submitted(MONDAY).dossier
    if stage == "lacking":
        dossier = people.submitted(MONDAY).dossier
        item = dossier.items.first()
        flagged = [{"kind": "paper", "id": item.paper_id, "title": item.title, "note": "Mờ"}]
        desk = people.desk_officer()
        supplement.request_supplement(dossier=dossier, officer=desk, flagged=flagged, reason="Giấy mờ.")
        return dossier
    if stage == "accepted":
        return people.accepted(MONDAY).dossier
    if stage == "completed":
        return people.completed(MONDAY).dossier
    user = people.citizen()
    drive = people.processing(MONDAY, user=user)
    if stage == "asking":
        return people.supplement_drafted(drive).dossier
    if stage == "withdrawing":
        withdrawal.request_withdrawal(dossier=drive.dossier, user=user, reason="Đổi ý.")
    return drive.finish_steps({"drafted": 1, "approved": 2}.get(stage, 0)).dossier


def asked(question, dossier, agency, duty):
    """Whether one who has this duty alone, at this agency, may; somebody with no other part in the dossier."""
    officer = Officer(pk=0, user=people.stranger().user, agency=agency, duties=[duty])
    officer.__dict__["_acting"] = frozenset({(agency.pk, duty)})
    return not question(officer, dossier)


@pytest.mark.article("ST-3.4-5", "NV-4.4-another")
@pytest.mark.parametrize("stage", sorted({told[0] for told in VERBS.values()}))
def test_each_verb_is_for_its_duties_at_its_agency_and_for_nobody_else(stage):
    dossier = Dossier.objects.get(pk=reached(stage).pk)
    task = (
        Task.objects.filter(dossier=dossier, ended_at=None)
        .exclude(kind="desk")
        .select_related("agency")
        .first()
    )
    elsewhere = people.stranger().agency
    places = {"desk": people.desk(), "ward": people.ward(), "task": task.agency if task else None}
    wrong = []
    for verb, (needs, where, duties, question) in VERBS.items():
        if needs != stage:
            continue
        allowed = duties if duties is not None else {task.duty}
        for duty in Duty.values:
            here, there = (
                asked(question, dossier, places[where], duty),
                asked(question, dossier, elsewhere, duty),
            )
            if here is not (duty in allowed):
                wrong.append(f"{verb}: {duty} at {where} {'may' if here else 'may not'}")
            if there:
                wrong.append(f"{verb}: {duty} of another agency may")
    assert wrong == []


@pytest.mark.article("NV-4.4-another")
def test_who_received_it_neither_approves_nor_corrects_it():
    dossier = Dossier.objects.get(pk=reached("drafted").pk)
    task = dossier.tasks.select_related("agency").get(ended_at=None)
    receiver = people.desk_officer()
    receiver.__dict__["_acting"] = frozenset(
        {(task.agency_id, task.duty), (people.ward().pk, Duty.AGENCY_LEADER)}
    )
    task.dossier = dossier
    assert "Bạn đã tiếp nhận" in may.why_not_approve(receiver, task)


def test_the_matrix_names_every_question_that_permissions_answers_about_an_officer():
    """A new rule must be entered here on purpose."""
    asked_here = {"why_not_accept", "why_not_refuse", "why_not_transfer", "why_not_request_supplement", "why_not_do",
                  "why_not_take", "why_not_assign", "why_not_approve", "why_not_apologise", "why_not_stop",
                  "why_not_correct", "why_not_convert", "why_not_prepare_copy", "why_not_return",
                  "why_not_decide_withdrawal",
                  "why_not_approve_supplement", "why_not_give_at_once", "why_not_supply_on_paper"}  # fmt: skip
    told_elsewhere = {"why_not_fill_office_part", "why_not_work", "why_not_nudge", "why_not_submit", "why_not_supply",
                      "why_not_request_withdrawal", "why_not_judge_exemption", "why_not_impose",
                      "why_not_drop_supplement"}  # fmt: skip
    assert {name for name in dir(may) if name.startswith("why_not_")} == asked_here | told_elsewhere
