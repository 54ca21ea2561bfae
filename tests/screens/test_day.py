"""A small day at a ward desk by keyboard alone, acts counted (tasks T6-T8); `python -m tests.day` is a whole one."""

import pytest
from playwright.sync_api import Browser

from dossiers.models import JournalEntry, PostHandover
from portal.accounts.models import User
from portal.calendars.now import now
from portal.visits.models import Ticket
from tests import people
from tests.day.keyboard import Keys
from tests.day.walk import walk
from tests.day.work import Pile, lay_out
from tests.dossiers.officer.desk import another_commune
from tests.screens.desk_people import signed_in
from tests.site import Site

pytestmark = [pytest.mark.screen, pytest.mark.usefixtures("committed")]


def test_a_day_by_keyboard_stays_within_the_acts(
    site: Site, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    code = another_commune(31)
    monkeypatch.setattr(people, "ward_code", lambda: code)
    morning = lay_out(Pile(paper=1, online=3, opinions=1, late=1, post=1, assign=6))

    def enter(user: User) -> Keys:
        page = signed_in(browser, site, user).new_page()
        page.goto(f"{site.url}/lam-viec/")
        return Keys(page)

    begun = now()
    done = walk(enter, morning, 1)
    assert done.troubles == []
    assert not done.lost, (
        "after every act the keyboard goes on from the content, not from the top of the page"
    )
    assert {name: len(each) for name, each in done.counts.items()} == {
        "next person": 1, "paper": 1, "print": 1, "queue": 1, "accept": 2, "supplement": 1,
        "opinion": 1, "late": 1, "assign": 1, "post": 1,
    }  # fmt: skip
    birth = done.counts["paper"][0]
    assert birth.acts <= 25 and birth.seconds <= 90 and done.counts["print"][0].acts == 1  # T6
    assert birth.typed <= 40
    assert max(one.acts for one in done.counts["accept"]) <= 6  # T7
    assert max(one.acts for one in done.counts["supplement"]) <= 12
    assert done.counts["assign"][0].acts <= 6  # T8: filtered, all of them given, three refused and told
    verbs = JournalEntry.objects.filter(dossier__receiving_agency=people.desk(), at__gte=begun)
    assert verbs.filter(verb="transfer").count() == 3  # one on paper, two online
    assert verbs.filter(verb="request_supplement").count() == 1
    assert verbs.filter(verb="assign").count() == 1
    called = Ticket.objects.filter(agency=people.desk(), called_at__gte=begun)
    assert called.count() == 1, "the one who filed on paper drew a number and was called"
    assert PostHandover.objects.filter(agency=people.desk()).exists()
