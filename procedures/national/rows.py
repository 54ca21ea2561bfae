"""One object of the file as a row with clean texts, or the reason why it is refused."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from procedures.national.words import line, plain

_CODE = re.compile(r"\b(\d{1,2}\.\d{6})(?:\.\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2})?\b")
_TEXTS = (
    "name",
    "decision",
    "level",
    "field",
    "ministry",
    "competent_agency",
    "performing_agency",
    "procedure_text",
)
MOST_NAME = 1000


class RowRefused(ValueError):
    """A row from which no draft can be made; the text says why."""


@dataclass(frozen=True, slots=True)
class Row:
    raw: dict[str, Any]
    code: str
    name: str
    decision: str
    level: str
    field: str
    ministry: str
    audience: tuple[str, ...]
    competent: str
    performing: str
    procedure_text: str
    odd: tuple[tuple[str, str, str], ...] = ()


def row_of(value: Any) -> Row:
    """The row that an object of the file holds. Raises RowRefused when it is none."""
    if not isinstance(value, dict):
        raise RowRefused("Dòng không phải một đối tượng { }.")
    code = code_of(value.get("code"))
    name = line(value.get("name"), MOST_NAME + 1)
    if not re.search(r"[^\W\d_]{2}", name):
        raise RowRefused("Thiếu tên thủ tục.")
    odd = [
        ("name", f"Mục “{key}” không phải chữ; đã đọc theo nghĩa gần nhất.", line(value[key], 300))
        for key in _TEXTS
        if key in value and value[key] is not None and not isinstance(value[key], str)
    ]
    if len(name) > MOST_NAME:
        odd.append(("name", "Tên quá dài, đã cắt.", name))
    return Row(
        raw=value,
        code=code,
        name=line(name, MOST_NAME),
        decision=line(value.get("decision"), 180),
        level=line(value.get("level"), 200),
        field=line(value.get("field"), 200),
        ministry=line(value.get("ministry"), 60).lower(),
        audience=tuple(plain(value.get("audience")).split("\n")),
        competent=line(value.get("competent_agency"), 600),
        performing=line(value.get("performing_agency"), 1200),
        procedure_text=plain(value.get("procedure_text")),
        odd=tuple(odd),
    )


def code_of(value: Any) -> str:
    """The national code (1.001193); a province's suffix is dropped. Raises RowRefused."""
    text = line(value, 80)
    if not text:
        raise RowRefused("Thiếu mã thủ tục.")
    text = "".join(sign for sign in text if unicodedata.category(sign) != "Cf")  # marks that nobody sees
    found = _CODE.fullmatch(text.strip(" .:;").upper())
    if not found:
        raise RowRefused(f"Mã thủ tục “{text[:40]}” không có dạng 1.001193.")
    return found[1]
