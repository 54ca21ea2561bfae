"""C4 and C5: one page of questions at a time, kept at every turn; the task list of long forms."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dossiers import queries
from dossiers.citizen import held, windows
from dossiers.citizen.journey import Journey, items_by_paper, journey, status
from dossiers.models import Dossier
from dossiers.services import drafts
from dossiers.states import State
from portal.calendars.now import now
from portal.web.show import clock
from procedures import eform, speaking
from procedures.definition import Page
from procedures.eform import view

CHECK = "kiem-tra"


class Elsewhere(Exception):
    """The draft is no longer to be worked on here; the answer says where to go."""

    def __init__(self, response: HttpResponse) -> None:
        self.response = response


def draft(request: HttpRequest, ref: str) -> Dossier:
    """The person's own draft. Raises Elsewhere when it was sent, or on reading, when its form has changed."""
    dossier = queries.for_applicant(held.person(request), ref)
    if dossier.state != State.DRAFT:
        raise Elsewhere(redirect("citizen:sent", code=dossier.shown_code))
    if request.method == "GET":
        follow_version(dossier)
    return dossier


def follow_version(dossier: Dossier) -> None:
    """A draft stays on the version in force; who meets a new one is shown what changed."""
    before = dossier.version.number
    if drafts.move_to_newest(dossier=dossier):
        raise Elsewhere(redirect("citizen:changes", ref=dossier.reference, number=before))


def own_draft(view_function: held.View) -> held.View:
    """Signed in, one's own draft, still a draft: the view gets it instead of its reference."""

    def opened(request: HttpRequest, ref: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            dossier = draft(request, ref)
        except Elsewhere as elsewhere:
            if held.wants_json(request):
                return JsonResponse({"moved": True}, status=409)
            return elsewhere.response
        return view_function(request, dossier, *args, **kwargs)

    return held.signed_in(opened)


@require_safe
@own_draft
def resume(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """To the task list of a long form that was begun, else to the first page that is not done."""
    way = journey(dossier)
    begun = dossier.touched_at > dossier.created_at
    if way.is_long and begun:
        return redirect("citizen:tasks", ref=dossier.reference)
    problems = eform.problems(way.told, dossier.answers)
    items = items_by_paper(dossier)
    for stop in way.stops:
        if stop.kind == "check" or status(stop, way, items, problems) in ("todo", "doing"):
            return redirect(stop.url)
    return redirect(way.stops[-1].url)


@require_safe
@own_draft
def tasks(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """C5: what is done and what is left, by section."""
    way = journey(dossier)
    problems = eform.problems(way.told, dossier.answers)
    items = items_by_paper(dossier)
    rows = [(stop, status(stop, way, items, problems)) for stop in way.stops]
    sections: dict[str, list[tuple[Any, str]]] = {}
    for stop, state in rows:
        sections.setdefault(stop.section, []).append((stop, state))
    counted = [state for stop, state in rows if stop.kind != "check"]
    done = sum(state in ("done", "optional") for state in counted)
    context = {
        "dossier": dossier,
        "sections": sections,
        "done": done,
        "total": len(counted),
        "next_url": next((stop.url for stop, state in rows if state in ("todo", "doing")), way.stops[-1].url),
    }
    return render(request, "dossiers/citizen/tasks.html", context)


@require_http_methods(["GET", "POST"])
@own_draft
def page(request: HttpRequest, dossier: Dossier, step: str) -> HttpResponse:
    """One page of the form. Whatever was typed is kept first; only then is it judged."""
    told = speaking.told(dossier.version)
    shown = told.page(step)
    if shown is None:
        return redirect("citizen:resume", ref=dossier.reference)
    if request.method == "POST":
        dispute = keep(dossier, shown, request.POST)
        if dispute:
            return _show(request, dossier, shown, {}, dispute=dispute)
        if "de-sau" in request.POST:
            return redirect("citizen:later", ref=dossier.reference)
        if eform.stays(request.POST):
            return redirect(f"{request.path}{tail(request)}")
        problems = eform.page_problems(told, shown, dossier.answers)
        if not problems and view.unseen(told, shown, request.POST, dossier.answers):
            return redirect(f"{request.path}{tail(request)}")
        if not problems:
            return _onwards(request, journey(dossier), shown)
        return _show(request, dossier, shown, problems)
    back = held.take(request)
    dispute = None if back is None else keep(dossier, shown, back)
    return _show(request, dossier, shown, {}, came_back=back is not None, dispute=dispute)


@require_POST
@own_draft
def autosave(request: HttpRequest, dossier: Dossier, step: str) -> HttpResponse:
    """What a page holds right now, wrong or right; says when it was kept, or that another window was quicker."""
    shown = speaking.told(dossier.version).page(step)
    if shown is not None and keep(dossier, shown, request.POST):
        return JsonResponse({"elsewhere": True}, status=412)
    return JsonResponse({"saved": clock(now())})


@require_safe
@own_draft
def later(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """“Để sau”: kept until when, and how to come back."""
    return render(request, "dossiers/citizen/later.html", {"dossier": dossier})


@require_http_methods(["GET", "POST"])
@own_draft
def discard(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Throws the draft away after one question."""
    if request.method == "POST":
        drafts.discard(dossier=dossier)
        return redirect("citizen:mine")
    context = {"dossier": dossier, "items": items_by_paper(dossier)}
    return render(request, "dossiers/citizen/discard.html", context)


def keep(dossier: Dossier, shown: Page, post: Mapping[str, Any]) -> windows.Dispute | None:
    """Saves what this page carries; the other pages' answers are left to whoever saves them.

    Where another window saved otherwise, nothing is saved; the dossier in hand bears what was typed here."""
    read = eform.read_page(shown, post, dossier.answers)
    keys = windows.keys_of(shown)
    window = windows.posted_from(post)
    changed = {key: read.get(key) for key in keys if read.get(key) != dossier.answers.get(key)}
    changed, disputed = windows.settle(window, dossier, shown, changed)
    if disputed:
        dispute = windows.Dispute(disputed, dossier.answers)
        dossier.answers = dossier.answers | changed
        return dispute
    if changed:
        windows.sign(window, dossier, shown, changed)
        told = speaking.told(dossier.version)
        changed |= eform.carried(told, dossier.answers | changed, drafts.known_of(dossier), shown)
        drafts.save_answers(dossier=dossier, answers=changed)
    return None


def _onwards(request: HttpRequest, way: Journey, shown: Page) -> HttpResponse:
    """The next page, or straight back to the check page for who came from there."""
    if request.POST.get("ve") == CHECK:
        return redirect("citizen:check", ref=way.dossier.reference)
    return redirect(way.onwards("page", shown.id).url)


def tail(request: HttpRequest) -> str:
    """Whoever came from the check page still goes back there."""
    return f"?ve={CHECK}" if request.POST.get("ve") == CHECK else ""


def _show(
    request: HttpRequest,
    dossier: Dossier,
    shown: Page,
    problems: dict[str, str],
    *,
    came_back: bool = False,
    dispute: windows.Dispute | None = None,
) -> HttpResponse:
    """With a dispute, what was typed stands in the boxes and what another window saved is told above them."""
    way = journey(dossier)
    to_check = CHECK in (request.GET.get("ve"), request.POST.get("ve"))
    fields = view.fields(way.told, shown, dossier.answers, problems)
    saved = dispute.saved if dispute else dossier.answers
    context = {
        "dossier": dossier,
        "way": way,
        "page": shown,
        "fields": fields,
        "seen": view.seen(fields),
        "summary": view.summary(fields, problems),
        "problems": problems,
        "doors": way.doors("page", shown.id),
        "back": f"/nop/{dossier.reference}/{CHECK}/" if to_check else way.before("page", shown.id),
        "to_check": to_check,
        "came_back": came_back,
        "disputed": _told_of(dispute, shown) if dispute else [],
        "shown_with": windows.mark(shown, saved, windows.posted_from(request.POST).name),
    }
    return render(request, "dossiers/citizen/page.html", context)


def _told_of(dispute: windows.Dispute, shown: Page) -> list[tuple[str, str]]:
    """(question, what another window saved for it, in words)."""
    return [
        (question.label, eform.text_of(question, dispute.saved))
        for question in shown.questions
        if dispute.keys & {question.id, question.other_id}
    ]
