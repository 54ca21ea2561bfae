"""Money in whole đồng, for subjects that this room knows only by name."""

from payments.models.account import BudgetAccount
from payments.models.charge import Charge, Payment, Timing
from payments.models.ledger import Entry, EntryKind
from payments.models.online import Attempt, AttemptState, BankLine, Callback, Outcome

__all__ = [
    "Attempt",
    "AttemptState",
    "BankLine",
    "BudgetAccount",
    "Callback",
    "Charge",
    "Entry",
    "EntryKind",
    "Outcome",
    "Payment",
    "Timing",
]
