"""Tickets are taken, called, called again, handed on, ended; times are booked and given back."""

from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.accounts.models import Party
from portal.agencies.models import Agency, Officer
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.visits.models import Appointment, AppointmentState, Counter, Service, Ticket, TicketState
from portal.web.refusals import StepRefused
from portal.web.show import clock, local
from portal.web.show import day as show_day
from portal.web.text import clean

USUAL = (("A", "Nộp hồ sơ"), ("B", "Nhận kết quả"), ("C", "Hỏi, hướng dẫn"))
SLOT = timedelta(minutes=30)
BOOK_DAYS = 14
MOST_BOOKED = 3
EARLY, LATE = timedelta(minutes=30), timedelta(minutes=15)
MOST_CALLS = 3


def set_up(agency: Agency) -> None:
    """Gives a desk that has none the usual services and two counters; an administrator changes them later."""
    if Service.objects.filter(agency=agency).exists():
        return
    with transaction.atomic():
        Agency.objects.select_for_update().get(pk=agency.pk)
        if not Service.objects.filter(agency=agency).exists():
            services = [Service.objects.create(agency=agency, letter=a, name=b) for a, b in USUAL]
            for number in (1, 2):
                counter, _made = Counter.objects.get_or_create(agency=agency, name=f"Quầy {number}")
                counter.services.set(services)


def why_closed(agency: Agency, at: datetime) -> str:
    """Why no ticket is given now; empty while the desk is open (its lunch break included)."""
    calendar = working_time(agency.calendar)
    day = local(at).date()
    if not calendar.is_working_day(day):
        return "Hôm nay bộ phận một cửa nghỉ."
    if at < calendar.opening(day) - EARLY:
        return _("Chưa đến giờ lấy số. Quầy mở lúc %(clock)s.") % {"clock": clock(calendar.opening(day))}
    return "Hôm nay quầy đã hết giờ." if at >= calendar.closing(day) else ""


def take(service: Service, *, first: bool = False) -> Ticket:
    """The next number of today. `first` for those whom the law lets go before (Luật NCT, NKT; pregnant women).

    Raises StepRefused when the desk is closed.
    """
    at = now()
    if refusal := why_closed(service.agency, at):
        raise StepRefused(refusal)
    with transaction.atomic():
        return _next(service, at, first)


def _next(service: Service, at: datetime, first: bool) -> Ticket:
    locked = Service.objects.select_for_update(of=("self",)).select_related("agency").get(pk=service.pk)
    if not locked.active:
        raise StepRefused("Việc này hiện không phát số.")
    day = local(at).date()
    last = Ticket.objects.filter(service=locked, day=day).aggregate(last=Max("number"))["last"] or 0
    return Ticket.objects.create(
        agency=locked.agency, service=locked, day=day, number=last + 1, first=first, taken_at=at, turn_at=at
    )


def give_up(ticket: Ticket) -> None:
    """The person does not want to wait any longer."""
    Ticket.objects.filter(pk=ticket.pk, state=TicketState.WAITING).update(
        state=TicketState.GIVEN_UP, ended_at=now()
    )


def sit_down(counter: Counter, officer: Officer) -> None:
    """The officer takes a counter of the own desk and frees the one they had. Raises StepRefused."""
    if counter.agency_id != officer.agency_id:
        raise StepRefused("Quầy này thuộc bộ phận khác.")
    with transaction.atomic():
        locked = Counter.objects.select_for_update().get(pk=counter.pk)
        if locked.officer_id not in (None, officer.pk) and at_counter(locked) is not None:
            raise StepRefused("Đồng nghiệp đang phục vụ khách ở quầy này.")
        Counter.objects.filter(officer=officer).exclude(pk=locked.pk).update(officer=None, open_since=None)
        locked.officer, locked.open_since = officer, now()
        locked.save(update_fields=["officer", "open_since"])


def stand_up(officer: Officer) -> None:
    """The officer leaves the counter; the ticket that is being served has to be ended before. Raises StepRefused."""
    counter = Counter.objects.filter(officer=officer).first()
    if counter is None:
        return
    if at_counter(counter) is not None:
        raise StepRefused("Kết thúc số đang phục vụ trước khi đóng quầy.")
    Counter.objects.filter(pk=counter.pk).update(officer=None, open_since=None)


def at_counter(counter: Counter) -> Ticket | None:
    """Whom this counter serves now."""
    return Ticket.objects.select_related("service").filter(counter=counter, state=TicketState.CALLED).first()


def call_next(counter: Counter) -> Ticket | None:
    """Ends whom the counter served and calls the next of its services: those to go first, then by turn.

    Two counters at once never call the same person. None when nobody waits.
    """
    with transaction.atomic():
        locked = Counter.objects.select_for_update().get(pk=counter.pk)
        _end(locked, TicketState.SERVED)
        waiting = Ticket.objects.select_for_update(of=("self",), skip_locked=True).filter(
            agency_id=locked.agency_id, day=local(now()).date(), state=TicketState.WAITING
        )
        chosen = list(locked.services.values_list("pk", flat=True))
        if chosen:
            waiting = waiting.filter(service_id__in=chosen)
        ticket = waiting.select_related("service").order_by("-first", "turn_at", "pk").first()
        if ticket is None:
            return None
        ticket.state, ticket.counter, ticket.called_at = TicketState.CALLED, locked, now()
        ticket.calls = 1
        ticket.save(update_fields=["state", "counter", "called_at", "calls"])
    return ticket


def recall(counter: Counter) -> Ticket:
    """Calls the same number again. Raises StepRefused when nobody was called, or often enough."""
    with transaction.atomic():
        ticket = _current(counter)
        if ticket.calls >= MOST_CALLS:
            raise StepRefused("Đã gọi %(most)s lần. Bấm Không có mặt để gọi số sau.", most=MOST_CALLS)
        ticket.calls, ticket.called_at = ticket.calls + 1, now()
        ticket.save(update_fields=["calls", "called_at"])
    return ticket


def absent(counter: Counter) -> Ticket:
    """Nobody came. The person may come back within the day and waits on from the end (`come_back`)."""
    with transaction.atomic():
        ticket = _current(counter)
        _end(counter, TicketState.ABSENT)
    return ticket


def come_back(ticket: Ticket) -> Ticket:
    """Somebody who missed the call waits again, behind those waiting now. Raises StepRefused."""
    with transaction.atomic():
        locked = Ticket.objects.select_for_update(of=("self",)).select_related("service").get(pk=ticket.pk)
        if locked.state != TicketState.ABSENT or locked.day != local(now()).date():
            raise StepRefused("Số này không chờ lại được. Lấy số mới.")
        locked.state, locked.counter, locked.turn_at, locked.first = TicketState.WAITING, None, now(), False
        locked.ended_at = None
        locked.save()
    return locked


def hand_on(counter: Counter, service: Service) -> Ticket:
    """The person has to go on to another service: waits there, called first. Raises StepRefused."""
    if service.agency_id != counter.agency_id:
        raise StepRefused("Chỉ chuyển trong cùng bộ phận.")
    with transaction.atomic():
        ticket = _current(counter)
        if ticket.service_id == service.pk:
            raise StepRefused("Khách đang ở đúng việc này rồi.")
        at = now()
        _end(counter, TicketState.SERVED, at)
        return _next(service, at, first=True)  # the same moment ties them: queries.gone_on_as


def finish(counter: Counter) -> None:
    """The person at the counter is served; nobody is called."""
    with transaction.atomic():
        _end(Counter.objects.select_for_update().get(pk=counter.pk), TicketState.SERVED)


def _current(counter: Counter) -> Ticket:
    Counter.objects.select_for_update().get(pk=counter.pk)
    ticket = at_counter(counter)
    if ticket is None:
        raise StepRefused("Quầy này chưa gọi số nào.")
    return ticket


def _end(counter: Counter, how: TicketState, at: datetime | None = None) -> None:
    Ticket.objects.filter(counter=counter, state=TicketState.CALLED).update(state=how, ended_at=at or now())


def book(*, party: Party, service: Service, at: datetime, about: str = "") -> Appointment:
    """Books half an hour at a desk. Raises StepRefused when it is full, past, or not a time of work."""
    about = clean(about)[:200]
    with transaction.atomic():
        locked = Service.objects.select_for_update(of=("self",)).select_related("agency").get(pk=service.pk)
        same = Appointment.objects.filter(
            party=party, service=locked, at=at, state=AppointmentState.BOOKED
        ).first()
        if same is not None:
            return same
        if at not in {slot for slot, left in slots(locked, local(at).date()) if left}:
            raise StepRefused("Giờ này vừa có người hẹn hết. Chọn giờ khác.")
        coming = Appointment.objects.filter(party=party, state=AppointmentState.BOOKED, at__gt=now())
        if coming.count() >= MOST_BOOKED:
            raise StepRefused("Bạn đang có %(most)s lịch hẹn. Huỷ bớt rồi hẹn thêm.", most=MOST_BOOKED)
        try:
            with transaction.atomic():
                return Appointment.objects.create(
                    party=party, agency=locked.agency, service=locked, at=at, about=about, made_at=now()
                )
        except IntegrityError as error:
            raise StepRefused("Bạn đã có lịch hẹn khác vào giờ này.") from error


def cancel(appointment: Appointment) -> None:
    """Gives the time back to others."""
    Appointment.objects.filter(pk=appointment.pk, state=AppointmentState.BOOKED).update(
        state=AppointmentState.CANCELLED
    )


def arrive(appointment: Appointment) -> Ticket:
    """At the kiosk or from the phone: from half an hour before until a quarter after, the appointment becomes a ticket
    that is called first; later it is an ordinary one. Raises StepRefused."""
    at = now()
    with transaction.atomic():
        locked = (
            Appointment.objects.select_for_update(of=("self",))
            .select_related("service__agency", "ticket__service")
            .get(pk=appointment.pk)
        )
        if locked.ticket is not None:
            return locked.ticket
        if locked.state != AppointmentState.BOOKED:
            raise StepRefused("Lịch hẹn này đã huỷ.")
        if local(at).date() != local(locked.at).date() or at < locked.at - EARLY:
            raise StepRefused(
                "Lấy số từ 30 phút trước giờ hẹn: %(clock)s ngày %(day)s.",
                clock=clock(locked.at),
                day=show_day(locked.at),
            )
        ticket = _next(locked.service, at, first=at <= locked.at + LATE)
        locked.ticket, locked.state = ticket, AppointmentState.ARRIVED
        locked.save(update_fields=["ticket", "state"])
    return ticket


def slots(service: Service, day: date) -> list[tuple[datetime, int]]:
    """Every half hour of work of that day from now on, with how many places are left."""
    calendar = working_time(service.agency.calendar)
    at = now()
    if not calendar.is_working_day(day) or not local(at).date() <= day <= local(at).date() + timedelta(
        BOOK_DAYS
    ):
        return []
    begin, end = calendar.opening(day), calendar.closing(day)
    taken: dict[datetime, int] = {}
    booked = Appointment.objects.filter(
        service=service, at__gte=begin, at__lt=end, state__in=["booked", "arrived"]
    )
    for moment in booked.values_list("at", flat=True):
        taken[moment] = taken.get(moment, 0) + 1
    found = []
    while begin + SLOT <= end:
        if begin > at and calendar.minutes_between(begin, begin + SLOT) == SLOT.seconds // 60:
            found.append((begin, max(service.each_slot - taken.get(begin, 0), 0)))
        begin += SLOT
    return found
