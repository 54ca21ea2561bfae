"""One request and its life. Only dossiers/services/_step.py saves a dossier."""

from dossiers.models.calls import Call, CallOutcome
from dossiers.models.desk import (
    AnswerMark,
    DeskJob,
    DeskJobAct,
    Nudge,
    ReplyTemplate,
    ReplyUse,
    SavedView,
)
from dossiers.models.dossier import AT_DESK, Channel, CodeCounter, Dossier, HolderKind, ReturnMethod
from dossiers.models.journal import ChainHead, JournalEntry
from dossiers.models.papers import CopyKind, Delivery, DossierItem, ItemPage, Verdict
from dossiers.models.post import (
    POST_OPEN,
    PostEvent,
    PostHandover,
    PostKind,
    PostOrder,
    PostState,
)
from dossiers.models.promises import Apology, ApologyCause, ClockStop, Redating, StopReason
from dossiers.models.requests import PaymentRequest, SupplementDraft, SupplementRequest, WithdrawalRequest
from dossiers.models.results import DossierResult, HandOver, ResultKind, SignedAs, Slip, SlipKind
from dossiers.models.troubles import Trouble, TroubleKind
from dossiers.models.visits import FieldVisit, VisitPhoto
from dossiers.models.work import ChosenAgency, Talk, Task, TaskKind, TaskOutcome, Warned

__all__ = [
    "AT_DESK",
    "POST_OPEN",
    "AnswerMark",
    "Apology",
    "ApologyCause",
    "Call",
    "CallOutcome",
    "ChainHead",
    "Channel",
    "ChosenAgency",
    "ClockStop",
    "CodeCounter",
    "CopyKind",
    "Delivery",
    "DeskJob",
    "DeskJobAct",
    "Dossier",
    "DossierItem",
    "DossierResult",
    "FieldVisit",
    "HandOver",
    "HolderKind",
    "ItemPage",
    "JournalEntry",
    "Nudge",
    "PaymentRequest",
    "PostEvent",
    "PostHandover",
    "PostKind",
    "PostOrder",
    "PostState",
    "Redating",
    "ReplyTemplate",
    "ReplyUse",
    "ResultKind",
    "ReturnMethod",
    "SavedView",
    "SignedAs",
    "Slip",
    "SlipKind",
    "StopReason",
    "SupplementDraft",
    "SupplementRequest",
    "Talk",
    "Task",
    "TaskKind",
    "TaskOutcome",
    "Trouble",
    "TroubleKind",
    "Verdict",
    "VisitPhoto",
    "Warned",
    "WithdrawalRequest",
]
