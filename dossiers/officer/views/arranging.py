"""D3: the pages of a draft put right by hand – turned, parted, in order, each with its paper. Buttons only."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import queries
from dossiers.models import Dossier, ItemPage
from dossiers.officer.typing import typed_at_counter
from dossiers.services import arranging, counter, papers
from portal.agencies.models import Officer
from portal.agencies.queries import current_officer
from portal.audit.services import log_access
from portal.documents import answers, uploads
from portal.web.refusals import StepRefused
from procedures.definition import PaperSpec

_THUMB, _LARGE = 480, 1600
_ACTS: dict[str, Callable[..., Any]] = {
    "phai": lambda **who: papers.rotate_page(**who),
    "trai": lambda **who: papers.rotate_page(**who, by=-90),
    "len": lambda **who: papers.move_page(**who, by=-1),
    "xuong": lambda **who: papers.move_page(**who, by=1),
    "bo": papers.remove_page,
    "lay-lai": papers.restore_page,
    "tach": arranging.part,
}


@require_http_methods(["GET", "POST"])
def pages(request: HttpRequest, ref: str) -> HttpResponse:
    """All pages of the draft by paper; every button first keeps what was chosen for the others."""
    officer = current_officer(request)
    counter.refuse_others(officer)
    dossier = queries.counter_draft(officer, ref)
    specs = typed_at_counter(dossier, officer, None).papers
    if request.method == "POST":
        try:
            anchor = _act(request, dossier, officer, specs)
            return redirect(f"{reverse('officer:counter_pages', args=[ref])}{anchor}")
        except StepRefused as refusal:
            messages.error(request, str(refusal))
    log_access(
        request,
        subject=dossier.reference,
        act="Xem giấy tờ",
        party_id=dossier.owner_id,
        purpose="Sắp trang quét",
    )
    items = {item.paper_id: item for item in dossier.items.all()}
    rows = [(spec, papers.pages_of(items[spec.id]) if spec.id in items else []) for spec in specs]
    context = {
        "dossier": dossier, "rows": rows, "specs": specs, "count": sum(len(found) for _, found in rows),
        "gone": papers.taken_away(dossier),
    }  # fmt: skip
    return render(request, "dossiers/officer/arrange.html", context)


def _act(request: HttpRequest, dossier: Dossier, officer: Officer, specs: list[PaperSpec]) -> str:
    """Does what the button says; where on the page to go on."""
    user, known = dossier.created_by, {spec.id for spec in specs}
    verb, _colon, number = request.POST.get("viec", "").partition(":")
    chosen = {
        int(name[2:]): value
        for name, value in request.POST.items()
        if name.startswith("g-") and name[2:].isdigit() and len(name) < 20 and value in known
    }
    if verb == "tu":
        page = _page(dossier, number)
        arranging.give(dossier=dossier, user=user, page=page, paper_id=chosen.get(page.pk, ""), onwards=True)
        return f"#t{page.pk}"
    arranging.arrange(dossier=dossier, user=user, wishes=chosen)
    if file := request.FILES.get("tap"):
        return _take_pile(dossier, officer, request.POST.get("vao", ""), file)
    if verb in _ACTS:
        page = _page(dossier, number)
        _ACTS[verb](dossier=dossier, user=user, page=page)
        return f"#t{page.pk}"
    if verb not in ("", "xep"):
        raise Http404("act")
    return ""


def _take_pile(dossier: Dossier, officer: Officer, paper_id: str, file: Any) -> str:
    """A pile without separator sheets: laid to one paper and parted at once, to be given out by hand."""
    upload = uploads.receive(officer.user, f"dossier:{dossier.reference}", file)
    if upload.stored is None:
        raise StepRefused(upload.error or "Chưa nhận được tệp, chọn lại.")
    page = papers.add_page(
        dossier=dossier,
        user=dossier.created_by,
        paper_id=paper_id,
        file=upload.stored,
        name=file.name or "tập quét",
    )
    if upload.stored.pages > 1:
        arranging.part(dossier=dossier, user=dossier.created_by, page=page)
    return f"#g-{paper_id}"


def _page(dossier: Dossier, number: str) -> ItemPage:
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        raise Http404("page")
    return get_object_or_404(papers.every_page(dossier), pk=int(number))


@require_safe
def page_picture(request: HttpRequest, ref: str, page_id: int) -> HttpResponse:
    """A page of the draft as it lies now."""
    officer = current_officer(request)
    dossier = queries.counter_draft(officer, ref)
    page = _page(dossier, str(page_id))
    width = _LARGE if request.GET.get("lon") == "1" else _THUMB
    return answers.picture(request, page.file, 1, width, page.rotation)
