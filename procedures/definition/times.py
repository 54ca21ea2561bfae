"""Time limits of a version, and what the law adds to them."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from procedures.expressions import Expression


@dataclass(frozen=True, slots=True)
class Limit:
    """A time limit: unit is working_hour, working_day, calendar_day or same_day."""

    value: int
    unit: str


@dataclass(frozen=True, slots=True)
class MoreTime:
    """Time that the law adds where the matter lies in one of `places` (codes, in the answer to `question`) and where
    `when` holds; in the unit of the limit it lengthens. `name` is the ground as people read it."""

    id: str
    name: str
    value: int
    question: str = ""
    places: tuple[str, ...] = ()
    when: Expression | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    processing: Limit
    supplement: Limit
    supplement_clock: str = "restart"
    by_channel: Mapping[str, Limit] = dataclasses.field(default_factory=dict, hash=False)
    by_case: Mapping[str, Limit] = dataclasses.field(default_factory=dict, hash=False)
    more: tuple[MoreTime, ...] = ()

    def for_(self, channel: str = "", case: str = "") -> Limit:
        """The limit of a case, else of a channel, else the common one."""
        return self.by_case.get(case) or self.by_channel.get(channel) or self.processing
