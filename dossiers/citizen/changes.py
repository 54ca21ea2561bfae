"""A draft that moved to a newer version of the procedure: what is different now (P5)."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from dossiers.citizen.wizard import own_draft
from dossiers.models import Dossier
from dossiers.services import drafts
from procedures import eform
from procedures.definition import Definition
from procedures.queries import definition


@dataclass(frozen=True)
class Difference:
    """One group of changes, in words."""

    title: str
    lines: list[str]


@require_safe
@own_draft
def changes(request: HttpRequest, dossier: Dossier, number: int) -> HttpResponse:
    """Shown once, when the version under a draft has changed; the answers given so far are kept."""
    old = dossier.procedure.versions.filter(number=number).first()
    if old is None or old.pk == dossier.version_id:
        return redirect("citizen:resume", ref=dossier.reference)
    found = differences(definition(old), definition(dossier.version))
    context = {
        "dossier": dossier,
        "differences": found,
        "again": again(dossier, definition(old)),
        "version": dossier.version,
    }
    return render(request, "dossiers/citizen/changes.html", context)


@dataclass(frozen=True)
class Again:
    """A question to answer again: its words now, what was said before, where it is asked."""

    label: str
    before: str
    url: str


def again(dossier: Dossier, old: Definition) -> list[Again]:
    """The questions that mean something else now; those no longer asked of this person are left out."""
    told = definition(dossier.version)
    aside = dossier.answers.get(drafts.BEFORE, {})
    found = []
    for page, questions in eform.asked(told, dossier.answers):
        for question in questions:
            before = old.question(question.id)
            if question.id in aside and before is not None:
                url = reverse("citizen:page", args=[dossier.reference, page.id])
                found.append(Again(question.label, eform.text_of(before, aside), url))
    return found


def differences(old: Definition, new: Definition) -> list[Difference]:
    """What an applicant has to know: questions, papers and fees that came, went or were reworded."""
    questions = (_labels(old), _labels(new))
    papers = ({p.id: p.name for p in old.papers}, {p.id: p.name for p in new.papers})
    fees = ({f.id: f.name for f in old.fees}, {f.id: f.name for f in new.fees})
    groups = [
        Difference(_("Câu hỏi"), _compare(*questions)),
        Difference(_("Giấy tờ"), _compare(*papers)),
        Difference(_("Phí, lệ phí"), _compare(*fees) + _amounts(old, new)),
    ]
    if old.limits != new.limits:
        groups.append(Difference(_("Thời hạn"), [_("Thời hạn giải quyết đã thay đổi.")]))
    return [group for group in groups if group.lines]


def _labels(told: Definition) -> dict[str, str]:
    return {question.id: question.label for page in told.form.pages for question in page.questions}


def _compare(old: dict[str, str], new: dict[str, str]) -> list[str]:
    added = [_("Thêm: %(name)s") % {"name": new[key]} for key in new if key not in old]
    gone = [_("Không cần nữa: %(name)s") % {"name": old[key]} for key in old if key not in new]
    reworded = [
        _("Trước là “%(old)s”, nay là “%(name)s”") % {"old": old[key], "name": new[key]}
        for key in new
        if key in old and new[key] != old[key]
    ]
    return [*added, *gone, *reworded]


def _amounts(old: Definition, new: Definition) -> list[str]:
    before = {fee.id: (fee.amount, fee.by_channel) for fee in old.fees}
    return [
        _("Đổi mức: %(name)s") % {"name": fee.name}
        for fee in new.fees
        if fee.id in before and before[fee.id] != (fee.amount, fee.by_channel)
    ]
