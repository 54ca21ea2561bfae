"""The cashier's till: opened, filled by what is taken, counted. Whole đồng."""

from django.db import transaction
from django.db.models import Sum

from payments.models import CashSession, Charge, Payment
from portal.accounts.models import User
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.web.refusals import StepRefused


def open_till(*, officer: Officer, opening_vnd: int = 0) -> CashSession:
    """The open till of this cashier, opened now if there is none."""
    session, _ = CashSession.objects.get_or_create(
        cashier=officer.user,
        closed_at=None,
        defaults={"agency": officer.agency, "opening_vnd": opening_vnd, "opened_at": now()},
    )
    return session


def till_of(user: User | None) -> CashSession | None:
    """Whose cash it is: the open till of whoever takes it; one is opened for an officer who forgot."""
    if user is None:
        return None
    found = CashSession.objects.filter(cashier=user, closed_at=None).first()
    officer = None if found else Officer.objects.filter(user=user).select_related("agency", "user").first()
    return found or (open_till(officer=officer) if officer else None)


def till_now(officer: Officer) -> CashSession | None:
    """The open till of this cashier, if there is one."""
    return CashSession.objects.filter(cashier=officer.user, closed_at=None).first()


def cash_vnd(session: CashSession) -> int:
    """What must lie in the till now: the opening sum and all cash taken since."""
    return session.opening_vnd + _taken(session, "cash")


def card_vnd(session: CashSession) -> int:
    """What the card terminal's slip of the day must say."""
    return _taken(session, "card")


def refuse_slip(slip: str, *, charge: Charge, session: CashSession | None) -> None:
    """Each card payment has the number that the terminal printed, by which it is found in the terminal's own list;
    one slip pays for one subject. Raises StepRefused."""
    if not slip:
        raise StepRefused("Nhập số in trên phiếu của máy thẻ.")
    same = Payment.objects.filter(session=session, method="card", provider_ref=slip) if session else None
    if same is not None and (known := same.exclude(charge__subject=charge.subject).first()):
        raise StepRefused(
            "Phiếu máy thẻ %(slip)s đã ghi cho khoản %(code)s.",
            slip=slip,
            code=known.charge.reference or "khác",
        )


def _taken(session: CashSession, method: str) -> int:
    return int(session.payments.filter(method=method).aggregate(sum=Sum("amount_vnd"))["sum"] or 0)


def close_till(
    *, session: CashSession, counted_vnd: int, card_counted_vnd: int | None = None, note: str = ""
) -> CashSession:
    """Counts the till, and compares the card terminal's own total with the book where cards were taken. A
    difference needs a word of explanation. Raises StepRefused."""
    with transaction.atomic():
        held = CashSession.objects.select_for_update().get(pk=session.pk)
        if held.closed_at:
            raise StepRefused("Ca này đã đóng.")
        if counted_vnd < 0 or (card_counted_vnd or 0) < 0:
            raise StepRefused("Số tiền đếm được không thể âm.")
        expected, cards = cash_vnd(held), card_vnd(held)
        if cards and card_counted_vnd is None:
            raise StepRefused("Nhập tổng trên phiếu tổng kết của máy thẻ.")
        apart = [(counted_vnd - expected, "tiền mặt"), ((card_counted_vnd or 0) - cards, "máy thẻ")]
        told = [f"{words} lệch {vnd:+,} đ".replace(",", ".") for vnd, words in apart if vnd]
        if told and not note.strip():
            raise StepRefused(f"So với sổ, {' và '.join(told)}. Ghi lý do rồi đóng ca.")
        held.card_expected_vnd, held.card_counted_vnd = cards, card_counted_vnd or 0
        held.expected_vnd, held.counted_vnd = expected, counted_vnd
        held.difference_vnd, held.note, held.closed_at = counted_vnd - expected, note[:300], now()
        held.save()
    return held
