"""The journal that nobody can back-date: the published heads of its days, and the proof of one's own dossier."""

import tempfile
from datetime import date

from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.views.decorators.http import require_safe

from dossiers import proving
from dossiers.citizen.files import own_file
from dossiers.models import Dossier
from portal.documents.answers import disposition


@require_safe
def days(request: HttpRequest) -> HttpResponse:
    """The published days, newest first."""
    before = _day(request.GET.get("truoc", "")) if request.GET.get("truoc") else None
    heads = list(proving.heads_before(before)[: proving.PAGE + 1])
    more = heads[proving.PAGE - 1].day if len(heads) > proving.PAGE else None
    context = {"rows": proving.with_seals(heads[: proving.PAGE]), "more": more}
    return render(request, "dossiers/public/journal.html", context)


@require_safe
def day(request: HttpRequest, day: str) -> HttpResponseBase:
    """Everything published about one day, as JSON; hashes only, nothing of anybody."""
    head = proving.heads_before(None).filter(day=_day(day)).first()
    if head is None:
        raise Http404("day")
    answer = StreamingHttpResponse(proving.day_file(head), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = disposition(f"nhat-ky-{day}.json")
    return answer


@require_safe
@own_file
def proof(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The proof of one's own dossier, to be checked without us."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 (closed by the answer)
    proving.write_proof(dossier, target)
    target.seek(0)
    answer = FileResponse(target, content_type="application/zip")
    answer["Content-Disposition"] = disposition(f"chung-cu-{dossier.shown_code}.zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404("day") from error
