"""The citizen's side: from the search box to the sent dossier, with real files, and home with the result."""

import io
import re
from pathlib import Path
from typing import Any

import pikepdf
from playwright.sync_api import FilePayload, Page

from dossiers.models import Dossier
from portal.calendars.now import now
from portal.web.show import local
from procedures.definition import Definition
from procedures.queries import by_code, current_version, definition
from procedures.samples import sample_answers
from tests import people
from tests.documents.samples import pdf, photo_with_place
from tests.stories.filing import MOST_SCREENS, fill_in
from tests.stories.hands import Person

Papers = dict[str, list[FilePayload]]

SIDEWAYS = FilePayload(name="IMG_2041.jpg", mimeType="image/jpeg", buffer=photo_with_place(6))
HEIC = FilePayload(name="IMG_2042.HEIC", mimeType="image/heic", buffer=photo_with_place(1, "HEIF"))
SHEETS = [
    FilePayload(name=f"z{n}_{word}.jpg", mimeType="image/jpeg", buffer=people.photo(f"{word} {n}"))
    for n, word in enumerate(("Trang", "Trang", "Trang"), 1)
]
DRAWING = FilePayload(name="ban ve nha (da ky).pdf", mimeType="application/pdf", buffer=pdf(3))
FILM = FilePayload(
    name="VID_0007.MOV", mimeType="video/quicktime", buffer=b"\x00\x00\x00\x14ftypqt  " + bytes(4000)
)


def answers(code: str, commune: str, **known: Any) -> tuple[Definition, dict[str, Any]]:
    """The procedure as it stands, and what this person answers to it."""
    version = current_version(by_code(code), local(now()).date())
    assert version is not None
    told = definition(version)
    return told, sample_answers(told, seed=5, commune=commune, known=known)


def search(person: Person, said: str, hit: str, name: str) -> None:
    """From the home page by what people say to the page of the procedure, and on to its beginning."""
    page = person.open("/")
    person.see(f"{name}-trang-chu")
    page.fill("#q", said)
    person.press("Tìm")
    person.see(f"{name}-tim-kiem")
    first = page.locator("main .results a").first
    assert first.inner_text().strip() == hit, f"{said!r} finds {first.inner_text()!r} first"
    with person.page.expect_navigation():
        first.click()
    person.see(f"{name}-thu-tuc")
    person.press("Bắt đầu")


def agree(person: Person, told: Definition) -> None:
    """Meets the conditions, says for whom, agrees; the button is still to be pressed."""
    page = person.page
    for check in told.checks:
        page.check(f"[name=dk_{check.id}][value={'co' if check.yes_is_fine else 'khong'}]")
    if page.locator("[name=cho_ai][value=minh]").count():
        page.check("[name=cho_ai][value=minh]")
    page.check("[name=dong_y]")


def walk(person: Person, told: Definition, known: dict[str, Any], papers: Papers, name: str) -> None:
    """Screen by screen to the page on which everything is checked."""
    page = person.page
    for _ in range(MOST_SCREENS):
        if "/kiem-tra/" in page.url:
            person.see(f"{name}-kiem-tra")
            return
        step = re.split("[?#]", page.url)[0].rstrip("/").split("/")[-1]
        if "/giay-to/" in page.url:
            hand_in(page, papers.get(step, []))
        elif "/nhan-ket-qua/" in page.url:
            page.check("[name=cach][value=online]")
        else:
            fill_in(page, told, known)
        person.see(f"{name}-{step}")
        go_on(page)
    raise AssertionError(f"the form has no end: {page.url}")


def go_on(page: Page) -> None:
    """“Lưu và tiếp tục”, and the next screen."""
    before = page.url
    page.get_by_role("button", name="Lưu và tiếp tục").last.click()
    page.wait_for_url(lambda url: url != before, timeout=15_000)


def hand_in(page: Page, files: list[FilePayload]) -> None:
    """Chooses these files at once, as from a telephone's pictures, and waits until each is a page; where no script
    runs, “Tải lên” sends them."""
    if not files:
        return
    before = page.locator("[data-strip] li").count()
    page.locator("input[type=file][multiple]").first.set_input_files(files)
    plain = page.get_by_role("button", name="Tải lên", exact=True)
    if plain.count():
        plain.first.click()
    page.locator("[data-strip] li").nth(before + len(files) - 1).wait_for(timeout=30_000)
    page.wait_for_load_state()


def send(person: Person, name: str) -> Dossier:
    """Without the declaration it stays, with it the dossier goes; the page after it names reference and files."""
    person.press("Gửi hồ sơ")
    person.reads("Có 1 chỗ cần sửa")
    person.page.check("[name=cam_doan]")
    person.press("Gửi hồ sơ")
    person.page.wait_for_url(re.compile("/da-gui/"))
    person.reads("Đã gửi hồ sơ")
    person.see(f"{name}-da-gui")
    shown = person.page.url.split("/ho-so/")[1].split("/")[0]
    return Dossier.objects.get(reference=shown)


def pay(person: Person, dossier: Dossier, words: str, name: str) -> None:
    """What is owed, through the gateway of the demo's bank."""
    from tests.stories.money import at_gateway

    person.open(f"/ho-so/{dossier.code}/thanh-toan/")
    person.reads(words)
    person.see(f"{name}-phai-nop")
    at_gateway(person, "VNPay", "tra")
    person.reads_at_last("Đã nhận đủ")
    person.see(f"{name}-da-nop")


def take_home(person: Person, dossier: Dossier, words: list[str], name: str) -> Path:
    """The result, downloaded by the button of the dossier's page: a PDF that says these words."""
    person.open(f"/ho-so/{dossier.code}/")
    person.reads_at_last("Tải kết quả (PDF)")
    person.see(f"{name}-co-ket-qua")
    with person.page.expect_download() as coming:
        person.page.get_by_role("link", name="Tải kết quả (PDF)").click()
    kept = person.stage.pictures / f"{name}-{coming.value.suggested_filename}"
    coming.value.save_as(kept)
    with pikepdf.open(io.BytesIO(kept.read_bytes())) as book:
        assert len(book.pages) >= 1
    said = text_of(kept)
    for one in words:
        assert one in said, f"{one!r} is not in the result: {said[:600]}"
    return kept


def text_of(path: Path) -> str:
    """What stands in a PDF, in one line."""
    import pypdfium2

    with pypdfium2.PdfDocument(path) as book:
        pages = [book[n].get_textpage().get_text_bounded() for n in range(len(book))]
    return re.sub(r"\s+", " ", " ".join(pages))
