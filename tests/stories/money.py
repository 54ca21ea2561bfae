"""Five stories about money, and the evening of that day."""

import re
import urllib.request
from datetime import date

from playwright.sync_api import FilePayload, Page

from payments.models import BankLine
from tests.stories.filing import file
from tests.stories.hands import Person, Stage

DESK, MONEY = "/lam-viec/ho-so/", "/lam-viec/tien/"


class Town:
    """Who takes part: citizens, the desk of one ward, the province's accountant; and what was paid by transfer."""

    def __init__(self, stage: Stage, logins: dict[str, str], commune: str, today: date, ward: str) -> None:
        self.stage, self.commune, self.today, self.ward = stage, commune, today, ward
        self.dep, self.quyet = stage.citizen(logins["dep"]), stage.citizen(logins["quyet"])
        self.desk, self.leader = stage.officer(logins["desk"]), stage.officer(logins["leader"])
        self.builder = stage.officer(logins["builder"])
        self.cashier, self.accountant = stage.officer(logins["cashier"]), stage.officer(logins["accountant"])
        self.accounts: set[str] = set()
        self._keepers: dict[str, Person] = {}

    def keeper_of(self, account: str) -> Person:
        """Who may read a statement of this account: the ward's cashier, the accountant, else its own unit's cashier."""
        from payments.permissions import readable_accounts
        from portal.agencies.models import Duty, Officer

        here = {one.login: one for one in (self.cashier, self.accountant)}
        keepers = Officer.objects.filter(duties__contains=[Duty.CASHIER], valid_to=None).select_related(
            "user"
        )
        known = sorted(keepers, key=lambda one: (one.user.email not in here, one.pk))
        for officer in known:
            if account in readable_accounts(officer):
                login = str(officer.user.email)
                if login not in here and login not in self._keepers:
                    self._keepers[login] = self.stage.officer(login)
                return here.get(login) or self._keepers[login]
        raise AssertionError(f"nobody may read a statement of {account}")


def extract(town: Town) -> str:
    """Two copies of a birth extract, paid on the national platform; the desk goes on with the bank's voucher."""
    ref = file(
        town.dep, "2.000635", commune=town.commune, loai_viec="khai_sinh", so_ban=2, noi_nop=town.commune
    )
    bill(town.dep, ref, "Nộp 16.000 đ")
    at_gateway(town.dep, "Nền tảng thanh toán", "tra")
    town.dep.reads_at_last("Đã nhận đủ 16.000 đ")
    town.dep.reads_at_last("Biên lai số")
    town.dep.see("trich-luc-da-nop")
    code = reference(town.dep.page)
    town.cashier.open(f"{MONEY}khoan/?ma={code}")
    town.cashier.reads_at_last(": chữ ký hợp lệ")
    town.cashier.see("trich-luc-khoan-thu")
    accept(town, ref, "trich-luc")
    return ref


def permit(town: Town) -> str:
    """A building permit's fee by VietQR, paid before it is due; the bank tells that it came."""
    ref = file(town.quyet, "1.013225", commune=town.commune)
    page = bill(town.quyet, ref, "Nộp ")
    transfer(town, page)
    town.quyet.page.reload()
    town.quyet.reads_at_last("Đã nhận đủ")
    town.quyet.see("giay-phep-da-nop")
    accept(town, ref, "giay-phep")
    return ref


def refused(town: Town) -> str:
    """A refused dossier: what was paid by VNPay goes back by VNPay, asked by the citizen, decided by the director."""
    ref = file(town.dep, "1.004194", commune=town.commune)
    bill(town.dep, ref, "Nộp 7.000 đ")
    at_gateway(town.dep, "VNPay", "tra")
    code = reference(town.dep.page)
    town.dep.reads_at_last("Đã nhận đủ")
    town.leader.open(f"{DESK}{ref}/tu-choi/")
    town.leader.page.locator("main textarea:visible").first.fill("Chỗ ở này không được đăng ký thường trú.")
    town.leader.see("tu-choi")
    act(town.leader)
    ask_back(town.dep, ref, "7.000 đ")
    decide(town, code)
    town.cashier.press("Hoàn qua cổng")
    town.cashier.reads_at_last("Đã hoàn")
    town.cashier.see("tu-choi-hoan-qua-cong")
    town.dep.open(f"/ho-so/{ref}/hoan-tien/")
    town.dep.reads("Đã hoàn")
    town.dep.see("tu-choi-da-hoan")
    return ref


def twice(town: Town) -> str:
    """One fee paid by card and again by transfer: booked both, the second given back by the bank's list."""
    ref = file(
        town.dep, "2.000635", commune=town.commune, loai_viec="khai_sinh", so_ban=1, noi_nop=town.commune
    )
    page = bill(town.dep, ref, "Nộp 8.000 đ")
    told = transfer_of(page)
    at_gateway(town.dep, "VNPay", "hai-lan")
    town.dep.reads_at_last("Đã nhận đủ")
    send(town, told)
    town.cashier.open(f"{MONEY}khoan/?ma={told['purpose'].split()[0]}")
    town.cashier.reads_at_last("-8.000 đ")
    town.cashier.see("nop-hai-lan-khoan-thu")
    ask_back(town.dep, ref, "8.000 đ")
    decide(town, told["purpose"].split()[0])
    town.cashier.open(f"{MONEY}hoan/")
    town.cashier.press("Lập danh sách")
    town.cashier.see("nop-hai-lan-danh-sach")
    town.cashier.page.fill("[name=so_lenh]", "UNC-0001")
    town.cashier.press("Ghi đã chi")
    town.cashier.see("nop-hai-lan-da-chi")
    town.dep.open(f"/ho-so/{ref}/hoan-tien/")
    town.dep.reads("Đã hoàn")
    accept(town, ref, "nop-hai-lan")
    return ref


def dead(town: Town) -> str:
    """A gateway that does not answer takes nothing; one that never reports is asked, and nobody pays again."""
    ref = file(
        town.dep, "2.000635", commune=town.commune, loai_viec="khai_sinh", so_ban=3, noi_nop=town.commune
    )
    bill(town.dep, ref, "Nộp 24.000 đ")
    switch(town, "Cổng ngừng trả lời")
    try:
        town.dep.press("Nền tảng thanh toán")
        town.dep.reads("Chưa có tiền nào bị trừ")
        town.dep.see("cong-chet")
    finally:
        switch(town, "Trả lời lại")
    at_gateway(town.dep, "VNPay", "khong-bao")
    town.dep.reads("Đừng nộp lại")
    town.dep.see("cong-khong-bao")
    town.dep.press("Kiểm tra lại ngay")
    town.dep.reads_at_last("Đã nhận đủ 24.000 đ")
    town.dep.see("cong-khong-bao-da-thay")
    accept(town, ref, "cong-khong-bao")
    return ref


def bill(person: Person, ref: str, words: str) -> Page:
    page = person.open(f"/ho-so/{ref}/thanh-toan/")
    person.reads(words)
    person.see("phai-nop")
    return page


def at_gateway(person: Person, name: str, way: str) -> None:
    """Sent to the gateway, the person chooses how the bank behaves, and comes back."""
    person.page.get_by_role("button", name=name).first.click()
    person.page.wait_for_selector("button[name=way]")
    with person.page.expect_navigation():
        person.page.locator(f"button[name=way][value={way}]").click()
    person.page.wait_for_url(re.compile("/thanh-toan/"))


def reference(page: Page) -> str:
    """The code of the charge that this page is about."""
    return re.search(r"khoan=([A-Z0-9]+)", page.url)[1]  # type: ignore[index]


def transfer_of(page: Page) -> dict[str, str]:
    """What the page tells to type into the bank's own app."""
    text = page.locator(".pay-qr").first.inner_text()
    facts = dict(zip(*[iter(line for line in text.splitlines() if line.strip())] * 2, strict=False))
    vnd = re.sub(r"\D", "", facts["Số tiền"])
    return {"account": facts["Số tài khoản"], "amount": vnd, "purpose": facts["Nội dung"]}


def transfer(town: Town, page: Page) -> None:
    send(town, transfer_of(page))


def send(town: Town, told: dict[str, str]) -> None:
    town.accounts.add(told["account"])
    bank = town.stage.at_the_bank()
    for name, value in told.items():
        bank.fill(f"[name={name}]", value)
    bank.get_by_role("button", name="Chuyển").click()
    bank.wait_for_selector("text=matched")
    bank.context.close()


def switch(town: Town, name: str) -> None:
    bank = town.stage.at_the_bank()
    with bank.expect_navigation():
        bank.get_by_role("button", name=name).click()
    bank.context.close()


def accept(town: Town, ref: str, name: str) -> None:
    """The desk officer takes the dossier in."""
    town.desk.open(f"{DESK}{ref}/tiep-nhan/")
    town.desk.see(f"{name}-tiep-nhan")
    act(town.desk)


def act(person: Person) -> None:
    """Presses the one blue button; a refusal is shown, waited for, and tried again (papers may still be bound)."""
    here = person.page.url
    for _ in range(20):
        with person.page.expect_navigation():
            person.page.locator(".actions .btn.go").click()
        if person.page.url != here:
            return
        person.page.wait_for_timeout(1500)
    raise AssertionError(person.page.locator("main").inner_text()[:800])


def ask_back(person: Person, ref: str, words: str) -> None:
    person.open(f"/ho-so/{ref}/hoan-tien/")
    person.reads(f"Hoàn {words}")
    for name, value in {
        "ngan_hang": "Agribank",
        "so_tai_khoan": "8800123",
        "chu_tai_khoan": "NGUYEN THI DEP",
    }.items():
        person.page.fill(f"[name={name}]", value)
    person.see("xin-hoan")
    person.press("Gửi yêu cầu hoàn tiền")
    person.reads("Chờ duyệt")


def decide(town: Town, code: str) -> None:
    """The director opens the request of this charge and says yes; the cashier then stands before it."""
    town.leader.open(f"{MONEY}hoan/")
    town.leader.see("hoan-phi")
    mine = town.leader.page.locator("main tr, main .rows li").filter(has_text=code)
    with town.leader.page.expect_navigation():
        mine.locator("a").first.click()
    town.leader.press("Duyệt hoàn")
    town.leader.reads("chờ chi")
    town.leader.see("hoan-da-duyet")
    town.cashier.open(town.leader.page.url.removeprefix(town.stage.site))


def evening(town: Town) -> None:
    """The accountant compares the day with the bank's statement and both gateways: zero; and closes last month."""
    day = town.today.isoformat()
    for account in sorted({*town.accounts, *heard_of(town.today)}):
        csv = fetched(f"{town.stage.bank}/sao-ke/{day}.csv?account={account}")
        keeper = town.keeper_of(account)
        page = keeper.open(f"{MONEY}sao-ke/")
        page.fill("[name=tai_khoan]", account)
        hand_in(keeper, "sao-ke.csv", csv, "Nạp")
    for provider in ("vnpay", "platform"):
        csv = fetched(f"{town.stage.bank}/doi-soat/{provider}/{day}.csv")
        page = town.accountant.open(f"{MONEY}doi-soat/")
        page.select_option("[name=ben]", provider) if page.locator(
            "select[name=ben]"
        ).count() else page.check(f"[name=ben][value={provider}]")
        page.fill("[name=ngay]", f"{town.today:%d/%m/%Y}")
        hand_in(town.accountant, f"{provider}.csv", csv, "Đối soát")
    page = town.accountant.open(f"{MONEY}doi-soat/")
    page.select_option("[name=ben]", "vietqr") if page.locator("select[name=ben]").count() else page.check(
        "[name=ben][value=vietqr]"
    )
    page.fill("[name=ngay]", f"{town.today:%d/%m/%Y}")
    town.accountant.press("Đối soát")
    for provider in ("vnpay", "platform", "vietqr"):
        town.accountant.open(f"{MONEY}doi-soat/{provider}/{day}/")
        town.accountant.see(f"doi-soat-{provider}")
        town.accountant.reads("Lệch 0")
    close(town)


def heard_of(day: date) -> set[str]:
    """Accounts that money came to today, also in an earlier play."""
    return set(BankLine.objects.filter(at__date=day).values_list("account", flat=True))


def close(town: Town) -> None:
    """Last month: what nobody compared is compared, then it is locked."""
    for name in ("Đối soát các ngày còn thiếu", "Khóa sổ"):
        town.accountant.open(f"{MONEY}doi-soat/")
        town.accountant.press(name)
    text = town.accountant.reads("khóa")
    assert "Đã khóa sổ tháng" in text or "đã khóa" in text, text[:600]
    town.accountant.see("khoa-thang")


def hand_in(person: Person, name: str, content: bytes, button: str) -> None:
    person.page.set_input_files("[name=tep]", [FilePayload(name=name, mimeType="text/csv", buffer=content)])
    person.press(button)
    person.reads_at_last("dòng đã biết" if button == "Nạp" else "khớp")
    person.see(f"nap-{name.removesuffix('.csv')}")


def fetched(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=10) as answer:
        content: bytes = answer.read()
    return content


ALL = (extract, permit, refused, twice, dead)
