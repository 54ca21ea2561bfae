"""Test dossiers: what a version promises of given answers, and what comes of them."""

import json
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dossiers.models import Dossier, JournalEntry, Task
from payments.models import Charge
from portal.agencies.models import Profile
from portal.web.refusals import StepRefused
from portal.web.show import HANOI
from procedures.definition import DefinitionError
from procedures.models import Procedure
from procedures.services import field_of, publish, save_draft
from procedures.trials import reckoning, run_trials
from tests.procedures.building import START, STEPS, definition, document, eq, page, question, step

pytestmark = pytest.mark.django_db

FORM = page(
    "p",
    question("noi", "commune", scope="province"),
    question("nha_o", "choice"),
    question("so_ban", "number", when=eq("nha_o", "hai")),
)
PARTS = {
    "papers": [
        {"id": "don", "name": "Đơn"},
        {"id": "so_do", "name": "Sổ đỏ", "when": eq("nha_o", "hai")},
        {"id": "them", "name": "Giấy khác", "required": False},
    ],
    "fees": [
        {
            "id": "le_phi",
            "name": "Lệ phí",
            "kind": "le_phi",
            "timing": "at_receipt",
            "amount": {"per": "case", "vnd": 8000},
            "exempt": [{"id": "ho_ngheo", "label": "Hộ nghèo", "percent": 50}],
        }
    ],
    "steps": [
        *STEPS[:1],
        step("hoi", "consult", "soan", produces="opinion", when=eq("nha_o", "hai")),
        {**STEPS[1], "after": ["soan", "hoi"]},
        STEPS[2],
    ],
}


def case(**changes):
    made = {
        "id": "thuong",
        "name": "Cấp mới, nhà đang ở",
        "channel": "online",
        "received": "2026-11-16T08:30",
        "answers": {"noi": "@xa", "nha_o": "mot"},
        "papers": ["don"],
        "expect": {
            "asked": ["noi", "nha_o"],
            "not_asked": ["so_ban"],
            "papers": ["don"],
            "fee_vnd": 8000,
            "steps": ["soan", "duyet", "phat"],
            "due": "2026-11-19T08:30",
        },
    }
    return made | changes


def tried(*cases, **changes):
    return run_trials(definition(FORM, **PARTS, tests=list(cases), **changes))


def wrong(trial):
    return [finding.key for finding in trial.findings if not finding.fine]


def test_a_dossier_that_comes_out_as_expected_passes():
    (trial,) = tried(case())
    assert trial.outcome.problems == () and wrong(trial) == []
    assert trial.passed
    assert trial.outcome.due == datetime(2026, 11, 19, 8, 30, tzinfo=HANOI)


def test_each_expectation_that_fails_is_named_with_what_came():
    expect = {
        "asked": ["so_ban"],
        "not_asked": ["nha_o"],
        "papers": ["don", "so_do"],
        "fee_vnd": 5000,
        "steps": ["soan", "hoi", "duyet", "phat"],
        "due": "2026-11-20T08:30",
    }
    (trial,) = tried(case(expect=expect))
    assert not trial.passed
    assert wrong(trial) == ["asked", "not_asked", "papers", "fee_vnd", "steps", "due"]
    assert next(f for f in trial.findings if f.key == "fee_vnd").came == 8000


def test_answers_open_questions_papers_and_steps_and_an_exemption_halves_the_fee():
    answers = {"noi": "@xa", "nha_o": "hai", "so_ban": 3}
    expect = {
        "asked": ["so_ban"],
        "papers": ["so_do", "don"],
        "fee_vnd": 4000,
        "steps": ["soan", "hoi", "duyet", "phat"],
    }
    (trial,) = tried(case(answers=answers, papers=["don", "so_do"], exemption="ho_ngheo", expect=expect))
    assert trial.passed


def test_a_dossier_that_could_not_be_filed_fails_whatever_it_expects():
    (trial,) = tried(case(answers={"noi": "@xa"}, papers=["so_do"], expect={"fee_vnd": 8000}))
    assert wrong(trial) == [] and not trial.passed
    told = " ".join(trial.outcome.problems)
    assert "mục nha_o" in told and "nha_o:" not in told, "said in words, not by the ids of the boxes"
    assert "Thiếu giấy tờ: Đơn" in told and "không cần giấy tờ: Sổ đỏ" in told


def test_the_due_moment_is_counted_as_the_clock_of_a_dossier_does():
    """Out of hours, over the days off of a calendar; by days where the province counts by days."""
    night = case(received="2026-12-31T20:00", expect={"due": "2027-01-07T07:00"})
    (trial,) = tried(night)
    by_hours = trial.outcome.due
    Profile.objects.filter(is_active=True).update(deadline_mode="civil")
    assert reckoning().mode in ("hours", "civil")
    assert by_hours is not None and by_hours > datetime(2027, 1, 5, tzinfo=HANOI)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"expect": {}}, "Nêu ít nhất một điều mong đợi"),
        ({"expect": {"fee": 1}}, "Không có mục tên này"),
        ({"answers": {"la": 1}}, "không có câu hỏi “la”"),
        ({"answers": {"mien_phi": "ho_ngheo"}}, "ghi ở mục exemption"),
        ({"papers": ["la"]}, "Không có giấy tờ “la”"),
        ({"expect": {"steps": ["la"]}}, "Không có bước “la”"),
        ({"exemption": "la"}, "phải là một trong: ho_ngheo"),
        ({"received": "16/11/2026"}, "dạng 2026-11-16T08:30"),
        ({"received": ""}, "Chưa có nội dung"),
        ({"channel": "bay"}, "phải là một trong"),
    ],
)
def test_a_test_dossier_that_names_what_is_not_there_is_a_fault(changes, words):
    with pytest.raises(DefinitionError, match=words):
        definition(FORM, **PARTS, tests=[case(**changes)])


def test_two_test_dossiers_with_one_id_are_a_fault():
    with pytest.raises(DefinitionError, match=r"thuong.*hai lần"):
        definition(FORM, **PARTS, tests=[case(), case()])


def test_publishing_fails_when_a_test_dossier_fails():
    procedure = Procedure.objects.create(code="9.000001", name="Thủ tục thử", field=field_of("G99", "Thử"))
    bad = case(id="sai", name="Hộ nghèo được giảm nửa", expect={"fee_vnd": 1})
    draft = save_draft(procedure=procedure, document=document(FORM, **PARTS, tests=[case(), bad]))
    with pytest.raises(StepRefused, match="1 hồ sơ thử không ra như mong đợi: “Hộ nghèo được giảm nửa”"):
        publish(version=draft, decision="1/QĐ", effective_from=START, by=None)
    draft = save_draft(procedure=procedure, document=document(FORM, **PARTS, tests=[case()]))
    assert publish(version=draft, decision="1/QĐ", effective_from=START, by=None).pk == draft.pk


def test_trying_out_writes_nothing_that_any_figure_could_count():
    """A test dossier is no row: neither running it nor publishing with it makes a dossier, a charge or a task."""
    procedure = Procedure.objects.create(code="9.000001", name="Thủ tục thử", field=field_of("G99", "Thử"))
    draft = save_draft(procedure=procedure, document=document(FORM, **PARTS, tests=[case()]))
    before = [model.objects.count() for model in (Dossier, Task, JournalEntry, Charge)]
    with CaptureQueriesContext(connection) as asked:
        assert all(
            trial.passed for trial in run_trials(definition(FORM, **PARTS, tests=[case(), case(id="hai")]))
        )
    assert [row["sql"] for row in asked if not row["sql"].startswith("SELECT")] == []
    publish(version=draft, decision="1/QĐ", effective_from=START, by=None)
    assert [model.objects.count() for model in (Dossier, Task, JournalEntry, Charge)] == before


def test_the_command_prints_what_passes_and_fails_on_what_does_not(tmp_path, capsys):
    file = tmp_path / "9.000001.json"
    bad = case(id="sai", name="Sai phí", expect={"fee_vnd": 1, "asked": ["so_ban"]})
    file.write_text(json.dumps(document(FORM, **PARTS, tests=[case(), bad])), encoding="utf-8")
    with pytest.raises(CommandError, match="1/2 hồ sơ thử đạt"):
        call_command("try_procedure", str(file))
    told = capsys.readouterr().out
    assert "ĐẠT  thuong: Cấp mới, nhà đang ở" in told and "SAI  sai: Sai phí" in told
    assert "không thấy so_ban" in told and "mong 1" in told
    file.write_text(json.dumps(document(FORM, **PARTS, tests=[case()])), encoding="utf-8")
    call_command("try_procedure", str(file))
    with pytest.raises(CommandError, match="Không có thủ tục hay tệp"):
        call_command("try_procedure", "9.999999")
