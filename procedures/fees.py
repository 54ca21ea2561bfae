"""What a dossier costs, in whole đồng: per case, copy, person or page, by channel and date."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from procedures.definition.shapes import (
    EXEMPTION,
    Amount,
    Definition,
    Exemption,
    FeeRule,
    Reduction,
)
from procedures.eform.walking import case_of, effective
from procedures.expressions import Given, given
from procedures.operations import is_number

MOST_COUNTED = 100_000


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One fee as it is charged, by the rule with the same id. full_vnd is before anything is taken off;
    quantity is what was counted; `exemption` or `reduction` names what was taken off, `note` says it."""

    id: str
    name: str
    kind: str
    timing: str
    quantity: int
    full_vnd: int
    vnd: int
    exemption: str = ""
    note: str = ""
    reduction: str = ""
    percent: int = 0
    account: str = ""
    source: str = ""
    refundable: bool = True


@dataclass(frozen=True, slots=True)
class FeeSum:
    lines: tuple[FeeLine, ...]

    @property
    def total_vnd(self) -> int:
        return sum(line.vnd for line in self.lines)

    def at(self, timing: str) -> "FeeSum":
        """Only what is due at_receipt, at_supplement or at_return."""
        return FeeSum(tuple(line for line in self.lines if line.timing == timing))


@dataclass(frozen=True, slots=True)
class Judged:
    """A rule and what it gives: a line, or why it gives none."""

    rule: FeeRule
    line: FeeLine | None
    why_not: str = ""


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
    judgements = judged(definition, answers, channel, on, exemption)
    return FeeSum(tuple(one.line for one in judgements if one.line is not None))


def judged(
    definition: Definition,
    answers: Mapping[str, Any],
    channel: str = "online",
    on: date | None = None,
    exemption: str = "",
) -> list[Judged]:
    """Every rule of the version with its line or the reason why it gives none, for testers of a draft."""
    facts = given(channel, on)
    counting = effective(definition, answers, facts)
    case = case_of(definition, answers, facts)
    chosen = exemption or str(counting.get(EXEMPTION, ""))
    found = []
    for rule in definition.fees:
        why_not = why_not_charged(rule, counting, facts, case)
        found.append(Judged(rule, None if why_not else _line(rule, counting, facts, chosen), why_not))
    return found


def why_not_charged(rule: FeeRule, counting: Mapping[str, Any], facts: Given, case: str) -> str:
    """Why a rule is not in force that day or not meant for this case; both end days are included."""
    if rule.starts_on and facts.today < rule.starts_on:
        return f"Thu từ {rule.starts_on:%d/%m/%Y}."
    if rule.ends_on and facts.today > rule.ends_on:
        return f"Chỉ thu đến {rule.ends_on:%d/%m/%Y}."
    if rule.cases and case not in rule.cases:
        return "Không thuộc trường hợp này."
    if rule.when is not None and not rule.when.holds(counting, facts):
        return "Điều kiện của khoản này không đúng."
    return ""


def _line(rule: FeeRule, counting: Mapping[str, Any], facts: Given, chosen: str) -> FeeLine:
    amount = rule.by_channel.get(facts.channel, rule.amount)
    quantity = counted(counting.get(amount.question)) if amount.question else 1
    full = charge(amount, quantity, counted(counting.get(amount.copies)) if amount.copies else 1)
    less = _most_favourable(rule, counting, facts, chosen)
    percent = less.percent if less else 0
    return FeeLine(
        id=rule.id,
        name=rule.name,
        kind=rule.kind,
        timing=rule.timing,
        quantity=quantity,
        full_vnd=full,
        vnd=full - full * percent // 100,
        exemption=less.id if isinstance(less, Exemption) else "",
        note=less.label if less else "",
        reduction=less.id if isinstance(less, Reduction) else "",
        percent=percent,
        account=rule.account,
        source=(less.source if less else "") or rule.source,
        refundable=rule.refundable,
    )


def _most_favourable(
    rule: FeeRule, counting: Mapping[str, Any], facts: Given, chosen: str
) -> Exemption | Reduction | None:
    """The greatest single per cent that the person may have; percents are never added together."""
    fitting: list[Exemption | Reduction] = [
        one
        for one in rule.exempt
        if one.id == chosen and (one.when is None or one.when.holds(counting, facts))
    ]
    fitting += [one for one in rule.reduced if _reduces(one, counting, facts)]
    return max(fitting, key=lambda one: one.percent, default=None)


def _reduces(one: Reduction, counting: Mapping[str, Any], facts: Given) -> bool:
    if (one.starts_on and facts.today < one.starts_on) or (one.ends_on and facts.today > one.ends_on):
        return False
    if one.channels and facts.channel not in one.channels:
        return False
    return one.when is None or one.when.holds(counting, facts)


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
