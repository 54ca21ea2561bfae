"""What the display, the phone, the counter and the calendar of a person show."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q
from django.http import Http404

from portal.accounts.models import Party
from portal.agencies.models import Agency, AgencyKind, Duty, Officer
from portal.agencies.queries import standing
from portal.calendars.now import now
from portal.visits.models import Appointment, AppointmentState, Counter, Service, Ticket, TicketState
from portal.web.refusals import NotYours
from portal.web.show import local


def desk_of(officer: Officer) -> Agency:
    """The desk whose people this officer calls. Raises NotYours for those who do not sit at one."""
    if not {Duty.DESK_OFFICER, Duty.DESK_LEADER, Duty.CASHIER} & set(officer.duties):
        raise NotYours("Chỉ người làm ở quầy một cửa gọi số.")
    return officer.agency


def services_of(agency: Agency) -> list[Service]:
    return list(Service.objects.select_related("agency__calendar").filter(agency=agency, active=True))


def service_of(agency: Agency, pk: int) -> Service:
    """Raises Http404."""
    found = (
        Service.objects.select_related("agency__calendar").filter(agency=agency, pk=pk, active=True).first()
    )
    if found is None:
        raise Http404("service")
    return found


def counters_of(agency: Agency) -> list[Counter]:
    return list(Counter.objects.select_related("officer__user").filter(agency=agency))


def counter_of(officer: Officer) -> Counter | None:
    """Where the officer sits now."""
    return Counter.objects.filter(officer=officer).first()


def ticket(key: str) -> Ticket:
    """Raises Http404."""
    found = Ticket.objects.select_related("service", "agency", "counter").filter(key=key).first()
    if found is None:
        raise Http404("ticket")
    return found


@dataclass(frozen=True)
class Wait:
    """How many are called before this ticket, and about how many minutes that takes."""

    before: int
    minutes: int

    @property
    def hours(self) -> int:
        """Whole hours, rounded; 0 while minutes say it better."""
        return round(self.minutes / 60) if self.minutes >= 60 else 0


def gone_on_as(one: Ticket) -> Ticket | None:
    """The number with which the person waits on at another service: given in the moment in which this one ended."""
    if one.state != TicketState.SERVED or one.ended_at is None:
        return None
    given = Ticket.objects.filter(agency_id=one.agency_id, day=one.day, first=True, taken_at=one.ended_at)
    return given.select_related("service").exclude(pk=one.pk).first()


def wait_of(one: Ticket) -> Wait:
    """Those of the same desk before it, over the counters that are open for its service; rounded up to five."""
    sooner = Q(turn_at__lt=one.turn_at) | Q(turn_at=one.turn_at, pk__lt=one.pk)
    before_it = Q(first=True) & sooner if one.first else Q(first=True) | sooner
    rows = Ticket.objects.filter(agency_id=one.agency_id, day=one.day, state=TicketState.WAITING)
    before = rows.filter(before_it, service=one.service).exclude(pk=one.pk).count()
    serving = Counter.objects.filter(agency_id=one.agency_id).exclude(officer=None)
    open_now = serving.filter(Q(services=one.service_id) | Q(services=None)).distinct().count()
    minutes = (before + 1) * one.service.minutes // max(open_now, 1)
    return Wait(before, -(-minutes // 5) * 5)


def called(agency: Agency, most: int = 8) -> list[Ticket]:
    """What the display shows: whom the counters serve now, the newest on top."""
    at = now()
    rows = Ticket.objects.select_related("service", "counter").filter(
        agency=agency, day=local(at).date(), state=TicketState.CALLED
    )
    return list(rows.order_by("-called_at")[:most])


def spoken(one: Ticket) -> str:
    """How a call is read aloud: the figures one by one, "Mời số A 0 4 2 đến Quầy 1"."""
    return f"Mời số {' '.join(one.shown)} đến {one.counter.name if one.counter else 'quầy'}"


def waiting(agency: Agency, most: int = 40) -> list[Ticket]:
    rows = Ticket.objects.select_related("service").filter(
        agency=agency, day=local(now()).date(), state=TicketState.WAITING
    )
    return list(rows.order_by("-first", "turn_at", "pk")[:most])


def today_in_figures(agency: Agency) -> dict[str, int]:
    """Tickets of today by state."""
    rows = (
        Ticket.objects.filter(agency=agency, day=local(now()).date()).values("state").annotate(n=Count("pk"))
    )
    return {row["state"]: row["n"] for row in rows.order_by()}


def appointments_of(party: Party) -> list[Appointment]:
    """Those to come, the next first, then what was."""
    rows = Appointment.objects.select_related("agency", "service", "ticket__service").filter(party=party)
    return list(rows.order_by("-at")[:30])


def appointment_of(party: Party, key: str) -> Appointment:
    """One's own; anybody else's does not exist (404)."""
    found = Appointment.objects.select_related("agency", "service").filter(party=party, key=key).first()
    if found is None:
        raise Http404("appointment")
    return found


def expected(agency: Agency) -> list[Appointment]:
    """Who is expected at this desk for the rest of today."""
    at = now()
    end = local(at).replace(hour=23, minute=59)
    rows = Appointment.objects.select_related("service", "party").filter(
        agency=agency, at__gte=at - timedelta(minutes=30), at__lte=end, state=AppointmentState.BOOKED
    )
    return list(rows.order_by("at")[:40])


def desks(text: str = "") -> list[Agency]:
    """The desks where people may come, by name."""
    rows = standing().filter(kind__in=(AgencyKind.CENTRE, AgencyKind.PROVINCE_CENTRE))
    if text:
        rows = rows.filter(name__icontains=text)
    return list(rows.order_by("name")[:60])


def appointment_at(agency: Agency, key: str) -> Appointment | None:
    """An appointment at this desk by the QR that its owner shows; holding it is the proof."""
    return Appointment.objects.filter(key=key, agency=agency).first()
