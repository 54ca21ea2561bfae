"""A draft that moved to a newer version of the procedure: what is different now (P5)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from dossiers.citizen.wizard import own_draft
from dossiers.models import Dossier
from dossiers.services import drafts
from portal.web.language import in_vietnamese
from procedures import eform, speaking
from procedures.definition import Definition, FeeRule, PaperSpec, Question
from procedures.queries import definition


@dataclass(frozen=True)
class Difference:
    """One group of changes, in words."""

    title: str
    lines: list[Markup]


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
    english = _english(old, told)
    aside = dossier.answers.get(drafts.BEFORE, {})
    found = []
    for page, questions in eform.asked(told, dossier.answers):
        for question in questions:
            before = old.question(question.id)
            if question.id in aside and before is not None:
                url = reverse("citizen:page", args=[dossier.reference, page.id])
                said = eform.text_of(speaking.worded(before, english), aside)
                found.append(Again(speaking.worded(question.label, english), said, url))
    return found


def differences(old: Definition, new: Definition) -> list[Difference]:
    """What an applicant has to know: questions, papers and fees that came, went, were reworded or ask for more.
    What officers alone answer is none of it. The Vietnamese words are compared, those of the page are shown."""
    say, before, after = _speaker(old, new), _asked(old), _asked(new)
    papers = ({p.id: p for p in old.papers}, {p.id: p for p in new.papers})
    fees = (_named(old.fees), _named(new.fees))
    groups = [
        Difference(
            _("Câu hỏi"), _compare(say, _words(before), _words(after)) + _stricter(say, before, after)
        ),
        Difference(
            _("Giấy tờ"),
            _compare(say, _named(old.papers), _named(new.papers)) + _owed(say, *papers),
        ),
        Difference(_("Phí, lệ phí"), _compare(say, *fees) + _amounts(say, old, new)),
    ]
    if old.limits != new.limits:
        groups.append(Difference(_("Thời hạn"), [Markup.escape(_("Thời hạn giải quyết đã thay đổi."))]))
    return [group for group in groups if group.lines]


Words = tuple[str, ...]
"""How a thing is called; what stands inside a repeated group behind the group's item."""
Asked = dict[str, tuple[Words, Question]]
Say = Callable[..., Markup]


def _english(old: Definition, new: Definition) -> dict[str, str]:
    """What either version says in English; where both do, the newer words."""
    return {**old.english, **new.english}


def _speaker(old: Definition, new: Definition) -> Say:
    """`say(sentence, name=words)`: names in the page's language where they can be, else marked as Vietnamese."""
    english = _english(old, new)

    def shown(name: Words | list[str]) -> Markup:
        between = ": " if isinstance(name, tuple) else ", "
        return Markup.escape(between).join(in_vietnamese(speaking.worded(one, english)) for one in name)

    return lambda sentence, **names: Markup.escape(sentence) % {key: shown(one) for key, one in names.items()}


def _asked(told: Definition) -> Asked:
    """By id: the question and how it is called, those of a repeated group behind the group's item ("Con: Họ tên")."""
    found: Asked = {}
    for page in told.form.pages:
        for question in page.questions:
            if question.kind == "computed" or (question.officer_only and not question.shown_to_citizen):
                continue
            found[question.id] = ((question.label,), question)
            for one in question.questions:
                found[one.id] = ((question.item_label, one.label), one)
    return found


def _words(asked: Asked) -> dict[str, Words]:
    return {key: words for key, (words, _question) in asked.items()}


def _named(parts: tuple[PaperSpec, ...] | tuple[FeeRule, ...]) -> dict[str, Words]:
    return {one.id: (one.name,) for one in parts}


def _compare(say: Say, old: dict[str, Words], new: dict[str, Words]) -> list[Markup]:
    added = [say(_("Thêm: %(name)s"), name=new[key]) for key in new if key not in old]
    gone = [say(_("Không cần nữa: %(name)s"), name=old[key]) for key in old if key not in new]
    reworded = [
        say(_("Trước là “%(old)s”, nay là “%(name)s”"), old=old[key], name=new[key])
        for key in new
        if key in old and new[key] != old[key]
    ]
    return [*added, *gone, *reworded]


def _stricter(say: Say, old: Asked, new: Asked) -> list[Markup]:
    """Questions that must be answered now, and choices that came or went."""
    lines = []
    for key in (key for key in new if key in old):
        words, asked = new[key]
        before = old[key][1]
        if asked.required and not before.required:
            lines.append(say(_("Nay phải trả lời: %(name)s"), name=words))
        offered = {one.id for one in before.options}
        kept = {one.id for one in asked.options}
        if more := [one.label for one in asked.options if one.id not in offered]:
            lines.append(say(_("Thêm lựa chọn ở câu “%(name)s”: %(choices)s"), name=words, choices=more))
        if less := [one.label for one in before.options if one.id not in kept]:
            lines.append(say(_("Bỏ lựa chọn ở câu “%(name)s”: %(choices)s"), name=words, choices=less))
    return lines


def _owed(say: Say, old: dict[str, PaperSpec], new: dict[str, PaperSpec]) -> list[Markup]:
    """Papers that were there before and are wanted more strictly, or in another way."""
    lines = []
    for key in (key for key in new if key in old):
        if new[key].required and not old[key].required:
            lines.append(say(_("Nay phải nộp: %(name)s"), name=(new[key].name,)))
        elif _manner(new[key]) != _manner(old[key]):
            lines.append(say(_("Đổi cách nộp: %(name)s"), name=(new[key].name,)))
    return lines


def _manner(paper: PaperSpec) -> tuple[object, ...]:
    return (paper.copy_kind, paper.count, paper.required, paper.bring_original, paper.when, paper.cases)


def _amounts(say: Say, old: Definition, new: Definition) -> list[Markup]:
    before = {fee.id: _price(fee) for fee in old.fees}
    return [
        say(_("Đổi mức: %(name)s"), name=(fee.name,))
        for fee in new.fees
        if fee.id in before and before[fee.id] != _price(fee)
    ]


def _price(fee: FeeRule) -> tuple[object, ...]:
    return (
        fee.amount,
        fee.by_channel,
        fee.when,
        fee.cases,
        fee.exempt,
        fee.reduced,
        fee.starts_on,
        fee.ends_on,
    )
