"""The public screens in a real browser: no barrier that axe can see, nothing beyond the edge at 320 px, light."""

import gzip
import random
import re
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page

from procedures.samples import invented_number
from tests import people
from tests.barriers import faults
from tests.site import Site

pytestmark = pytest.mark.screen

MISSING = "/khong-co-trang-nay/"
PUBLIC = (
    "/",
    "/tim-kiem/?q=giay+khai+sinh",
    "/tim-kiem/?q=xyzzy",
    "/thu-tuc/",
    "/thu-tuc/1.001193/",
    "/thu-tuc/2.000815/",
    "/thu-tuc/1.001193/in/",
    "/su-kien/sinh-con/",
    "/dang-nhap/",
    "/dang-ky/",
    "/tai-khoan/mat-khau/quen/",
    "/quyen-rieng-tu/",
    "/dieu-khoan/",
    "/tro-giup-tiep-can/",
    "/tin-tuc/",
    "/ngon-ngu/",
    MISSING,
)
OWN = (
    "/tai-khoan/",
    "/tai-khoan/lien-he/",
    "/tai-khoan/ai-da-xem/",
    "/tai-khoan/bao-mat/",
    "/tai-khoan/phien/",
    "/tai-khoan/nhan-tin/",
    "/tai-khoan/tin/",
    "/tai-khoan/mat-khau/doi/",
)


@pytest.fixture(autouse=True)
def _rows_beside_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright keeps an event loop; people are made in the same thread nevertheless."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def visit(page: Page, site: Site, paths: tuple[str, ...]) -> dict[str, list[str]]:
    wrong: dict[str, list[str]] = {}
    blocked: list[str] = []
    page.on(
        "console", lambda message: blocked.append(message.text) if "Security Policy" in message.text else None
    )
    page.on("pageerror", lambda error: blocked.append(str(error)))
    for path in paths:
        answer = page.goto(site.url + path)
        assert answer is not None and answer.status == (404 if path == MISSING else 200), path
        for width in (320, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            said = faults(page) + blocked
            blocked.clear()
            if said:
                wrong[f"{path} at {width}"] = said
    return wrong


def test_public_pages_have_no_barrier_and_ask_nobody_else_for_anything(site: Site, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 320, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    assert visit(page, site, PUBLIC) == {}
    assert asked and [one for one in asked if not one.startswith((site.url, "data:"))] == []
    page.close()


def test_ones_own_pages_have_no_barrier(site: Site, browser: Browser, committed: None) -> None:
    user = people.citizen()
    page = browser.new_page(viewport={"width": 320, "height": 800})
    page.goto(site.url + "/dang-nhap/")
    page.get_by_label("Thư điện tử hoặc số điện thoại").fill(user.email or "")
    page.get_by_label("Mật khẩu", exact=True).fill(people.PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    assert visit(page, site, OWN) == {}
    page.close()


def test_refused_forms_are_heard_first_and_lead_to_the_field(site: Site, browser: Browser) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 740})
    page.goto(site.url + "/dang-ky/")
    page.get_by_role("button", name="Mở tài khoản").click()
    assert page.title().startswith("Lỗi: ")
    assert page.evaluate("document.activeElement.getAttribute('role')") == "alert"
    assert faults(page) == []
    page.get_by_role("link", name="Nhập họ, chữ đệm và tên, hoặc tên tổ chức").click()
    assert page.evaluate("document.activeElement.name") == "name"
    page.close()


def test_signing_up_works_by_keyboard_and_without_script(
    site: Site, browser: Browser, committed: None
) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(site.url + "/dang-ky/")
    number = invented_number(random.Random(), date(1980, 5, 6), "male")
    page.get_by_label("Họ, chữ đệm và tên").fill("Lỷ A Tắc")
    page.get_by_label("Số định danh cá nhân").fill(number)
    page.get_by_label("Thư điện tử").fill(f"tac{number}@thu.example")
    page.get_by_role("textbox", name="Mật khẩu").fill("một câu dài dễ nhớ")
    page.get_by_label("điều khoản sử dụng").check()
    page.get_by_role("textbox", name="Mật khẩu").press("Enter")
    page.wait_for_url(lambda address: "/dang-ky/" not in address)
    page.goto(site.url + "/tai-khoan/")
    assert page.get_by_role("heading", level=1).inner_text() == "Lỷ A Tắc"
    context.close()


@pytest.mark.parametrize("path", ["/", "/thu-tuc/1.001193/", "/dang-nhap/"])
def test_the_first_view_is_light(db: None, path: str) -> None:
    """Compressed as the server sends it: HTML 20, CSS 20, JS 15, all 120 kB (ux.md §2)."""
    html = Client().get(path).content

    def weight(pattern: str) -> int:
        names = re.findall(pattern, html.decode())
        return sum(
            len(gzip.compress((settings.BASE_DIR / "static" / name).read_bytes(), 6)) for name in names
        )

    css, js = weight(r"/tep-tinh/(css/[\w.-]+)"), weight(r"/tep-tinh/(js/[\w.-]+)")
    images = weight(r"/tep-tinh/(img/[\w.-]+)")
    assert len(gzip.compress(html, 6)) < 20_000
    assert 0 < css < 20_000
    assert 0 < js < 15_000
    assert len(gzip.compress(html, 6)) + css + js + images + 40_000 < 120_000


def test_the_numbers_of_a_signed_in_person_are_not_in_the_page_source(db: None) -> None:
    client: Any = Client()
    user = people.citizen()
    client.force_login(user)
    page = client.get("/tai-khoan/").content.decode()
    assert user.party.id_number not in page and user.party.id_number[-4:] in page
