"""What the desk tells people by itself: the day before they come."""

from datetime import datetime, time, timedelta

from celery import shared_task
from django.db import transaction
from django.urls import reverse

from portal.calendars.now import now
from portal.notifications.services import queue
from portal.visits.models import Appointment, AppointmentState
from portal.web.show import HANOI, local

_AT_ONCE = 500


@shared_task(name="visits.remind")
def remind() -> int:
    """Reminds everybody who is expected tomorrow, once for each appointment; twice changes nothing."""
    tomorrow = local(now()).date() + timedelta(days=1)
    begin = datetime.combine(tomorrow, time(), HANOI)
    due = Appointment.objects.filter(
        state=AppointmentState.BOOKED, reminded_at=None, at__gte=begin, at__lt=begin + timedelta(days=1)
    )
    reminded = 0
    for one in due.select_related("party__user", "agency", "service").order_by("at")[:_AT_ONCE]:
        with transaction.atomic():
            if Appointment.objects.filter(pk=one.pk, reminded_at=None).update(reminded_at=now()):
                queue(
                    template="appointment_tomorrow",
                    key=f"appointment:{one.key}",
                    party=one.party,
                    context={
                        "agency": one.agency.name,
                        "place": one.agency.address,
                        "starts_at": one.at,
                        "matter": one.about or one.service.name,
                        "phone": one.agency.phone,
                        "url": reverse("visits:appointment", args=[one.key]),
                    },
                )
                reminded += 1
    return reminded
