"""Boxes of the designer's forms: what a page draws, and how a typed text becomes a value of the document."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.web.text import clean, fold
from procedures.formula import Scope, TextError, as_text, as_words, parse_text

Part = dict[str, Any]
Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """One box. control: line, area, number, check, pick, formula, lines. `key` is its name in the document.

    A value equal to `default` is not written into the document."""

    key: str
    label: str
    control: str = "line"
    help: str = ""
    choices: Choices = ()
    default: Any = None
    width: str = ""
    expected: str = "bool"
    decimals: bool = False
    lead: str = "Hiện khi"


@dataclass(slots=True)
class Drawn:
    """A box with what stands in it, ready for the template."""

    box: Box
    name: str
    value: str
    error: str = ""
    echo: str = ""
    choices: Choices = field(default_factory=tuple)

    @property
    def described(self) -> str:
        told = [("h", self.box.help), ("e", self.error), ("v", self.echo)]
        return " ".join(f"{self.name}-{key}" for key, text in told if text)


def text_of(box: Box, part: Mapping[str, Any]) -> str:
    """What a box shows of the document; nothing that is not of its kind."""
    value = part.get(box.key, box.default)
    if box.control == "check":
        return "co" if value is True else ""
    if box.control == "formula":
        return formula_of(value)
    if box.control == "years" and value == "permanent":
        return "vĩnh viễn"
    if box.control in ("lines", "several"):
        return "\n".join(str(one) for one in value) if isinstance(value, list) else ""
    if isinstance(value, float):
        return str(value).replace(".", ",").removesuffix(",0")
    return "" if value is None or isinstance(value, dict | list | bool) else str(value)


def formula_of(tree: Any) -> str:
    """The formula of a tree in a draft; "" for what is no tree."""
    try:
        return as_text(tree) if isinstance(tree, dict) else ""
    except (KeyError, IndexError, TypeError, AttributeError):
        return ""


def echo_of(tree: Any, scope: Scope, lead: str) -> str:
    """A tree in plain words; "" for what is no tree."""
    try:
        return as_words(tree, scope, lead) if isinstance(tree, dict) else ""
    except (KeyError, IndexError, TypeError, AttributeError, ValueError):
        return ""


def read(box: Box, typed: str, scope: Scope | None = None) -> tuple[Any, str]:
    """The value that a typed text means, and what is wrong with it. None = not said."""
    reader = _READERS.get(box.control, _line)
    return reader(box, typed, scope)


def _line(box: Box, typed: str, scope: Scope | None) -> tuple[Any, str]:
    return clean(typed) or None, ""


def _area(box: Box, typed: str, scope: Scope | None) -> tuple[Any, str]:
    return clean(typed.replace("\r", "")) or None, ""


def _check(box: Box, typed: str, scope: Scope | None) -> tuple[Any, str]:
    return typed == "co", ""


def _number(box: Box, typed: str, scope: Scope | None) -> tuple[Any, str]:
    said = typed.replace(" ", "").replace("\u00a0", "")
    if not said:
        return None, ""
    plain = said.replace(".", "") if not box.decimals or "," in said else said
    plain = plain.replace(",", ".")
    try:
        value = float(plain)
    except ValueError:
        return None, f"{box.label} phải viết bằng chữ số, ví dụ 10"
    if value != value or abs(value) > 10**15:
        return None, f"{box.label} quá lớn"
    if value == int(value):
        return int(value), ""
    return (value, "") if box.decimals else (None, f"{box.label} phải là số nguyên")


def _pick(box: Box, typed: str, scope: Scope | None) -> tuple[Any, str]:
    if not typed and box.default is not None:
        return None, ""
    known = typed in {key for key, _ in box.choices}
    return (typed or None, "") if known else (None, f"Chọn {box.label.lower()}")


def _formula(box: Box, typed: str, scope: Scope | None) -> tuple[Any, str]:
    if not typed.strip():
        return None, ""
    try:
        return parse_text(typed, scope or Scope({}), box.expected), ""
    except TextError as error:
        return None, str(error)


def _years(box: Box, typed: str, scope: Scope | None) -> tuple[Any, str]:
    said = fold(typed)
    if said in ("vinh vien", "permanent"):
        return "permanent", ""
    if said.removesuffix(" nam").isascii() and said.removesuffix(" nam").isdigit() and len(said) < 10:
        return int(said.removesuffix(" nam")), ""
    return None, "" if not said else f"{box.label}: ghi “vĩnh viễn” hoặc số năm"


def _several(box: Box, typed: str, scope: Scope | None) -> tuple[Any, str]:
    chosen = typed.split("\n")
    return [key for key, _ in box.choices if key in chosen] or None, ""


def _lines(box: Box, typed: str, scope: Scope | None) -> tuple[Any, str]:
    return [clean(line) for line in typed.splitlines() if clean(line)] or None, ""


_READERS: dict[str, Callable[[Box, str, Scope | None], tuple[Any, str]]] = {
    "area": _area,
    "check": _check,
    "number": _number,
    "pick": _pick,
    "formula": _formula,
    "lines": _lines,
    "several": _several,
    "years": _years,
}


def _posted(box: Box, post: Any) -> str:
    if box.control == "several" and hasattr(post, "getlist"):
        return "\n".join(post.getlist(box.key))
    return str(post.get(box.key, ""))


class Sheet:
    """The boxes of one part of the document: filled from it, or from what was posted, and read back."""

    def __init__(
        self,
        boxes: list[Box],
        part: Mapping[str, Any],
        scope: Scope | None = None,
        post: Mapping[str, str] | None = None,
    ) -> None:
        self.boxes, self.part, self.scope = boxes, part, scope
        self.typed = (
            {box.key: _posted(box, post) for box in boxes}
            if post is not None
            else {box.key: text_of(box, part) for box in boxes}
        )
        self.errors: dict[str, str] = {}
        self.values: Part = {}
        if post is not None:
            self._read()

    def _read(self) -> None:
        for box in self.boxes:
            value, error = read(box, self.typed[box.key], self.scope)
            if error:
                self.errors[box.key] = error
            else:
                self.values[box.key] = value

    def onto(self, part: Part) -> Part:
        """The part with what was typed; what equals its default is left unsaid."""
        made = dict(part)
        for box in self.boxes:
            if box.key in self.errors:
                continue
            value = self.values.get(box.key)
            if value is None or value == box.default:
                made.pop(box.key, None)
            else:
                made[box.key] = value
        return made

    def drawn(self, keys: list[str] | None = None) -> list[Drawn]:
        """The boxes for the page, all or those named."""
        chosen = self.boxes if keys is None else [box for box in self.boxes if box.key in keys]
        return [self._drawn(box) for box in chosen]

    def _drawn(self, box: Box) -> Drawn:
        echo = ""
        if box.control == "formula" and box.key not in self.errors and self.scope is not None:
            tree = self.values.get(box.key) if self.values else self.part.get(box.key)
            echo = echo_of(tree, self.scope, box.lead)
        return Drawn(box, box.key, self.typed[box.key], self.errors.get(box.key, ""), echo, box.choices)
