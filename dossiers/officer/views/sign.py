"""D13: the leader reads what waits for a signature and signs many at one sitting; how far that is."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dossiers import signing
from dossiers.officer.lists import desk_time
from dossiers.officer.remaining import remaining
from dossiers.services.signing import sign_many
from portal.agencies.models import Officer
from portal.agencies.queries import current_officer
from portal.calendars.now import now
from portal.documents.signing import keys, orders
from portal.web.refusals import StepRefused


@require_http_methods(["GET", "POST"])
def show(request: HttpRequest) -> HttpResponse:
    """What waits for this officer's signature, with the draft of one beside it; a ticked row is signed."""
    officer = current_officer(request)
    waiting = signing.waiting_for(officer)
    refusal = ""
    if request.method == "POST":
        try:
            sitting = _sign(request, officer, waiting)
            return redirect(reverse("officer:sitting", args=[sitting]))
        except StepRefused as error:
            refusal = str(error)
    at, time = now(), desk_time(officer)
    shown = next((one for one in waiting if str(one.task.pk) == request.GET.get("xem", "")), None)
    context = {
        "rows": [(one, remaining(one.task.due_at, at, time)) for one in waiting],
        "shown": shown or (waiting[0] if waiting else None),
        "key": keys.of_officer(officer),
        "refusal": refusal,
        "ticked": request.POST.getlist("ky") if request.method == "POST" else None,
    }
    return render(request, "dossiers/officer/sign.html", context, status=422 if refusal else 200)


def _sign(request: HttpRequest, officer: Officer, waiting: list[signing.ToSign]) -> str:
    """The ticked ones, at the revision at which they were shown. Raises StepRefused."""
    ticked = set(request.POST.getlist("ky"))
    chosen = [(one.task, _seen(request, one)) for one in waiting if str(one.task.pk) in ticked]
    if not chosen:
        raise StepRefused("Chọn ít nhất một kết quả để ký.")
    key = keys.of_officer(officer)
    if key is None:
        raise StepRefused(signing.NO_KEY)
    pin = request.POST.get("pin", "")[:64]
    if key.asks_pin and not pin.strip():
        raise StepRefused(orders.NO_PIN)
    return sign_many(tasks=chosen, officer=officer, pin=pin)


def _seen(request: HttpRequest, one: signing.ToSign) -> int | None:
    text = request.POST.get(f"seen-{one.task.pk}", "")
    return int(text) if text.isdigit() and len(text) < 10 else None


@require_http_methods(["GET", "POST"])
def progress(request: HttpRequest, sitting: str) -> HttpResponse:
    """How many of one sitting are signed, and each that is not with its reason.

    When the authorisation at a remote service lapsed on the way, the signer authorises again here and it goes on.
    """
    officer, refusal = current_officer(request), ""
    if request.method == "POST":
        try:
            orders.resume(sitting, officer, request.POST.get("pin", "")[:64].strip())
            return redirect(reverse("officer:sitting", args=[sitting]))
        except StepRefused as error:
            refusal = str(error)
    told = orders.progress(sitting, officer)
    if not told.total:
        raise Http404("sitting")
    key = keys.of_officer(officer)
    context = {
        "told": told,
        "failures": orders.failed(sitting, officer),
        "refusal": refusal,
        "asks_pin": key is not None and key.asks_pin,
    }
    return render(request, "dossiers/officer/sitting.html", context, status=422 if refusal else 200)
