"""The limits of a definition from the lines of the table: one for all, by channel, by case."""

import re
from typing import Any

from procedures.national import times
from procedures.national.parts import Parts
from procedures.national.shapes import Cell, Span, Time
from procedures.national.words import cut, key_of, sentence

_ORDER = ("in_person", "online", "postal")
_NAMED = re.compile(
    r"^\W*(?:\(?\d{1,2}[.)]\s*)?(?:đối với|trường hợp)\s+(.{4,220}?)(?:[:;,.\n(]|\btrong thời hạn\b|$)",
    re.I | re.S,
)
_SAID = re.compile(r"(?:đối với|trường hợp)\s+(.{4,220}?)(?:[:;.\n]|$)", re.IGNORECASE)
_WORDS = {"in_person": "nộp trực tiếp", "online": "nộp trực tuyến", "postal": "nộp qua bưu chính"}


def limits(parts: Parts) -> dict[str, Any]:
    """`processing`, `by_channel`, `by_case`; without `processing` when nobody could tell it."""
    read = [(cell, times.read(cell, parts.procedure_text)) for cell in parts.cells]
    made: dict[str, Any] = {
        "supplement": {"value": 30, "unit": "calendar_day"},
        "supplement_clock": "restart",
    }
    words = cut("\n".join(dict.fromkeys(cell.words for cell in parts.cells)), 3000)
    first: dict[str, Time] = {}
    for cell, time in read:
        first.setdefault(cell.channel, time)
    known = [
        (channel, first[channel].limit) for channel in _ORDER if channel in first and first[channel].limit
    ]
    for why in dict.fromkeys(why for _, time in read for why in time.why):
        parts.doubt("limits.processing", "time", why, words)
    cases = _repeated(read, parts, words) or _cases(read)
    if known:
        main = known[0][1]
        assert main is not None
        made["processing"] = _limit(main)
        other = {channel: _limit(span) for channel, span in known[1:] if span and span != main}
        if other:
            made["by_channel"] = other
            if len({span.unit if span else "" for _, span in known}) > 1:
                told = "; ".join(f"{_WORDS[channel]} {span.words}" for channel, span in known if span)
                parts.doubt(
                    "limits.by_channel",
                    "time",
                    f"Thời hạn khác đơn vị giữa các hình thức nộp: {told}.",
                    words,
                )
    elif cases:
        made["processing"] = _limit(max((span for _, span in cases), key=lambda one: one.value))
    else:
        parts.doubt("limits.processing", "time", "Chưa có thời hạn; phải nhập trước khi công bố.", words)
    if cases:
        made["by_case"] = _by_case(cases, parts)
    return made


def _limit(span: Span) -> dict[str, Any]:
    return {"value": span.value, "unit": span.unit}


def _cases(read: list[tuple[Cell, Time]]) -> list[tuple[str, Span]]:
    return max((time.cases for _, time in read), key=len, default=[])


def _repeated(read: list[tuple[Cell, Time]], parts: Parts, words: str) -> list[tuple[str, Span]]:
    """The same channel on several lines: each line is a case where its description names one."""
    channel = max(_ORDER, key=lambda one: sum(cell.channel == one for cell, _ in read))
    lines = [(cell, time.limit) for cell, time in read if cell.channel == channel and time.limit]
    if len(lines) < 2 or len({span for _, span in lines}) < 2:
        return []
    named = {name: span for cell, span in lines if span and (name := _name(cell))}
    if len(named) == len(lines):
        parts.doubt(
            "limits.by_case",
            "time",
            "Cổng quốc gia ghi nhiều dòng thời hạn cho một hình thức nộp; kiểm tra từng trường hợp.",
            words,
        )
        return list(named.items())
    told = ", ".join(span.words for _, span in lines if span)
    parts.doubt(
        "limits.processing",
        "time",
        f"Cổng quốc gia ghi nhiều thời hạn không rõ trường hợp: {told}; đã lấy dòng đầu.",
        words,
    )
    return list(named.items()) if len(named) > 1 else []


def _name(cell: Cell) -> str:
    found = _NAMED.match(cell.description) or _SAID.search(cell.description)
    if found:
        return cut(sentence(found[1]), 200)
    bracket = re.match(r"[-–\s]*(.{4,120})$", cell.fee_note)
    return (
        cut(sentence(bracket[1]), 200)
        if bracket and not re.search(r"\d{3}|thông tư", cell.fee_note, re.I)
        else ""
    )


def _by_case(cases: list[tuple[str, Span]], parts: Parts) -> dict[str, Any]:
    """A question for the case, the cases of the definition, and their limits."""
    conditions = parts.choice("truong_hop", "Hồ sơ thuộc trường hợp nào?", [name for name, _ in cases])
    taken: set[str] = set()
    found = {}
    for name, span in cases:
        key = key_of(name, taken, "tr")
        parts.cases.append({"id": key, "name": name, "when": conditions[name]})
        found[key] = _limit(span)
    return found
