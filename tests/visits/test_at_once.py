"""Several counters and kiosks at the same moment."""

from portal.agencies.models import Officer
from portal.calendars.now import pretend
from portal.visits import services
from portal.visits.models import Counter, Service
from tests import people
from tests.conftest import hanoi
from tests.dossiers.officer.desk import another_commune
from tests.dossiers.officer.test_two_at_once import both

NINE = hanoi("2026-11-16 09:00")


def test_numbers_are_taken_and_called_once_each(committed, monkeypatch):
    code = another_commune(23)
    monkeypatch.setattr(people, "ward_code", lambda: code)
    hall = people.desk()
    services.set_up(hall)
    service = Service.objects.select_related("agency__calendar").get(agency=hall, letter="A")
    officers = Officer.objects.filter(agency=hall).order_by("pk")[:2]
    counters = list(Counter.objects.filter(agency=hall))
    for counter, officer in zip(counters, officers, strict=True):
        services.sit_down(counter, officer)

    def take():
        with pretend(NINE):
            return services.take(service).shown

    def call(counter):
        with pretend(NINE):
            return services.call_next(counter).shown

    assert sorted(both(take, take, take)) == ["A001", "A002", "A003"]
    assert sorted(both(*[lambda c=counter: call(c) for counter in counters])) == ["A001", "A002"]
