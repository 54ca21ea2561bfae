"""What only officers answer, on a page of its own."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers.officer.bench import Bench, seen
from dossiers.permissions import why_not_fill_office_part
from dossiers.services.office_part import fill_office_part, office_page
from portal.web.refusals import StepRefused
from procedures import eform
from procedures.definition import Page
from procedures.eform import view
from procedures.queries import definition


@require_http_methods(["GET", "POST"])
def fill(request: HttpRequest, code: str) -> HttpResponse:
    """Shows the officers' questions of this dossier and keeps the answers; wrong ones are told, none is lost."""
    bench = Bench(request, code, "dossier")
    page = office_page(bench.dossier)
    if page is None:
        raise Http404("office part")
    refusal = why_not_fill_office_part(bench.officer, bench.dossier)
    if request.method == "GET":
        bench.log("Xem phần cán bộ ghi", "Tiếp nhận, giải quyết")
        return _show(bench, page, bench.dossier.answers, {}, refusal)
    facts = eform.at_desk(bench.dossier.channel)
    typed = eform.read_page(page, request.POST, bench.dossier.answers, facts)
    if eform.stays(request.POST):
        return _show(bench, page, typed, {}, refusal)
    own = {question.id for question in page.questions}
    problems = eform.problems(definition(bench.dossier.version), typed, facts)
    problems = {key: text for key, text in problems.items() if key.partition("-")[0] in own}
    if not problems:
        try:
            fill_office_part(dossier=bench.dossier, officer=bench.officer, answers=typed, seen=seen(request))
        except StepRefused as error:
            refusal = str(error)
        else:
            messages.success(request, "Đã ghi phần của cán bộ.")
            return redirect(bench.href("dossier"))
    return _show(bench, page, typed, problems, refusal)


def _show(
    bench: Bench, page: Page, answers: dict[str, Any], problems: dict[str, str], refusal: str
) -> HttpResponse:
    facts = eform.at_desk(bench.dossier.channel)
    fields = view.fields(definition(bench.dossier.version), page, answers, problems, facts)
    context = bench.context(
        fields=fields, summary=view.summary(fields, problems), refusal=refusal, problems=problems
    )
    status = 422 if problems or (refusal and bench.request.method == "POST") else 200
    return render(bench.request, "dossiers/officer/office_part.html", context, status=status)
