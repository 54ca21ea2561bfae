"""The other work of the day: online dossiers, opinions, late ones, the post; all by keyboard."""

import re

from dossiers.models import Dossier
from dossiers.services import withdrawal
from portal.agencies.models import Officer
from tests.day.keyboard import Keys, Stuck

WRONG = "Trang 1 bị mờ, chụp lại rõ cả bốn góc"
_DONE = re.compile(r"Xong (\d+) trong (\d+) hồ sơ")
REASON = "Việc này thuộc thẩm quyền của Sở Tư pháp"


def open_queue(keys: Keys, view: str = "Chờ tiếp nhận") -> None:
    """The queue, its view, the first row."""
    keys.menu("Hàng đợi")
    open_view(keys, view)
    keys.move("ArrowDown")
    keys.go("Enter")


def open_view(keys: Keys, view: str) -> None:
    """One of the tabs of the queue."""
    tabs = keys.page.locator("nav.views a").all_inner_texts()
    place = next((n for n, text in enumerate(tabs, 1) if text.strip().startswith(view)), 0)
    if not place:
        raise Stuck(f"no view “{view}”: {tabs}")
    keys.go(f"Alt+Digit{place}")


def call_first(keys: Keys) -> None:
    """Takes a counter, calls the first number, goes on to the form."""
    keys.menu("Gọi số")
    if keys.page.locator("[value^='ngoi:']").count():
        keys.go("Alt+Digit1")
    keys.go("Alt+KeyG")
    keys.go("F8")


def accept(keys: Keys) -> None:
    """Accepted and handed on; the next of the list opens by itself. One marked before goes back as the bar offers."""
    if not keys.page.locator("[data-key='Alt+KeyT']").count():
        keys.go("Alt+KeyB")
        keys.go("Control+Enter")
        return
    keys.go("Alt+KeyT")
    if keys.page.locator("[name=method]").count():
        keys.on("method")
        keys.choose("cash")
    keys.go("Control+Enter")
    _done(keys, "tiep-nhan")


def ask_for_supplement(keys: Keys) -> None:
    """The first paper is wrong; one key makes the letter of it."""
    keys.press("F9")
    keys.to(lambda at: at["name"].startswith("n-"), most=6)
    keys.type(WRONG)
    keys.go("Alt+KeyB")
    keys.go("Control+Enter")
    _done(keys, "yeu-cau-bo-sung")


def refuse(keys: Keys) -> None:
    """Not ours: a reason in writing."""
    keys.go("Alt+KeyH")
    keys.to(lambda at: at["tag"] == "TEXTAREA")
    keys.type(REASON)
    keys.go("Control+Enter")
    _done(keys, "tu-choi")


def find(keys: Keys, code: str) -> None:
    """“/”, the code, Enter; then the row."""
    keys.press("Slash")
    keys.type(code)
    keys.go("Enter")
    if "/ho-so/" not in keys.page.url:
        if keys.at()["tag"] == "INPUT":
            keys.press("Escape")
        keys.move("ArrowDown")
        keys.go("Enter")


def give_opinion(keys: Keys, code: str) -> None:
    """Another office has asked; the answer goes back."""
    find(keys, code)
    keys.go("Alt+KeyT")
    keys.to(lambda at: at["tag"] == "TEXTAREA")
    keys.type("Nhất trí, không vướng quy hoạch.")
    keys.go("Control+Enter")
    _done(keys, "cho-y-kien")


def apologise(keys: Keys, code: str) -> None:
    """The head approves the letter as drafted, or writes the reason."""
    find(keys, code)
    keys.go("Alt+KeyX")
    keys.on("cause")
    if keys.at()["tag"] == "SELECT":
        keys.type_select("")
    elif not keys.at()["chosen"]:
        keys.press("Space")
    keys.to(lambda at: at["tag"] == "TEXTAREA")
    if not keys.at()["value"]:
        keys.type("Hồ sơ giấy chuyển chậm giữa hai bộ phận")
    keys.go("Control+Enter")
    _done(keys, "xin-loi")


def assign(keys: Keys, wanted: list[Dossier], leader: Officer) -> None:
    """T8: those of one procedure among all, given to the second in the list; three are stopped under the hand."""
    keys.press("Alt+KeyF")
    keys.on("thu-tuc")
    keys.choose(wanted[0].procedure.code)
    keys.to(lambda at: at["text"] == "Lọc")
    keys.go("Enter")
    keys.go("Alt+KeyC")
    for dossier in wanted[:3]:
        withdrawal.stop(
            dossier=dossier, officer=leader, reason="Người nộp đã mất", legal_ground="Luật Hộ tịch"
        )
    keys.to(lambda at: at["name"] == "cho")
    keys.press("ArrowDown")
    keys.go("Control+Enter")
    keys.page.locator("main", has_text=_DONE).wait_for(timeout=300_000)
    done, of = _DONE.findall(keys.page.locator("main").inner_text())[0]
    if int(of) - int(done) != 3 or int(of) < len(wanted):
        raise Stuck(f"{done} of {of} were given, {len(wanted)} at the least were meant")
    refused = keys.page.locator("section.sec ul.rows li").all_inner_texts()
    if len(refused) != 3 or not all("không có việc nào đang mở" in one for one in refused):
        raise Stuck(f"three were stopped meanwhile, told as not done: {refused}")


def hand_to_post(keys: Keys) -> None:
    """Every piece that waits is ticked, the postman named, the name confirmed, one key."""
    keys.menu("Bưu chính")
    boxes = keys.page.locator("form:has([name=postman]) [name=chon]").count()
    for number in range(boxes):
        wanted = (
            f"p{keys.page.locator('form:has([name=postman]) [name=chon]').nth(number).get_attribute('value')}"
        )
        keys.to(lambda at, wanted=wanted: at["id"] == wanted)
        keys.press("Space")
    keys.on("postman")
    keys.type("Vũ Văn Tám")
    keys.on("postman_code")
    keys.type("BT07")
    keys.on("ticked")
    keys.press("Space")
    keys.go("Control+Enter")
    if "/bang-ke/" not in keys.page.url:
        raise Stuck(keys.page.locator("main").inner_text()[:300])


def _done(keys: Keys, act: str) -> None:
    if f"/{act}/" in keys.page.url:
        raise Stuck(f"{act} was refused: " + keys.page.locator("main").inner_text()[:400])
