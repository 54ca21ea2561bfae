"""Answers whatever stands on a screen of the wizard, as a person would, and goes on."""

from playwright.sync_api import Page

from tests import people

VALUES = {
    "con_ho_ten": "Đinh Gia Bảo",
    "me_ho_ten": "Đinh Thị Ngọc Huyền",
    "cha_ho_ten": "Lương Văn Đạt",
    "con_co_so": "Trạm Y tế",
    "so_ket_hon": "12/2024",
    "so_ban_sao": "1",
}
DAYS = {
    "con_ngay_sinh": ("14", "10", "2026"),
    "me_ngay_sinh": ("2", "4", "1996"),
    "cha_ngay_sinh": ("9", "9", "1994"),
    "nguoi_yeu_cau_ngay_sinh": ("2", "4", "1996"),
}
LAST = ("co_cha", "xin_ban_sao", "cha_me_ket_hon", "co_nguoi_lam_chung")


def fill_screen(page: Page) -> None:
    """Fills in the visible fields that are empty, adds a photograph where a paper is asked for, presses on."""
    if "/giay-to/" in page.url:
        _photograph(page)
    elif "/nhan-ket-qua/" in page.url:
        page.check("[name=cach][value=in_person]")
    else:
        done: set[str] = set()
        while news := [(key, kind) for key, kind in _on_screen(page) if key not in done]:
            done.add(news[0][0])
            _answer(page, *news[0])
    before = page.url
    page.get_by_role("button", name="Lưu và tiếp tục").last.click()
    page.wait_for_url(lambda url: url != before, timeout=15_000)


def _on_screen(page: Page) -> list[tuple[str, str]]:
    """The questions to be seen now; an answer may open others between them."""
    seen = "all => all.filter(one => one.offsetParent).map(one => [one.dataset.q, one.dataset.kind])"
    return [(key, kind) for key, kind in page.eval_on_selector_all("[data-q]:not([hidden])", seen)]


def _photograph(page: Page) -> None:
    if page.locator("[data-strip] li").count() == 0:
        photo = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": people.photo()}
        page.locator("input[capture]").set_input_files([photo])
        page.locator("[data-strip] li").first.wait_for()
        page.wait_for_load_state()


def _answer(page: Page, key: str, kind: str) -> None:
    field = page.locator(f'[data-q="{key}"]')
    if kind in ("choice", "yes_no"):
        boxes = field.locator(f'input[name="{key}"]')
        if not field.locator("input:checked").count():
            (boxes.last if key in LAST else boxes.first).check()
    elif kind == "date":
        for part, value in zip(("ngay", "thang", "nam"), DAYS[key], strict=True):
            page.fill(f"#{key}-{part}", value)
    elif kind == "address":
        page.fill(f"#{key}-duong", "tổ 5, khu 2")
        page.fill(f"#{key}-xa", people.ward_code())
    elif kind in ("country", "ethnicity"):
        page.select_option(f"#{key}", {"country": "VN", "ethnicity": "Kinh"}[kind])
    elif not page.input_value(f"#{key}"):
        page.fill(f"#{key}", VALUES.get(key, "024090303694"))
