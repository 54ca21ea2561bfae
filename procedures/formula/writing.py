"""From a tree to its formula. `parse_text(as_text(tree), scope)` gives the same tree again."""

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from portal.web.text import fold
from procedures.formula.lexing import ALONE, BETWEEN

_SIGNS = {"eq": "=", "ne": "≠", "lt": "<", "le": "≤", "gt": ">", "ge": "≥", "in": "thuộc"}
_JOINS = {"and": "và", "or": "hoặc", "add": "+", "sub": "-", "mul": "*", "div": "/"}
_CALLS = {
    "empty": "trống",
    "filled": "có",
    "count": "đếm",
    "sum": "tổng",
    "age_at": "tuổi",
    "year_of": "năm",
    "concat": "nối",
    "and": "và",
    "or": "hoặc",
}
_WORDS = {"today": "hôm nay", "channel": "kênh"}
_PLAIN_ID = re.compile(r"[a-z_]\w*(\.[a-z_]\w*)?\Z", re.ASCII)
_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)\Z")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")


def as_text(tree: Mapping[str, Any]) -> str:
    """The formula of a checked tree."""
    if "q" in tree:
        return _name(str(tree["q"]))
    if "v" in tree:
        return _literal(tree["v"])
    op, args = str(tree["op"]), list(tree.get("args", []))
    if op in _WORDS:
        return _WORDS[op]
    if op == "not":
        return f"không {_inside(args[0])}"
    if op in _SIGNS:
        return _compared(op, args)
    if op in _JOINS and len(args) > 1:
        return f" {_JOINS[op]} ".join(_operand(op, arg) for arg in args)
    if op == "age_at" and args[1].get("op") == "today":
        args = args[:1]
    return f"{_CALLS[op]}({'; '.join(as_text(arg) for arg in args)})"


def _compared(op: str, args: list[Mapping[str, Any]]) -> str:
    left, right = args
    said = {True: "có", False: "không"}.get(right["v"]) if isinstance(right.get("v"), bool) else None
    return f"{_inside(left)} {_SIGNS[op]} {said if said and 'q' in left else _inside(right)}"


def _operand(op: str, tree: Mapping[str, Any]) -> str:
    """A part of a chain: comparisons stand bare between và and hoặc, everything else that has parts in brackets."""
    bare = op in ("and", "or") and tree.get("op") in _SIGNS
    mixed = op == "or" and tree.get("op") == "and" and len(tree["args"]) > 1
    return as_text(tree) if bare or mixed else _inside(tree)


def _inside(tree: Mapping[str, Any]) -> str:
    """In brackets unless it is one thing anyway."""
    op = tree.get("op", "")
    chain = op in _JOINS and len(tree.get("args", [])) > 1
    return f"({as_text(tree)})" if op == "not" or op in _SIGNS or chain else as_text(tree)


def _name(key: str) -> str:
    """An id that is also a word of the language, or no plain id, stands in backquotes."""
    head = fold(key)
    return key if _PLAIN_ID.match(key) and head not in ALONE and head not in BETWEEN else f"`{key}`"


def _literal(value: Any) -> str:
    if value is None:
        return "rỗng"
    if isinstance(value, bool):
        return "đúng" if value else "sai"
    if isinstance(value, int):
        return f"{value:,}".replace(",", ".") if abs(value) >= 10_000 else str(value)
    if isinstance(value, float):
        plain = format(Decimal(repr(value)), "f")
        return (plain if "." in plain else f"{plain}.0").replace(".", ",")
    if isinstance(value, list):
        return f"[{'; '.join(_literal(item) for item in value)}]"
    return _text(str(value))


def _text(value: str) -> str:
    if day := _DAY.match(value):
        return f"{day[3]}/{day[2]}/{day[1]}"
    if _CLOCK.match(value):
        return value
    escaped = value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    return f'"{escaped}"'
