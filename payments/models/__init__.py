"""Money in whole đồng, for subjects that this room knows only by name."""

from payments.models.account import BudgetAccount
from payments.models.charge import Charge, ChargeLine, FinancialObligation, Payment, Share, Timing
from payments.models.claim import ClaimPart, ClaimState, ExemptionClaim
from payments.models.ledger import Entry, EntryKind, EntryPart
from payments.models.online import Attempt, AttemptState, BankLine, Callback, Outcome
from payments.models.paper import PaperState, PaperVoucher
from payments.models.payout import Payout, PayoutList, PayoutState
from payments.models.postage import PostPart, PostRate, PostReason, PostZone
from payments.models.reading import Reading, ReadingKind, ReadingState
from payments.models.receipt import FeeReceipt, ReceiptBook, ReceiptReprint
from payments.models.reconcile import (
    DayCheck,
    Difference,
    DifferenceKind,
    MonthClose,
    ProviderFile,
    ProviderLine,
    Record,
)
from payments.models.refund import Ground, Refund, RefundState
from payments.models.till import CashSession
from payments.models.voucher import BankCertificate, BudgetVoucher

__all__ = [
    "Attempt",
    "AttemptState",
    "BankCertificate",
    "BankLine",
    "BudgetAccount",
    "BudgetVoucher",
    "Callback",
    "CashSession",
    "Charge",
    "ChargeLine",
    "ClaimPart",
    "ClaimState",
    "DayCheck",
    "Difference",
    "DifferenceKind",
    "Entry",
    "EntryKind",
    "EntryPart",
    "ExemptionClaim",
    "FeeReceipt",
    "FinancialObligation",
    "Ground",
    "MonthClose",
    "Outcome",
    "PaperState",
    "PaperVoucher",
    "Payment",
    "Payout",
    "PayoutList",
    "PayoutState",
    "PostPart",
    "PostRate",
    "PostReason",
    "PostZone",
    "ProviderFile",
    "ProviderLine",
    "Reading",
    "ReadingKind",
    "ReadingState",
    "ReceiptBook",
    "ReceiptReprint",
    "Record",
    "Refund",
    "RefundState",
    "Share",
    "Timing",
]
