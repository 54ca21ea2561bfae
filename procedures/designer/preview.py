"""A draft's form as the citizen will meet it, drawn by the very code of the wizard; nothing is kept.

The answers travel with the page itself, so that conditions can be tried out."""

import json
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_safe

from portal.calendars.now import now
from portal.documents import drawing
from portal.documents.answers import disposition
from portal.web.show import local
from procedures import eform, printed
from procedures.definition import Definition, DefinitionError, Page, parse
from procedures.definition.shapes import Document, ResultField
from procedures.designer import outline
from procedures.designer.doors import version_for
from procedures.designer.frame import frame
from procedures.designer.question_form import QuestionForm
from procedures.eform import view
from procedures.models import ProcedureVersion
from procedures.samples import sample_answers

MOST_ANSWERS = 100_000
_ROUNDS = 4


@dataclass(frozen=True)
class Tryable:
    """What of a draft can be drawn: the definition, and what had to be left out because of its faults."""

    told: Definition | None
    faults: list[tuple[str, str]]


def tryable(document: Document, result: dict[str, Any] | None = None) -> Tryable:
    """The form of a draft as a definition of its own, whatever the state of fees, steps and the rest. Questions
    that cannot be read are left out and told. `result`: the result to be looked at with it."""
    kept = document.get("form")
    form: dict[str, Any] = deepcopy(kept) if isinstance(kept, dict) else {}
    draft: dict[str, Any] = {"form": form}
    for _ in outline.spots(draft):  # leaves out what is no page and no question
        pass
    form = draft["form"]
    faults: list[tuple[str, str]] = []
    for _ in range(_ROUNDS):
        try:
            return Tryable(parse(_frame(document, form, result)), faults)
        except DefinitionError as error:
            faults += error.problems
            if not (_without_words(result, error.problems) or _without(form, error.problems)):
                break
    return Tryable(None, faults)


def with_parts(document: Document, *keys: str) -> Definition | None:
    """The form of a draft with these parts of it, whatever is missing elsewhere; None where they cannot be read."""
    parts = {key: document[key] for key in keys if document.get(key)}
    try:
        return parse(_frame(document, document.get("form"), None) | parts)
    except (DefinitionError, TypeError, AttributeError):
        return None


def _without_words(result: dict[str, Any] | None, problems: list[tuple[str, str]]) -> bool:
    """Leaves out the words of the result, then the result, when faults speak of them."""
    if not result or not any(path.startswith("result") for path, _ in problems):
        return False
    if "layout" in result and any(path.startswith("result.layout") for path, _ in problems):
        del result["layout"]
    else:
        result.clear()
    return True


def _frame(document: Document, form: Any, result: dict[str, Any] | None) -> dict[str, Any]:
    """A document around the form that has nothing else to be wrong."""
    head: dict[str, Any] = {"code": "0.000000/XEM", "title": "Tờ khai"} | {
        key: value for key, value in form.items() if isinstance(value, str) and value
    }
    if "layout" in form:
        head["layout"] = form["layout"]
    return {
        "schema": 1,
        "code": "0.000000",
        "name": str(document.get("name") or "Thủ tục")[:500],
        "field": {"code": "XEM", "name": "Xem thử"},
        "summary": "Xem thử.",
        "level": "both",
        "online": "full",
        "competence": {"kind": "department", "specialty": "office"},
        "legal": _laws(document) or [{"number": "Xem thử"}],
        "result": {**(result or {}), "name": str((result or {}).get("name") or "Kết quả")},
        "limits": {"processing": {"value": 1, "unit": "working_day"}},
        "form": {**head, "pages": [page for page in form.get("pages") or [] if page.get("questions")]},
        "steps": [_STEP],
        "retention": 5,
    }


_STEP = {"id": "xem", "name": "Xem", "kind": "issue", "agency": "competent", "duty": "clerk", "minutes": 1}


def _laws(document: Document) -> list[dict[str, str]]:
    told = document.get("legal")
    numbers = [one.get("number") for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    return [{"number": number} for number in numbers if isinstance(number, str) and number.strip()]


def _without(form: dict[str, Any], problems: list[tuple[str, str]]) -> bool:
    """Leaves out the parts that the faults speak of; whether anything was left out."""
    paths = [path for path, _ in problems]
    found = False
    if "layout" in form and any(path.startswith("form.layout") for path in paths):
        del form["layout"]
        found = True
    for page in [page for page in form.get("pages") or [] if isinstance(page, dict)]:
        here = f"form.pages[{page.get('id')}]"
        if any(path.startswith(f"{here}.when") for path in paths):
            page.pop("when", None)
            found = True
        for question in [q for q in page.get("questions") or [] if isinstance(q, dict)]:
            if any(path.startswith(f"{here}.questions[{question.get('id')}]") for path in paths):
                page["questions"].remove(question)
                found = True
    return found


WAYS = [
    ("dien-thoai", "Điện thoại"),
    ("may-tinh", "Máy tính"),
    ("khong-script", "Không JavaScript"),
    ("to-khai", "Tờ khai in"),
]


@require_safe
def whole(request: HttpRequest, pk: int) -> HttpResponse:
    """The form to go through from its first page: on a phone, on a desk, without JavaScript, on paper."""
    version = version_for(request, pk)
    way = request.GET.get("man", "")
    context = {
        **frame(request, version, "designer_form"),
        "ways": WAYS,
        "way": way if way in dict(WAYS) else WAYS[0][0],
        "why_words": "Điền thử được, điều kiện chạy thật. Không có gì được lưu.",
    }
    return render(request, "procedures/designer/preview.html", context)


@require_http_methods(["GET", "POST"])
@xframe_options_sameorigin
def try_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One page of the form, to be filled in: sent to itself, it goes on as the wizard does."""
    version = version_for(request, pk)
    found = tryable(version.definition)
    answers = _answers(request.POST)
    return _drawn(request, version, found, request.POST.get("trang") or request.GET.get("trang", ""), answers)


@require_http_methods(["POST"])
@xframe_options_sameorigin
def try_question(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the question that is being edited, with what is typed and not yet saved."""
    version = version_for(request, pk)
    document = deepcopy(version.definition)
    spot = outline.find(document, request.POST.get("cau", ""))
    form = QuestionForm(document, spot, request.POST)
    page = str(spot.page.get("id"))
    spot.among[spot.at] = form.question
    found = tryable(document)
    told = Tryable(found.told, [*form.errors, *found.faults])
    return _drawn(request, version, told, page, {}, fresh=True)


def _drawn(
    request: HttpRequest,
    version: ProcedureVersion,
    found: Tryable,
    wanted: str,
    answers: dict[str, Any],
    *,
    fresh: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "version": version,
        "page": None,
        "faults": found.faults,
        "script": request.GET.get("js") != "0",
    }
    if found.told is not None:
        told = found.told
        page = told.page(wanted) or told.form.pages[0]
        posted = request.method == "POST" and not fresh
        context |= _turned(request.POST if posted else None, told, page, answers)
    return render(request, "procedures/designer/preview_page.html", context)


def _turned(post: QueryDict | None, told: Definition, page: Page, answers: dict[str, Any]) -> dict[str, Any]:
    """Reads the page as the wizard does and shows it again, or the next one."""
    problems: dict[str, str] = {}
    if post is not None:
        answers = eform.read_page(page, post, answers)
        if "quay-lai" in post:
            page = _beside(told, page, answers, -1)
        elif not eform.stays(post):
            problems = eform.page_problems(told, page, answers)
            if not problems and not view.unseen(told, page, post, answers):
                page = _beside(told, page, answers, 1)
    fields = view.fields(told, page, answers, problems)
    values = {key: value for key, value in eform.effective(told, answers).items() if _computed(told, key)}
    return {
        "page": page,
        "fields": fields,
        "seen": view.seen(fields),
        "summary": view.summary(fields, problems),
        "answers": json.dumps(answers, ensure_ascii=False),
        "computed": [(told.by_id[key].label, eform.text_of(told.by_id[key], values)) for key in values],
        "officers": [question.label for question in page.questions if question.officer_only],
    }


def _computed(told: Definition, key: str) -> bool:
    question = told.question(key)
    return question is not None and question.kind == "computed"


def _beside(told: Definition, page: Page, answers: dict[str, Any], by: int) -> Page:
    """The next or previous page that these answers ask for; at an end the same one."""
    order = {one.id: number for number, one in enumerate(told.form.pages)}
    asked = eform.pages_asked(told, answers)
    ahead = [one for one in asked if (order[one.id] - order[page.id]) * by > 0]
    return (ahead[0] if by > 0 else ahead[-1]) if ahead else page


def _answers(post: QueryDict) -> dict[str, Any]:
    """The answers that the page carried along; anything odd is nothing."""
    text = post.get("tra-loi", "")
    if not text or len(text) > MOST_ANSWERS:
        return {}
    try:
        kept = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return kept if isinstance(kept, dict) else {}


@require_safe
@xframe_options_sameorigin
def declaration(request: HttpRequest, pk: int) -> HttpResponse:
    """The printed declaration with invented answers, drawn by the template of real ones (QN-16.3)."""
    version = version_for(request, pk)
    found = tryable(version.definition)
    if found.told is None:
        return render(
            request,
            "procedures/designer/preview_page.html",
            {"version": version, "faults": found.faults, "page": None, "script": False},
        )
    pdf = paper(found.told, version.definition)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = disposition(f"{version.procedure.code}-to-khai-thu.pdf", inline=True)
    answer["Cache-Control"] = "private, no-store"
    return answer


def paper(told: Definition, document: Document) -> bytes:
    """The declaration of a draft with invented answers: in its layout, or the plain one while it has none."""
    answers, names = _invented(told), _paper_names(document)
    today = local(now()).date()
    facts: dict[str, Any] = {"title": told.form.title, "form_code": told.form.code}
    if told.form.layout is not None:
        around = printed.Around("Cơ quan giải quyết", "……", drawing.spelled_day(today), papers=tuple(names))
        return drawing.draw("letters/printed_form.html", facts | printed.facts(told, answers, around))
    facts |= {
        "procedure_name": told.name,
        "addressee": "Cơ quan giải quyết",
        "sections": printed.sections(eform.shown(told, answers, official=True)),
        "papers": names,
        "issued_on": today,
        "submitter_name": "Người khai",
        "place_name": "……",
    }
    return drawing.draw("letters/declaration.html", facts)


_EXAMPLES = {
    "number": 12,
    "money": 1_500_000,
    "long_text": "Nội dung do người thụ lý ghi, có thể dài vài dòng trên bản in.",
}


def result_paper(told: Definition) -> bytes:
    """The result of a draft with an invented dossier: in its own words, or in the page that it names."""
    answers, today = _invented(told), local(now()).date()
    fields = {one.id: _example(one, told, answers, today) for one in told.result.fields}
    around = printed.Around(
        "Ủy ban nhân dân phường Mẫu", "Phường Mẫu", declarant="Nguyễn Văn Mẫu", code="H49.12-261120-0001"
    )
    named = told.result.template
    letter = (
        "worded_result" if told.result.layout else "generic_result" if named in ("", "generic") else named
    )
    facts = {
        "title": told.result.name, "procedure_name": told.name, "agency_name": around.agency, "is_draft": True,
        "superior_name": "Ủy ban nhân dân tỉnh Mẫu", "place_name": around.place, "issued_on": today.isoformat(),
        "number": "12/2026/KQ", "owner_name": around.declarant, "code": around.code, "fields": fields,
        "rows": [[one.label, fields[one.id]] for one in told.result.fields if one.source != "computed"],
        "answers": answers, "sections": eform.shown(told, answers), "legal": [law.number for law in told.legal],
        "blocks": printed.words(told, answers, fields, around), "signer_name": "Trần Văn Mẫu",
        "signer_title": "Chủ tịch", "qr_text": around.code, "verify_url": "https://cong.example/xac-minh/mau/",
    }  # fmt: skip
    return drawing.draw(f"letters/{letter}.html", facts)


def _example(wanted: ResultField, told: Definition, answers: dict[str, Any], today: date) -> Any:
    if wanted.source.startswith("answers."):
        key = wanted.source.removeprefix("answers.")
        question = told.question(key)
        if question is not None and wanted.kind != "date":
            return eform.text_of(question, answers)
        return answers.get(key, today.isoformat())
    return today.isoformat() if wanted.kind == "date" else _EXAMPLES.get(wanted.kind, f"{wanted.label} (mẫu)")


def _paper_names(document: Document) -> list[str]:
    return [str(one.get("name", "")) for one in document.get("papers") or [] if isinstance(one, dict)]


def _invented(told: Definition) -> dict[str, Any]:
    """Answers of nobody; none where the form is still too odd to be filled."""
    try:
        return sample_answers(told, seed=7, commune="06673")
    except (ValueError, KeyError, IndexError):
        return {}
