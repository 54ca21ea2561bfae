"""The walk of two editors; `WORK` names, for each tab, where both stand, the box they type in and what they press."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, sync_playwright

from portal.agencies.loading.showcase import accounts
from portal.agencies.queries import profile
from procedures.models import ProcedureVersion
from tests.guide.clicks import unfold
from tests.guide.walk import free_code
from tests.site import CHROMIUM_ARGS
from tests.stories.hands import Person, Stage

LIKE = "1.001193"  # the procedure whose copy is edited
TOLD = "Trong lúc bạn làm, bản nháp đã được sửa."


@dataclass(frozen=True)
class Work:
    """One thing that both edit: its tab, the address behind the version's, a box, the button."""

    tab: str
    path: str
    box: str
    button: str = "Lưu"


WORK = (
    Work("Thông tin chung", "thong-tin/?chon=checks/{check}", "text"),
    Work("Biểu mẫu", "bieu-mau/?chon=cau:{question}", "label"),
    Work("Trang", "bieu-mau/?chon=trang:{page}", "title", "Lưu trang"),
    Work("Mẫu in", "mau-in/", "lines"),
    Work("Mẫu kết quả", "mau-ket-qua/", "lines"),
    Work("Giấy tờ", "giay-to/?chon=papers/{paper}", "name"),
    Work("Phí, lệ phí", "phi/{fee}/", "name", "Lưu khoản"),
    Work("Các bước", "cac-buoc/{step}/", "name", "Lưu bước"),
    Work("Tiếng Anh", "tieng-anh/", ""),
    Work("Thử nghiệm", "thu-nghiem/ho-so/{test}/", "hst-name", "Lưu hồ sơ thử"),
)


def whole(pictures: Path) -> None:
    keeper = next(row["login"] for row in accounts(profile()) if row["login"].startswith("kiemsoat1."))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=CHROMIUM_ARGS)
        stage = Stage(browser, os.environ["SITE_URL"], "", pictures)
        late, quick = (stage.officer(one) for one in (keeper, keeper.replace("kiemsoat1", "kiemsoat2", 1)))
        for one in (late, quick):
            one.page.set_default_timeout(15_000)
        version = copied(late)
        for work in WORK:
            at_once(late, quick, version, work)
        thrown_away(late, quick, version)
        browser.close()


def copied(person: Person) -> ProcedureVersion:
    """A draft under a code that nobody has: “Chép thành thủ tục khác”."""
    like = ProcedureVersion.objects.filter(procedure__code=LIKE).order_by("-number")[0]
    code = free_code(LIKE)
    page = person.open(f"/quan-tri/phien-ban/{like.pk}/tong-quan/")
    person.press("Chép thành thủ tục khác")
    page.fill("[name=code]", code)
    page.fill("[name=name]", "Đăng ký khai sinh, bản của hai người")
    person.press("Chép thành thủ tục khác")
    return ProcedureVersion.objects.get(procedure__code=code)


def at_once(late: Person, quick: Person, version: ProcedureVersion, work: Work) -> None:
    """Both open it, the quick one saves; the late one is told, loses nothing, and goes on."""
    address = where(version, work)
    for one in (late, quick):
        one.open(address)
    typed(quick, work, "của người trước")
    pressed(quick, work)
    quick.reads("đã lưu")
    mine = typed(late, work, "của người sau")
    pressed(late, work)
    text = late.reads(TOLD)
    assert quick_name(quick) in text, f"{work.tab}: not told who it was: {text[:600]}"
    assert box(late, work).input_value() == mine, f"{work.tab}: what was typed is gone"
    late.see(work.tab)
    pressed(late, work)
    late.reads("đã lưu")
    late.open(address)
    assert box(late, work).input_value() == mine, f"{work.tab}: not kept at the second press"
    say(f"{work.tab}: told, kept, saved")


def thrown_away(late: Person, quick: Person, version: ProcedureVersion) -> None:
    """Whoever throws the draft away while another edits it is told too, once; then the other one is told."""
    base = f"/quan-tri/phien-ban/{version.pk}/"
    edited = WORK[1]
    late.open(where(version, edited))
    mine = typed(late, edited, "không ai giữ")
    quick.open(f"{base}bo-nhap/")
    quick.press(f"Bỏ bản nháp {version.number}")
    pressed(late, edited)
    late.see("da-bo")
    late.reads("người khác đã bỏ phần này")
    kept = [one.input_value() for one in late.page.locator("main textarea").all()]
    assert mine in kept, f"what was typed is gone: {kept}"
    say("thrown away: the other one is told")


def where(version: ProcedureVersion, work: Work) -> str:
    version.refresh_from_db()
    told = version.definition
    pages = told["form"]["pages"]
    names = {
        "check": told["checks"][0]["id"],
        "page": pages[0]["id"],
        "question": pages[0]["questions"][0]["id"],
        **{one: told[f"{one}s"][0]["id"] for one in ("paper", "fee", "step", "test")},
    }
    return f"/quan-tri/phien-ban/{version.pk}/{work.path.format(**names)}"


def box(person: Person, work: Work) -> Locator:
    """The box of this name; where none is named, the first that can be typed in."""
    any_box = "form.entry :is(input:not([type=hidden]), textarea)"
    return person.page.locator(f"main [name='{work.box}']" if work.box else f"main {any_box}").first


def typed(person: Person, work: Work, words: str) -> str:
    one = box(person, work)
    unfold(one)
    text = f"{one.input_value()} {words}".strip()
    one.fill(text)
    return text


def pressed(person: Person, work: Work) -> None:
    button = person.page.locator("main, .actions").get_by_role("button", name=work.button, exact=True).last
    with person.page.expect_navigation():
        button.click()


def quick_name(person: Person) -> str:
    from portal.accounts.models import User

    return User.objects.get(email=person.login).full_name


def say(words: str) -> None:
    sys.stdout.write(f"{words}\n")
    sys.stdout.flush()
