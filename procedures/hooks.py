"""What a publication would touch beyond the catalogue: higher rooms say it here when the application starts."""

from collections.abc import Callable
from dataclasses import dataclass

from procedures.models import ProcedureVersion


@dataclass(frozen=True, slots=True)
class Impact:
    """One line of the preview: a count with its sentence, and who is told about it ("" = nobody)."""

    count: int
    words: str
    told: str = ""


Count = Callable[[ProcedureVersion], list[Impact]]
_counts: list[Count] = []


def on_publication(count: Count) -> None:
    """Adds somebody who can say what publishing a draft would touch."""
    _counts.append(count)


def impact(version: ProcedureVersion) -> list[Impact]:
    """What publishing this draft would touch, counted now."""
    return [line for count in _counts for line in count(version)]
