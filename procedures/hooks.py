"""What a publication, or the end of a procedure, would touch beyond the catalogue: higher rooms say it here when the
application starts."""

from collections.abc import Callable
from dataclasses import dataclass

from procedures.models import Procedure, ProcedureVersion


@dataclass(frozen=True, slots=True)
class Impact:
    """One line of the preview: a count with its sentence, and who is told about it ("" = nobody)."""

    count: int
    words: str
    told: str = ""


Count = Callable[[ProcedureVersion], list[Impact]]
Ending = Callable[[Procedure], list[Impact]]
_counts: list[Count] = []
_endings: list[Ending] = []


def on_publication(count: Count) -> None:
    """Adds somebody who can say what publishing a draft would touch."""
    _counts.append(count)


def impact(version: ProcedureVersion) -> list[Impact]:
    """What publishing this draft would touch, counted now."""
    return [line for count in _counts for line in count(version)]


def on_retirement(count: Ending) -> None:
    """Adds somebody who can say what the end of a procedure would touch."""
    _endings.append(count)


def ending(procedure: Procedure) -> list[Impact]:
    """What the end of this procedure would touch, counted now."""
    return [line for count in _endings for line in count(procedure)]
