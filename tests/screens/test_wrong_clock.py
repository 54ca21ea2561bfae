"""A computer whose clock is years off, in another part of the world: every moment on the page is the server's."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from portal.accounts.models import User
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.web.show import local
from tests import people
from tests.dossiers.citizen.walking import begin
from tests.dossiers.citizen.walking import signed_in as citizens_client
from tests.dossiers.officer.desk import another_commune
from tests.screens.desk_people import signed_in
from tests.site import Site

pytestmark = [pytest.mark.screen, pytest.mark.usefixtures("committed")]
WRONG = datetime(2031, 2, 3, 4, 5)
SHOWN = """html => {
    const moments = "main time, main .clock, main .plate";
    const told = page => [...page.querySelectorAll(moments)].map(one => one.textContent.replace(/\\s+/g, " "));
    return [told(document), told(new DOMParser().parseFromString(html, "text/html"))];
}"""


def opened(browser: Browser, site: Site, user: User) -> Page:
    context = signed_in(browser, site, user, zone="America/Los_Angeles")
    context.clock.install(time=WRONG)
    return context.new_page()


def moments(page: Page, address: str) -> list[str]:
    """What the page says of time a minute later, its scripts at work; the very words that the server sent."""
    answer = page.goto(address)
    assert answer is not None and answer.status == 200, address
    page.clock.run_for(61_000)
    shown, sent = page.evaluate(SHOWN, answer.text())
    assert shown == sent
    return list(shown)


def test_every_moment_is_the_servers(site: Site, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    code = another_commune(37)
    monkeypatch.setattr(people, "ward_code", lambda: code)
    huyen = people.citizen("Đinh Thị Ngọc Huyền")
    dossier = people.submitted(working_time(None).add_minutes(now(), -30), huyen).dossier
    draft = begin(citizens_client(huyen))

    page = opened(browser, site, people.desk_officer().user)
    words = moments(page, f"{site.url}/lam-viec/hang-doi/?view=cho-tiep-nhan")
    assert any("giờ" in one or "phút" in one for one in words), words
    clock = page.locator("[data-clock]")
    begun = datetime.fromisoformat(clock.get_attribute("datetime") or "")
    later = [f"{local(begun + timedelta(seconds=61 + slow)):%H:%M}" for slow in (0, 60)]
    assert clock.locator("b").inner_text() in later
    page.context.close()

    page = opened(browser, site, huyen)
    words = moments(page, f"{site.url}/ho-so/{dossier.shown_code}/")
    assert any(f"{local(dossier.submitted_at):%H:%M}" in one for one in words), words
    page.goto(f"{site.url}/nop/{draft}/con/")
    with page.expect_response(lambda answer: urlsplit(answer.url).path.endswith("/luu/")):
        page.fill("#con_ho_ten", "Đinh Gia Bảo")
        page.clock.run_for(2_000)
    saved = page.locator("[data-saved-words]")
    expect(saved).to_contain_text("Đã lưu lúc")
    assert any(f"{local(now() - timedelta(seconds=ago)):%H:%M}" in saved.inner_text() for ago in (0, 60))
    page.context.close()
