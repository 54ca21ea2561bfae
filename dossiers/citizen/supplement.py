"""C11: mend what was asked for and nothing else, with the officer's words beside each."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dossiers import attachments, declared
from dossiers.citizen import held, words
from dossiers.citizen.paper_pages import PaperView, act, paper_view, take_files, told
from dossiers.citizen.sent import own_sent
from dossiers.models import Delivery, Dossier, ItemPage, SupplementRequest
from dossiers.services import papers
from dossiers.services import supplement as verbs
from dossiers.states import State
from portal.web.refusals import StepRefused
from procedures import eform, speaking
from procedures.definition import Page
from procedures.eform import view


@dataclass(frozen=True)
class Asked:
    """One thing that was asked for: a paper or a question, the note beside it, whether it is mended."""

    id: str
    title: str
    note: str
    paper: PaperView | None = None
    field: Any = None
    mended: bool = False
    accepted: str = ""


@require_http_methods(["GET", "POST"])
@own_sent
def supplement(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """One form: files are kept as soon as they come, answers with “Gửi phần đã sửa”; until then every button
    shows the page again with what was typed."""
    asked = dossier.supplements.filter(answered_at=None, closed_at=None).first()
    if dossier.state != State.SUPPLEMENT_REQUIRED or asked is None:
        return redirect("citizen:dossier", code=dossier.shown_code)
    problems: dict[str, str] = {}
    file_problems: list[tuple[str, str]] = []
    typed = dict(dossier.answers)
    refusal = ""
    if request.method == "POST":
        added, file_problems = _take(request, dossier, asked)
        if held.wants_json(request):
            return told(added, file_problems)
        typed, problems = _answers(request, dossier, asked)
        if "gui" not in request.POST:
            problems, refusal = {}, _use_tool(request, dossier)
        elif not file_problems and not problems:
            try:
                refusal = _send(request, dossier, asked, typed)
            except verbs.NotSigned:
                return redirect("citizen:sign_again", code=dossier.shown_code)
            if not refusal:
                return redirect("citizen:dossier", code=dossier.shown_code)
    things = _things(dossier, asked, typed, problems)
    context = {
        "dossier": dossier,
        "called": words.called(dossier),
        "asked": asked,
        "things": things,
        "summary": view.summary([thing.field for thing in things if thing.field], problems),
        "left": words.left(dossier, asked.due_at),
        "problems": problems,
        "file_problems": file_problems,
        "refusal": refusal,
        "to_sign": declared.asks_signature(dossier),
    }
    status = 422 if problems or file_problems or refusal else 200
    return render(request, "dossiers/citizen/supplement.html", context, status=status)


def _take(
    request: HttpRequest, dossier: Dossier, asked: SupplementRequest
) -> tuple[list[ItemPage], list[tuple[str, str]]]:
    """Files that came with the form, for each paper that was asked for; from the script for the one it names."""
    only = request.POST.get("giay", "")
    added: list[ItemPage] = []
    problems: list[tuple[str, str]] = []
    for item in asked.flagged:
        spec = papers.asked_by_name(dossier, item["id"]) if item["kind"] == "paper" else None
        if spec is not None and only in ("", spec.id):
            pages, refused = take_files(request, dossier, spec, f"tep-{spec.id}")
            added, problems = [*added, *pages], [*problems, *refused]
    return added, problems


def _use_tool(request: HttpRequest, dossier: Dossier) -> str:
    """A tool under a page, if one was pressed; why it could not be used."""
    if "viec" not in request.POST:
        return ""
    try:
        act(request, dossier)
    except StepRefused as refusal:
        return str(refusal)
    return ""


def _questions(dossier: Dossier, asked: SupplementRequest) -> Page | None:
    """The flagged questions as one page of their own."""
    version = speaking.told(dossier.version)
    ids = [item["id"] for item in asked.flagged if item["kind"] == "question"]
    questions = tuple(question for key in ids if (question := version.question(key)) is not None)
    return Page("bo_sung", "", _("Sửa câu trả lời"), questions) if questions else None


def _answers(
    request: HttpRequest, dossier: Dossier, asked: SupplementRequest
) -> tuple[dict[str, Any], dict[str, str]]:
    """What was typed for the flagged questions, and what is wrong with it."""
    page = _questions(dossier, asked)
    if page is None:
        return dict(dossier.answers), {}
    typed = eform.read_page(page, request.POST, dossier.answers)
    ids = {question.id for question in page.questions}
    problems = eform.problems(speaking.told(dossier.version), typed)
    return typed, {key: text for key, text in problems.items() if key.split("-")[0] in ids}


def _send(request: HttpRequest, dossier: Dossier, asked: SupplementRequest, typed: dict[str, Any]) -> str:
    """Keeps the new answers and sends the whole. The reason when that may not be. Raises NotSigned."""
    user, page = held.person(request), _questions(dossier, asked)
    try:
        if page is not None:
            keys = {question.id for question in page.questions}
            verbs.mend_answers(dossier=dossier, user=user, answers={key: typed.get(key) for key in keys})
        verbs.supply(dossier=dossier, user=user)
    except verbs.NotSigned:
        raise
    except StepRefused as error:
        return str(error)
    return ""


def _things(
    dossier: Dossier, asked: SupplementRequest, typed: dict[str, Any], problems: dict[str, str]
) -> list[Asked]:
    version = speaking.told(dossier.version)
    items = {item.paper_id: item for item in dossier.items.all()}
    page = _questions(dossier, asked)
    fields = {}
    if page is not None:
        fields = {field.id: field for field in view.fields(version, page, typed, problems)}
    things = []
    for item in asked.flagged:
        spec = papers.asked_by_name(dossier, item["id"]) if item["kind"] == "paper" else None
        shown = paper_view(dossier, spec, items.get(spec.id)) if spec else None
        fresh = shown is not None and (
            any(sheet.page.added_at >= asked.requested_at for sheet in shown.sheets)
            or (shown.item is not None and shown.item.delivery == Delivery.COUNTER)
        )
        mended = fresh or item["id"] in asked.mended
        accepted = attachments.wanted(spec) if spec else ""
        field = fields.get(item["id"])
        things.append(Asked(item["id"], item["title"], item["note"], shown, field, mended, accepted))
    return things
