"""Who has the dossier now, and what must happen next by when (promise P1). Derived from facts, then cached."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from dossiers import board
from dossiers.models import Dossier, HolderKind, PaymentRequest, SupplementRequest
from dossiers.states import ENDED, State

DRAFT_KEPT_DAYS = 90
_WAITS_FOR_APPLICANT = (State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED)


@dataclass(frozen=True)
class Holding:
    """One holder and one next due moment."""

    kind: str
    due_at: datetime | None
    due_for: str
    agency_id: int | None = None
    duty: str = ""
    officer_id: int | None = None


def holding_of(dossier: Dossier) -> Holding:
    """What the facts say. Raises LookupError when an open dossier would hang, so that no act can leave one."""
    if dossier.state in ENDED:
        return Holding(HolderKind.NOBODY, None, "")
    if dossier.state == State.DRAFT:
        return Holding(HolderKind.APPLICANT, dossier.created_at + timedelta(days=DRAFT_KEPT_DAYS), "submit")
    if dossier.state in _WAITS_FOR_APPLICANT:
        return _waiting_for_applicant(dossier)
    return _held_by_task(dossier)


def refresh(dossier: Dossier, at: datetime) -> None:
    """Writes the cached columns; `held_since` moves only when the holder does."""
    found = holding_of(dossier)
    before = (dossier.holder_kind, dossier.holder_agency_id, dossier.holder_duty, dossier.holder_officer_id)
    dossier.holder_kind = found.kind
    dossier.holder_agency_id = found.agency_id
    dossier.holder_duty = found.duty
    dossier.holder_officer_id = found.officer_id
    dossier.next_due_at, dossier.next_due_for = found.due_at, found.due_for
    after = (dossier.holder_kind, dossier.holder_agency_id, dossier.holder_duty, dossier.holder_officer_id)
    if before != after or dossier.held_since is None:
        dossier.held_since = at


def _waiting_for_applicant(dossier: Dossier) -> Holding:
    asked: SupplementRequest | PaymentRequest | None
    if dossier.state == State.SUPPLEMENT_REQUIRED:
        asked = dossier.supplements.filter(answered_at=None, closed_at=None).first()
        verb = "supply"
    else:
        asked = dossier.payment_requests.filter(settled_at=None, closed_at=None).first()
        verb = "settle"
    if asked is None:
        raise LookupError(f"{dossier} waits for the applicant, but nothing was asked")
    return Holding(HolderKind.APPLICANT, asked.due_at, verb)


def _held_by_task(dossier: Dossier) -> Holding:
    """The lead task that is due first; a step that only advises never holds alone while a lead one is open."""
    tasks = board.open_tasks(dossier)
    if not tasks:
        raise LookupError(f"{dossier} is {dossier.state}, but nobody has a task")
    holder = tasks[0]
    first_due = min(tasks, key=lambda task: task.due_at)
    return Holding(
        kind=HolderKind.OFFICER if holder.officer_id else HolderKind.TEAM,
        due_at=first_due.due_at,
        due_for=first_due.step_id[:20],
        agency_id=holder.agency_id,
        duty=holder.duty,
        officer_id=holder.officer_id,
    )
