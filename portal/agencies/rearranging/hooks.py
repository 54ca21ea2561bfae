"""What hangs on agencies beyond this room: higher rooms say it and move it here, registered at the start."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from portal.agencies.rearranging.fates import Fates


@dataclass(frozen=True, slots=True)
class Consequence:
    """One sentence of the dry run or of the report. `stops`: it may not be approved so; `look`: a person should."""

    words: str
    count: int = 0
    level: Literal["tell", "look", "stops"] = "tell"


class Follower(Protocol):
    """A room with things that follow their agency."""

    def told(self, fates: Fates) -> list[Consequence]:
        """What would be moved or touched; changes nothing."""

    def follow(self, fates: Fates, moved: Callable[[int], None]) -> list[Consequence]:
        """Moves it, in transactions of its own, telling how many were moved; safe to run again."""


_followers: list[Follower] = []


def on_rearranging(follower: Follower) -> None:
    """A higher room whose things follow their agency."""
    _followers.append(follower)


def followers() -> list[Follower]:
    return list(_followers)
