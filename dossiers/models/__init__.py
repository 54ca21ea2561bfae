"""One request and its life. Only dossiers/services/_step.py saves a dossier."""

from dossiers.models.calls import Call, CallOutcome
from dossiers.models.desk import AnswerMark, DeskJob, DeskJobAct
from dossiers.models.dossier import Channel, CodeCounter, Dossier, HolderKind, ReturnMethod
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
from dossiers.models.requests import PaymentRequest, SupplementRequest, WithdrawalRequest
from dossiers.models.results import DossierResult, ResultKind, Slip, SlipKind
from dossiers.models.work import ChosenAgency, Talk, Task, TaskKind, TaskOutcome, Warned

__all__ = [
    "POST_OPEN",
    "AnswerMark",
    "Call",
    "CallOutcome",
    "ChainHead",
    "Channel",
    "ChosenAgency",
    "CodeCounter",
    "CopyKind",
    "Delivery",
    "DeskJob",
    "DeskJobAct",
    "Dossier",
    "DossierItem",
    "DossierResult",
    "HolderKind",
    "ItemPage",
    "JournalEntry",
    "PaymentRequest",
    "PostEvent",
    "PostHandover",
    "PostKind",
    "PostOrder",
    "PostState",
    "ResultKind",
    "ReturnMethod",
    "Slip",
    "SlipKind",
    "SupplementRequest",
    "Talk",
    "Task",
    "TaskKind",
    "TaskOutcome",
    "Verdict",
    "Warned",
    "WithdrawalRequest",
]
