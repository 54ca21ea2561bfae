"""The step graph: its order, which steps may begin now, where work may be returned to, how long it takes."""

from collections import deque
from collections.abc import Mapping, Set
from typing import Any

from procedures.definition.shapes import Definition, Step
from procedures.eform.walking import effective
from procedures.expressions import Given, given

Answers = Mapping[str, Any]
DAY_MINUTES = 480
HOUR_MINUTES = 60


def skipped(definition: Definition, answers: Answers, facts: Given | None = None) -> set[str]:
    """The steps whose condition is false; they count as done."""
    if not any(step.when for step in definition.steps):
        return set()
    facts = facts or given()
    counting = effective(definition, answers, facts)
    return {step.id for step in definition.steps if step.when and not step.when.holds(counting, facts)}


def ready(
    definition: Definition,
    done: Set[str],
    answers: Answers,
    channel: str = "online",
    facts: Given | None = None,
) -> list[Step]:
    """The steps that may begin now: not done, not skipped, everything before them, however far, done or skipped.

    Steps already begun are among them; the caller leaves those out."""
    past = set(done) | skipped(definition, answers, facts or given(channel))
    settled: set[str] = set()
    begin = []
    for step in in_order(definition):
        if settled.issuperset(step.after):
            if step.id in past:
                settled.add(step.id)
            else:
                begin.append(step)
    places = {step.id: place for place, step in enumerate(definition.steps)}
    return sorted(begin, key=lambda step: places[step.id])


def in_order(definition: Definition) -> list[Step]:
    """Every step after those it waits for; among equals the order of the definition. Steps in a circle are left
    out, for none of them can ever begin."""
    waiting = {step.id: len(set(step.after)) for step in definition.steps}
    following: dict[str, list[Step]] = {}
    for step in definition.steps:
        for before in set(step.after):
            following.setdefault(before, []).append(step)
    row = deque(step for step in definition.steps if not step.after)
    ordered = []
    while row:
        step = row.popleft()
        ordered.append(step)
        for after in following.get(step.id, ()):
            waiting[after.id] -= 1
            if waiting[after.id] == 0:
                row.append(after)
    return ordered


def before(definition: Definition, step_id: str) -> set[str]:
    """Every step, however far, that must be past before this one begins."""
    by_id = {step.id: step for step in definition.steps}
    return ancestors(by_id[step_id], by_id) if step_id in by_id else set()


def behind(definition: Definition, step_id: str) -> set[str]:
    """Every step, however far, that waits for this one."""
    found = {step_id}
    for step in in_order(definition):
        if found.intersection(step.after):
            found.add(step.id)
    return found - {step_id}


def may_return_to(definition: Definition, step_id: str) -> list[Step]:
    """The earlier steps to which this one may return the work: those it names, else the leading work step that
    stands nearest before it. In the order of the graph; empty when there is none."""
    ordered = in_order(definition)
    step = definition.step(step_id)
    if step is not None and step.back_to:
        return [one for one in ordered if one.id in step.back_to]
    earlier = before(definition, step_id)
    leading = [one for one in ordered if one.id in earlier and one.lead and one.kind == "work"]
    return leading[-1:]


def all_done(
    definition: Definition,
    done: Set[str],
    answers: Answers,
    channel: str = "online",
    facts: Given | None = None,
) -> bool:
    """Whether no step is left."""
    past = set(done) | skipped(definition, answers, facts or given(channel))
    return all(step.id in past for step in definition.steps)


def longest_minutes(definition: Definition) -> int:
    """Working minutes along the longest path; parallel branches count once. Needs a graph without loops."""
    total: dict[str, int] = {}
    for step in in_order(definition):
        total[step.id] = step.minutes + max((total[key] for key in step.after), default=0)
    return max(total.values(), default=0)


def limit_minutes(value: int, unit: str) -> int:
    """The working minutes that a limit certainly holds; calendar days hold at least five sevenths of them."""
    if unit == "working_hour":
        return value * HOUR_MINUTES
    if unit == "calendar_day":
        return max(value * 5 // 7, 1) * DAY_MINUTES
    return value * DAY_MINUTES


def ancestors(step: Step, by_id: Mapping[str, Step]) -> set[str]:
    """The ids of every step that lies before this one."""
    found: set[str] = set()
    waiting = list(step.after)
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting.extend(by_id[key].after)
    return found
