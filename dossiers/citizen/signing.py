"""The declaration is signed where the procedure asks for it: at a remote service, or as a file that is brought back."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import declared
from dossiers.citizen import held
from dossiers.citizen.journey import journey
from dossiers.citizen.wizard import CHECK, own_draft
from dossiers.models import Dossier
from dossiers.services import declaring
from dossiers.services.submission import NotComplete
from portal.documents import answers, uploads
from portal.documents.models import PaperState, PersonalPaper
from portal.documents.signing import looking, personal
from portal.web.refusals import StepRefused

NO_FILE = "Chọn tệp PDF đã ký."


@require_http_methods(["GET", "POST"])
@own_draft
def sign(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """How it stands and the two ways to sign; while a worker is at it the page asks again by itself."""
    if not declared.asks_signature(dossier):
        return redirect("citizen:check", ref=dossier.reference)
    refusal = ""
    paper: PersonalPaper | None = None
    try:
        paper = declaring.made_ready(dossier=dossier, user=held.person(request))
        if request.method == "POST":
            _act(request, dossier)
            return redirect("citizen:sign", ref=dossier.reference)
    except NotComplete:
        return redirect("citizen:check", ref=dossier.reference)
    except StepRefused as refused:
        refusal = str(refused)
        paper = declared.standing(dossier).paper
    return _show(request, dossier, paper, refusal)


def _act(request: HttpRequest, dossier: Dossier) -> None:
    """The button that was pressed. Raises StepRefused."""
    user = held.person(request)
    if request.POST.get("cach") == "tu-xa":
        pin, service = request.POST.get("pin", "").strip()[:64], request.POST.get("dich-vu", "")
        declaring.sign_remotely(dossier=dossier, user=user, service=service, pin=pin)
        return
    brought = request.FILES.get("tep")
    if brought is None:
        raise StepRefused(NO_FILE)
    file = uploads.receive(user, f"{dossier.reference}:to-khai", brought).stored
    assert file is not None
    declaring.sign_by_file(dossier=dossier, user=user, file=file)


def _show(request: HttpRequest, dossier: Dossier, paper: PersonalPaper | None, refusal: str) -> HttpResponse:
    standing = declared.standing(dossier)
    signed = paper.signed if paper is not None else None
    context: dict[str, Any] = {
        "dossier": dossier,
        "way": journey(dossier),
        "paper": paper,
        "busy": paper is not None and paper.state == PaperState.SIGNING,
        "old": standing.old,
        "signatures": looking.signatures_in([signed]).get(signed.pk, []) if signed is not None else [],
        "reason": refusal or (paper.reason if paper is not None else ""),
        "services": personal.services(),
        "chosen": request.POST.get("dich-vu", ""),
        "back": f"/nop/{dossier.reference}/{CHECK}/",
    }
    return render(request, "dossiers/citizen/sign.html", context, status=422 if refusal else 200)


@require_safe
@own_draft
def paper(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The declaration to be signed, byte for byte the same each time; once signed, with its signature."""
    found = declared.standing(dossier).paper if declared.asks_signature(dossier) else None
    if found is None:
        raise Http404("paper")
    name = f"To-khai-{dossier.shown_code}{'-da-ky' if found.signed else ''}.pdf"
    return answers.serve(request, found.signed or found.paper, name, inline="xem" in request.GET)
