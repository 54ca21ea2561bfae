"""C10 and C13: one dossier as its applicant sees it; messages to the office; taking it back."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import declared, queries
from dossiers.citizen import held, way, words
from dossiers.citizen.forms import TalkForm, WithdrawForm
from dossiers.citizen.sent import own_sent
from dossiers.models import Dossier, DossierItem, DossierResult
from dossiers.permissions import why_not_request_withdrawal
from dossiers.services import talk, withdrawal
from dossiers.services.amending import why_not_amend
from dossiers.states import ENDED, State
from payments.queries import owed_vnd, paid_too_much, waiting_claim
from payments.services import charges_of, unpaid
from portal.documents.models import FileSignature
from portal.notifications.queries import how_it_went, messages_about
from portal.web.refusals import StepRefused

_PAID_BEFORE: dict[str, str] = {State.REGISTERED: "at_receipt", State.COMPLETED: "at_return"}
_SHOWS_RESULT = (State.COMPLETED, State.RETURNED)


@require_http_methods(["GET", "POST"])
@own_sent
def dossier(request: HttpRequest, found: Dossier) -> HttpResponse:
    """The status sentence, who has it, the way, the talk, the papers. POST writes to the office."""
    form = TalkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            talk.say(dossier=found, user=held.person(request), text=form.cleaned_data["tin"])
            return redirect(f"{request.path}#tin-nhan")
        except StepRefused as refusal:
            form.add_error("tin", str(refusal))
    return render(request, "dossiers/citizen/dossier.html", _told(request, found, form))


def _told(request: HttpRequest, found: Dossier, form: TalkForm) -> dict[str, Any]:
    asked = None
    if found.state == State.SUPPLEMENT_REQUIRED:
        asked = found.supplements.filter(answered_at=None, closed_at=None).first()
    owed = _owed(found)
    journal = queries.journal_of(found)
    return {
        "dossier": found,
        "called": words.called(found),
        "sentence": words.sentence(found, asked, owed),
        "lead": "" if owed and found.state == State.COMPLETED else words.lead(found),
        "late": words.overdue_days(found),
        "tag": words.tag(found),
        "asked": asked,
        "owed_vnd": owed,
        "over_vnd": sum(over for _charge, over in paid_too_much(found.reference))
        if found.state in ENDED
        else 0,
        "plate": way.plate(found),
        "events": way.events(found, journal),
        "talks": list(found.talks.filter(internal=False).select_related("author").order_by("id")),
        "form": form,
        "items": _items(found),
        "declared": _declared(found),
        "slips": list(found.slips.select_related("file")),
        "result": result_of(found),
        "may_talk": found.state not in ENDED,
        "may_amend": not why_not_amend(held.person(request), found),
        "no_withdrawal": why_not_request_withdrawal(held.person(request), found),
    }


def _declared(found: Dossier) -> list[FileSignature]:
    """The signatures of the declaration as it was sent last."""
    sent = declared.sendings(found) if found.answers and declared.asks_signature(found) else []
    return list(sent[-1].paper.signed.signatures.all()) if sent and sent[-1].paper.signed else []


def _items(found: Dossier) -> list[DossierItem]:
    return list(found.items.select_related("pdf"))


def result_of(found: Dossier) -> DossierResult | None:
    """The issued result, once there is one to show."""
    if found.state not in _SHOWS_RESULT:
        return None
    return found.results.filter(issued_on__isnull=False, revoked_at=None).select_related("file").first()


def may_download(found: Dossier, result: DossierResult | None) -> bool:
    """The file is handed over with the result, not before: a fee may still stand in between."""
    return result is not None and result.file is not None and found.state == State.RETURNED


def _owed(found: Dossier) -> int:
    """What the person can pay now: what the office asked for, or what stands before the next turn anyway."""
    if found.state in _PAID_BEFORE:
        charge = unpaid(subject=found.reference, timing=_PAID_BEFORE[found.state])
        return owed_vnd(charge) if charge is not None and waiting_claim(charge) is None else 0
    if found.state != State.PAYMENT_REQUIRED:
        return 0
    open_request = found.payment_requests.filter(settled_at=None, closed_at=None).first()
    charges = charges_of(found.reference)
    return sum(one.total_vnd for one in charges if open_request and one.pk == open_request.charge_id)


@require_safe
@own_sent
def letters_sent(request: HttpRequest, found: Dossier) -> HttpResponse:
    """Everything that was sent to this person about the dossier, word for word."""
    context = {
        "dossier": found,
        "called": words.called(found),
        "messages_sent": messages_about(found.reference, held.person(request)),
        "how_it_went": how_it_went,
        "site_url": f"{settings.SITE_URL}/",
    }
    return render(request, "dossiers/citizen/letters.html", context)


@require_http_methods(["GET", "POST"])
@own_sent
def withdraw(request: HttpRequest, found: Dossier) -> HttpResponse:
    """C13: what withdrawing means, and the request."""
    form = WithdrawForm(request.POST or None)
    refusal = why_not_request_withdrawal(held.person(request), found)
    if request.method == "POST" and form.is_valid() and not refusal:
        try:
            withdrawal.request_withdrawal(
                dossier=found, user=held.person(request), reason=form.cleaned_data["ly_do"]
            )
            return redirect("citizen:dossier", code=found.shown_code)
        except StepRefused as error:
            refusal = str(error)
    charges = charges_of(found.reference)
    context = {
        "dossier": found,
        "called": words.called(found),
        "form": form,
        "refusal": refusal,
        "paid": sum(charge.total_vnd for charge in charges if charge.settled_at),
        "office": words.desk(found),
        "title": _("Rút hồ sơ"),
    }
    return render(request, "dossiers/citizen/withdraw.html", context)
