"""K1 to K3: the kiosk gives numbers, the display shows them, the phone says how long. C18: a time agreed beforehand."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.queries import current_party
from portal.agencies.models import Agency
from portal.agencies.queries import agency_by_slug
from portal.calendars.now import now
from portal.documents import qr
from portal.visits import queries, services
from portal.visits.models import Service, Ticket, TicketState
from portal.web import limits
from portal.web.errors import too_many
from portal.web.refusals import StepRefused
from portal.web.show import local
from portal.web.text import clean

REFRESH_SECONDS = 8
PHONE_SECONDS = 20
_NUMBERS_AN_HOUR = 400


@never_cache
@require_http_methods(["GET", "POST"])
def kiosk(request: HttpRequest, slug: str) -> HttpResponse:
    """Big keys, one for each service; the number is shown with its QR and can be printed."""
    agency = _desk(slug)
    refusal, one = services.why_closed(agency, now()), None
    if request.method == "POST":
        if not limits.allow("lay-so", agency.slug, times=_NUMBERS_AN_HOUR, seconds=3600):
            return too_many(request, minutes=10)
        try:
            one = _take(request, agency)
        except StepRefused as error:
            refusal = str(error)
    context = {
        "agency": agency,
        "services": queries.services_of(agency),
        "refusal": refusal,
        "ticket": one,
        "wait": queries.wait_of(one) if one else None,
        "qr": mark_safe(qr.svg(_address(one))) if one else "",  # noqa: S308 (drawn by us)
        "idle": 20 if one else 60,
    }
    return render(
        request, "visits/kiosk.html", context, status=422 if refusal and request.method == "POST" else 200
    )


def _take(request: HttpRequest, agency: Agency) -> Ticket:
    if key := clean(request.POST.get("hen", ""))[-26:]:
        found = queries.appointment_at(agency, key)
        if found is None:
            raise StepRefused("Không có lịch hẹn này ở đây. Lấy số thường.")
        return services.arrive(found)
    return services.take(
        queries.service_of(agency, _number(request.POST.get("viec", ""))), first="uu-tien" in request.POST
    )


@never_cache
@require_safe
def display(request: HttpRequest, slug: str) -> HttpResponse:
    """The screen in the hall: whom which counter calls. It asks again by itself."""
    agency = _desk(slug)
    context = {
        "agency": agency,
        "called": queries.called(agency),
        "waiting": len(queries.waiting(agency)),
        "seconds": REFRESH_SECONDS,
        "spoken": queries.spoken,
        "at": now(),
    }
    return render(request, "visits/display.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def ticket(request: HttpRequest, key: str) -> HttpResponse:
    """One's own number on the phone: how many before, about how long, which counter; give up or come back."""
    one = queries.ticket(key)
    problem = ""
    if request.method == "POST":
        try:
            services.come_back(one) if request.POST.get("viec") == "cho-lai" else services.give_up(one)
            return redirect("visits:ticket", key=key)
        except StepRefused as refusal:
            problem = str(refusal)
    context = {
        "ticket": one,
        "gone_on": queries.gone_on_as(one),
        "today": one.day == local(now()).date(),
        "wait": queries.wait_of(one) if one.state == TicketState.WAITING else None,
        "called": queries.called(one.agency, 3),
        "problem": problem,
        "seconds": PHONE_SECONDS,
    }
    return render(request, "visits/ticket.html", context, status=422 if problem else 200)


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def appointments(request: HttpRequest) -> HttpResponse:
    """Choose a desk, what for, a day, half an hour; see and give back what is booked."""
    party = current_party(request)
    problem = ""
    if request.method == "POST":
        try:
            _act(request, party)
            return redirect("visits:appointments")
        except StepRefused as refusal:
            problem = str(refusal)
    desk = request.POST.get("noi") or request.GET.get("noi", "")
    agency = _desk(desk) if desk else None
    chosen = _chosen(agency, request)
    day = _day(request.POST.get("ngay") or request.GET.get("ngay", ""))
    at, find = now(), clean(request.GET.get("tim", ""))[:80]
    context = {
        "mine": queries.appointments_of(party),
        "now": at,
        "agency": agency,
        "find": find,
        "services": queries.services_of(agency) if agency else [],
        "chosen": chosen,
        "day": day,
        "days": _days(chosen) if chosen else [],
        "slots": services.slots(chosen, day) if chosen and day else [],
        "problem": problem,
    }
    context["desks"] = [] if agency else queries.desks(find)
    return render(request, "visits/appointments.html", context, status=422 if problem else 200)


def _act(request: HttpRequest, party: Any) -> None:
    verb, _colon, key = request.POST.get("viec", "").partition(":")
    if verb == "huy":
        services.cancel(queries.appointment_of(party, key))
        messages.success(request, _("Đã huỷ lịch hẹn."))
        return
    if verb != "hen":
        raise Http404("act")
    service = queries.service_of(_desk(request.POST.get("noi", "")), _number(request.POST.get("loai", "")))
    try:
        at = datetime.fromisoformat(request.POST.get("luc", ""))
    except ValueError as error:
        raise StepRefused(_("Chọn một giờ hẹn.")) from error
    if at.tzinfo is None:
        raise StepRefused(_("Chọn một giờ hẹn."))
    services.book(party=party, service=service, at=at, about=request.POST.get("ve", ""))
    messages.success(request, _("Đã đặt lịch hẹn."))


@login_required
@never_cache
@require_safe
def appointment(request: HttpRequest, key: str) -> HttpResponse:
    """One appointment with its QR for the kiosk."""
    one = queries.appointment_of(current_party(request), key)
    code = mark_safe(qr.svg(one.key))  # noqa: S308 (drawn by us)
    return render(request, "visits/appointment.html", {"one": one, "qr": code})


def _chosen(agency: Agency | None, request: HttpRequest) -> Service | None:
    number = request.POST.get("loai") or request.GET.get("loai", "")
    return queries.service_of(agency, _number(number)) if agency and number else None


def _days(service: Service) -> list[date]:
    today = local(now()).date()
    every = [today + timedelta(days) for days in range(services.BOOK_DAYS + 1)]
    return [day for day in every if any(left for _at, left in services.slots(service, day))]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _desk(slug: str) -> Agency:
    agency = agency_by_slug(slug)
    services.set_up(agency)
    return agency


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404("number")
    return int(text)


def _address(one: Ticket) -> str:
    return f"{settings.SITE_URL}{reverse('visits:ticket', args=[one.key])}"
