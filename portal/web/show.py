"""How values are shown: days, moments, money, numbers (ux.md §5.5). Vietnam has no daylight saving time."""

import json
import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from django.utils.translation import gettext, gettext_noop
from markupsafe import Markup

from portal.web.language import translated
from portal.web.text import fold, mask_number

NBSP = "\N{NO-BREAK SPACE}"
HANOI = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
_WEEKDAYS = ["Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy"]
_LONG_WEEKDAYS = [
    gettext_noop("thứ Hai"),
    gettext_noop("thứ Ba"),
    gettext_noop("thứ Tư"),
    gettext_noop("thứ Năm"),
    gettext_noop("thứ Sáu"),
    gettext_noop("thứ Bảy"),
    gettext_noop("Chủ nhật"),
]


def local(at: datetime) -> datetime:
    """The moment on a Vietnamese clock."""
    return at.astimezone(HANOI)


def day(value: date | datetime | None) -> str:
    """24/10/2025"""
    if value is None:
        return "–"
    value = local(value) if isinstance(value, datetime) else value
    return f"{value.day:02}/{value.month:02}/{value.year}"


def weekday(value: date | datetime) -> str:
    """thứ Sáu, Chủ nhật; of a moment, its day in Vietnam."""
    value = local(value) if isinstance(value, datetime) else value
    if translated():
        return gettext(_LONG_WEEKDAYS[value.weekday()])
    return f"Chủ{NBSP}nhật" if value.weekday() == 6 else f"thứ{NBSP}{_WEEKDAYS[value.weekday()]}"


def long_day(value: date | datetime | None) -> str:
    """thứ Sáu, 24/10/2025"""
    if value is None:
        return "–"
    value = local(value) if isinstance(value, datetime) else value
    return f"{weekday(value)}, {day(value)}"


def clock(value: datetime | None) -> str:
    """17:00"""
    return "–" if value is None else f"{local(value):%H:%M}"


def moment(value: datetime | None) -> str:
    """17:00 thứ Sáu, 24/10/2025"""
    return "–" if value is None else f"{clock(value)} {long_day(value)}"


def stamp(value: datetime | None) -> str:
    """17:00 24/10/2025"""
    return "–" if value is None else f"{clock(value)} {day(value)}"


def vnd(amount: int | None) -> str:
    """8.000 đ; in another language 8,000 VND, which nobody there reads as eight."""
    if amount is not None and translated():
        return f"{amount:,}{NBSP}VND"
    return "–" if amount is None else f"{amount:,}".replace(",", ".") + f"{NBSP}đ"


def number(value: int) -> str:
    """1.234.567; in another language 1,234,567"""
    return f"{value:,}" if translated() else f"{value:,}".replace(",", ".")


def iso(value: datetime) -> str:
    """For datetime attributes."""
    return value.astimezone(UTC).isoformat(timespec="seconds")


def short_weekday(value: date | datetime) -> str:
    """T5, CN"""
    value = local(value) if isinstance(value, datetime) else value
    return "CN" if value.weekday() == 6 else f"T{value.weekday() + 2}"


def called(person: object) -> str:
    """How a header calls a person: the last two words ("Nguyễn Thị Ngọc Huyền" → "Ngọc Huyền")."""
    words = str(person).split()
    return " ".join(words[-2:])


def tel(number: str) -> str:
    """A telephone number for a tel: address."""
    return "".join(char for char in number if char.isdigit() or char == "+")


def slug(text: str) -> str:
    """Words as an id or an address ("Cần sửa 1 mục" → "can-sua-1-muc")."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text)))


def phone(number: str) -> str:
    """0912 345 678, 1900 558 826; a number of another length stays as it was written."""
    return f"{number[:4]}{NBSP}{number[4:7]}{NBSP}{number[7:]}" if len(number) == 10 else number


def json_text(value: object) -> Markup:
    """JSON for a <script type="application/json">; no text in it can end the element."""
    text = json.dumps(value, ensure_ascii=False)
    return Markup(text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026"))  # noqa: S704


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "long_day": long_day,
    "clock": clock,
    "moment": moment,
    "stamp": stamp,
    "vnd": vnd,
    "number": number,
    "iso": iso,
    "weekday": weekday,
    "short_weekday": short_weekday,
    "called": called,
    "tel": tel,
    "slug": slug,
    "phone": phone,
    "masked": mask_number,
    "json": json_text,
}
