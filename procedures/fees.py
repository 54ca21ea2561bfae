"""What a dossier costs, in whole đồng: per case, copy, person or page, by channel and date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from procedures.definition.shapes import EXEMPTION, Amount, Definition, FeeRule
from procedures.eform.walking import case_of, effective
from procedures.expressions import Given, given
from procedures.operations import is_number

MOST_COUNTED = 100_000


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee as it is charged. full_vnd is before the exemption; quantity is what was counted."""

    id: str
    name: str
    kind: str
    timing: str
    quantity: int
    full_vnd: int
    vnd: int
    exemption: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class FeeSum:
    lines: tuple[FeeLine, ...]

    @property
    def total_vnd(self) -> int:
        return sum(line.vnd for line in self.lines)

    def at(self, timing: str) -> "FeeSum":
        """Only what is due at_receipt, at_supplement or at_return."""
        return FeeSum(tuple(line for line in self.lines if line.timing == timing))


def fee_sum(
    definition: Definition,
    answers: Mapping[str, Any],
    channel: str = "online",
    on: date | None = None,
    exemption: str = "",
) -> FeeSum:
    """The fees of a dossier filed on a day (default today) through a channel.

    Without `exemption` the applicant's own choice (`mien_phi`) counts; one that a rule does not know changes
    nothing. A rule outside its dates, case or condition gives no line."""
    facts = given(channel, on)
    counting = effective(definition, answers, facts)
    case = case_of(definition, answers, facts)
    chosen = exemption or counting.get(EXEMPTION, "")
    rules = [rule for rule in definition.fees if applies(rule, counting, facts, case)]
    return FeeSum(tuple(_line(rule, counting, channel, chosen) for rule in rules))


def applies(rule: FeeRule, counting: Mapping[str, Any], facts: Given, case: str) -> bool:
    """Whether a rule is in force that day and meant for this case; both end days are included."""
    if (rule.starts_on and facts.today < rule.starts_on) or (rule.ends_on and facts.today > rule.ends_on):
        return False
    if rule.cases and case not in rule.cases:
        return False
    return rule.when is None or rule.when.holds(counting, facts)


def _line(rule: FeeRule, counting: Mapping[str, Any], channel: str, chosen: str) -> FeeLine:
    amount = rule.by_channel.get(channel, rule.amount)
    quantity = counted(counting.get(amount.question)) if amount.question else 1
    full = charge(amount, quantity, counted(counting.get(amount.copies)) if amount.copies else 1)
    granted = next((e for e in rule.exempt if e.id == chosen), None)
    less = full * granted.percent // 100 if granted else 0
    return FeeLine(
        id=rule.id,
        name=rule.name,
        kind=rule.kind,
        timing=rule.timing,
        quantity=quantity,
        full_vnd=full,
        vnd=full - less,
        exemption=granted.id if granted else "",
        note=granted.label if granted else "",
    )


def counted(value: Any) -> int:
    """How many copies, pages or persons an answer means; a missing one is none, an absurd one the most."""
    if isinstance(value, list):
        return len(value)
    return min(max(int(value), 0), MOST_COUNTED) if is_number(value) else 0


def charge(amount: Amount, quantity: int, copies: int = 1) -> int:
    """The price of a quantity. The cap is per copy of the document (200.000 đ/bản)."""
    total = (
        _by_steps(amount, quantity)
        if amount.steps
        else amount.vnd * (1 if amount.per == "case" else quantity)
    )
    if amount.cap_vnd is not None:
        total = min(total, amount.cap_vnd)
    return total * copies


def _by_steps(amount: Amount, quantity: int) -> int:
    total, before = 0, 0
    for step in amount.steps:
        upto = quantity if step.to is None else min(step.to, quantity)
        total += max(upto - before, 0) * step.vnd
        before = max(before, upto)
    return total
