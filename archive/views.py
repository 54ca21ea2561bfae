"""The archivist's screens: catalogue, reading room, delivery, destruction."""

import json
import mimetypes
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from archive import metadata, queries, services
from archive.bag import Broken, opened
from archive.models import Package, PackageState
from archive.permissions import why_not_decide, why_not_keep
from portal.agencies.models import Officer
from portal.agencies.queries import current_officer
from portal.audit.services import log_access
from portal.calendars.now import now
from portal.documents.answers import disposition
from portal.web.refusals import StepRefused
from portal.web.show import local
from portal.web.text import clean


@require_safe
def catalogue(request: HttpRequest) -> HttpResponse:
    """What is kept; search by code, words of the title, year, state."""
    officer = current_officer(request)
    text, year, state = (clean(request.GET.get(name, ""))[:100] for name in ("q", "nam", "tinh-trang"))
    before = request.GET.get("truoc", "")
    rows = queries.found(
        officer, text, year, state, int(before) if before.isdigit() and len(before) < 19 else None
    )
    context = {
        "rows": rows[: queries.PAGE], "more": rows[queries.PAGE - 1].pk if len(rows) > queries.PAGE else None,
        "text": text, "year": year, "state": state, "states": PackageState.choices,
        "damaged": queries.damaged(officer), "refusal": why_not_keep(officer, officer.agency_id),
        "due": services.due(officer.agency_id, local(now()).date())[:1].exists(),
        "lists": queries.destructions(officer),
    }  # fmt: skip
    return render(request, "archive/officer/catalogue.html", context)


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, code: str) -> HttpResponse:
    """One record: its description always, its papers to who has said what for."""
    officer = current_officer(request)
    package = queries.package(officer, code)
    refusal = ""
    if request.method == "POST":
        try:
            _act(request, officer, package)
            return redirect("archive:record", code=code)
        except StepRefused as error:
            refusal = str(error)
    reading = queries.reading(officer, package)
    context = {
        "package": package, "reading": reading, "refusal": refusal,
        **(_listed(package) if reading and package.state != PackageState.DESTROYED else {}),
        "readings": package.readings.select_related("officer__user").order_by("-at")[:20],
        "may_keep": not why_not_keep(officer, package.agency_id),
        "typed": request.POST.get("ly-do", ""),
    }  # fmt: skip
    return render(request, "archive/officer/record.html", context, status=422 if refusal else 200)


def _act(request: HttpRequest, officer: Officer, package: Package) -> None:
    reason = clean(request.POST.get("ly-do", ""))
    acts: dict[str, Callable[[], Any]] = {
        "doc": lambda: services.read(package=package, officer=officer, purpose=reason),
        "giu": lambda: services.hold(package=package, officer=officer, reason=reason),
        "thoi-giu": lambda: services.release(package=package, officer=officer),
    }
    act = acts.get(request.POST.get("lam", ""))
    if act is None:
        raise StepRefused("Chọn việc cần làm.")
    act()
    if request.POST["lam"] == "doc":
        _log(request, package, "Đọc hồ sơ lưu trữ", reason)


def _log(request: HttpRequest, package: Package, act: str, purpose: str) -> None:
    """A look that its owner can read."""
    party = package.dossier.owner_id if package.dossier else None
    log_access(request, subject=package.code, act=act, party_id=party, purpose=purpose)


@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponseBase:
    """One file of a record, named by `ten`, while the reading lasts."""
    officer = current_officer(request)
    package = queries.package(officer, code)
    reading = queries.reading(officer, package)
    if reading is None:
        return redirect("archive:record", code=code)
    name = request.GET.get("ten", "")
    if name not in _names(package):
        raise Http404("paper")
    _log(request, package, "Mở tệp lưu trữ", f"{reading.purpose}: {name.rsplit('/', 1)[-1]}")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    answer = StreamingHttpResponse(_pieces(package, name), content_type=kind)
    answer["Content-Disposition"] = disposition(name.rsplit("/", 1)[-1])
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _pieces(package: Package, name: str) -> Any:
    with opened(storages["archive"].open(package.path, "rb")) as bag:
        yield from bag.pieces(f"data/{name}")


def _listed(package: Package) -> dict[str, Any]:
    """The documents as the description names them, and the files beside them (journal, description)."""
    try:
        with opened(storages["archive"].open(package.path, "rb")) as bag:
            papers, names = metadata.documents(bag.read("data/ho-so.xml")), bag.names()
    except (Broken, OSError):
        return {"papers": [], "names": []}
    shown = {one.path for one in papers} | {one.copy_path for one in papers}
    return {"papers": papers, "names": [name for name in names if name not in shown]}


def _names(package: Package) -> list[str]:
    try:
        with opened(storages["archive"].open(package.path, "rb")) as bag:
            return bag.names()
    except (Broken, OSError):
        return []


@require_POST
def deliver(request: HttpRequest) -> HttpResponse:
    """The ticked records go to the agency's archive against a receipt."""
    officer = current_officer(request)
    chosen = queries.catalogue(officer).filter(code__in=request.POST.getlist("ho-so"))
    return _done(
        request,
        lambda: services.deliver(
            packages=chosen, officer=officer, receiver=clean(request.POST.get("nguoi-nhan", "")),
            receipt_number=clean(request.POST.get("bien-ban", "")),
        ),
        "Đã ghi nhận việc nộp lưu trữ.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Records whose time is over; the ticked ones become a list for the leader."""
    officer = current_officer(request)
    queries.catalogue(officer)
    rows = list(services.due(officer.agency_id, local(now()).date())[:200])
    refusal = ""
    if request.method == "POST":
        keys = [int(one) for one in request.POST.getlist("k") if one.isdigit() and len(one) < 19]
        try:
            made = services.propose(officer=officer, keys=keys, reason=clean(request.POST.get("ly-do", "")))
            return redirect("archive:destruction", pk=made.pk)
        except StepRefused as error:
            refusal = str(error)
    context = {"rows": rows, "refusal": refusal, "typed": request.POST.get("ly-do", "")}
    return render(request, "archive/officer/propose.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "POST"])
def destruction(request: HttpRequest, pk: int) -> HttpResponse:
    """One list: who proposed, what, and the second person's decision."""
    officer = current_officer(request)
    found = queries.destruction(officer, pk)
    refusal = ""
    if request.method == "POST":
        agrees, words = request.POST.get("lam") == "dong-y", clean(request.POST.get("loi", ""))
        try:
            services.decide(destruction=found, officer=officer, agrees=agrees, words=words)
            return redirect("archive:destruction", pk=pk)
        except StepRefused as error:
            refusal = str(error)
    context = {
        "found": found, "proved": json.loads(found.proof)["records"] if found.proof else [],
        "rows": found.packages.order_by("pk")[:200], "refusal": refusal,
        "why_not": why_not_decide(officer, found),
    }  # fmt: skip
    return render(request, "archive/officer/destruction.html", context, status=422 if refusal else 200)


@require_safe
def proof(request: HttpRequest, pk: int) -> HttpResponse:
    """The proof of a destruction with its time stamp, to keep or to check elsewhere."""
    found = queries.destruction(current_officer(request), pk)
    if found.done_at is None:
        raise Http404("proof")
    answer = HttpResponse(services.proof_file(found), content_type="application/zip")
    answer["Content-Disposition"] = disposition(f"bien-ban-huy-{pk}.zip")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _done(request: HttpRequest, do: Callable[[], Any], words: str) -> HttpResponse:
    try:
        do()
        messages.success(request, words)
    except StepRefused as refusal:
        messages.warning(request, str(refusal))
    return redirect(reverse("archive:catalogue"))
