"""The whole main line in Chromium, as different people: from the search to the downloaded result."""

import io
import re

import pikepdf
import pytest
from playwright.sync_api import Browser, Page

from dossiers.models import Dossier
from dossiers.states import State
from portal.agencies.models import Duty
from portal.calendars.now import now
from tests import people
from tests.dossiers.citizen.filling import fill_screen
from tests.dossiers.citizen.walking import CHECKS
from tests.screens.desk_people import accept, signed_in, wait_for, work_through
from tests.site import Site

pytestmark = [pytest.mark.screen, pytest.mark.usefixtures("committed")]


@pytest.fixture(autouse=True)
def _rows_beside_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def find(page: Page, site: Site, said: str, name: str) -> None:
    """From the home page: types what people say, opens the first hit, presses “Bắt đầu”."""
    page.goto(site.url)
    page.fill("#q", said)
    page.get_by_role("button", name="Tìm").first.click()
    page.wait_for_url(re.compile("/tim-kiem/"))
    page.locator("main").get_by_role("link", name=name).first.click()
    page.wait_for_url(re.compile("/thu-tuc/"))
    page.get_by_role("link", name="Bắt đầu").first.click()


def begin(page: Page) -> str:
    for name, value in {**CHECKS, "cho_ai": "minh"}.items():
        page.check(f"[name={name}][value={value}]")
    page.check("[name=dong_y]")
    page.get_by_role("button", name="Bắt đầu").click()
    page.wait_for_url(re.compile("/nop/T-"))
    return page.url.split("/nop/")[1].split("/")[0]


def send(page: Page) -> None:
    page.check("[name=cam_doan]")
    page.get_by_role("button", name="Gửi hồ sơ").click()
    page.wait_for_url(re.compile("/da-gui/"))


def download_result(page: Page, site: Site, dossier: Dossier) -> pikepdf.Pdf:
    """The person opens the dossier and takes the result."""
    page.goto(f"{site.url}/ho-so/{dossier.code}/")
    assert page.get_by_role("link", name=re.compile("Tải|kết quả", re.IGNORECASE)).count()
    answer = page.request.get(f"{site.url}/ho-so/{dossier.code}/ket-qua/")
    assert answer.ok
    return pikepdf.open(io.BytesIO(answer.body()))


def test_a_birth_from_everyday_words_to_the_certificate(site: Site, browser: Browser) -> None:
    huyen = people.citizen("Đinh Thị Ngọc Huyền")
    context = signed_in(browser, site, huyen, width=360)
    page = context.new_page()
    find(page, site, "lam giay khai sinh", "Làm giấy khai sinh")
    ref = begin(page)
    screens = 0
    while "/kiem-tra/" not in page.url:
        fill_screen(page)
        screens += 1
    assert screens <= 9, "ux.md T3: at most nine screens"
    send(page)
    dossier = Dossier.objects.get(reference=ref)
    assert dossier.state == State.REGISTERED
    accept(browser, site, dossier, script=True)
    assert dossier.code in (context.request.get(f"{site.url}/ho-so/{ref}/").text())
    took_part = work_through(browser, site, dossier, script=True)
    assert len(took_part) >= 3
    dossier.refresh_from_db()
    wait_for(dossier, State.COMPLETED)  # chosen at the counter, where it now waits
    context.close()


@pytest.mark.parametrize(
    ("code", "script"), [("1.004873", True), ("1.013225", True), ("1.001193", False)], ids=str
)
def test_sent_worked_through_and_downloaded(site: Site, browser: Browser, code: str, script: bool) -> None:
    """With script, and for one procedure without it on both sides of the desk."""
    quyet = people.citizen("Trần Bá Quyết")
    draft = people.drafted(now(), quyet, code=code).dossier
    context = signed_in(browser, site, quyet, script=script, width=360)
    page = context.new_page()
    page.goto(f"{site.url}/nop/{draft.reference}/kiem-tra/")
    send(page)
    draft.refresh_from_db()
    cashier = people.driving.somebody(draft.receiving_agency, Duty.DESK_OFFICER)
    people.driving.pay(draft, cashier, "at_receipt")
    accept(browser, site, draft, script=script)
    work_through(browser, site, draft, script=script)
    people.driving.pay(draft, cashier, "at_return")
    wait_for(draft, State.RETURNED)
    with download_result(page, site, draft) as paper:
        assert len(paper.pages) >= 1
    context.close()
