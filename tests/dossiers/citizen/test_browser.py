"""The wizard in a real browser: typing is kept by itself, a cut upload goes on where it stopped (T3, T4)."""

import io
import os
import re
import time

import img2pdf
import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Route, expect

from dossiers.models import Dossier
from dossiers.states import State
from portal.documents.models import Upload
from tests import people
from tests.barriers import faults
from tests.conftest import hanoi
from tests.dossiers.citizen.walking import BIRTH, CHECKS
from tests.site import Site

pytestmark = [pytest.mark.screen, pytest.mark.usefixtures("committed")]
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright's loop runs in the thread of the tests
MONDAY = hanoi("2026-11-16 08:30")
SCREENS = (
    f"/nop/{BIRTH}/", "/nop/{draft}/con/", "/nop/{draft}/noi_sinh/", "/nop/{draft}/giay-to/giay_chung_sinh/",
    "/nop/{draft}/nhan-ket-qua/", "/nop/{draft}/kiem-tra/", "/nop/{draft}/nhiem-vu/", "/nop/{draft}/xoa/",
    "/nop/{to_sign}/ky/",
    "/ho-so/", "/ho-so/{sent}/da-gui/", "/ho-so/{sent}/", "/ho-so/{sent}/tu-sua/",
    "/ho-so/{work}/", "/ho-so/{work}/rut/",
    "/ho-so/{work}/tin-da-gui/", "/tra-cuu/?ma={work}", "/xac-minh/khong-co-ma/",
)  # fmt: skip
WEIGHT = """() => performance.getEntriesByType('navigation').concat(performance.getEntriesByType('resource'))
    .reduce((sum, one) => sum + one.encodedBodySize, 0)"""
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def huyen(committed):
    return people.citizen("Đinh Thị Ngọc Huyền")


@pytest.fixture
def screen(context: BrowserContext, site: Site, huyen) -> Page:
    """Huyền's telephone, signed in."""
    page = context.new_page()
    page.set_viewport_size(PHONE)
    page.goto(f"{site.url}/dang-nhap/")
    page.fill("[name=login]", huyen.email)
    page.fill("[name=password]", people.PASSWORD)
    page.get_by_role("button", name="Đăng nhập", exact=True).click()
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)
    return page


def begin(page: Page, site: Site) -> str:
    """Chooses on the start page and presses “Bắt đầu”; the reference."""
    page.goto(f"{site.url}/nop/{BIRTH}/")
    for name, value in {**CHECKS, "cho_ai": "minh"}.items():
        page.check(f"[name={name}][value={value}]")
    page.check("[name=dong_y]")
    page.get_by_role("button", name="Bắt đầu").click()
    page.wait_for_url(re.compile("/nop/T-"))
    return page.url.split("/nop/")[1].split("/")[0]


def noisy_pdf(kilobytes: int) -> bytes:
    """A real PDF that cannot be made smaller."""
    side = int((kilobytes * 1024 / 3) ** 0.5)
    image = Image.frombytes("RGB", (side, side), os.urandom(side * side * 3))
    out = io.BytesIO()
    image.save(out, "PNG")
    return img2pdf.convert(out.getvalue())


def test_typing_is_kept_without_pressing_anything(screen: Page, site: Site):
    ref = begin(screen, site)
    screen.goto(f"{site.url}/nop/{ref}/con/")
    screen.fill("#con_ho_ten", "Đinh Gia Bảo")
    expect(screen.locator("[data-saved-words]")).to_contain_text(re.compile(r"Đã lưu lúc \d\d:\d\d"))
    until = time.monotonic() + 10
    while Dossier.objects.get(reference=ref).answers.get("con_ho_ten") != "Đinh Gia Bảo":
        assert time.monotonic() < until
        time.sleep(0.1)


def test_a_page_sent_from_another_window_stops_the_saving_here(screen: Page, site: Site):
    ref = begin(screen, site)
    other = screen.context.new_page()
    for page in (screen, other):
        page.goto(f"{site.url}/nop/{ref}/con/")
    with screen.expect_response("**/luu/"):
        screen.fill("#con_ho_ten", "Đinh Gia Bảo")
    other.fill("#con_ho_ten", "Đinh Gia Bình")
    expect(other.locator("[data-saved-words]")).to_contain_text("sửa ở cửa sổ khác")
    other.get_by_role("button", name="Lưu và tiếp tục").last.click()
    expect(other.get_by_role("heading", name="sửa ở cửa sổ khác")).to_be_visible()
    assert other.input_value("#con_ho_ten") == "Đinh Gia Bình"
    assert Dossier.objects.get(reference=ref).answers["con_ho_ten"] == "Đinh Gia Bảo"


def test_a_save_that_fails_says_so_and_comes_through_later(screen: Page, site: Site):
    ref = begin(screen, site)
    screen.goto(f"{site.url}/nop/{ref}/con/")
    screen.context.set_offline(True)
    screen.fill("#con_ho_ten", "Đinh Gia Bảo")
    expect(screen.locator("[data-saved]")).to_contain_text("Chưa lưu được")
    expect(screen.get_by_role("button", name="Thử lại")).to_be_visible()
    screen.context.set_offline(False)  # the page notices by itself; the button is for the impatient
    expect(screen.locator("[data-saved-words]")).to_contain_text("Đã lưu lúc")
    assert Dossier.objects.get(reference=ref).answers["con_ho_ten"] == "Đinh Gia Bảo"


def test_a_cut_upload_goes_on_where_it_stopped_also_on_a_new_page(screen: Page, site: Site):
    ref = begin(screen, site)
    url = f"{site.url}/nop/{ref}/giay-to/giay_chung_sinh/"
    file = {"name": "chung-sinh.pdf", "mimeType": "application/pdf", "buffer": noisy_pdf(1400)}
    sent: list[int] = []
    cut = {"after": 2}

    def pieces(route: Route) -> None:
        if route.request.method != "PUT":
            route.continue_()
        elif len(sent) >= cut["after"]:
            route.abort()
        else:
            sent.append(int(route.request.headers["upload-offset"]))
            route.continue_()

    screen.route("**/tai-len/**", pieces)
    screen.goto(url)
    screen.locator("input[type=file][multiple]").set_input_files([file])
    expect(screen.locator("[data-uploads]")).to_contain_text("Mất kết nối. Đã tải được", timeout=15_000)
    assert Upload.objects.get(purpose=f"{ref}:giay_chung_sinh").received == 2 * 262144

    screen.on("dialog", lambda dialog: dialog.accept())
    screen.goto(url)  # the browser was closed and opened again
    cut["after"] = 99
    sent.clear()
    screen.evaluate("() => 0")
    screen.locator("input[type=file][multiple]").set_input_files([file])
    expect(screen.locator("#trang-giay_chung_sinh")).to_contain_text("1 trang đã thêm", timeout=30_000)
    assert Upload.objects.filter(purpose=f"{ref}:giay_chung_sinh").count() <= 2
    item = Dossier.objects.get(reference=ref).items.get()
    assert item.pages.count() == 1


def test_a_large_photograph_is_made_smaller_on_the_telephone(screen: Page, site: Site):
    ref = begin(screen, site)
    image = Image.effect_noise((4000, 3000), 60).convert("RGB")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    assert len(out.getvalue()) > 5_000_000
    screen.goto(f"{site.url}/nop/{ref}/giay-to/giay_chung_sinh/")
    screen.locator("input[capture]").set_input_files(
        [{"name": "IMG_2041.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}]
    )
    expect(screen.locator("#trang-giay_chung_sinh")).to_contain_text("1 trang đã thêm", timeout=60_000)
    stored = Dossier.objects.get(reference=ref).items.get().pages.get().file
    assert stored.size < 2_000_000
    assert stored.content_type == "image/jpeg"


def test_every_screen_is_open_to_all_and_light(screen: Page, site: Site, huyen):
    """axe finds nothing, nothing lies beyond the edge, the first view weighs no more than 120 KB."""
    code = {
        "draft": people.drafted(MONDAY, huyen, answers={"co_giay_chung_sinh": True}).dossier.reference,
        "to_sign": people.drafted(MONDAY, huyen, code="1.000703").dossier.reference,
        "sent": people.submitted(MONDAY, huyen).dossier.reference,
        "work": people.processing(MONDAY, user=huyen).dossier.code,
    }
    wrong: dict[str, list[str]] = {}
    for path in SCREENS:
        screen.goto(f"{site.url}{path.format(**code)}")
        for width in (320, 1440):
            screen.set_viewport_size({"width": width, "height": 800})
            if found := faults(screen):
                wrong[f"{path} at {width}"] = found
        weight = screen.evaluate(WEIGHT)
        assert weight < 120_000, f"{path}: {weight} bytes"
    assert not wrong


def test_the_whole_way_on_a_telephone(screen: Page, site: Site):
    """Every question is answered by hand, the paper is a photograph; nothing is left that a button does not do."""
    from tests.dossiers.citizen.filling import fill_screen

    ref = begin(screen, site)
    for _ in range(25):
        if screen.url.rstrip("/").endswith("kiem-tra"):
            break
        fill_screen(screen)
    screen.check("#cam-doan")
    screen.get_by_role("button", name="Gửi hồ sơ").dblclick()
    screen.wait_for_url(re.compile("da-gui"))
    expect(screen.locator("h1")).to_have_text("Đã gửi hồ sơ")
    assert Dossier.objects.get(reference=ref).state == State.REGISTERED
