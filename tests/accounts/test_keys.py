"""Keys on the device and the authenticator application, in a real browser with a virtual key."""

import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import Browser, Page

from portal.accounts.models import User
from tests import people
from tests.site import Site

pytestmark = pytest.mark.screen


@pytest.fixture(autouse=True)
def _rows_beside_a_browser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Playwright keeps an event loop; people are made in the same thread nevertheless."""
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def sign_in(page: Page, site: Site, user: User) -> None:
    page.goto(site.url + "/dang-nhap/")
    page.get_by_label("Thư điện tử hoặc số điện thoại").fill(user.email or "")
    page.get_by_label("Mật khẩu", exact=True).fill(people.PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()


def prove_it_is_me(page: Page) -> None:
    page.get_by_label("Mật khẩu của bạn").fill(people.PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()


def test_a_key_is_made_and_opens_the_account_without_a_password(
    site: Site, browser: Browser, committed: None
) -> None:
    user = people.citizen("Lò Văn Khoá")
    page = browser.new_page()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    virtual = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
    }
    device.send("WebAuthn.addVirtualAuthenticator", {"options": virtual})
    sign_in(page, site, user)
    page.goto(site.url + "/tai-khoan/bao-mat/khoa/them/")
    prove_it_is_me(page)
    page.get_by_label("Đặt tên cho khoá").fill("Điện thoại của tôi")
    page.get_by_role("button", name="Tạo khoá").click()
    page.get_by_role("heading", name="Mã dự phòng").wait_for()
    assert Authenticator.objects.filter(user=user, type="webauthn").count() == 1
    page.context.clear_cookies()
    page.goto(site.url + "/dang-nhap/")
    page.get_by_role("button", name="Dùng khoá trên máy").click()
    page.wait_for_url("**/ho-so/")
    assert "Văn Khoá" in page.inner_text("header")
    page.close()


def test_the_application_is_switched_on_with_its_code_and_gives_spare_codes(
    site: Site, browser: Browser, committed: None
) -> None:
    user = people.citizen("Lý Thị Mã")
    page = browser.new_page(viewport={"width": 360, "height": 740})
    sign_in(page, site, user)
    page.goto(site.url + "/tai-khoan/bao-mat/ung-dung/bat/")
    prove_it_is_me(page)
    secret = page.locator(".secret").inner_text().strip()
    assert page.locator("img.qr").bounding_box()["width"] == 160  # type: ignore[index]
    page.get_by_label("Mã xác thực").fill("000000")
    page.get_by_role("button", name="Bật ứng dụng xác thực").click()
    assert page.title().startswith("Lỗi: ")
    page.get_by_label("Mã xác thực").fill(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))
    page.get_by_role("button", name="Bật ứng dụng xác thực").click()
    page.get_by_role("heading", name="Mã dự phòng").wait_for()
    spare = page.locator(".codes li").first.inner_text()
    page.context.clear_cookies()
    sign_in(page, site, user)
    page.get_by_label("Mã xác thực").fill(spare)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url("**/ho-so/")
    page.close()
