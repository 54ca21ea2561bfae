"""Is everything still there and whole? Asked before and after maintenance; the answer is kept (ST-23.10, HG-13.5-6).

Each room says with `look_at` how to look at what it keeps: it gives figures, which may grow and never shrink, and what
it finds wrong. It is shown the figures from before, to find its old marks again.
"""

from collections.abc import Callable
from typing import Any

from portal.calendars.now import now
from portal.upkeep.models import Check, Maintenance, Turn

Figures = dict[str, Any]
Look = Callable[[Figures], tuple[Figures, list[str]]]
_looks: dict[str, Look] = {}


def look_at(room: str, look: Look) -> None:
    """Names how one room is looked at; called when the application starts."""
    _looks[room] = look


def check(*, turn: str, maintenance: Maintenance | None = None, by: str = "") -> Check:
    """Looks at every room and writes down what was found; after maintenance, held against the check before it."""
    before = earlier(maintenance) if turn == Turn.AFTER else None
    figures: dict[str, Figures] = {}
    faults: list[str] = []
    for room, look in _looks.items():
        past = before.figures.get(room, {}) if before else {}
        figures[room], wrong = look(past)
        faults += wrong + _fewer(room, past, figures[room])
    if turn == Turn.AFTER and before is None:
        faults.append("Chưa có lần kiểm tra trước để so.")
    return Check.objects.create(
        maintenance=maintenance, turn=turn, at=now(), by=by[:150], figures=figures, faults=faults
    )


def earlier(maintenance: Maintenance | None) -> Check | None:
    """The last check before the work that a check after it is compared with."""
    found = Check.objects.filter(turn=Turn.BEFORE)
    return (found.filter(maintenance=maintenance) if maintenance else found).order_by("-id").first()


def _fewer(room: str, past: Figures, present: Figures) -> list[str]:
    return [
        f"{room}: {name} còn {present.get(name, 0)}, trước đó {count}."
        for name, count in past.items()
        if isinstance(count, int) and present.get(name, 0) < count
    ]
