"""A birth registration: a mother without an account, a paper that was cut off, two copies to be paid for."""

import random
import re
from datetime import date, timedelta

from dossiers.models import Dossier
from portal.accounts.models import User
from portal.calendars.now import now
from portal.web.show import local
from procedures.samples import invented_number
from tests.mainline import citizen
from tests.mainline.office import Office
from tests.stories.hands import PASSWORD, Person
from tests.stories.money import DESK, act

CODE, NAME = "1.001193", "Làm giấy khai sinh"
CHILD, MOTHER = "Lò Gia Hưng Ẩn", "Lò Thị Hường Ẳng"
NOTE = "Ảnh bị cắt mất góc dưới, không thấy dấu. Chụp lại cả hai mặt."


def birth(office: Office) -> str:
    """Everything of it; says who took part."""
    born = local(now()).date() - timedelta(days=20)
    told, known = citizen.answers(
        CODE, office.commune, co_giay_chung_sinh=True, quan_he="me", xin_ban_sao=True, so_ban_sao=2,
        con_ho_ten=CHILD, con_ngay_sinh=born.isoformat(), me_ho_ten=MOTHER, co_cha=False,
        noi_dang_ky=office.commune,
    )  # fmt: skip
    mother = office.stage.visitor()
    citizen.search(mother, "khai sinh", NAME, "ks")
    mother.press("Bắt đầu")  # nothing answered yet
    mother.reads("chỗ cần sửa")
    mother.see("ks-bat-dau-thieu")
    citizen.agree(mother, told)
    mother.press("Bắt đầu")
    open_account(mother)
    if "/nop/T-" not in mother.page.url:
        mother.see("ks-bat-dau-lai")
        mother.press("Bắt đầu")
    mother.page.wait_for_url(re.compile("/nop/T-"))
    mistakes(mother)
    citizen.walk(mother, told, known, {"giay_chung_sinh": [citizen.SIDEWAYS, citizen.HEIC]}, "ks")
    change_one_answer(mother)
    dossier = citizen.send(mother, "ks")
    supplement(office, mother, dossier)
    office.accept(dossier, "ks")
    took_part = office.work_through(dossier, "ks")
    citizen.pay(mother, dossier, "Nộp 16.000 đ", "ks")
    citizen.take_home(mother, dossier, ["GIẤY KHAI SINH", CHILD.upper(), MOTHER.upper()], "ks")
    afterwards(mother, dossier)
    mother.leave()
    return f"{dossier.code}, {', '.join(took_part)}"


def open_account(person: Person) -> None:
    """From the page of signing in; a number of eleven digits is told, what was typed stays."""
    person.see("ks-dang-nhap")
    person.press("Mở tài khoản")
    page, chance = person.page, random.SystemRandom()
    number = invented_number(random.Random(chance.randrange(10**6)), date(1996, 4, 2), "female")
    address = f"huong{chance.randrange(10**6)}@thu.example"
    for name, value in {
        "name": MOTHER,
        "number": number[:11],
        "email": address,
        "password": PASSWORD,
    }.items():
        page.fill(f"[name={name}]", value)
    page.fill("[name=phone]", f"0912 {chance.randrange(10**6):06}")
    page.check("[name=terms]")
    person.press("Mở tài khoản")
    person.reads("Số định danh phải có 12 chữ số")
    person.see("ks-mo-tai-khoan-sai")
    assert page.input_value("[name=name]") == MOTHER
    page.fill("[name=number]", f"{number[:3]} {number[3:6]} {number[6:]}")
    page.fill("[name=password]", PASSWORD)
    person.press("Mở tài khoản")
    assert User.objects.filter(email=address).exists()


def mistakes(person: Person) -> None:
    """The first page sent empty: each fault stands beside its box, and above with a link to it."""
    page = person.page
    page.get_by_role("button", name="Lưu và tiếp tục").last.click()
    page.wait_for_load_state()
    person.reads("chỗ cần sửa")
    assert page.title().startswith("Lỗi:")
    person.see("ks-trang-dau-sai")


def change_one_answer(person: Person) -> None:
    """“Sửa” on the page of checking leads to the question and straight back."""
    with person.page.expect_navigation():
        person.page.locator("main .summary-list a").filter(has_text="Sửa").first.click()
    person.press("Lưu và tiếp tục")
    assert "/kiem-tra/" in person.page.url, person.page.url


def supplement(office: Office, mother: Person, dossier: Dossier) -> None:
    """The desk marks the paper as wrong and asks for it; the mother reads what is wrong and photographs it anew."""
    desk = office.desk(dossier)
    page = desk.open(f"{DESK}{dossier.shown_code}/yeu-cau-bo-sung/")
    if page.locator("details:not([open]) [name='chon-paper-giay_chung_sinh']").count():
        page.locator("details summary").first.click()
    box = page.locator("[name=chon-paper-giay_chung_sinh]")
    box.check()
    page.locator("[name=sua-paper-giay_chung_sinh]").fill(NOTE)
    desk.see("ks-yeu-cau-bo-sung")
    act(desk)
    desk.see("ks-da-yeu-cau")
    mother.open(f"/ho-so/{dossier.shown_code}/")
    mother.reads(NOTE)
    mother.see("ks-can-sua")
    mother.press("Sửa hồ sơ")
    citizen.hand_in(mother.page, citizen.SHEETS[:2])
    mother.see("ks-sua-giay")
    mother.press("Gửi phần đã sửa")
    mother.see("ks-da-sua")
    dossier.refresh_from_db()
    assert dossier.state == "registered", dossier.state


def afterwards(person: Person, dossier: Dossier) -> None:
    """The store, the letters, who looked, the check of the paper, the look-up without signing in."""
    result = dossier.results.get(revoked_at=None)
    for path, words, name in (
        ("/kho/", "Giấy khai sinh", "kho"),
        (f"/ho-so/{dossier.code}/tin-da-gui/", "", "thu-da-gui"),
        ("/tai-khoan/tin/", "", "hop-thu"),
        ("/tai-khoan/ai-da-xem/", "", "ai-da-xem"),
        (f"/xac-minh/{result.verify_key}/", "Kết quả này là thật", "xac-minh"),
        ("/ho-so/", NAME, "ho-so-cua-toi"),
    ):
        person.open(path)
        person.reads(words)
        person.see(f"ks-{name}")
    page = person.open("/tra-cuu/")
    page.fill("main [name=ma]", dossier.code or "")
    page.fill("main [name=so]", (dossier.contact_phone or "")[-4:])
    person.press("Tra cứu")
    person.reads("Đã trả")
    person.see("ks-tra-cuu")
