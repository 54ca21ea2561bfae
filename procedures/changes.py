"""What two documents differ in, part by part; parts that carry an id are found by it, wherever they moved."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

_KEYS = ("id", "number")
"""How the parts of a list are told apart: questions, papers, fees and steps by id, laws by their number."""


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs: `form.pages[con].questions[ten].label`. None = not there."""

    path: str
    before: Any
    after: Any


def changes(old: Any, new: Any) -> list[Change]:
    """The smallest places that differ, in the order of the new document; what came or went is told whole."""
    return list(_differing(old, new, ""))


def rows(old: Any, new: Any) -> list[dict[str, Any]]:
    """The same as the history keeps it."""
    return [asdict(change) for change in changes(old, new)]


def _differing(old: Any, new: Any, path: str) -> Iterator[Change]:
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*new, *(key for key in old if key not in new)]:
            yield from _differing(old.get(key), new.get(key), f"{path}.{key}" if path else str(key))
    elif (key := _key_of(old, new)) is not None:
        yield from _listed(old, new, key, path)
    elif old != new or type(old) is not type(new):
        yield Change(path, old, new)


def _key_of(old: Any, new: Any) -> str | None:
    """By what the parts of both lists are told apart; None when they are not such lists."""
    if not isinstance(old, list) or not isinstance(new, list) or not old or not new:
        return None
    for key in _KEYS:
        names = [[item.get(key) if isinstance(item, dict) else None for item in side] for side in (old, new)]
        if all(all(isinstance(name, str) for name in side) and len(set(side)) == len(side) for side in names):
            return key
    return None


def _listed(old: list[Any], new: list[Any], key: str, path: str) -> Iterator[Change]:
    before = {item[key]: item for item in old}
    after = {item[key]: item for item in new}
    for name in [*after, *(name for name in before if name not in after)]:
        yield from _differing(before.get(name), after.get(name), f"{path}[{name}]")
    order = [name for name in before if name in after], [name for name in after if name in before]
    if order[0] != order[1]:
        yield Change(f"{path}[]", *order)
