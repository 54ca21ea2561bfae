"""The time limit of one dossier: that of its case or channel, and what the law adds for distance or difficulty."""

from collections.abc import Mapping
from typing import Any

from procedures import places
from procedures.definition import Definition, Limit
from procedures.definition.shapes import MoreTime
from procedures.eform import effective
from procedures.expressions import Given, given


def limit_for(
    definition: Definition,
    channel: str,
    case: str,
    answers: Mapping[str, Any],
    facts: Given | None = None,
) -> Limit:
    """The published limit with every ground that holds for these answers."""
    base = definition.limits.for_(channel, case)
    return lengthened(base, grounds(definition, channel, answers, facts))


def grounds(
    definition: Definition, channel: str, answers: Mapping[str, Any], facts: Given | None = None
) -> list[MoreTime]:
    """What lengthens the limit of a dossier with these answers: its place is named, or the condition holds."""
    if not any(_may_hold(definition, one, answers) for one in definition.limits.more):
        return []
    facts = facts or given(channel)
    counting = effective(definition, answers, facts)
    return [one for one in definition.limits.more if _holds(one, counting, facts)]


def _may_hold(definition: Definition, more: MoreTime, answers: Mapping[str, Any]) -> bool:
    """Seen at once from what was typed: a place that lies nowhere wanted adds nothing, however the form is walked."""
    asked = definition.question(more.question) if more.places else None
    return asked is None or asked.kind == "computed" or _lies_in(answers.get(more.question), more.places)


def _holds(more: MoreTime, counting: Mapping[str, Any], facts: Given) -> bool:
    if more.when is not None and not more.when.holds(counting, facts):
        return False
    return not more.places or _lies_in(counting.get(more.question), more.places)


def _lies_in(answer: Any, wanted: tuple[str, ...]) -> bool:
    """Through mergers: a commune that went into a named one, or of which a named one has become part, is there too."""
    code = answer.get("commune") if isinstance(answer, Mapping) else answer
    if not isinstance(code, str) or not code:
        return False
    return code in wanted or _today(code) in {_today(one) for one in wanted}


def _today(code: str) -> str:
    found = places.place(code)
    return found.code if found else code


def added(definition: Definition, more: MoreTime) -> Limit:
    """What one ground adds to the common limit, by itself."""
    unit = definition.limits.processing.unit
    return Limit(more.value, "working_day" if unit == "same_day" else unit)


def lengthened(limit: Limit, more: list[MoreTime]) -> Limit:
    """In the unit of the limit; a limit of the same day becomes that many working days."""
    added = sum(one.value for one in more)
    if not added:
        return limit
    if limit.unit == "same_day":
        return Limit(added, "working_day")
    return Limit(limit.value + added, limit.unit)
