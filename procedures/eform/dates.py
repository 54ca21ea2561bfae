"""A day asked as three fields: read tolerantly, and told exactly what is wrong (ux.md §5.4)."""

import calendar
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.web.text import clean, digits

PARTS = ("ngay", "thang", "nam")
FIRST_YEAR, LAST_YEAR = 1850, 2150
_NAMES = {"ngay": gettext_lazy("ngày"), "thang": gettext_lazy("tháng"), "nam": gettext_lazy("năm")}
_WHOLE = re.compile(r"\D*(\d{1,2})\D+(\d{1,2})\D+(\d{4})\D*\Z")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})\Z")


def read_day(raw: Mapping[str, str]) -> str | dict[str, Any] | None:
    """ "2026-03-27", None when nothing was typed, or what was typed under "_raw" when it is no day.

    A whole day typed into the first field (27/3/2026) is understood."""
    parts = {part: clean(raw.get(part, ""))[:40] for part in PARTS}
    if not any(parts.values()):
        return None
    if not parts["thang"] and not parts["nam"]:
        parts = _split(parts["ngay"]) or parts
    numbers = {part: _number(text) for part, text in parts.items()}
    if _sentence("", parts, numbers):
        return {"_raw": parts}
    return date(numbers["nam"] or 0, numbers["thang"] or 0, numbers["ngay"] or 0).isoformat()


def _split(text: str) -> dict[str, str] | None:
    if found := _WHOLE.match(text):
        return dict(zip(PARTS, found.groups(), strict=True))
    if found := _ISO.match(text):
        return dict(zip(PARTS, reversed(found.groups()), strict=True))
    return None


def _number(text: str) -> int | None:
    """The number in a field; "tháng 3" is 3."""
    found = digits(text)
    return int(found) if found and len(found) <= 4 else None


def raw_problem(called: str, raw: Any) -> tuple[str, str]:
    """For what was typed and is no day: which part is wrong, and the sentence."""
    parts = {part: str(raw.get(part, "")) if isinstance(raw, Mapping) else "" for part in PARTS}
    numbers = {part: _number(text) for part, text in parts.items()}
    return _fault(called, parts, numbers) or (
        "ngay",
        _("%(what)s chưa đọc được. Nhập ngày, tháng, năm bằng số") % {"what": called},
    )


def _sentence(called: str, parts: Mapping[str, str], numbers: Mapping[str, int | None]) -> str:
    fault = _fault(called, parts, numbers)
    return fault[1] if fault else ""


def _fault(
    called: str, parts: Mapping[str, str], numbers: Mapping[str, int | None]
) -> tuple[str, str] | None:
    missing = [part for part in PARTS if not parts[part]]
    if missing:
        return missing[0], _("%(what)s phải có %(parts)s") % {
            "what": called,
            "parts": _(" và ").join(str(_NAMES[part]) for part in missing),
        }
    for part in PARTS:
        if numbers[part] is None:
            return part, _("%(what)s phải là số") % {"what": str(_NAMES[part]).capitalize()}
    day, month, year = numbers["ngay"] or 0, numbers["thang"] or 0, numbers["nam"] or 0
    if not 1 <= month <= 12:
        return "thang", _("Tháng phải từ 1 đến 12")
    if len(digits(parts["nam"])) != 4 or not FIRST_YEAR <= year <= LAST_YEAR:
        return "nam", _("Năm phải có đủ 4 chữ số, ví dụ 1987")
    longest = calendar.monthrange(year, month)[1]
    if 1 <= day <= longest:
        return None
    if not day:
        return "ngay", _("Ngày phải từ 1 trở lên")
    told = {"month": month, "year": year, "n": longest}
    return "ngay", _("Tháng %(month)s năm %(year)s chỉ có %(n)s ngày") % told
