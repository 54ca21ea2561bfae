"""D4: the officer at the counter calls the next number, again, on to another service; sees who waits."""

from collections.abc import Callable

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.agencies.models import Agency, Officer
from portal.agencies.queries import current_officer
from portal.visits import queries, services
from portal.visits.models import Counter
from portal.web.links import safe_next
from portal.web.refusals import StepRefused

_AT_COUNTER: dict[str, Callable[[Counter], object]] = {
    "goi": services.call_next,
    "goi-lai": services.recall,
    "vang": services.absent,
    "xong": services.finish,
}


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def calling(request: HttpRequest) -> HttpResponse:
    """One counter, one number; every key works without a script."""
    officer = current_officer(request)
    agency = queries.desk_of(officer)
    services.set_up(agency)
    problem = ""
    if request.method == "POST":
        try:
            _act(request, officer, agency)
            return redirect(safe_next(request, request.POST.get("ve", ""), otherwise=reverse("visits_desk")))
        except StepRefused as refusal:
            problem = str(refusal)
    counter = queries.counter_of(officer)
    waiting = queries.waiting(agency)
    context = {
        "agency": agency,
        "counter": counter,
        "counters": queries.counters_of(agency),
        "ticket": services.at_counter(counter) if counter else None,
        "waiting": waiting,
        "called": queries.called(agency),
        "figures": queries.today_in_figures(agency),
        "expected": queries.expected(agency),
        "services": queries.services_of(agency),
        "problem": problem,
    }
    return render(request, "visits/calling.html", context, status=422 if problem else 200)


def _act(request: HttpRequest, officer: Officer, agency: Agency) -> None:
    verb, _colon, number = request.POST.get("viec", "").partition(":")
    if verb == "ngoi":
        found = next((one for one in queries.counters_of(agency) if str(one.pk) == number), None)
        if found is None:
            raise Http404("counter")
        return services.sit_down(found, officer)
    if verb == "dung":
        return services.stand_up(officer)
    counter = queries.counter_of(officer)
    if counter is None:
        raise StepRefused("Chọn quầy bạn ngồi trước khi gọi số.")
    if verb == "chuyen":
        if not (number.isascii() and number.isdigit() and len(number) < 19):
            raise Http404("service")
        services.hand_on(counter, queries.service_of(agency, int(number)))
    elif verb in _AT_COUNTER:
        _AT_COUNTER[verb](counter)
    else:
        raise Http404("act")
    return None
