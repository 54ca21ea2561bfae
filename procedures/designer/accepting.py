"""What now comes of the test dossiers, taken as what is expected: every difference shown, accepted in one act."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.web.refusals import StepRefused
from procedures import eform
from procedures.definition import EXEMPTION, Definition, DefinitionError, TrialCase
from procedures.designer.acting import act_on
from procedures.designer.doors import draft_for
from procedures.designer.told import Told, told_finding
from procedures.designer.trial_form import written
from procedures.expressions import given
from procedures.queries import definition
from procedures.trials import Finding, Trial, outcome_of, reckoning, run_trials, with_places

_GONE = "Kết quả thử vừa đổi sau khi bạn mở trang. Xem lại các chỗ khác rồi mới nhận."


@dataclass(frozen=True, slots=True)
class Difference:
    """A test dossier that comes out otherwise: what differs, in words, and what its document would say then."""

    key: str
    name: str
    told: tuple[Told, ...]
    papers: str
    change: dict[str, Any]


def differences(told: Definition, ran: Iterable[Trial]) -> list[Difference]:
    """Those that would pass with what now comes as their expectation. One that cannot be filed for another reason than
    the papers handed in is not among them: it wants a person at its answers."""
    found = (_difference(told, trial) for trial in ran if not trial.passed)
    return [one for one in found if one is not None]


def mark_of(found: Sequence[Difference]) -> str:
    """The fingerprint of what was shown: an acceptance is of these differences and no others."""
    return hashlib.sha256(repr(found).encode()).hexdigest()[:32]


@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Writes into every test dossier what now comes of it, if that is still what the person saw."""
    try:
        version = draft_for(request, pk)
        told = definition(version)
        found = differences(told, run_trials(told))
        if not found or request.POST.get("thay") != mark_of(found):
            raise StepRefused(_GONE)
        changes = {one.key: one.change for one in found}
        act_on(request, version, f"Nhận kết quả mới của {len(found)} hồ sơ thử", lambda d: _write(d, changes))
    except DefinitionError:
        messages.error(request, "Nội dung còn chỗ sai nên chưa thử được. Sửa ở các phần khác trước.")
    except StepRefused as refusal:
        messages.error(request, str(refusal))
    return redirect("admin:designer_trial", pk)


def _write(document: dict[str, Any], changes: dict[str, dict[str, Any]]) -> None:
    document["tests"] = [one | changes.get(one["id"], {}) for one in document["tests"]]


def _difference(told: Definition, trial: Trial) -> Difference | None:
    case = trial.case
    handed = _handed(told, trial)
    if outcome_of(told, replace(case, papers=handed), reckoning()).problems:
        return None
    change: dict[str, Any] = {"expect": _expected(told, trial)}
    if handed is not None:
        change["papers"] = list(handed)
    findings = tuple(told_finding(told, one) for one in trial.findings if not one.fine)
    return Difference(case.id, case.name, findings, _papers_words(told, case.papers, handed), change)


def _handed(told: Definition, trial: Trial) -> tuple[str, ...] | None:
    """The papers handed in, without those that nobody asks for now and with those that are required now."""
    case = trial.case
    if case.papers is None:
        return None
    answers = with_places(case.answers) | ({EXEMPTION: case.exemption} if case.exemption else {})
    asked = {one.id for one in eform.papers_asked(told, answers, given(case.channel, case.received.date()))}
    keep = [key for key in case.papers if key in asked]
    return (*keep, *(key for key in trial.outcome.papers if key not in keep))


def _papers_words(told: Definition, before: tuple[str, ...] | None, after: tuple[str, ...] | None) -> str:
    more = [key for key in after or () if key not in (before or ())]
    less = [key for key in before or () if key not in (after or ())]
    said = (("nộp thêm", more), ("không nộp nữa", less))
    return "; ".join(
        f"{words} {', '.join(paper.name if (paper := told.paper(key)) else key for key in keys)}"
        for words, keys in said
        if keys
    )


def _expected(told: Definition, trial: Trial) -> dict[str, Any]:
    """As the document keeps it: what was looked at is looked at still, a question moves to the other list."""
    case: TrialCase = trial.case
    expect = {finding.key: _kept(finding) for finding in trial.findings}
    shown, want = set(trial.outcome.asked), case.expect
    looked = [*(want.asked or ()), *(want.not_asked or ())]
    for key, there in (("asked", True), ("not_asked", False)):
        expect.pop(key, None)
        if listed := [one for one in looked if (one in shown) is there]:
            expect[key] = listed
    return expect


def _kept(finding: Finding) -> Any:
    if finding.key == "due":
        return written(finding.came) if finding.came else None
    return list(finding.came) if isinstance(finding.came, tuple) else finding.came
