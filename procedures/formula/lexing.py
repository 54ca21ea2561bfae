"""A formula as tokens, each with its place. Words are compared without marks: “và”, “va”, “AND” are one."""

import re
from dataclasses import dataclass
from typing import Any

from portal.web.text import fold
from procedures.expressions import ExpressionError

MOST = 4000
_SPACE = re.compile(r"\s+")
_DAY = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(?![\d/])")
_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?!\d)")
_NUMBER = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d\w])|\d+(?:[.,]\d+)?(?!\w)")
_WORD = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)?")
_SIGN = re.compile(r"<=|>=|==|!=|<>|[=≠<>≤≥+\-*×/÷()\[\];,]")
_CLOSING = {'"': '"', "'": "'", "“": "”", "‘": "’", "`": "`"}
_ESCAPED = {"n": "\n", "t": "\t"}
_SIGNS = {"==": "=", "!=": "≠", "<>": "≠", "<=": "≤", ">=": "≥", "×": "*", "÷": "/", ",": ";"}

# words on both sides of an operator; what a word means depends on where it stands, so ids may bear these names
BETWEEN = {
    "va": "and", "and": "and", "hoac": "or", "or": "or", "la": "=", "bang": "=", "khac": "≠",
    "trong": "in", "thuoc": "in", "in": "in", "khong": "not", "not": "not",
}  # fmt: skip
# words that stand alone where a value is expected
ALONE = {
    "hom_nay": ("op", "today"), "homnay": ("op", "today"), "today": ("op", "today"),
    "kenh": ("op", "channel"), "channel": ("op", "channel"),
    "dung": ("v", True), "true": ("v", True), "co": ("v", True),
    "sai": ("v", False), "false": ("v", False), "khong": ("v", False),
    "rong": ("v", None), "null": ("v", None),
}  # fmt: skip
# words in front of a bracket
CALLED = {
    "trong": "empty", "empty": "empty", "co": "filled", "filled": "filled", "dem": "count", "count": "count",
    "tong": "sum", "sum": "sum", "tuoi": "age_at", "age": "age_at", "nam": "year_of", "year": "year_of",
    "noi": "concat", "concat": "concat", "va": "and", "and": "and", "hoac": "or", "or": "or",
    "hom_nay": "today", "today": "today", "kenh": "channel", "channel": "channel",
}  # fmt: skip


class TextError(ExpressionError):
    """A formula that cannot be read: the place of the fault (from 0), its length and the sentence."""

    def __init__(self, at: int, length: int, sentence: str) -> None:
        self.at, self.length, self.sentence = at, max(length, 1), sentence
        super().__init__(f"Ký tự {at + 1}: {sentence}")


@dataclass(frozen=True, slots=True)
class Token:
    """kind: word, number, day, clock, text, sign, end. `said` is what stands in the formula, `value` what it means."""

    kind: str
    value: Any
    said: str
    at: int

    @property
    def folded(self) -> str:
        """The word without marks, in small letters; "" for everything else."""
        return fold(self.said) if self.kind == "word" else ""


def tokens(text: str) -> list[Token]:
    """The tokens of a formula, closed by one of kind "end". Raises TextError."""
    if len(text) > MOST:
        raise TextError(MOST, 1, f"Công thức dài quá {MOST} ký tự.")
    found: list[Token] = []
    at = 0
    while at < len(text):
        if space := _SPACE.match(text, at):
            at = space.end()
            continue
        token = _next(text, at)
        at += len(token.said)
        found.append(token)
    return [*_joined(found), Token("end", "", "", len(text))]


def _next(text: str, at: int) -> Token:
    if text[at] in _CLOSING:
        return _quoted(text, at)
    if match := _DAY.match(text, at):
        day, month, year = match.groups()
        return Token("day", f"{year}-{int(month):02}-{int(day):02}", match[0], at)
    if match := _CLOCK.match(text, at):
        return Token("clock", f"{int(match[1]):02}:{match[2]}", match[0], at)
    if match := _NUMBER.match(text, at):
        return Token("number", _number(match[0]), match[0], at)
    if match := _WORD.match(text, at):
        return Token("word", match[0], match[0], at)
    if match := _SIGN.match(text, at):
        return Token("sign", _SIGNS.get(match[0], match[0]), match[0], at)
    raise TextError(at, 1, f"Không hiểu “{text[at]}”.")


def _number(said: str) -> int | float:
    """1.500.000 and 0,5 as they are written here; 0.5 is understood too."""
    if "," in said:
        return float(said.replace(".", "").replace(",", "."))
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", said):
        return int(said.replace(".", ""))
    return float(said) if "." in said else int(said)


def _quoted(text: str, at: int) -> Token:
    close, made, here = _CLOSING[text[at]], [], at + 1
    while here < len(text) and text[here] != close:
        if text[here] == "\\" and here + 1 < len(text):
            here += 1
            made.append(_ESCAPED.get(text[here], text[here]))
        else:
            made.append(text[here])
        here += 1
    if here >= len(text):
        raise TextError(at, len(text) - at, f"Thiếu dấu đóng {close} của chữ mở ở đây.")
    kind = "name" if close == "`" else "text"
    return Token(kind, "".join(made), text[at : here + 1], at)


def _joined(found: list[Token]) -> list[Token]:
    """“hôm nay” written as two words is one."""
    made: list[Token] = []
    for token in found:
        if made and token.folded == "nay" and made[-1].folded == "hom":
            first = made.pop()
            token = Token("word", "hom_nay", "hom_nay", first.at)
        made.append(token)
    return made
