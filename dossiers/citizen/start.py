"""C3: what it takes, can I do it, for whom, consent; then a draft is opened."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import clock, queries, registers
from dossiers.citizen import held
from dossiers.citizen.forms import SELF, StartForm
from dossiers.models import Dossier
from dossiers.services import drafts, owners
from dossiers.states import State
from portal.accounts.queries import current_party
from portal.agencies.queries import today
from portal.vault import members
from portal.vault.models import Right
from portal.web.refusals import StepRefused
from procedures import fees, speaking
from procedures.definition import Definition
from procedures.models import Procedure
from procedures.queries import by_code, current_version

TYPED = "nop_bat_dau"


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """The way in. Whoever is not signed in chooses first and signs in at “Bắt đầu”, keeping the choices."""
    procedure, told = _told(code)
    if request.method == "GET":
        return _page(request, procedure, told, _form(request, told, initial=_kept(request, code)))
    form = _form(request, told, request.POST)
    if (failed := form.failed_check()) is not None:
        return redirect("citizen:stop", code=procedure.code, check=failed.id)
    if not form.is_valid():
        return _page(request, procedure, told, form)
    if not request.user.is_authenticated:
        request.session[TYPED] = {"code": procedure.code, "post": request.POST.dict()}
        return redirect_to_login(request.path)
    try:
        dossier = _begin(request, procedure, form)
    except StepRefused as refusal:
        form.add_error(None, str(refusal))
        return _page(request, procedure, told, form)
    request.session.pop(TYPED, None)
    if form.cleaned_data.get("tra_cuu") and dossier.owner_id == dossier.submitter_id:
        for sentence in registers.look_up(request=request, dossier=dossier, party=dossier.owner):
            messages.warning(request, sentence)
    return redirect("citizen:resume", ref=dossier.reference)


@require_safe
def stop(request: HttpRequest, code: str, check: str) -> HttpResponse:
    """Not this way: why, and what to do instead. A page of its own, not an error."""
    procedure, told = _told(code)
    found = next((one for one in told.checks if one.id == check), None)
    if found is None:
        raise Http404("check")
    context = {"procedure": procedure, "told": told, "check": found}
    return render(request, "dossiers/citizen/stop.html", context)


def _form(request: HttpRequest, told: Definition, *args: Any, **kwargs: Any) -> StartForm:
    where = [registers.WORDS[name] for name in registers.offered(told)]
    mine = members.organisations_of(held.person(request), Right.FILE) if request.user.is_authenticated else []
    names = [(one.organisation_id, one.organisation.name) for one in mine]
    return StartForm(*args, checks=told.checks, registers=where, organisations=names, **kwargs)


def _begin(request: HttpRequest, procedure: Procedure, form: StartForm) -> Dossier:
    party = current_party(request)
    said = form.cleaned_data
    if (
        mine := form.organisation()
    ) is not None:  # what a member files is the organisation's, not the person's
        firm = members.organisation_of(held.person(request), mine)
        return drafts.begin(user=held.person(request), procedure=procedure, owner=firm, submitter=firm)
    owner = (
        party
        if said["cho_ai"] == SELF
        else owners.named(kind=said["cho_ai"], name=said["ten"], number=said["so"])
    )
    return drafts.begin(user=held.person(request), procedure=procedure, owner=owner, submitter=party)


def _page(request: HttpRequest, procedure: Procedure, told: Definition, form: StartForm) -> HttpResponse:
    context: dict[str, Any] = {
        "procedure": procedure,
        "told": told,
        "form": form,
        "fees": fees.fee_sum(told, {}, "online", today()),
        "papers": [paper for paper in told.papers if paper.when is None and not paper.cases],
        "more_papers": [paper for paper in told.papers if paper.when is not None or paper.cases],
        "limit": clock.limit_words(clock.term(told.limits.for_("online"))),
        "drafts": _open_drafts(request, procedure),
    }
    return render(request, "dossiers/citizen/start.html", context)


def _open_drafts(request: HttpRequest, procedure: Procedure) -> list[Dossier]:
    """The newest drafts of this procedure that may be gone on with."""
    if not request.user.is_authenticated:
        return []
    mine = queries.of_applicant(held.person(request)).filter(state=State.DRAFT, procedure=procedure)
    return list(mine.select_related("owner")[:3])


def _kept(request: HttpRequest, code: str) -> dict[str, Any] | None:
    """What was chosen before signing in."""
    kept = request.session.get(TYPED)
    return kept["post"] if kept and kept["code"] == code and request.user.is_authenticated else None


def _told(code: str) -> tuple[Procedure, Definition]:
    procedure = by_code(code)
    version = current_version(procedure, today()) if procedure else None
    if procedure is None or version is None:
        raise Http404("Thủ tục này hiện chưa nhận hồ sơ.")
    return procedure, speaking.told(version)
