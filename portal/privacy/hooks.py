"""Higher rooms say what they hold about a person, and what keeps an account from being closed."""

from collections.abc import Callable, Iterator
from typing import Any

from portal.accounts.models import Party

Part = tuple[str, Iterator[dict[str, Any]]]
_holders: list[Callable[[Party], Part]] = []
_reasons: list[Callable[[Party], str]] = []
_namers: list[Callable[[list[str]], dict[str, str]]] = []


def holds(part: Callable[[Party], Part]) -> None:
    """A room gives (name of the part, its rows) of a person; called when the application starts."""
    if part not in _holders:
        _holders.append(part)


def keeps_open(reason: Callable[[Party], str]) -> None:
    """A room gives a sentence why the account cannot be closed yet, or nothing."""
    if reason not in _reasons:
        _reasons.append(reason)


def names(namer: Callable[[list[str]], dict[str, str]]) -> None:
    """A room says what those of these marks are called that are its own (a dossier's reference)."""
    if namer not in _namers:
        _namers.append(namer)


def called(marks: list[str]) -> dict[str, str]:
    return {mark: words for namer in _namers for mark, words in namer(marks).items()}


def parts(party: Party) -> list[Part]:
    return [part(party) for part in _holders]


def why_not_close(party: Party) -> list[str]:
    return [text for reason in _reasons if (text := reason(party))]
