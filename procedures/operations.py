"""The operations of expressions: what they take, what they give, how they are run (never raising)."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Part = Callable[[Mapping[str, Any], Any], Any]
Kinds = list[str]
_SPOKEN = {
    "text": "chữ",
    "number": "số",
    "date": "ngày",
    "time": "giờ",
    "bool": "đúng/sai",
    "list": "danh sách chữ",
    "numbers": "danh sách số",
    "group": "nhóm lặp",
    "address": "địa chỉ",
    "any": "giá trị bất kỳ",
}
_SCALARS = {"text", "number", "date", "time", "bool", "any"}
_ORDERED = {"number", "date", "time", "any"}
_LIMIT = 10**18


def spoken(kind: str) -> str:
    """The type in Vietnamese, for messages to administrators."""
    return _SPOKEN.get(kind, kind)


@dataclass(frozen=True, slots=True)
class Operation:
    least: int
    most: int
    typed: Callable[[Kinds], str]
    build: Callable[[list[Part]], Part]

    def arity(self) -> str:
        return str(self.least) if self.least == self.most else f"từ {self.least}"


def _all(kinds: Kinds, allowed: set[str]) -> bool:
    return all(kind in allowed for kind in kinds)


def _alike(kinds: Kinds, allowed: set[str]) -> bool:
    if not _all(kinds, allowed):
        return False
    said = {kind for kind in kinds if kind != "any"}
    return len(said) <= 1 or said == {"text", "date"} or said == {"text", "time"}


def _comparison(compare: Callable[[Any, Any], bool], allowed: set[str]) -> Operation:
    def build(parts: list[Part]) -> Part:
        left, right = parts

        def run(answers: Mapping[str, Any], facts: Any) -> bool:
            a, b = left(answers, facts), right(answers, facts)
            if a is None or b is None:
                return False
            try:
                return compare(a, b)
            except TypeError:
                return False

        return run

    return Operation(2, 2, lambda kinds: "bool" if _alike(kinds, allowed) else "", build)


def _and(parts: list[Part]) -> Part:
    return lambda answers, facts: all(part(answers, facts) is True for part in parts)


def _or(parts: list[Part]) -> Part:
    return lambda answers, facts: any(part(answers, facts) is True for part in parts)


def _not(parts: list[Part]) -> Part:
    (part,) = parts
    return lambda answers, facts: part(answers, facts) is not True


def _logic(least: int, most: int, build: Callable[[list[Part]], Part]) -> Operation:
    return Operation(least, most, lambda kinds: "bool" if _all(kinds, {"bool", "any"}) else "", build)


def _in(parts: list[Part]) -> Part:
    item, among = parts

    def run(answers: Mapping[str, Any], facts: Any) -> bool:
        value, listed = item(answers, facts), among(answers, facts)
        return value is not None and isinstance(listed, list) and value in listed

    return run


def _in_typed(kinds: Kinds) -> str:
    return "bool" if kinds[0] in _SCALARS and kinds[1] in {"list", "numbers"} else ""


def _filled(wanted: bool) -> Callable[[list[Part]], Part]:
    def build(parts: list[Part]) -> Part:
        (part,) = parts
        return lambda answers, facts: (part(answers, facts) not in (None, "", [])) is wanted

    return build


def _count(parts: list[Part]) -> Part:
    (part,) = parts

    def run(answers: Mapping[str, Any], facts: Any) -> int:
        value = part(answers, facts)
        return len(value) if isinstance(value, list) else 0

    return run


def _sum(parts: list[Part]) -> Part:
    (part,) = parts

    def run(answers: Mapping[str, Any], facts: Any) -> Any:
        value = part(answers, facts)
        return _bounded(sum(n for n in value if is_number(n))) if isinstance(value, list) else 0

    return run


def is_number(value: Any) -> bool:
    """True for a usable number; bool is not one."""
    kind = type(value)
    return kind is int or (kind is float and math.isfinite(value))


def _bounded(value: Any) -> Any:
    if not is_number(value) or abs(value) > _LIMIT:
        return None
    return round(value, 6) if isinstance(value, float) else value


def _arithmetic(work: Callable[[Any, Any], Any], most: int = 2, *, days: bool = False) -> Operation:
    def typed(kinds: Kinds) -> str:
        if days and kinds == ["date", "date"]:
            return "number"
        return "number" if _all(kinds, {"number", "any"}) else ""

    def build(parts: list[Part]) -> Part:
        def run(answers: Mapping[str, Any], facts: Any) -> Any:
            values = [part(answers, facts) for part in parts]
            if days and all(isinstance(value, str) for value in values):
                return _days(*values)
            total = values[0] if is_number(values[0]) else None
            for value in values[1:]:
                if total is None or not is_number(value):
                    return None
                try:
                    total = _bounded(work(total, value))
                except (ZeroDivisionError, OverflowError):
                    return None
            return total

        return run

    return Operation(2, most, typed, build)


def _days(late: str, early: str) -> int | None:
    a, b = day(late), day(early)
    return (a - b).days if a and b else None


def day(value: Any) -> date | None:
    """The day written as 2026-11-21, else None."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and len(value) == 10 else None
    except ValueError:
        return None


def _concat(parts: list[Part]) -> Part:
    def run(answers: Mapping[str, Any], facts: Any) -> str:
        values = (part(answers, facts) for part in parts)
        return "".join(str(value) for value in values if value is not None)

    return run


def _year_of(parts: list[Part]) -> Part:
    (part,) = parts

    def run(answers: Mapping[str, Any], facts: Any) -> int | None:
        value = day(part(answers, facts))
        return value.year if value else None

    return run


def age(born: date, on: date) -> int:
    """Full years of a person born on a day; 29 February counts from 1 March in other years."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _age_at(parts: list[Part]) -> Part:
    def run(answers: Mapping[str, Any], facts: Any) -> int | None:
        born, on = (day(part(answers, facts)) for part in parts)
        return age(born, on) if born and on else None

    return run


def _typed(expected: Kinds, result: str) -> Callable[[Kinds], str]:
    return lambda kinds: result if all(k in (e, "any") for k, e in zip(kinds, expected, strict=True)) else ""


ALL: dict[str, Operation] = {
    "eq": _comparison(lambda a, b: bool(a == b), _SCALARS),
    "ne": _comparison(lambda a, b: bool(a != b), _SCALARS),
    "lt": _comparison(lambda a, b: bool(a < b), _ORDERED),
    "le": _comparison(lambda a, b: bool(a <= b), _ORDERED),
    "gt": _comparison(lambda a, b: bool(a > b), _ORDERED),
    "ge": _comparison(lambda a, b: bool(a >= b), _ORDERED),
    "and": _logic(1, 20, _and),
    "or": _logic(1, 20, _or),
    "not": _logic(1, 1, _not),
    "in": Operation(2, 2, _in_typed, _in),
    "empty": Operation(1, 1, lambda kinds: "bool", _filled(wanted=False)),
    "filled": Operation(1, 1, lambda kinds: "bool", _filled(wanted=True)),
    "count": Operation(1, 1, lambda k: "number" if k[0] in {"list", "numbers", "group"} else "", _count),
    "sum": Operation(1, 1, lambda k: "number" if k[0] == "numbers" else "", _sum),
    "add": _arithmetic(lambda a, b: a + b, 20),
    "sub": _arithmetic(lambda a, b: a - b, days=True),
    "mul": _arithmetic(lambda a, b: a * b, 20),
    "div": _arithmetic(lambda a, b: a / b),
    "concat": Operation(1, 20, lambda kinds: "text" if _all(kinds, _SCALARS) else "", _concat),
    "year_of": Operation(1, 1, _typed(["date"], "number"), _year_of),
    "age_at": Operation(2, 2, _typed(["date", "date"], "number"), _age_at),
    "today": Operation(
        0, 0, lambda kinds: "date", lambda parts: lambda answers, facts: facts.today.isoformat()
    ),
    "channel": Operation(0, 0, lambda kinds: "text", lambda parts: lambda answers, facts: facts.channel),
}
