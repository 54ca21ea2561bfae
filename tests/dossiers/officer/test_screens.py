"""The desk in a real browser: no barrier that axe can see, and a morning's work without the mouse."""

import random
from datetime import date, timedelta

import pytest
from django.test import Client
from playwright.sync_api import Browser, Page

from dossiers.demo import driving
from dossiers.models import Dossier
from dossiers.states import State
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.calendars.queries import working_time
from procedures.samples import invented_number
from tests import people
from tests.barriers import faults
from tests.dossiers.officer.desk import another_commune
from tests.site import Site

pytestmark = pytest.mark.screen


@pytest.fixture(autouse=True)
def _a_desk_beside_a_browser(monkeypatch: pytest.MonkeyPatch, committed: None) -> None:
    """Playwright keeps an event loop; what is committed stays at a desk that nobody else counts."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    code = another_commune(23)
    monkeypatch.setattr(people, "ward_code", lambda: code)


def opened(browser: Browser, site: Site, officer: Officer, width: int = 1440) -> Page:
    """A page in which this officer is signed in; what the content policy stops is an error."""
    client = Client()
    client.force_login(officer.user)
    context = browser.new_context(viewport={"width": width, "height": 900})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return page


def waiting(name: str) -> Dossier:
    """A dossier that was sent half an hour of working time ago."""
    at = working_time(None).add_minutes(now(), -30)
    return people.submitted(at, people.citizen(name)).dossier


def test_the_desks_pages_have_no_barrier(site: Site, browser: Browser) -> None:
    registered = waiting("Công Tằng Tôn Nữ Thị Hồng Nhạn").shown_code
    at = now() - timedelta(days=3)
    working = people.processing(at).dossier.shown_code
    done = people.completed(at, return_method="in_person").dossier.shown_code
    page = opened(browser, site, people.desk_officer(), 1440)
    wrong = {}
    for path in (
        "", "hang-doi/?view=tat-ca", "hang-doi/?view=tat-ca&kenh=postal", "quay/", "ca-nhan/",
        f"ho-so/{registered}/", f"ho-so/{registered}/tiep-nhan/", f"ho-so/{registered}/yeu-cau-bo-sung/",
        f"ho-so/{registered}/tu-choi/", f"ho-so/{registered}/kho/", f"ho-so/{working}/thoi-han/",
        f"ho-so/{working}/cac-buoc/",
        f"ho-so/{working}/lich-su/", f"ho-so/{working}/trao-doi/", f"ho-so/{working}/sao-chep/",
        f"ho-so/{done}/tra-ket-qua/", "so-theo-doi/", "ca-nhan/vang-mat/", "vuong-mac/", "trach-nhiem/",
        "bao-tan-noi/", "quay/so-hoa/", f"quay/da-nhan/{working}/quet/",
    ):  # fmt: skip
        answer = page.goto(f"{site.url}/lam-viec/{path}")
        assert answer is not None and answer.status == 200, path
        for width in (1440, 360):
            page.set_viewport_size({"width": width, "height": 800})
            if said := faults(page):
                wrong[width, path] = said
    assert wrong == {}
    page.context.close()


def test_one_is_accepted_and_one_sent_back_for_a_paper_without_the_mouse(
    site: Site, browser: Browser
) -> None:
    first, second = waiting("Lỷ A Tắc"), waiting("Tằng A Sồi")
    page = opened(browser, site, people.desk_officer())
    page.goto(f"{site.url}/lam-viec/ho-so/{first.shown_code}/?view=cho-tiep-nhan")
    page.keyboard.press("F8")
    page.get_by_text("Lưu lúc").wait_for()
    with page.expect_navigation():
        page.keyboard.press("Alt+t")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert page.get_by_role("link", name="In giấy hẹn").is_visible()
    page.goto(f"{site.url}/lam-viec/ho-so/{second.shown_code}/?view=cho-tiep-nhan")
    page.keyboard.press("F9")
    page.keyboard.type("Trang 2 thiếu dấu bệnh viện.")
    page.get_by_text("Soạn yêu cầu bổ sung 1 mục").wait_for()
    with page.expect_navigation():
        page.keyboard.press("Alt+b")
    assert page.locator("[data-preview]").get_by_text("Trang 2 thiếu dấu bệnh viện.").is_visible()
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    assert Dossier.objects.get(pk=first.pk).state == State.PROCESSING
    assert Dossier.objects.get(pk=second.pk).state == State.SUPPLEMENT_REQUIRED
    page.context.close()


def test_the_desk_works_without_script(site: Site, browser: Browser) -> None:
    dossier = waiting("Vũ Thị Ngọc Ánh")
    client = Client()
    client.force_login(people.desk_officer().user)
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1024, "height": 768})
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}])
    page = context.new_page()
    page.goto(f"{site.url}/lam-viec/ho-so/{dossier.shown_code}/")
    page.locator("input[name=v-giay_chung_sinh][value=wrong]").check(force=True)
    page.get_by_label("Sai ở đâu, sửa thế nào").first.fill("Ảnh mờ, chụp lại.")
    page.get_by_role("button", name="Lưu đánh giá").click()
    page.get_by_role("link", name="Soạn yêu cầu bổ sung 1 mục").click()
    page.get_by_role("button", name="Gửi yêu cầu bổ sung").click()
    assert Dossier.objects.get(pk=dossier.pk).state == State.SUPPLEMENT_REQUIRED
    context.close()


@pytest.mark.article("HG-8.1b")
def test_a_scanner_types_and_the_form_opens_by_keys_alone(site: Site, browser: Browser) -> None:
    number = invented_number(random.Random(), date(1988, 11, 14), "female")
    page = opened(browser, site, driving.somebody(people.desk(), "desk_officer"))
    page.goto(f"{site.url}/lam-viec/quay/", wait_until="domcontentloaded")
    page.keyboard.type(f"{number}||Đoàn Thị Kim Liên|14111988|Nữ|Tổ 4, khu 2|25052021")
    page.keyboard.press("Enter")
    page.keyboard.type("giay khai sinh")
    with page.expect_navigation():
        page.keyboard.press("F8")
    assert page.get_by_role("heading", level=1).inner_text() == "Đoàn Thị Kim Liên"
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("input[name=con_ho_ten]").fill("Phạm Nguyễn Bảo Ngân")
    page.wait_for_function(
        "() => document.querySelector('[data-saved]').textContent.includes('Nháp lưu lúc')"
    )
    draft = Dossier.objects.get(owner__id_number=number)
    assert draft.answers["con_ho_ten"] == "Phạm Nguyễn Bảo Ngân"
    page.context.close()
