"""C9: sent. The reference with its QR, what was received, what happens next and by when; to print, to keep."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from dossiers import clock, declaration, queries
from dossiers.citizen import held, words
from dossiers.citizen.ics import calendar_file
from dossiers.models import Dossier, DossierItem
from dossiers.states import State
from portal.documents import qr
from portal.documents.answers import disposition
from portal.web.show import moment
from procedures import speaking

_PDF = "application/pdf"


def own_sent(view: held.View) -> held.View:
    """Signed in and one's own sent dossier; a draft goes back to the wizard, an officer's nobody here knows."""

    def opened(request: HttpRequest, code: str, *args: Any, **kwargs: Any) -> HttpResponseBase:
        dossier = queries.for_applicant(held.person(request), code)
        if dossier.state == State.DRAFT:
            return redirect("citizen:resume", ref=dossier.reference)
        return view(request, dossier, *args, **kwargs)

    return held.signed_in(opened)


@require_safe
@own_sent
def sent(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Stays good as a bookmark; once the desk has answered, the dossier's own page says more."""
    items = queries.items_with_pages(dossier)
    context = {
        "dossier": dossier,
        "called": words.called(dossier),
        "office": words.desk(dossier),
        "received": received(items),
        "spaced": words.spaced(dossier),
        "code_is_final": dossier.code is not None,
        "qr": Markup(qr.svg(f"{settings.SITE_URL}/tra-cuu/?ma={dossier.shown_code}")),  # noqa: S704
        "result": speaking.told(dossier.version).result.name,
        "limit": clock.limit_told(dossier),
    }
    return render(request, "dossiers/citizen/sent.html", context)


def received(items: list[DossierItem]) -> list[tuple[DossierItem, int, int]]:
    """(paper, its pages, its bytes) for everything handed in (rule R5)."""
    rows = []
    for item in items:
        pages = list(item.pages.all())
        if pages or item.delivery == "counter":
            count = sum(page.file.pages for page in pages)
            rows.append((item, count, sum(page.file.size for page in pages)))
    return rows


@require_safe
@own_sent
def declaration_pdf(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """What was declared, as paper: the form with its answers and the papers received; 404 once it was destroyed."""
    if not dossier.answers:
        raise Http404("declaration")
    answer = HttpResponse(declaration.draw(dossier), content_type=_PDF)
    answer["Content-Disposition"] = disposition(f"To-khai-{dossier.shown_code}.pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@own_sent
def calendar(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """The next moment that matters to the applicant, for the calendar of a phone."""
    at = dossier.due_at or dossier.next_due_at
    if at is None:
        return redirect("citizen:dossier", code=dossier.shown_code)
    what = _("Hẹn trả kết quả") if dossier.due_at else _("Quầy trả lời hồ sơ")
    body = calendar_file(
        uid=dossier.reference,
        at=at,
        title=f"{what}: {words.called(dossier)}",
        text=_("Mã hồ sơ %(code)s. Trước %(moment)s. Xem %(link)s")
        % {
            "code": dossier.shown_code,
            "moment": moment(at),
            "link": f"{settings.SITE_URL}/ho-so/{dossier.shown_code}/",
        },
        place=words.desk(dossier),
    )
    answer = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    answer["Content-Disposition"] = disposition(f"{dossier.shown_code}.ics")
    return answer
