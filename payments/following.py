"""Accounts and open charges follow their agency into a merger; what was booked stays where it was booked."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import Q, QuerySet

from payments.models import BudgetAccount, Charge
from portal.agencies.rearranging.fates import Fate, Fates
from portal.agencies.rearranging.hooks import Consequence


class Money:
    """What of the money hangs on an agency."""

    def told(self, fates: Fates) -> list[Consequence]:
        """Accounts to be carried over, accounts to be closed, charges still open."""
        lines = []
        for fate in fates.ends:
            if fate.heir is None:
                continue
            for account in _accounts(fate, fates):
                lines.append(Consequence(_account_words(account, fate), 1, "look"))
            if open_charges := _open(fate).count():
                words = f"{open_charges} khoản chưa nộp của {fate.agency} do {fate.heir} thu."
                lines.append(Consequence(words, open_charges))
        return lines

    def follow(self, fates: Fates, moved: Callable[[int], None]) -> list[Consequence]:
        """Each agency's money in one transaction."""
        done = []
        for fate in fates.ends:
            if fate.heir is None:
                continue
            with transaction.atomic():
                accounts = sum(_hand_on(account, fate, fates) for account in _accounts(fate, fates))
                charges = _open(fate).update(agency=fate.heir)
            if accounts or charges:
                moved(charges)
                both = ((charges, "khoản chưa nộp"), (accounts, "tài khoản"))
                told = ", ".join(f"{n} {what}" for n, what in both if n)
                words = f"{told} của {fate.agency} sang {fate.heir}"
                done.append(Consequence(words, charges))
        return done


def _open(fate: Fate) -> QuerySet[Charge]:
    return Charge.objects.filter(agency=fate.agency, settled_at=None, cancelled_at=None)


def _accounts(fate: Fate, fates: Fates) -> list[BudgetAccount]:
    """Those of the ending agency that would outlive it."""
    used = BudgetAccount.objects.filter(agency=fate.agency)
    return list(used.filter(Q(valid_to=None) | Q(valid_to__gt=fates.last_day)).order_by("kind", "pk"))


def _heir_has(account: BudgetAccount, fate: Fate) -> bool:
    return BudgetAccount.objects.filter(agency=fate.heir, kind=account.kind, valid_to=None).exists()


def _account_words(account: BudgetAccount, fate: Fate) -> str:
    number = f"…{account.number[-4:]}"
    what = f"Tài khoản {account.get_kind_display().lower()} {number} của {fate.agency}"
    if _heir_has(account, fate):
        return f"{what} đóng lại; {fate.heir} dùng tài khoản đang có."
    return f"{what} được ghi cho {fate.heir}; kiểm tra tên chủ tài khoản với kho bạc."


def _hand_on(account: BudgetAccount, fate: Fate, fates: Fates) -> bool:
    """The old row ends with the old agency; the heir without an account of its kind goes on with the same number."""
    had = _heir_has(account, fate)
    assert fate.heir is not None
    account.valid_to = fates.last_day
    account.save(update_fields=["valid_to"])
    if had:
        return False
    BudgetAccount.objects.create(
        agency=fate.heir,
        kind=account.kind,
        bank=account.bank,
        bank_name=account.bank_name,
        number=account.number,
        holder=account.holder,
        valid_from=fates.day,
    )
    return True
