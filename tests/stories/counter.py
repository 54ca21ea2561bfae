"""Stories of the counter: the till and the card terminal, statements and lines that nobody knows, a receipt cancelled,
a result brought home by the post whose money is paid over."""

import re
import urllib.request
from datetime import datetime

from tests.stories.filing import file
from tests.stories.hands import Person
from tests.stories.money import DESK, MONEY, Town, accept, act, bill, hand_in, transfer_of
from tests.stories.working import finish

TILL, POST = f"{MONEY}ca/", "/lam-viec/buu-chinh/"
EXTRACT, TRADE = "2.000635", "1.001612"


def extract_of(town: Town, copies: int) -> str:
    """A citizen asks for so many copies, 8.000 đ each, and has not paid."""
    return file(
        town.dep, EXTRACT, commune=town.commune, loai_viec="khai_sinh", so_ban=copies, noi_nop=town.commune
    )


def till(town: Town) -> str:
    """The desk takes cash and a card; in the evening till and terminal are counted, a difference is explained."""
    page = town.desk.open(TILL)
    if "Đóng ca" in page.locator("main").inner_text():
        town.desk.see("ca-hom-truoc")
        _count(town.desk)
    town.desk.page.fill("[name=tien]", "200000")
    town.desk.press("Mở ca")
    for method in ("card", "cash"):
        ref = file(town.dep, TRADE, commune=town.commune)
        page = town.desk.open(f"{DESK}{ref}/tiep-nhan/")
        code = page.get_by_role("link", name="Hiện mã QR cho người nộp").get_attribute("href")
        town.desk.open(str(code))
        town.desk.see("ma-qr-tai-quay")
        page = town.desk.open(f"{DESK}{ref}/tiep-nhan/")
        page.check(f"[name=method][value={method}]")
        if method == "card":
            page.fill("[name=card_slip]", f"{datetime.now().astimezone():%H%M%S}")
        town.desk.see(f"thu-{method}")
        act(town.desk)
    town.desk.open(TILL)
    town.desk.reads("Máy thẻ phải có 150.000 đ")
    town.desk.page.fill("[name=tien]", "349000")
    town.desk.page.fill("[name=the]", "150000")
    town.desk.press("Đóng ca")
    town.desk.reads("tiền mặt lệch -1.000 đ")
    town.desk.see("ca-lech")
    town.desk.page.fill("[name=ghi_chu]", "Thối nhầm một nghìn đồng")
    town.desk.press("Đóng ca")
    town.desk.reads("Thối nhầm")
    town.desk.see("ca-da-dong")
    town.cashier.open(TILL)
    town.cashier.reads("Thối nhầm")
    town.cashier.see("ca-cua-quay")
    row = town.cashier.page.locator("main tr").filter(has_text="Thối nhầm").first
    with town.cashier.page.expect_navigation():
        row.locator("a").first.click()
    town.cashier.reads("Phiếu máy thẻ")
    town.cashier.see("ca-tung-khoan")
    return "counted, 1.000 đ short and said why"


def _count(person: Person) -> None:
    text = person.page.locator("main").inner_text()
    for name, words in (("tien", "Trong két phải có"), ("the", "Máy thẻ phải có")):
        if found := re.search(rf"{words} ([\d.]+)", text):
            person.page.fill(f"[name={name}]", found[1].replace(".", ""))
    person.press("Đóng ca")


def unknown(town: Town) -> str:
    """Two transfers that name nothing: one is given to the charge that it was for, one is no fee."""
    ref = extract_of(town, 4)
    told = transfer_of(bill(town.dep, ref, "Nộp 32.000 đ"))
    lost = {**told, "purpose": "nop tien ho so cho me"}
    for one in (lost, {**told, "amount": "50000", "purpose": "ung ho quy khuyen hoc"}):
        bank = town.stage.at_the_bank()
        for name, value in one.items():
            bank.fill(f"[name={name}]", value)
        bank.get_by_role("button", name="Chuyển").click()
        bank.wait_for_selector("text=unmatched")
        bank.context.close()
    town.accounts.add(told["account"])
    town.cashier.open(f"{MONEY}chua-ro/")
    town.cashier.see("chua-ro")
    _open_line(town.cashier, "nop tien ho so")
    town.cashier.see("chua-ro-dong")
    town.cashier.page.fill("input[name=ma]", told["purpose"].split()[0])
    town.cashier.press("Ghi nhận")
    _open_line(town.cashier, "khuyen hoc")
    town.cashier.page.fill("[name=khong_phai]", "Tiền ủng hộ chuyển nhầm, ngân hàng hoàn lại")
    town.cashier.press("Ghi nhận")
    town.cashier.see("chua-ro-xong")
    town.dep.open(f"/ho-so/{ref}/thanh-toan/")
    town.dep.reads_at_last("Đã nhận đủ 32.000 đ")
    return ref


def _open_line(person: Person, words: str) -> None:
    rows = person.page.locator("main tr, main .rows li").filter(has_text=words)
    with person.page.expect_navigation():
        rows.locator("a").first.click()


def mt940(town: Town) -> str:
    """A transfer that no notice told of stands in the bank's MT940 statement; a torn line is said, not swallowed."""
    ref = extract_of(town, 5)
    told = transfer_of(bill(town.dep, ref, "Nộp 40.000 đ"))
    number = f"MT{datetime.now().astimezone():%H%M%S}"
    day = f"{town.today:%y%m%d}"
    statement = "\n".join([
        ":20:SAOKE", f":25:{told['account']}", ":28C:1/1", f":60F:C{day}VND0,",
        f":61:{day}C40000,NTRFNONREF//{number}", f":86:{told['purpose']}", ":61:dong nay hong",
        f":61:{day}D9000,NTRFNONREF//{number}R", ":86:phi dich vu", f":62F:C{day}VND31000,", "-",
    ])  # fmt: skip
    page = town.cashier.open(f"{MONEY}sao-ke/")
    page.fill("[name=tai_khoan]", told["account"])
    town.cashier.see("sao-ke")
    hand_in(town.cashier, "sao-ke.sta", statement.encode(), "Nạp")
    town.cashier.see("sao-ke-mt940")
    town.dep.open(f"/ho-so/{ref}/thanh-toan/")
    town.dep.reads_at_last("Đã nhận đủ 40.000 đ")
    return ref


def cancelled(town: Town) -> str:
    """A receipt is cancelled with its reason and replaced; the old one stays, marked."""
    from payments.models import FeeReceipt

    receipt = FeeReceipt.objects.filter(
        cancelled_at=None, charge__agency__slug__contains=town.ward, file__isnull=False
    ).latest("id")
    town.cashier.open(f"{MONEY}bien-lai/")
    town.cashier.see("quyen-bien-lai")
    page = town.cashier.open(f"{MONEY}bien-lai/{receipt.pk}/")
    town.cashier.see("bien-lai")
    town.cashier.press("Hủy biên lai")
    town.cashier.see("bien-lai-thieu-ly-do")
    page.fill("[name=ly_do]", "Ghi sai tên người nộp")
    page.check("[name=thay]")
    town.cashier.press("Hủy biên lai")
    town.cashier.see("bien-lai-thay-the")
    town.cashier.open(f"{MONEY}bien-lai/{receipt.pk}/")
    town.cashier.reads("Ghi sai tên người nộp")
    town.cashier.see("bien-lai-da-huy")
    return f"{receipt.number:07} cancelled"


def by_post(town: Town) -> str:
    """A result is brought home: chosen, ordered, labelled, handed over, followed by both sides; what the postman took
    at the door is paid over and compared."""
    ref, tracking = sent(town)
    for event in ("picked", "failed", "delivered"):
        _happens(town, tracking, event)
        town.dep.open(f"/ho-so/{ref}/buu-chinh/")
        town.dep.see(f"theo-doi-{event}")
    town.dep.reads("Đã phát thành công")
    town.dep.open(f"/ho-so/{ref}/")
    town.dep.see("da-nhan-tai-nha")
    town.desk.open(POST)
    town.desk.reads("Tiền thu hộ chưa khớp")
    town.desk.see("thu-ho-chua-khop")
    town.desk.press("Hỏi bưu chính đã nộp chưa")
    town.desk.see("thu-ho-da-hoi")
    _in_order_at_last(town, tracking)
    town.desk.see("thu-ho-khop")
    return tracking


def sent(town: Town) -> tuple[str, str]:
    """A result that the citizen wants at home is ordered, labelled and handed over; reference and tracking number."""
    ref = extract_of(town, 1)
    accept(town, ref, "buu-chinh")
    page = town.dep.open(f"/ho-so/{ref}/buu-chinh/")
    town.dep.see("chon-buu-chinh")
    page.check("[name=way][value=postal]")
    page.fill("[name=address]", "Số 12, tổ 5, khu 2, phường Hạ Long, tỉnh Quảng Ninh")
    town.dep.press("Lưu lựa chọn")
    finish(town.stage, ref)
    code, page = _code_of(ref), town.desk.open(POST)
    town.desk.see("buu-chinh-cho-gui")
    for _ in range(60):  # the stamp has to be on it first
        if not page.locator("main li.post-check").filter(has_text=code).locator("input:disabled").count():
            break
        page.wait_for_timeout(1000)
        page.reload()
    town.desk.press("Đặt bưu chính")
    town.desk.reads_at_last("Bưu tá đã nhận, lập bảng kê")
    row = page.locator("main li.post-check").filter(has_text=code)
    tracking = row.locator("b").first.inner_text()
    row.locator("input[type=checkbox]").check()
    page.fill("[name=postman]", "Trịnh Văn Phong")
    page.fill("[name=postman_code]", "BT07")
    town.desk.see("buu-chinh-ban-giao")
    town.desk.press("Bưu tá đã nhận, lập bảng kê")
    town.desk.reads(tracking)
    town.desk.see("bang-ke")
    return ref, tracking


def _in_order_at_last(town: Town, tracking: str) -> None:
    for _ in range(60):
        if tracking not in town.desk.open(POST).locator("main").inner_text():
            return
        town.desk.page.wait_for_timeout(1000)
    raise AssertionError(f"{tracking} is still apart")


def postman(town: Town) -> str:
    """The postman tells on his own page what he collected; the post pays half, which one officer explains and another
    agrees to; then it pays the rest."""
    carrier = _postman(town)
    _ref, tracking = sent(town)
    carrier.open("/lam-viec/buu-ta/")
    carrier.see("buu-ta")
    carrier.press(tracking)
    carrier.page.check("[name=viec][value=delivered]")
    carrier.page.fill("[name=nguoi_nhan]", "Nguyễn Thị Đẹp")
    carrier.page.fill("[name=da_thu]", "")
    carrier.press("Ghi")
    carrier.reads("Nhập số tiền đã thu")
    carrier.see("buu-ta-thieu-tien")
    carrier.page.fill("[name=da_thu]", "8000")
    carrier.press("Ghi")
    carrier.reads("Tiền thu hộ chưa khớp")
    carrier.see("buu-ta-da-giao")
    _happens(town, tracking, "part")
    town.desk.open(POST)
    town.desk.press("Hỏi bưu chính đã nộp chưa")
    town.desk.reads_at_last("bưu chính nộp 4.000 đ")
    row = town.desk.page.locator("main li").filter(has_text=tracking).filter(has_text="bưu chính nộp")
    with town.desk.page.expect_navigation():
        row.get_by_role("link").first.click()
    town.desk.page.fill("[name=vi_sao]", "Bưu cục nộp nửa sau vào kỳ tới, đã gọi xác nhận")
    town.desk.see("thu-ho-giai-trinh")
    town.desk.press("Ghi giải trình")
    town.desk.see("thu-ho-cho-nguoi-thu-hai")
    here = town.desk.page.url.removeprefix(town.stage.site)
    town.leader.open(here)
    town.leader.see("thu-ho-nguoi-thu-hai")
    town.leader.press("Đồng ý với giải trình")
    town.leader.reads("hai người xác nhận")
    _happens(town, tracking, "rest")
    town.desk.open(POST)
    town.desk.press(
        "Hỏi bưu chính đã nộp chưa"
    ) if "Hỏi bưu chính" in town.desk.page.content() else _ask_the_post()
    town.desk.open(here)
    town.desk.reads_at_last("Ba số tiền khớp nhau")
    town.desk.see("thu-ho-hai-lan")
    carrier.leave()
    return tracking


def _ask_the_post() -> None:
    """Nothing is apart, so nobody has a button to press: what the worker does each morning."""
    from dossiers.post import tracking

    tracking.ask_for_money()


def _postman(town: Town) -> Person:
    """Somebody of the post who comes to this desk; the demo's people have none."""
    from portal.agencies.models import Agency, Duty, Officer
    from portal.agencies.services import hire
    from tests.stories.hands import PASSWORD

    email = "trinh.van.phong@buu-chinh.example"
    found = Officer.objects.filter(user__email=email).first()
    if found is None:
        desk = Agency.objects.get(slug=f"trung-tam-{town.ward}")
        found, _ = hire(
            full_name="Trịnh Văn Phong", email=email, agency=desk, title="Bưu tá", duties=[Duty.POSTAL_AGENT]
        )
        found.user.set_password(PASSWORD)
        found.user.must_change_password = False
        found.user.save()
    return town.stage.officer(email)


def _code_of(ref: str) -> str:
    from dossiers.models import Dossier

    return str(Dossier.objects.get(reference=ref).code)


def _happens(town: Town, tracking: str, event: str) -> None:
    """Somebody at the post presses the button of the demo's post."""
    request = urllib.request.Request(f"{town.stage.post}/play/{tracking}/{event}", b"", method="POST")
    with urllib.request.urlopen(request, timeout=20) as answer:
        assert answer.status == 200


ALL = (till, unknown, mt940, cancelled, by_post, postman)
