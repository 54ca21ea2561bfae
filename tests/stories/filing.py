"""A citizen files a dossier in the wizard, screen by screen, with the answers of the procedure's own samples."""

import re
from typing import Any

from playwright.sync_api import Page

from portal.calendars.now import now
from portal.web.show import local
from procedures.definition import Definition
from procedures.queries import by_code, current_version, definition
from procedures.samples import sample_answers
from tests.dossiers.citizen.filling import _photograph
from tests.dossiers.citizen.walking import fill
from tests.stories.hands import Person

MOST_SCREENS = 40


def file(person: Person, code: str, *, commune: str, **answers: Any) -> str:
    """From the procedure's page to "đã gửi"; `answers` outweigh the samples. Gives the reference to open it by."""
    version = current_version(by_code(code), local(now()).date())
    assert version is not None
    told = definition(version)
    known = {**sample_answers(told, seed=5, commune=commune, known={}), **answers}
    page = person.open(f"/nop/{code}/")
    for check in told.checks:
        page.check(f"[name=dk_{check.id}][value={'co' if check.yes_is_fine else 'khong'}]")
    if page.locator("[name=cho_ai][value=minh]").count():
        page.check("[name=cho_ai][value=minh]")
    page.check("[name=dong_y]")
    person.press("Bắt đầu")
    page.wait_for_url(re.compile("/nop/T-"))
    ref = page.url.split("/nop/")[1].split("/")[0]
    for _ in range(MOST_SCREENS):
        if "/kiem-tra/" in page.url:
            break
        _screen(page, told, known)
    page.check("[name=cam_doan]")
    person.press("Gửi hồ sơ")
    page.wait_for_url(re.compile("/da-gui/"))
    return ref


def _screen(page: Page, told: Definition, known: dict[str, Any]) -> None:
    if "/giay-to/" in page.url:
        _photograph(page)
    elif "/nhan-ket-qua/" in page.url:
        page.check("[name=cach][value=in_person]")
    else:
        fill_in(page, told, known)
    before = page.url
    page.get_by_role("button", name="Lưu và tiếp tục").last.click()
    page.wait_for_url(lambda url: url != before, timeout=15_000)


def fill_in(page: Page, told: Definition, known: dict[str, Any]) -> None:
    """The boxes of a page of questions, or of the one that asks whether something is paid."""
    here = told.page(page.url.split("?")[0].rstrip("/").split("/")[-1])
    if here is None:
        _put(page, "mien_phi", str(known.get("mien_phi", "khong")))
        return
    for name, value in fill(here, known).items():
        for one in value if isinstance(value, list) else [value]:
            _put(page, name, str(one))


def _put(page: Page, name: str, value: str) -> None:
    """One box, whatever it is; one that is not to be seen now, or is locked, stays as it is."""
    choice = page.locator(f"main input[name='{name}'][value='{value}']:visible")
    box = page.locator(f"main [name='{name}']:visible:enabled").first
    if choice.count() and choice.first.get_attribute("type") in ("radio", "checkbox"):
        choice.first.check()
    elif box.count() and box.evaluate("one => one.tagName") == "SELECT":
        box.select_option(value)
    elif (
        box.count()
        and box.get_attribute("type") not in ("radio", "checkbox", "hidden")
        and not box.get_attribute("readonly")
    ):
        box.fill(value)
