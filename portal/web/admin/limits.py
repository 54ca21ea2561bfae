"""
What belongs to whom (QN-12): higher rooms say which rows of a model a person may see and which they may change; the
base class of the administration asks. A rule answers None where the person is not limited.
"""

from collections.abc import Callable
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest

Rule = Callable[[HttpRequest], Q | None]
Door = Callable[[HttpRequest], bool]

_seen: dict[str, list[Rule]] = {}
_changed: dict[str, list[Rule]] = {}
_doors: list[Door] = []


def limit_seen(label: str, rule: Rule) -> None:
    """Of the model `label` ("agencies.officer") only these rows are shown, found and offered as a choice."""
    _seen.setdefault(label, []).append(rule)


def limit_changed(label: str, rule: Rule) -> None:
    """Of the model `label` only these rows may be changed or deleted; others may still be looked at."""
    _changed.setdefault(label, []).append(rule)


def limit_entry(door: Door) -> None:
    """Whether this person may enter the administration at all, besides being staff."""
    _doors.append(door)


def may_enter(request: HttpRequest) -> bool:
    return all(door(request) for door in _doors)


def shown(request: HttpRequest, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of the rows that this person may see."""
    for q in _asked(_seen, request, rows.model):
        rows = rows.filter(q)
    return rows


def may_change(request: HttpRequest, row: Model) -> bool:
    """Whether this row is within what the person may change; True where nothing limits them."""
    limits = _asked(_changed, request, type(row))
    if not limits or row.pk is None:
        return True
    rows = type(row)._default_manager.filter(pk=row.pk)
    for q in limits:
        rows = rows.filter(q)
    return rows.exists()


def _asked(rules: dict[str, list[Rule]], request: HttpRequest, model: type[Model]) -> list[Q]:
    found = (rule(request) for rule in rules.get(model._meta.label_lower, []))
    return [q for q in found if q is not None]
