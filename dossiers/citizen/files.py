"""Files of one's own dossier: pages, bound papers, slips, the result. Numbers count only inside the dossier."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase
from django.views.decorators.http import require_safe

from dossiers import queries
from dossiers.citizen import held
from dossiers.citizen.dossier import may_download, result_of
from dossiers.citizen.paper_pages import page_of
from dossiers.models import Dossier
from portal.documents import answers

THUMBNAIL = 240


def own_file(view: Any) -> Any:
    """One's own dossier, sent or still a draft; anything else is a 404."""

    def opened(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, queries.for_applicant(held.person(request), code), *args, **kwargs)

    return held.signed_in(opened)


@require_safe
@own_file
def page(request: HttpRequest, dossier: Dossier, number: int) -> HttpResponseBase:
    """One uploaded page: the file itself, or with ?rong= a picture of it."""
    found = page_of(dossier, str(number))
    width = request.GET.get("rong", "")
    if width.isascii() and width.isdigit() and len(width) < 5:
        sheet = request.GET.get("trang", "1")
        at = int(sheet) if sheet.isascii() and sheet.isdigit() and len(sheet) < 5 else 1
        return answers.picture(request, found.file, at, int(width), found.rotation)
    return answers.serve(request, found.file, found.name, inline="xem" in request.GET)


@require_safe
@own_file
def paper(request: HttpRequest, dossier: Dossier, paper_id: str) -> HttpResponseBase:
    """All pages of one paper as one PDF."""
    item = dossier.items.select_related("pdf").filter(paper_id=paper_id).first()
    if item is None or item.pdf is None:
        raise Http404("paper")
    return answers.serve(request, item.pdf, f"{item.title}.pdf", inline="xem" in request.GET)


@require_safe
@own_file
def slip(request: HttpRequest, dossier: Dossier, number: int) -> HttpResponseBase:
    """A statutory slip (M01 to M05)."""
    found = dossier.slips.select_related("file").filter(pk=number).first()
    if found is None or found.file is None:
        raise Http404("slip")
    name = f"{found.get_kind_display()} {dossier.shown_code}.pdf"
    return answers.serve(request, found.file, name, inline="xem" in request.GET)


@require_safe
@own_file
def result(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The result, once it has been returned."""
    found = result_of(dossier)
    if found is None or found.file is None or not may_download(dossier, found):
        raise Http404("result")
    return answers.serve(
        request, found.file, f"{found.title} {dossier.shown_code}.pdf", inline="xem" in request.GET
    )
