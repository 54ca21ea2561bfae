"""What was sent is changed or added to by its applicant, until the desk takes it in (NĐ 45/2020 Đ12, DL-12)."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_noop as N_
from django.views.decorators.http import require_http_methods

from dossiers import attachments
from dossiers.citizen import held, words
from dossiers.citizen.paper_pages import MOST_AT_ONCE
from dossiers.citizen.sent import own_sent
from dossiers.judged import facts_of
from dossiers.models import Dossier
from dossiers.services import amending
from dossiers.services.amending import Added
from portal.documents import uploads
from portal.web.refusals import StepRefused
from procedures import eform, speaking
from procedures.eform import view


@require_http_methods(["GET", "POST"])
@own_sent
def amend(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """One part of the form at a time (`trang`) and every paper; what is typed stays there when it is refused."""
    user = held.person(request)
    told, typed = speaking.told(dossier.version), dict(dossier.answers)
    pages = [page for page in eform.pages_asked(told, typed, facts_of(dossier)) if page.questions]
    if amending.why_not_amend(user, dossier) or not pages:
        return redirect("citizen:dossier", code=dossier.shown_code)
    wanted = request.POST.get("trang") or request.GET.get("trang")
    chosen = next((page for page in pages if page.id == wanted), pages[0])
    problems: dict[str, str] = {}
    files: list[tuple[str, str]] = []
    refusal = ""
    if request.method == "POST":
        typed = dict(eform.read_page(chosen, request.POST, typed))
        problems = dict(eform.problems(told, typed, facts_of(dossier)))
        added, files = _received(request, dossier)
        if not problems and not files and "gui" in request.POST:
            try:
                seen = request.POST.get("ban", "")
                amending.amend(
                    dossier=dossier, user=user, answers=typed, added=added,
                    seen=int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None,
                )  # fmt: skip
                return redirect("citizen:dossier", code=dossier.shown_code)
            except StepRefused as refused:
                refusal = str(refused)
    papers = eform.papers_asked(told, dossier.answers, facts_of(dossier))
    context: dict[str, Any] = {
        "dossier": dossier,
        "called": words.called(dossier),
        "pages": pages,
        "chosen": chosen,
        "fields": view.fields(told, chosen, typed, problems),
        "papers": papers,
        "accepted": attachments.wanted_of(papers),
        "problems": problems,
        "file_problems": files,
        "refusal": refusal,
        "until": dossier.next_due_at,
    }
    context["summary"] = view.summary(context["fields"], problems)
    if problems and not context["summary"]:
        context["refusal"] = N_(
            "Sửa như vậy thì phần khác phải khai thêm. Rút hồ sơ rồi nộp lại để khai lại."
        )
    return render(
        request, "dossiers/citizen/amend.html", context, status=422 if problems or files or refusal else 200
    )


def _received(request: HttpRequest, dossier: Dossier) -> tuple[list[Added], list[tuple[str, str]]]:
    """Files that came with the form, and for each one that was not taken (its name, why)."""
    added: list[Added] = []
    problems: list[tuple[str, str]] = []
    for spec in eform.papers_asked(speaking.told(dossier.version), dossier.answers, facts_of(dossier)):
        for file in request.FILES.getlist(f"tep-{spec.id}")[:MOST_AT_ONCE]:
            name = file.name or ""
            try:
                stored = uploads.receive(held.person(request), f"{dossier.reference}:{spec.id}", file).stored
                assert stored is not None
                added.append(Added(spec.id, stored, name))
            except StepRefused as refusal:
                problems.append((name, str(refusal)))
    return added, problems
