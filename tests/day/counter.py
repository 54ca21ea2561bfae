"""A paper dossier at the counter: the card is scanned, the rest typed; every answer by keyboard."""

from typing import Any

from portal.web.text import fold
from tests.day.keyboard import Keys, Stuck

ANSWERS: dict[str, Any] = {
    "con_ho_ten": "Hoàng Gia Bảo", "con_ngay_sinh": ("14", "10", "2026"), "con_co_so": "Trạm Y tế",
    "me_ho_ten": "Hoàng Thị Mai", "me_ngay_sinh": ("3", "5", "1994"), "me_so_dinh_danh": "024194341737",
    "co_cha": "khong", "xin_ban_sao": "khong", "so_ban": "1", "nam_dang_ky": "1994",
}  # fmt: skip
OWN_PARTS = ("me_ho_ten",)  # the mother stands at the counter
DAY = ("14", "10", "1996")
LAST = ("co_cha", "xin_ban_sao", "cha_me_ket_hon", "co_nguoi_lam_chung")
TEXT = "Theo giấy tờ kèm theo"
COMMUNE = "06688"  # officers know the code of their ward


def open_form(keys: Keys, scan: str, words: str, phone: str = "") -> None:
    """Card, telephone, procedure; the form opens."""
    if keys.at()["name"] != "scan":
        keys.press("F2")
    keys.scan(scan)
    keys.page.wait_for_function("() => document.activeElement.name === 'tt'")
    if not _among_the_usual(keys, words):
        keys.type(words)
        keys.page.wait_for_function(
            "(w) => document.querySelector('[data-procedures] input:checked') && document.activeElement.value === w",
            arg=words,
        )
    if phone:
        keys.to(lambda at: at["name"] == "phone", key="Shift+Tab")
        keys.type(phone)
    keys.go("F8")


def _among_the_usual(keys: Keys, words: str) -> bool:
    """What the desk takes in every day has a figure: Alt and the figure instead of its name."""
    usual = keys.page.locator("[data-procedures] li").all_inner_texts()
    place = next((n for n, text in enumerate(usual, 1) if words in fold(text)), 0)
    if place:
        keys.press(f"Alt+Digit{place}")
    return bool(place)


def fill(keys: Keys) -> None:
    """Tab by Tab through the form: what is empty is answered, what is known stays."""
    seen: set[str] = set()
    for _ in range(160):
        at = keys.at()
        mark = at["name"] or at["text"]
        if at["paper"] or at["name"] == "nhan":
            _back_to_papers(keys)
            return
        if at["name"] in OWN_PARTS and at["name"] not in seen:
            keys.press("Alt+KeyN")
            seen.add(at["name"])
            continue
        if at["name"] and at["name"] not in seen:
            seen.add(at["name"])
            _answer(keys, at)
            keys.page.wait_for_timeout(15)
        keys.move()
        if not mark and not keys.at()["tag"]:
            raise Stuck("the focus left the page")
    raise Stuck(f"the form has no end: {keys.at()}")


def _back_to_papers(keys: Keys) -> None:
    """The papers follow the answers a moment after they were given."""
    keys.page.wait_for_function("() => !document.querySelector('[data-intake]').hasAttribute('data-behind')")
    open_rows = keys.page.locator("[data-papers] li:not(:has(input[type=radio]:checked)) input[type=radio]")
    if keys.at()["name"] == "nhan" and open_rows.count():
        first = open_rows.first.get_attribute("name")
        keys.to(lambda at: at["name"] == first, most=40, key="Shift+Tab")


def _answer(keys: Keys, at: dict[str, str]) -> None:
    key, name = at["question"], at["name"]
    if at["type"] == "radio":
        if not at["chosen"]:
            _choose(keys, key)
    elif at["value"]:
        return
    elif at["tag"] == "SELECT":
        keys.type_select("")  # Kinh, Việt Nam stand first
    elif name.endswith(("-ngay", "-thang", "-nam")):
        day = ANSWERS.get(key, DAY)
        keys.type(day[("ngay", "thang", "nam").index(name.rsplit("-", 1)[1])])
    elif name.endswith("-duong"):
        keys.press("Alt+KeyC")
        if not keys.page.locator(f'[name="{name}"]').input_value():
            keys.to(lambda at: at["name"] == name, most=9, key="Shift+Tab")
            keys.type("tổ 4")
    elif name.endswith("-xa") or at["kind"] == "commune":
        keys.type(COMMUNE)
    elif at["kind"] == "phone":
        keys.type("0912345678")
    elif at["kind"] == "id_number":
        keys.type(ANSWERS.get(key, "024194341737"))
    elif not _optional(keys, at):
        keys.type(str(ANSWERS.get(key, "1" if at["kind"] == "number" else TEXT)))


def _optional(keys: Keys, at: dict[str, str]) -> bool:
    box = keys.page.locator(f'[data-q="{at["question"]}"]')
    return "(không bắt buộc)" in box.inner_text()


def _choose(keys: Keys, key: str) -> None:
    values = keys.page.eval_on_selector_all(f'[name="{key}"]', "all => all.map(one => one.value)")
    keys.choose(values[-1] if key in LAST else values[0])


def papers_and_rest(keys: Keys) -> None:
    """Every paper “Đủ”, the fee in cash where there is one, consent on the paper form; then one key."""
    for _ in range(60):
        at = keys.at()
        if at["name"].startswith("p-") and not at["chosen"]:
            keys.choose("there")
        if at["name"] == "cach-thu" and not at["chosen"]:
            keys.choose("cash")
        if at["name"] == "dong_y":
            keys.choose("giay")
            break
        keys.move()
    keys.go("F8")
    if "/da-nhan/" not in keys.page.url:
        raise Stuck("not taken in: " + keys.page.locator(".errors").inner_text()[:400])


def print_set(keys: Keys) -> None:
    """Receipt and label in one key; the sheet opens beside the page."""
    if "/da-nhan/" not in keys.page.url:
        raise Stuck("nothing was taken in that could be printed")
    with keys.page.expect_popup() as sheet:
        keys.press("F8")
    sheet.value.close()
