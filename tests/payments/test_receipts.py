"""Fee receipts: a number for each without a gap, whatever fails or runs beside; cancelled, replaced, reprinted."""

import threading

import pypdfium2
import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from payments import receipts, refunds
from payments.ledger import locked, pay
from payments.models import Charge, FeeReceipt, ReceiptBook
from payments.receipts import issue
from payments.services import book
from payments.tasks import draw_receipt
from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.calendars.now import now
from portal.documents import store
from portal.documents.models import SigningKey
from portal.documents.signing import looking
from portal.web.refusals import StepRefused
from tests import people
from tests.money import charge_of
from tests.payments.test_desk import ask, cashier, leader
from tests.trust import give_stamp


def serials(agency: Agency) -> ReceiptBook:
    """A new book of this agency, of a serial that was not used yet."""
    used = ReceiptBook.objects.filter(agency=agency).count()
    serial = f"B{chr(65 + used // 26 % 26)}-26{chr(65 + used % 26)}"
    return receipts.open_book(agency=agency, form="01BLP0-001", serial=serial, by=None)


def paid(vnd=150_000, by: User | None = None) -> Charge:
    charge = charge_of(vnd)
    book(charge=charge, amount_vnd=vnd, method="cash", key=f"bl{charge.pk}", taken_by=by)
    return charge


def words_of(content: bytes) -> str:
    page = pypdfium2.PdfDocument(content)[0]
    return page.get_textpage().get_text_bounded().replace("\r\n", " ").replace("\n", " ")


@pytest.mark.django_db
class TestReceipt:
    def test_a_payment_gets_its_receipt_once_with_the_words_of_its_sum(self):
        serials(people.ward())
        charge = paid(1_115_000, people.desk_officer().user)
        receipt = issue(charge.payments.get())
        assert receipt is not None and issue(charge.payments.get()) == receipt
        assert (receipt.number, receipt.vnd) == (1, 1_115_000)
        said = words_of(receipts.reprint(receipt=receipt, by=people.desk_officer().user))
        assert "Một triệu một trăm mười lăm nghìn đồng" in said
        assert "01BLP0-001" in said and "0000001" in said and "in lại lần 1" in said
        assert "chưa có chữ ký số" in said
        drawn = receipts.draw(receipt)
        assert drawn.file is not None and receipts.draw(receipt).file == drawn.file

    @pytest.mark.article("QN-14.4")
    def test_the_collector_signs_it_and_waits_for_the_stamp_of_time(self, trust, settings):
        give_stamp(trust, people.ward())
        serials(people.ward())
        receipt = issue(paid(125_000).payments.get())
        assert receipt is not None
        settings.TSA_URL = ""
        with pytest.raises(StepRefused, match="dấu thời gian"):
            receipts.draw(receipt)
        assert receipt.pk in receipts.undrawn()
        settings.TSA_URL = f"{trust.authority.address}/tsa"
        draw_receipt(receipt.pk)
        receipt.refresh_from_db()
        (signature,) = looking.check_file(receipt.file)
        assert signature.good and signature.stamped and signature.signer == people.ward().name
        kept = store.read(receipt.file)
        assert "chưa có chữ ký số" not in words_of(kept) and receipt.pk not in receipts.undrawn()
        again = receipts.reprint(receipt=receipt, by=people.desk_officer().user)
        assert "in lại của biên lai đã ký số" in words_of(again)
        SigningKey.objects.filter(agency=people.ward()).update(withdrawn_at=now())

    def test_no_book_no_receipt_until_one_is_opened(self):
        ReceiptBook.objects.update(closed_at="2026-01-01T00:00:00Z")
        charge = paid()
        assert issue(charge.payments.get()) is None
        serials(people.ward())
        assert receipts.issue_missing() >= 1
        assert charge.receipts.get().vnd == 150_000

    def test_money_paid_too_much_is_no_fee(self):
        serials(people.ward())
        charge = charge_of(150_000)
        first = pay(locked(charge), 200_000, method="vietqr", key=f"a{charge.pk}", taken_by=None)
        second = pay(locked(charge), 150_000, method="vietqr", key=f"b{charge.pk}", taken_by=None)
        told = issue(first)
        assert told is not None and told.vnd == 150_000
        assert issue(second) is None

    def test_cancelled_with_a_reason_and_replaced(self):
        serials(people.ward())
        receipt = issue(paid().payments.get())
        assert receipt is not None
        officer = people.desk_officer().user
        with pytest.raises(StepRefused, match="lý do"):
            receipts.cancel(receipt=receipt, reason=" ", by=officer)
        new = receipts.cancel(receipt=receipt, reason="Sai tên người nộp", by=officer, replace=True)
        assert new is not None and new.number == receipt.number + 1 and new.replaces == receipt
        assert f"{receipt.number:07}" in words_of(receipts.reprint(receipt=new, by=officer))
        with pytest.raises(StepRefused, match="đã hủy"):
            receipts.cancel(receipt=receipt, reason="x", by=officer)

    def test_a_refund_lessens_the_receipt(self):
        serials(people.ward())
        charge = paid()
        old = issue(charge.payments.get())
        refund = ask(charge, cashier(), 50_000)
        refunds.decide_refund(refund=refund, officer=leader(), approve=True)
        refunds.pay_refund(refund=refund, officer=cashier(), provider_ref="LC-9")
        good = charge.receipts.get(cancelled_at=None)
        assert (good.vnd, good.replaces) == (100_000, old)

    @pytest.mark.parametrize(
        "text",
        [
            "UPDATE payments_feereceipt SET vnd = 1",
            "DELETE FROM payments_feereceipt",
            "UPDATE payments_feereceipt SET number = number + 5",
        ],
    )
    def test_nobody_rewrites_a_receipt(self, text):
        serials(people.ward())
        issue(paid().payments.get())
        with pytest.raises(DatabaseError, match="chỉ được hủy"), transaction.atomic():
            connection.cursor().execute(text)

    def test_a_gap_is_refused_by_the_database(self):
        own = serials(people.ward())
        receipt = issue(paid().payments.get())
        charge = paid()
        with pytest.raises(IntegrityError), transaction.atomic():
            FeeReceipt.objects.create(
                book=own, number=9, previous=8, charge=charge, payment=charge.payments.get(), vnd=1, facts={}
            )
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
        assert receipt is not None


@pytest.mark.usefixtures("committed")
def test_eight_cashiers_at_once_leave_no_gap_and_a_failure_gives_its_number_back():
    own = serials(people.ward())
    payments = [paid().payments.get() for _ in range(12)]
    gate = threading.Barrier(6)

    def work(mine: list) -> None:
        gate.wait()
        for payment in mine:
            if payment is mine[0]:
                with pytest.raises(ZeroDivisionError), transaction.atomic():
                    issue(payment)
                    raise ZeroDivisionError
            issue(payment)
        connection.close()

    threads = [threading.Thread(target=work, args=(payments[at::6],)) for at in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(own.receipts.values_list("number", flat=True)) == list(range(1, 13))
    ReceiptBook.objects.filter(pk=own.pk).update(closed_at=own.opened_at)
