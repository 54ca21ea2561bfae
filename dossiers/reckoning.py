"""How one dossier counts in the figures: received, how it ended, or how it stands (domain.md §5.5, biểu II.06a)."""

from dataclasses import dataclass
from datetime import datetime

from dossiers.models import Dossier
from dossiers.states import State
from portal.web.show import local

EARLY, ON_TIME, LATE, IN_TERM, OVERDUE = "early", "on_time", "late", "in_term", "overdue"
_WAITS = (State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED)


def ended_at(dossier: Dossier) -> datetime | None:
    """When the work was over: result ready, else handed over, else stopped (domain.md §5.5)."""
    return dossier.finished_at or dossier.returned_at or dossier.ended_at


def standing(dossier: Dossier, at: datetime) -> str:
    """One of early, on_time, late for what is over; in_term, overdue for what is not. "" for what was never accepted.

    Days are compared, against the first appointment: an apology does not make a late dossier one on time.
    """
    if dossier.received_at is None:
        return ""
    end, due = ended_at(dossier), dossier.original_due_at
    if end is not None and end <= at:
        if due is None:
            return ON_TIME
        days = (local(end).date() - local(due).date()).days
        return LATE if days > 0 else (EARLY if days < 0 else ON_TIME)
    if dossier.state in _WAITS or due is None:
        return IN_TERM
    return OVERDUE if at > due else IN_TERM


@dataclass(frozen=True, slots=True)
class Figures:
    """Columns of biểu II.06a: (3) received; (7) over = (8) + (9) + (10); (11) not over = (12) + (13)."""

    received: int
    early: int
    on_time: int
    late: int
    in_term: int
    overdue: int

    @property
    def over(self) -> int:
        return self.early + self.on_time + self.late

    @property
    def not_over(self) -> int:
        return self.in_term + self.overdue


def figures(dossiers: list[Dossier], at: datetime) -> Figures:
    """Counted one by one; those never accepted are not received."""
    found = [standing(one, at) for one in dossiers]
    received = sum(one.received_at is not None for one in dossiers)
    return Figures(received, *(found.count(kind) for kind in (EARLY, ON_TIME, LATE, IN_TERM, OVERDUE)))
