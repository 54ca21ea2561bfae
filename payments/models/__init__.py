"""Money in whole đồng, for subjects that this room knows only by name."""

from payments.models.account import BudgetAccount
from payments.models.charge import Charge, Payment, Timing
from payments.models.ledger import Entry, EntryKind
from payments.models.online import Attempt, AttemptState, BankLine, Callback, Outcome
from payments.models.reconcile import (
    DayCheck,
    Difference,
    DifferenceKind,
    MonthClose,
    ProviderFile,
    ProviderLine,
)
from payments.models.refund import Ground, Refund, RefundState
from payments.models.till import CashSession

__all__ = [
    "Attempt",
    "AttemptState",
    "BankLine",
    "BudgetAccount",
    "Callback",
    "CashSession",
    "Charge",
    "DayCheck",
    "Difference",
    "DifferenceKind",
    "Entry",
    "EntryKind",
    "Ground",
    "MonthClose",
    "Outcome",
    "Payment",
    "ProviderFile",
    "ProviderLine",
    "Refund",
    "RefundState",
    "Timing",
]
