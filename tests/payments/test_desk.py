"""The money desk: tills, unknown money, statements, refunds by two people, the day's comparison, a closed month."""

import io
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from openpyxl import Workbook

from payments import bank, closing, readings, reconciling, refunds, statements, till
from payments.ledger import balance_vnd, locked, pay
from payments.models import BankLine, DayCheck, Difference, MonthClose, Refund
from payments.services import book, cancel_charge
from portal.agencies.models import Agency, Duty
from portal.calendars.now import now, pretend
from portal.web.refusals import StepRefused
from tests import people
from tests.conftest import hanoi
from tests.money import account, charge_of

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")


def signed_in(officer) -> Client:
    client = Client()
    type(officer.user).objects.filter(pk=officer.user_id).update(must_change_password=False)
    client.force_login(officer.user)
    return client


def cashier():
    """The ward's cashier, whose till is counted and shut."""
    officer = people.driving.somebody(people.desk(), Duty.CASHIER)
    if session := till.till_now(officer):
        till.close_till(session=session, counted_vnd=till.cash_vnd(session))
    return officer


def accountant():
    """Who compares for the whole province."""
    centre = Agency.objects.get(kind="province_centre")
    return people.driving.somebody(centre, Duty.CASHIER)


def leader():
    return people.driving.somebody(people.ward(), Duty.AGENCY_LEADER)


def paid(vnd=150_000, **more):
    charge = charge_of(vnd)
    book(charge=charge, amount_vnd=vnd, method="cash", key=f"k{charge.pk}", taken_by=None)
    return charge


def ask(charge, officer, vnd=150_000, ground="not_delivered", **more):
    told = {
        "reason": "Quầy ngừng nhận",
        "bank_name": "Agribank",
        "account_number": "123456",
        "account_holder": "DINH",
    }
    return refunds.request_refund(
        charge=charge, amount_vnd=vnd, ground=ground, by=officer.user, **{**told, **more}
    )


class TestTill:
    def test_cash_belongs_to_the_till_and_is_counted(self):
        officer = cashier()
        session = till.open_till(officer=officer, opening_vnd=500_000)
        charge = charge_of(8_000)
        book(charge=charge, amount_vnd=8_000, method="cash", key=f"k{charge.pk}", taken_by=officer.user)
        card = charge_of(9_000)
        told = {"amount_vnd": 9_000, "method": "card", "taken_by": officer.user}
        with pytest.raises(StepRefused, match="phiếu của máy thẻ"):
            book(charge=card, key=f"k{card.pk}", **told)
        slip = book(charge=card, key=f"k{card.pk}", card_slip="000417", **told)
        other = charge_of(9_000)
        with pytest.raises(StepRefused, match=f"000417 đã ghi cho khoản {card.reference}"):
            book(charge=other, key=f"k{other.pk}", card_slip="000417", **told)
        assert slip.provider_ref == "000417" and till.cash_vnd(session) == 508_000
        with pytest.raises(StepRefused, match="tổng kết của máy thẻ"):
            till.close_till(session=session, counted_vnd=508_000)
        with pytest.raises(StepRefused, match=r"tiền mặt lệch -8\.000 đ và máy thẻ lệch -500 đ"):
            till.close_till(session=session, counted_vnd=500_000, card_counted_vnd=8_500)
        closed = till.close_till(
            session=session, counted_vnd=500_000, card_counted_vnd=9_000, note="thối nhầm"
        )
        assert (closed.expected_vnd, closed.difference_vnd) == (508_000, -8_000)
        assert (closed.card_expected_vnd, closed.card_counted_vnd) == (9_000, 9_000)
        with pytest.raises(StepRefused, match="đã đóng"):
            till.close_till(session=session, counted_vnd=1)

    def test_the_page_opens_and_closes(self):
        client = signed_in(cashier())
        assert client.post("/lam-viec/tien/ca/", {"tien": "100000"}).status_code == 302
        assert "100.000" in client.get("/lam-viec/tien/ca/").content.decode()
        assert client.post("/lam-viec/tien/ca/", {"tien": "100000"}).status_code == 302
        assert "Mở ca" in client.get("/lam-viec/tien/ca/").content.decode()

    def test_who_takes_money_at_the_desk_counts_it_and_the_cashier_sees_who_has_not(self):
        officer, charge, card = people.desk_officer(), charge_of(8_000), charge_of(9_000)
        if known := till.till_now(officer):
            known.delete()
        with pretend(MONDAY):
            book(charge=charge, amount_vnd=8_000, method="cash", key=f"k{charge.pk}", taken_by=officer.user)
        told = {"charge": card, "amount_vnd": 9_000, "method": "card", "taken_by": officer.user}
        book(key=f"k{card.pk}", card_slip="000418", **told)
        late = signed_in(cashier()).get("/lam-viec/tien/ca/").content.decode()
        assert "Ca của người khác chưa đếm" in late and officer.user.full_name in late
        client, page = signed_in(officer), "/lam-viec/tien/ca/"
        assert "Ca này mở từ 16/11/2026" in client.get(page).content.decode()
        assert "000418" in client.get(page).content.decode()
        assert client.post(page, {"tien": "8000"}).status_code == 422
        said = (
            client.post(page, {"tien": "8000", "the": "9000"}, follow=True)
            .content.decode()
            .replace("\xa0", " ")
        )
        assert "tiền mặt lệch 0 đ, máy thẻ lệch 0 đ" in said
        counted = signed_in(cashier()).get(page).content.decode()
        line = re.search(rf'href="({page}\d+/)"[^<]*<[^<]*</td><td>{officer.user.full_name}', counted)
        assert officer.user.full_name in counted and line
        assert "000418" in signed_in(cashier()).get(line[1]).content.decode()
        assert signed_in(people.stranger()).get(line[1]).status_code == 404
        assert officer.user.full_name not in signed_in(people.stranger()).get(page).content.decode()
        assert client.get("/lam-viec/tien/").status_code == 403


@pytest.mark.article("QN-13.3c", "DL-10.4")
class TestRefund:
    def test_asked_decided_by_another_paid_once(self):
        charge, officer = paid(), cashier()
        refund = ask(charge, officer)
        with pytest.raises(StepRefused, match="không được tự duyệt"):
            refunds.decide_refund(refund=refund, officer=officer, approve=True)
        refunds.decide_refund(refund=refund, officer=leader(), approve=True)
        refunds.pay_refund(refund=refund, officer=officer, provider_ref="LC-1")
        with pytest.raises(StepRefused, match="chưa chi"):
            refunds.pay_refund(refund=refund, officer=officer, provider_ref="LC-1")
        assert balance_vnd(charge) == 0
        assert [row.kind for row in charge.entries.order_by("number")] == [
            "charged",
            "paid",
            "waived",
            "refunded",
        ]

    def test_even_sql_keeps_two_people(self):
        refund = ask(paid(), cashier())
        with pytest.raises(IntegrityError), transaction.atomic():
            Refund.objects.filter(pk=refund.pk).update(decided_by=refund.requested_by)

    def test_what_was_paid_twice_comes_back_and_no_more(self):
        charge = paid()
        pay(locked(charge), 150_000, method="vietqr", key=f"z{charge.pk}", taken_by=None)
        with pytest.raises(StepRefused, match=r"tối đa 150\.000"):
            ask(charge, cashier(), 150_001, "overpaid")
        refund = ask(charge, cashier(), 150_000, "overpaid")
        assert ask(charge, cashier(), 150_000, "overpaid").pk == refund.pk
        refunds.decide_refund(refund=refund, officer=leader(), approve=True)
        refunds.pay_refund(refund=refund, officer=cashier(), provider_ref="LC-2")
        assert balance_vnd(charge) == 0 and charge.entries.count() == 4

    def test_a_cancelled_charge_gives_back_what_was_paid(self):
        charge = paid()
        cancel_charge(charge=charge, why="Không được tiếp nhận")
        refund = ask(charge, cashier())
        refunds.decide_refund(refund=refund, officer=leader(), approve=True)
        refunds.pay_refund(refund=refund, officer=cashier(), provider_ref="LC-3")
        assert balance_vnd(charge) == 0

    def test_the_law_may_say_no(self):
        charge = paid()
        type(charge).objects.filter(pk=charge.pk).update(lines=[{**charge.lines[0], "refundable": False}])
        charge.refresh_from_db()
        with pytest.raises(StepRefused, match="không được hoàn"):
            ask(charge, cashier())

    def test_a_request_is_due_in_five_working_days_and_then_counted_as_late(self):
        with pretend(MONDAY):
            refund = ask(paid(), cashier())
        assert refund.due_at == hanoi("2026-11-23 17:00")
        boss = leader()
        for moment, late in (("2026-11-23 16:59", False), ("2026-11-23 17:01", True)):
            with pretend(hanoi(moment)):
                assert ("quá hạn trả lời" in signed_in(boss).get("/lam-viec/tien/").content.decode()) is late

    def test_refusing_needs_a_reason_that_the_payer_reads(self):
        refund = ask(paid(), cashier())
        with pytest.raises(StepRefused, match="vì sao không hoàn"):
            refunds.decide_refund(refund=refund, officer=leader(), approve=False, why=" ")
        refunds.decide_refund(refund=refund, officer=leader(), approve=False, why="Dịch vụ đã cung cấp")
        assert Refund.objects.get(pk=refund.pk).state == "refused"

    def test_by_the_pages(self):
        charge, officer, boss = paid(), cashier(), leader()
        page = f"/lam-viec/tien/hoan/moi/{charge.reference}/"
        told = {
            "so_tien": "150000", "ly_do": "not_delivered", "trinh_bay": "Quầy ngừng nhận", "ngan_hang": "Agribank",
            "so_tai_khoan": "123456", "chu_tai_khoan": "Đinh Thị Ngọc Huyền",
        }  # fmt: skip
        wrong = signed_in(officer).post(page, {**told, "so_tien": "999999"})
        assert "tối đa" in wrong.content.decode()
        where = signed_in(officer).post(page, told)["Location"]
        assert "lãnh đạo cơ quan duyệt" in signed_in(officer).post(where, {"lam": "duyet"}).content.decode()
        signed_in(boss).post(where, {"lam": "duyet"})
        assert "kế toán" in signed_in(boss).post(where, {"so_lenh": "LC"}).content.decode()
        signed_in(officer).post(where, {"so_lenh": "LC-77"})
        assert "LC-77" in signed_in(officer).get(where).content.decode()
        assert signed_in(people.stranger()).get(where).status_code in (403, 404)


CSV = """Ngân hàng thử,,,,
Ngày GD,Số giao dịch,Ghi nợ,Ghi có,Nội dung
02/03/2026,FT-A,,"150.000",{code} nop phi
02/03/2026,FT-B,,150000,khong ro
02/03/2026,FT-C,50000,,rut tien
hôm qua,FT-D,,1000,x
02/03/2026,,,1000,x
"""
MT940 = """:20:START
:25:970436/0123456789
:28C:1/1
:60F:C260301VND0,
:61:2603020302C150000,NTRFNONREF//FT-M1
:86:{code} nop
phi ho so
:61:2603020302D5000,NTRFNONREF//FT-M2
:86:phi
:62F:C260302VND150000,
-
"""


def workbook(code: str) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["Sao kê"])
    sheet.append(["Ngày giao dịch", "Mã giao dịch", "Số tiền ghi có", "Diễn giải"])
    sheet.append([date(2026, 3, 2).strftime("%d/%m/%Y"), "FT-X1", 150000, f"{code} nop"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class TestStatements:
    def test_csv_with_its_odd_lines(self):
        lines = list(statements.read("a.csv", CSV.format(code="MC1").encode(), account="0123456789"))
        good = [line for line in lines if isinstance(line, bank.Received)]
        assert [(line.bank_ref, line.amount_vnd) for line in good] == [("FT-A", 150_000), ("FT-B", 150_000)]
        assert [line.number for line in lines if isinstance(line, statements.Skipped)] == [6, 7]

    def test_mt940_joins_the_purpose(self):
        (line,) = statements.read("a.sta", MT940.format(code="MC1").encode(), account="")
        assert (line.account, line.bank_ref, line.purpose) == ("0123456789", "FT-M1", "MC1 nop phi ho so")

    def test_a_workbook(self):
        (line,) = statements.read("a.xlsx", workbook("MC1"), account="0123456789")
        assert (line.bank_ref, line.amount_vnd) == ("FT-X1", 150_000)

    @pytest.mark.parametrize(
        "content", [b"", b"PK\x03\x04 broken", b"\xff\xfe\x00", b"a,b\n1,2\n", b"\x00" * 50]
    )
    def test_nonsense_is_told(self, content):
        with pytest.raises(statements.StatementError):
            list(statements.read("a.csv", content, account="1"))

    @pytest.mark.parametrize(
        ("text", "vnd"),
        [("150.000", 150_000), ("150,000.00", 150_000), ("1.500.000,00", 1_500_000), ("", 0), ("abc", None),
         ("+2 000 VND", 2_000), ("10,5", None), ("-5.000", -5_000)],
    )  # fmt: skip
    def test_sums_as_banks_write_them(self, text, vnd):
        assert statements.amount_vnd(text) == vnd

    def test_the_page_books_known_codes_and_twice_nothing(self):
        account()
        charge, client = charge_of(), signed_in(cashier())
        told = {"tai_khoan": "0123456789"}
        for expected in ("Ghi vào sổ 1 khoản", "Ghi vào sổ 0 khoản"):
            file = SimpleUploadedFile("sao-ke.csv", CSV.format(code=charge.reference).encode())
            where = client.post("/lam-viec/tien/sao-ke/", {**told, "tep": file})["Location"]
            assert "vẫn chạy tiếp" in client.get(where).content.decode()
            readings.work(int(where.split("/")[-2]))
            page = client.get(where).content.decode()
            assert expected in page and "2 dòng không đọc được" in page
        assert balance_vnd(charge) == 0
        line = BankLine.objects.get(bank_ref="FT-B")
        other = charge_of()
        page = client.post(f"/lam-viec/tien/chua-ro/{line.pk}/", {"ma": other.reference.lower()})
        assert page.status_code == 302 and balance_vnd(other) == 0


class TestComparison:
    DAY = date(2026, 11, 16)

    def booked(self, vnd):
        charge = charge_of(vnd)
        with pretend(MONDAY):
            pay(
                locked(charge),
                vnd,
                method="vnpay",
                key=f"v{charge.pk}",
                provider_ref=f"R{charge.pk}",
                taken_by=None,
            )
        return f"R{charge.pk}"

    def compare(self, rows):
        content = repr(rows).encode()
        reconciling.load_file(
            provider="vnpay", day=self.DAY, name="a.csv", content=content, rows=rows, by=None
        )
        return reconciling.reconcile(provider="vnpay", day=self.DAY)

    def test_every_kind_of_difference(self):
        same, less, gone, twice = (self.booked(1_000) for _ in range(4))
        rows = [
            (same, "1", 1_000),
            (less, "2", 900),
            ("LA", "3", 5),
            (twice, "4", 1_000),
            (twice, "5", 1_000),
        ]
        check = self.compare(rows)
        kinds = dict(check.lines.values_list("reference", "kind"))
        assert kinds == {
            less: "amount_diff",
            "LA": "missing_internal",
            gone: "missing_provider",
            twice: "duplicate",
        }
        assert (check.matched, check.differences) == (1, 4)

    @pytest.mark.usefixtures("outside")
    def test_what_was_explained_stays_and_a_month_closes_only_clean_and_compared(self):
        self.booked(1_000)
        check = self.compare([("LA2", "1", 5)])
        officer = cashier()
        with pytest.raises(StepRefused, match="chưa hết"):
            closing.close_month(month=date(now().year + 1, 1, 1), by=officer.user)
        with pretend(hanoi("2026-12-05 09:00")):
            browser = signed_in(accountant())
            assert "Còn 30 ngày chưa đối soát, sớm nhất là 01/11/2026" in self.close(browser)
            assert "Đã đối soát 59 lượt còn thiếu" in self.close(browser, lam="doi-soat")
            assert "Còn 2 chênh lệch" in self.close(browser)
            for line in check.lines.all():
                with pytest.raises(StepRefused, match="vì sao"):
                    reconciling.resolve(difference=line, why="", by=officer.user)
                reconciling.resolve(difference=line, why="ngân hàng báo trễ một ngày", by=officer.user)
            late = charge_of(7_000)  # a late word of the gateway about a day that was compared before
            pay(locked(late), 7_000, method="vnpay", key=f"v{late.pk}", provider_ref="R-L", paid_at=MONDAY)
            assert "Còn 1 ngày chưa đối soát, sớm nhất là 16/11/2026" in self.close(browser)
            assert "Đã đối soát 1 lượt còn thiếu" in self.close(browser, lam="doi-soat")
            late = Difference.objects.get(check_of=check, resolved_at=None)
            reconciling.resolve(difference=late, why="có trong tệp hôm sau", by=officer.user)
            assert "Đã khóa sổ tháng 11/2026" in self.close(browser)
            assert MonthClose.objects.get().totals["vnpay"] == {"count": 2, "vnd": 8_000}
            with pytest.raises(StepRefused, match="đã khóa"):
                reconciling.reconcile(provider="vnpay", day=self.DAY)

    def close(self, browser: Client, **more: str) -> str:
        told = {"thang": "2026-11", **more}
        page = browser.post("/lam-viec/tien/doi-soat/khoa-thang/", told, follow=True).content.decode()
        return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.split("<main", 1)[1]))

    @pytest.mark.usefixtures("outside")
    def test_every_night_the_days_before_are_compared(self):
        reference = self.booked(3_000)
        with pretend(hanoi("2026-11-17 05:40")):
            assert closing.compare_lately() >= 2
            assert closing.compare_lately() == 0
        check = DayCheck.objects.get(provider="vnpay", day=self.DAY)
        assert list(check.lines.values_list("kind", "reference")) == [("missing_provider", reference)]


def test_nobody_else_opens_the_money_desk():
    for path in ("", "ca/", "chua-ro/", "sao-ke/", "hoan/", "doi-soat/"):
        address = f"/lam-viec/tien/{path}"
        assert Client().get(address).status_code in (302, 403)
        clerk = people.driving.somebody(people.ward(), Duty.CLERK)
        assert signed_in(clerk).get(address).status_code == 403
