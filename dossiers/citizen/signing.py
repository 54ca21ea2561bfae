"""The declaration is signed where the procedure asks for it: at a remote service, or as a file that is brought back."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import declared
from dossiers.citizen import held
from dossiers.citizen.journey import journey
from dossiers.citizen.sent import own_sent
from dossiers.citizen.wizard import CHECK, own_draft
from dossiers.models import Dossier
from dossiers.services import declaring
from dossiers.services.submission import NotComplete
from dossiers.states import State
from portal.documents import answers, uploads
from portal.documents.models import PaperState, PersonalPaper
from portal.documents.signing import looking, personal
from portal.web.refusals import StepRefused

NO_FILE = "Chọn tệp PDF đã ký."


@require_http_methods(["GET", "POST"])
@own_draft
def sign(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Before the first sending: how it stands and the two ways to sign; while a worker is at it the page asks again by
    itself."""
    if not declared.asks_signature(dossier):
        return redirect("citizen:check", ref=dossier.reference)
    return _sign(
        request, dossier, _Around(dossier, f"/nop/{dossier.reference}/{CHECK}/", "sign", "paper_to_sign")
    )


@require_http_methods(["GET", "POST"])
@own_sent
def sign_again(request: HttpRequest, dossier: Dossier) -> HttpResponse:
    """Before a supplement goes out: the declaration as it was mended is signed anew."""
    if dossier.state != State.SUPPLEMENT_REQUIRED or not declared.asks_signature(dossier):
        return redirect("citizen:dossier", code=dossier.shown_code)
    back = reverse("citizen:supplement", args=[dossier.shown_code])
    return _sign(request, dossier, _Around(dossier, back, "sign_again", "paper_to_sign_again"))


@dataclass(frozen=True)
class _Around:
    """Where the page lies: in the wizard by the draft's reference, or beside the supplement by the dossier's code."""

    dossier: Dossier
    back: str
    name: str
    paper_name: str

    @property
    def here(self) -> str:
        return self._url(self.name)

    @property
    def own_paper(self) -> str:
        return self._url(self.paper_name)

    def _url(self, name: str) -> str:
        known = self.dossier.reference if self.name == "sign" else self.dossier.shown_code
        return reverse(f"citizen:{name}", args=[known])


def _sign(request: HttpRequest, dossier: Dossier, around: _Around) -> HttpResponse:
    refusal = ""
    paper: PersonalPaper | None = None
    try:
        paper = declaring.made_ready(dossier=dossier, user=held.person(request))
        if request.method == "POST":
            _act(request, dossier)
            return redirect(around.here)
    except NotComplete:
        return redirect(around.back)
    except StepRefused as refused:
        refusal = str(refused)
        paper = declared.standing(dossier).paper
    return _show(request, dossier, around, paper, refusal)


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


def _show(
    request: HttpRequest, dossier: Dossier, around: _Around, paper: PersonalPaper | None, refusal: str
) -> HttpResponse:
    standing = declared.standing(dossier)
    signed = paper.signed if paper is not None else None
    context: dict[str, Any] = {
        "dossier": dossier,
        "way": journey(dossier) if around.name == "sign" else None,
        "paper": paper,
        "busy": paper is not None and paper.state == PaperState.SIGNING,
        "old": standing.old,
        "signatures": looking.signatures_in([signed]).get(signed.pk, []) if signed is not None else [],
        "reason": refusal or (paper.reason if paper is not None else ""),
        "services": personal.services(),
        "chosen": request.POST.get("dich-vu", ""),
        "back": around.back,
        "here": around.here,
        "own_paper": around.own_paper,
    }
    return render(request, "dossiers/citizen/sign.html", context, status=422 if refusal else 200)


@require_safe
@own_draft
def paper(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The declaration to be signed, byte for byte the same each time; once signed, with its signature."""
    return _paper(request, dossier)


@require_safe
@own_sent
def paper_again(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    """The same of a supplement."""
    return _paper(request, dossier)


def _paper(request: HttpRequest, dossier: Dossier) -> HttpResponseBase:
    found = declared.standing(dossier).paper if declared.asks_signature(dossier) else None
    if found is None:
        raise Http404("paper")
    name = f"To-khai-{dossier.shown_code}{'-da-ky' if found.signed else ''}.pdf"
    return answers.serve(request, found.signed or found.paper, name, inline="xem" in request.GET)
