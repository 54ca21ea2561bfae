"""At the desk: numbers in order, nobody called twice, those who go first, missed calls, times agreed beforehand."""

import pytest
from django.test import Client

from portal.agencies.models import Agency, Officer
from portal.calendars.now import pretend
from portal.visits import queries, services
from portal.visits.models import Appointment, AppointmentState, Counter, Service, Ticket, TicketState
from portal.web.refusals import StepRefused
from tests import people
from tests.conftest import hanoi
from tests.dossiers.citizen.walking import signed_in, text

pytestmark = pytest.mark.django_db
NINE = hanoi("2026-11-16 09:00")


@pytest.fixture
def hall() -> Agency:
    agency = people.desk()
    services.set_up(agency)
    services.set_up(agency)
    return agency


def service(hall: Agency, letter: str = "A") -> Service:
    return Service.objects.select_related("agency__calendar").get(agency=hall, letter=letter)


def seated(hall: Agency, number: int = 1) -> Counter:
    counter = Counter.objects.get(agency=hall, name=f"Quầy {number}")
    officer = Officer.objects.filter(agency=hall, duties__contains=["desk_officer"]).order_by("pk")[
        number - 1
    ]
    services.sit_down(counter, officer)
    counter.refresh_from_db()
    return counter


def test_numbers_go_up_by_day_and_service_and_those_first_by_law_are_called_first(hall):
    with pretend(NINE):
        one, two = services.take(service(hall)), services.take(service(hall))
        mother = services.take(service(hall), first=True)
        other = services.take(service(hall, "B"))
        assert [t.shown for t in (one, two, mother, other)] == ["A001", "A002", "A003", "B001"]
        counter = seated(hall)
        order = [services.call_next(counter).shown for _ in range(4)]
        assert order == ["A003", "A001", "A002", "B001"]
        assert services.call_next(counter) is None
        assert set(Ticket.objects.filter(agency=hall).values_list("state", flat=True)) == {"served"}
    with pretend(hanoi("2026-11-17 09:00")):
        assert services.take(service(hall)).shown == "A001"


def test_a_closed_desk_says_when_it_opens(hall):
    with pretend(hanoi("2026-11-22 09:00")), pytest.raises(StepRefused, match="nghỉ"):
        services.take(service(hall))
    with pretend(hanoi("2026-11-16 06:00")), pytest.raises(StepRefused, match="Quầy mở lúc"):
        services.take(service(hall))
    with pretend(hanoi("2026-11-16 19:00")), pytest.raises(StepRefused, match="hết giờ"):
        services.take(service(hall))


def test_from_the_kiosk_to_the_counter_through_the_screens(hall, client):
    with pretend(NINE):
        kiosk = f"/kiosk/lay-so/{hall.slug}/"
        assert "Bạn đến làm gì?" in text(client.get(kiosk))
        for _two in range(2):
            shown = text(client.post(kiosk, {"viec": str(service(hall).pk)}))
        assert "A002" in shown and "1 người trước bạn" in shown
        mine = Ticket.objects.get(agency=hall, number=2)
        phone = f"/so/{mine.key}/"
        assert "1 người trước bạn" in text(client.get(phone))
        officer = people.desk_officer()
        desk = signed_in(officer.user)
        where = "/lam-viec/goi-so/"
        refused = desk.post(where, {"viec": "goi"})
        assert refused.status_code == 422 and "Chọn quầy bạn ngồi" in text(refused)
        counter = Counter.objects.get(agency=hall, name="Quầy 2")
        desk.post(where, {"viec": f"ngoi:{counter.pk}"})
        for _two in range(2):
            desk.post(where, {"viec": "goi"})
        assert "Mời bạn đến Quầy 2" in text(client.get(phone))
        hall_screen = text(client.get(f"/man-hinh/{hall.slug}/"))
        assert "A002 Quầy 2" in hall_screen
        desk.post(where, {"viec": "vang"})
        client.post(phone, {"viec": "cho-lai"})
        mine.refresh_from_db()
        assert mine.state == TicketState.WAITING


def test_a_number_is_called_three_times_at_most_and_handed_on_in_front(hall):
    with pretend(NINE):
        for _ in range(2):
            services.take(service(hall))
        counter = seated(hall)
        services.call_next(counter)
        services.recall(counter)
        services.recall(counter)
        with pytest.raises(StepRefused, match="Đã gọi 3 lần"):
            services.recall(counter)
        services.take(service(hall, "C"))
        gone_on = services.hand_on(counter, service(hall, "C"))
        assert queries.waiting(hall)[0].shown == gone_on.shown == "C002"
        first = Ticket.objects.get(service=service(hall), number=1)
        page = Client().get(f"/so/{first.key}/")
        assert "chuyển sang Hỏi, hướng dẫn, số mới là C002" in text(page)
        assert f"/so/{gone_on.key}/" in page.content.decode()
        assert queries.gone_on_as(gone_on) is None


def test_a_long_wait_is_told_in_hours():
    assert [queries.Wait(1, minutes).hours for minutes in (5, 55, 60, 315)] == [0, 0, 1, 5]


@pytest.mark.article("HGi-full")
def test_a_time_is_booked_shown_kept_and_called_first(hall):
    person, late = people.citizen("Thị Kim Sol"), people.citizen("Danh Út")
    with pretend(hanoi("2026-11-13 10:00")):
        browser = signed_in(person)
        offered = services.slots(service(hall), NINE.date())
        assert offered[0][0] < NINE and {left for _at, left in offered} == {2}
        form = {
            "viec": "hen",
            "noi": hall.slug,
            "loai": str(service(hall).pk),
            "luc": NINE.isoformat(),
            "ve": "khai sinh",
        }
        page = text(browser.get(f"/lich-hen/?noi={hall.slug}&loai={form['loai']}&ngay=2026-11-16"))
        assert "Giờ nào ngày 16/11/2026?" in page
        for _twice in range(2):
            browser.post("/lich-hen/", form)
        booked = Appointment.objects.get(party=person.party)
        assert "khai sinh" in text(browser.get(f"/lich-hen/{booked.key}/"))
        assert signed_in(late).get(f"/lich-hen/{booked.key}/").status_code == 404
        services.book(party=late.party, service=service(hall), at=NINE)
        third = people.citizen("Người thứ ba")
        full = signed_in(third).post("/lich-hen/", form)
        assert full.status_code == 422 and "vừa có người hẹn hết" in text(full)
    with pretend(hanoi("2026-11-16 08:50")):
        services.take(service(hall))
        ticket = services.arrive(booked)
        assert ticket.first and services.arrive(booked) == ticket
        assert queries.waiting(hall)[0].pk == ticket.pk
    with pretend(hanoi("2026-11-16 09:30")):
        assert not services.arrive(Appointment.objects.get(party=late.party)).first
    booked.refresh_from_db()
    assert booked.state == AppointmentState.ARRIVED


def test_a_cancelled_time_is_free_again(hall):
    person = people.citizen("Neáng Sray")
    with pretend(hanoi("2026-11-13 10:00")):
        booked = services.book(party=person.party, service=service(hall), at=NINE)
        assert dict(services.slots(service(hall), NINE.date()))[NINE] == 1
        signed_in(person).post("/lich-hen/", {"viec": f"huy:{booked.key}"})
        assert dict(services.slots(service(hall), NINE.date()))[NINE] == 2


def test_only_the_own_desks_people_call(hall):
    counter = Counter.objects.get(agency=hall, name="Quầy 1")
    with pytest.raises(StepRefused, match="bộ phận khác"):
        services.sit_down(counter, people.stranger())
    clerk = Officer.objects.filter(duties=["clerk"]).first()
    assert signed_in(clerk.user).get("/lam-viec/goi-so/").status_code == 403
