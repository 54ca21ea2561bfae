"""What a check has to say about one place of a definition."""

from dataclasses import dataclass
from typing import Literal

Level = Literal["refuse", "warn"]


@dataclass(frozen=True, slots=True)
class Note:
    """refuse: the version may not be published so; warn: a person should look. path as in the document."""

    path: str
    text: str
    level: Level = "refuse"


def warn(path: str, text: str) -> Note:
    return Note(path, text, "warn")
