"""Stories about money in which papers and several people decide: who pays nothing, what the tax office asks, who pays
which part, what was paid at the treasury, and the postman who collects."""

import re
from datetime import datetime

from playwright.sync_api import FilePayload

from tests import people
from tests.stories.filing import file
from tests.stories.money import DESK, MONEY, Town, accept, act, at_gateway, bill, transfer_of

PHOTO = FilePayload(name="giay.jpg", mimeType="image/jpeg", buffer=people.photo("Giấy chứng nhận"))
RESIDENCE, ABODE = "1.004194", "ho_ngheo"


def exempt(town: Town) -> str:
    """A poor household registers an abode: nothing is due before the officer saw the paper, then nothing at all."""
    ref = file(town.dep, RESIDENCE, commune=town.commune, mien_phi=ABODE)
    town.dep.open(f"/ho-so/{ref}/thanh-toan/")
    town.dep.reads("Bạn chưa phải nộp")
    town.dep.see("mien-phi-cho-kiem-tra")
    page = town.desk.open(f"{DESK}{ref}/mien-giam/")
    page.check("[name=ket_luan][value=duoc]")
    page.fill("[name=loi]", "Giấy chứng nhận hộ nghèo số 12, ngày 05/01/2026")
    town.desk.see("mien-phi-kiem-tra")
    page.locator(".actions .btn.go").click()
    page.wait_for_load_state()
    town.dep.open(f"/ho-so/{ref}/thanh-toan/")
    town.dep.see("mien-phi-duoc-mien")
    accept(town, ref, "mien-phi")
    return ref


def shared(town: Town) -> str:
    """Two people pay one charge, each their part under a code of their own; phí and lệ phí stand apart."""
    ref = file(town.quyet, "1.013225", commune=town.commune)
    page = bill(town.quyet, ref, "Nộp ")
    code = transfer_of(page)["purpose"].split()[0]
    desk = town.cashier.open(f"{MONEY}khoan/?ma={code}")
    owed = int(re.sub(r"\D", "", desk.locator("main").inner_text().split("Còn phải thu")[1].split("đ")[0]))
    part = owed // 3
    desk.fill("[name=cac_phan]", f"Trần Bá Quyết; {part}\nLò Thị Ơn; {owed - part + 1}")
    desk.locator("form:has([name=cac_phan]) button").click()
    town.cashier.reads("phải đúng")
    town.cashier.see("chia-sai")
    desk.fill("[name=cac_phan]", f"Trần Bá Quyết; {part}\nLò Thị Ơn; {owed - part}")
    desk.locator("form:has([name=cac_phan]) button").click()
    town.cashier.reads("Lò Thị Ơn")
    town.cashier.see("chia-dung")
    for name in ("Trần Bá Quyết", "Lò Thị Ơn"):
        town.quyet.open(f"/ho-so/{ref}/thanh-toan/")
        town.quyet.see("chia-nguoi-nop")
        town.quyet.press(name)
        at_gateway(town.quyet, "VNPay", "tra")
    town.quyet.reads_at_last("Đã nhận đủ")
    accept(town, ref, "chia")
    notice(town, ref)
    return ref


def notice(town: Town, ref: str) -> None:
    """In the middle of the work the tax office asks for money: the clock waits, the person reads and pays."""
    page = town.builder.open(f"{DESK}{ref}/nghia-vu/")
    for name, value in {
        "khoan": "Lệ phí trước bạ nhà đất", "tien": "1250000", "so": "TB-118/2026", "co_quan": "Thuế cơ sở 1",
        "ngay": f"{town.today:%d/%m/%Y}", "loi_nhan": "Nộp trước khi cấp giấy phép.",
    }.items():  # fmt: skip
        page.fill(f"[name={name}]", value)
    page.set_input_files("[name=tep]", [PHOTO])
    town.builder.see("nghia-vu-nhap")
    act(town.builder)
    town.quyet.open(f"/ho-so/{ref}/thanh-toan/")
    town.quyet.reads("TB-118/2026")
    town.quyet.see("nghia-vu-phai-nop")
    at_gateway(town.quyet, "Nền tảng thanh toán", "tra")
    town.quyet.reads_at_last("Đã nhận đủ 1.250.000 đ")
    town.quyet.see("nghia-vu-da-nop")


def at_treasury(town: Town) -> str:
    """A voucher on paper: one officer enters it, a second one sends a wrong one back and books the right one."""
    ref = file(
        town.dep, "2.000635", commune=town.commune, loai_viec="khai_sinh", so_ban=1, noi_nop=town.commune
    )
    page = bill(town.dep, ref, "Nộp 8.000 đ")
    code = transfer_of(page)["purpose"].split()[0]
    slip = f"KB-{datetime.now().astimezone():%d%H%M%S}"
    _enter_slip(town, code, slip, "80000")
    town.leader.open(town.cashier.page.url.removeprefix(town.stage.site))
    town.leader.page.fill("[name=vi_sao]", "Trên giấy là 8.000 đ, không phải 80.000 đ")
    town.leader.see("chung-tu-sai")
    town.leader.press("Không nhận")
    town.cashier.page.reload()
    town.cashier.reads("không phải 80.000 đ")
    town.cashier.see("chung-tu-bi-tra")
    _enter_slip(town, code, slip, "8000")
    town.leader.open(town.cashier.page.url.removeprefix(town.stage.site))
    town.leader.see("chung-tu-nguoi-thu-hai")
    town.leader.press("Đúng, ghi sổ")
    town.leader.reads("0 đ")
    town.dep.open(f"/ho-so/{ref}/thanh-toan/")
    town.dep.reads("Đã nhận đủ")
    accept(town, ref, "chung-tu")
    return ref


def _enter_slip(town: Town, code: str, slip: str, vnd: str) -> None:
    here = town.cashier.open(f"{MONEY}khoan/{code}/chung-tu/")
    for name, value in {
        "so": slip, "noi_nop": "Kho bạc Nhà nước khu vực III", "ngay": f"{town.today:%d/%m/%Y}", "so_tien": vnd,
    }.items():  # fmt: skip
        here.fill(f"[name={name}]", value)
    here.set_input_files("[name=tep]", [PHOTO])
    town.cashier.see("chung-tu-nhap")
    town.cashier.press("Nhập chứng từ")
    town.cashier.see("chung-tu-nguoi-nhap")


def every_way(town: Town) -> str:
    """Each gateway each way it can go wrong, one charge after another: what was paid is booked once, what was not is
    owed, and nobody is told to pay again while the bank has not said."""
    told = []
    for gateway in ("VNPay", "Nền tảng thanh toán"):
        ref = file(
            town.dep, "2.000635", commune=town.commune, loai_viec="khai_sinh", so_ban=1, noi_nop=town.commune
        )
        for way in ("huy", "hong"):
            bill(town.dep, ref, "Nộp 8.000 đ")
            at_gateway(town.dep, gateway, way)
            town.dep.reads_at_last("Lần trước chưa nộp được")
            town.dep.see(f"{way}-chua-nop")
        last = {"VNPay": "sai-chu-ky", "Nền tảng thanh toán": "sai-tien"}[gateway]
        at_gateway(town.dep, gateway, last)
        town.dep.reads("Đừng nộp lại")
        town.dep.see(f"{last}-dung-nop-lai")
        town.dep.press("Kiểm tra lại ngay")
        town.dep.reads_at_last("Đã nhận đủ 8.000 đ")
        other = file(
            town.dep, "2.000635", commune=town.commune, loai_viec="khai_sinh", so_ban=2, noi_nop=town.commune
        )
        bill(town.dep, other, "Nộp 16.000 đ")
        at_gateway(town.dep, gateway, {"VNPay": "nguoc", "Nền tảng thanh toán": "muon"}[gateway])
        town.dep.reads_at_last("Đã nhận đủ 16.000 đ")
        town.dep.see("bao-muon-hay-nguoc")
        told += [ref, other]
    return ", ".join(told)


ALL = (exempt, shared, at_treasury, every_way)
