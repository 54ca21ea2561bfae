"""The flows of money and of the post, each of which can be begun by one process and ended by another."""

from datetime import date, timedelta
from typing import Any

from django.test import Client

from dossiers.services import money
from dossiers.states import State
from payments import closing, payouts, readings, receipts, vouchers
from payments.ledger import balance_vnd
from payments.models import (
    Attempt,
    BankLine,
    BudgetVoucher,
    Charge,
    DayCheck,
    Payout,
    PayoutState,
    ProviderFile,
    Reading,
    RefundState,
)
from payments.services import book, open_charge
from portal.agencies.models import Agency
from portal.calendars.now import now, pretend
from portal.celery import start_on_commit
from portal.notifications.models import Message
from portal.web.show import local
from tests import people
from tests.conftest import hanoi
from tests.money import charge_of
from tests.mortal.holding import Rows
from tests.payments.test_bank import notice, row
from tests.payments.test_desk import accountant, cashier
from tests.payments.test_online import IPN, begun, order
from tests.payments.test_payouts import approved

MONDAY = hanoi("2026-11-16 08:30")
MONTH, DAY, LATER = date(2025, 3, 1), date(2025, 3, 5), "20250406083512"
ACCOUNT, LINES, MIDDLE = "0123456789", 8, 5


class Flow:
    """One flow of money: prepared in peace, begun by handing its task to the worker, its clock moved on, looked at."""

    def __init__(self, outside: Any, post: Any, rows: Rows) -> None:
        self.outside, self.post, self.rows = outside, post, rows
        self.prepare()

    def prepare(self) -> None: ...

    def begin(self) -> None: ...

    def time_passes(self) -> None: ...

    def ended(self) -> bool:
        raise NotImplementedError

    def holds(self) -> None:
        """Nothing lost, nothing twice."""


def told(outside, attempt, at: str = "20250305083512") -> None:
    """The gateway's callback; the web process believes it at once."""
    known = order(outside, attempt)
    known.update(code="00", at=at)
    answer = Client().get(IPN, outside.ipn(known, "00", attempt.amount_vnd))
    assert answer.json()["RspCode"] == "00"


def owed(vnd: int, agency: Agency | None = None) -> Charge:
    line = {"id": "phi", "name": "Phí", "kind": "phi", "vnd": vnd}
    subject = f"chet-{now():%H%M%S%f}"
    charge = open_charge(subject=subject, timing="at_receipt", lines=[line], payer="Lò Thị Ơn", agency=agency)
    assert charge is not None
    return charge


def once_paid(charge: Charge, vnd: int) -> None:
    assert [one.amount_vnd for one in charge.payments.all()] == [vnd] and balance_vnd(charge) == 0


class NeverCalledBack(Flow):
    """Paid at the gateway, which never reports: the worker dies while it asks."""

    def prepare(self) -> None:
        self.attempt = begun(charge_of())
        order(self.outside, self.attempt).update(code="00", at=LATER)

    def begin(self) -> None:
        self.time_passes()
        start_on_commit("payments.ask_gateways")

    def time_passes(self) -> None:
        Attempt.objects.filter(pk=self.attempt.pk).update(ask_at=hanoi("2020-01-01 00:00"))

    def ended(self) -> bool:
        return self.attempt.charge.payments.exists()

    def holds(self) -> None:
        once_paid(self.attempt.charge, 150_000)


class GoesOn(Flow):
    """A dossier waits for its fee, the callback has come: the worker dies while the dossier goes on."""

    def prepare(self) -> None:
        drive = people.submitted(MONDAY, code="1.001612").wait(30)
        self.dossier = drive.dossier
        self.charge = Charge.objects.get(subject=self.dossier.reference, timing="at_receipt")
        with pretend(drive.at):
            money.request_payment(dossier=self.dossier, officer=people.desk_officer())
        self.attempt = begun(self.charge)

    def begin(self) -> None:
        self.rows.hold(self.dossier)
        told(self.outside, self.attempt, LATER)

    def time_passes(self) -> None:
        """What was settled at the bank's time is due to be told again two minutes later."""

    def ended(self) -> bool:
        self.dossier.refresh_from_db()
        return self.dossier.state == State.REGISTERED

    def holds(self) -> None:
        assert self.charge.payments.count() == 1
        assert self.dossier.journal.filter(verb="receive_payment").count() == 1
        mine = Message.objects.filter(about=self.dossier.reference, template="payment_received")
        assert mine.filter(channel="in_app").count() == 1


class PaidBack(Flow):
    """A refund through the gateway: the worker dies when the money is gone and nobody has heard of it."""

    def prepare(self) -> None:
        attempt = begun(charge_of())
        told(self.outside, attempt, LATER)
        self.refund, self.by = approved(attempt.charge), cashier().user
        self.gone = len(self.outside.returned)

    def begin(self) -> None:
        self.payout = payouts.send_back(refund=self.refund, by=self.by)

    def time_passes(self) -> None:
        Payout.objects.filter(pk=self.payout.pk).update(ask_at=now())

    def ended(self) -> bool:
        self.payout.refresh_from_db()
        return self.payout.state == PayoutState.SUCCESS

    def holds(self) -> None:
        self.refund.refresh_from_db()
        mine = [
            one for one in self.outside.returned.values() if one["reference"] == self.payout.attempt.reference
        ]
        assert len(mine) == 1 and self.refund.state == RefundState.PAID
        assert self.refund.charge.entries.filter(kind="refunded").count() == 1
        assert balance_vnd(self.refund.charge) == 0


class Vouched(Flow):
    """Paid on the platform: the worker dies while it fetches the bank's voucher."""

    def prepare(self) -> None:
        self.attempt = begun(charge_of(8_000), "platform")

    def begin(self) -> None:
        known = self.outside.orders[f"platform:{self.attempt.reference}"]
        known.update(code="00", at=LATER)
        answer = Client().post(
            "/thanh-toan/nen-tang/xac-nhan/", self.outside.confirm(known, "00", 8_000), "application/json"
        )
        assert answer.status_code == 200, answer.content

    def time_passes(self) -> None:
        BudgetVoucher.objects.filter(payment__attempt=self.attempt).update(ask_at=now())

    def ended(self) -> bool:
        return vouchers.why_not_proved(self.attempt.charge) == "" and self.attempt.charge.payments.exists()

    def holds(self) -> None:
        once_paid(self.attempt.charge, 8_000)
        assert BudgetVoucher.objects.get(payment__charge=self.attempt.charge).number


class Statement(Flow):
    """A bank's statement of eight lines: the worker dies at the fifth."""

    def prepare(self) -> None:
        self.charges = [owed(1_000 + number) for number in range(LINES)]
        lines = [f"06/04/2025,{one.subject},,{one.total_vnd},{one.reference} nop phi" for one in self.charges]
        self.file = "\n".join(["Ngày GD,Số giao dịch,Ghi nợ,Ghi có,Nội dung", *lines, ""]).encode()

    def begin(self) -> None:
        self.rows.hold(self.charges[MIDDLE - 1])
        self.reading = readings.hand_in(
            kind="statement", name="sao-ke.csv", content=self.file, by=cashier().user, account=ACCOUNT,
            accounts=[ACCOUNT],
        )  # fmt: skip

    def time_passes(self) -> None:
        mine = Reading.objects.filter(pk=self.reading.pk)
        mine.update(claimed_at=now() - readings.ABANDONED * 2, asked_at=now() - timedelta(minutes=3))

    def ended(self) -> bool:
        self.reading.refresh_from_db()
        return self.reading.state == "done"

    def holds(self) -> None:
        known = {"matched": LINES - MIDDLE + 1, "known": MIDDLE - 1, "unmatched": 0}
        assert self.reading.counts == known, "the first four were booked by the worker that died"
        for charge in self.charges:
            once_paid(charge, charge.total_vnd)
        refs = [one.subject for one in self.charges]
        assert BankLine.objects.filter(bank_ref__in=refs, payment__isnull=False).count() == LINES


class Compared(Flow):
    """A gateway's settlement file: the worker dies between taking its lines and comparing them."""

    def prepare(self) -> None:
        attempts = [begun(charge_of()), begun(charge_of())]
        for attempt in attempts:
            told(self.outside, attempt)
        self.file = "".join(f"{one.reference};N{one.pk};150000\n" for one in attempts).encode()
        self.check = DayCheck.objects.create(provider="vnpay", day=DAY)

    def begin(self) -> None:
        self.rows.hold(self.check)
        self.reading = readings.hand_in(
            kind="provider",
            name="vnpay.csv",
            content=self.file,
            by=accountant().user,
            provider="vnpay",
            day=DAY,
        )

    def time_passes(self) -> None:
        Reading.objects.filter(pk=self.reading.pk).update(claimed_at=now() - readings.ABANDONED * 2)

    def ended(self) -> bool:
        self.reading.refresh_from_db()
        return self.reading.state == "done"

    def holds(self) -> None:
        file = ProviderFile.objects.get(provider="vnpay", day=DAY)
        self.check.refresh_from_db()
        assert file.lines.count() == 2
        assert (self.check.matched, self.check.differences, self.check.ours_vnd) == (2, 0, 300_000)


class Nightly(Flow):
    """The nightly comparison of the last days: the worker dies in the middle of the week."""

    def prepare(self) -> None:
        self.today = local(now()).date()
        day = self.today - timedelta(days=3)
        self.check, _ = DayCheck.objects.update_or_create(
            provider="vnpay", day=day, defaults={"checked_at": hanoi("2020-01-01 00:00")}
        )

    def begin(self) -> None:
        self.rows.hold(self.check)
        start_on_commit("payments.compare_lately")

    def ended(self) -> bool:
        return not closing.missing_days(self.today - timedelta(days=closing.NIGHTLY_DAYS), self.today)

    def holds(self) -> None:
        week = DayCheck.objects.filter(provider="vnpay", day__lt=self.today).order_by("-day")[:7]
        assert len({one.day for one in week}) == closing.NIGHTLY_DAYS


class Receipted(Flow):
    """Two receipts: the worker dies before one has its number, and before the page of the other is kept."""

    def prepare(self) -> None:
        desk = people.stranger().agency
        self.book = receipts.open_book(agency=desk, form="01BLP0-001", serial="TH-26T", by=None)
        self.charges = [owed(9_000, desk), owed(9_500, desk)]
        self.unwritten, self.undrawn = [
            book(charge=one, amount_vnd=one.total_vnd, method="cash", key=one.subject, taken_by=None)
            for one in self.charges
        ]
        self.receipt = receipts.issue(self.undrawn)

    def begin(self) -> None:
        self.rows.hold(self.unwritten)
        self.rows.hold(self.receipt)
        start_on_commit("payments.issue_receipt", self.unwritten.pk)
        start_on_commit("payments.draw_receipt", self.receipt.pk)

    def ended(self) -> bool:
        return all(one.receipts.exclude(file=None).exists() for one in (self.unwritten, self.undrawn))

    def holds(self) -> None:
        assert [one.receipts.count() for one in self.charges] == [1, 1]
        numbers = sorted(self.book.receipts.values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1)), "no gap and none twice"


class WithoutThem(Flow):
    """While worker and broker are dead: money comes by gateway and bank, a file is handed in, a refund is sent."""

    def prepare(self) -> None:
        desk = people.stranger().agency
        self.attempt, self.transfer = begun(owed(7_000, desk)), owed(7_500, desk)
        paid = begun(charge_of())
        told(self.outside, paid, LATER)
        self.refund, self.by = approved(paid.charge), cashier().user

    def meanwhile(self) -> None:
        told(self.outside, self.attempt, LATER)
        line = row(self.transfer.reference, 7_500, f"FT{self.transfer.pk}", at="2025-04-06T08:35:00+07:00")
        assert [notice(line).json()["matched"] for _ in range(2)] == [1, 0]
        self.payout = payouts.send_back(refund=self.refund, by=self.by)

    def time_passes(self) -> None:
        Payout.objects.filter(pk=self.payout.pk).update(ask_at=now())

    def ended(self) -> bool:
        self.payout.refresh_from_db()
        charges = (self.attempt.charge, self.transfer)
        return self.payout.state == PayoutState.SUCCESS and all(one.receipts.exists() for one in charges)

    def holds(self) -> None:
        once_paid(self.attempt.charge, 7_000)
        once_paid(self.transfer, 7_500)
        assert self.refund.payouts.count() == 1 and balance_vnd(self.refund.charge) == 0
