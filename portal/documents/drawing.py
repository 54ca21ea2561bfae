"""Letters as PDF: Jinja2 page, WeasyPrint, a Times-like font that has every Vietnamese letter."""

import functools
import re
import threading
from collections import OrderedDict
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.template import engines
from django.utils import translation
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from jinja2 import Environment

from portal.documents import heights, qr, words
from portal.documents.facts import complete
from portal.web import show

VARIANT = "pdf/a-3u"
MOST_BASES = 64  # kept in each thread that draws: an office and a procedure each
MOST_SHEETS = 96
_STYLE = re.compile("<style>(.*?)</style>", re.DOTALL)
_LEAST = {1: 0.75, 2: 0.6}  # of its height keeps a letter that is set tighter, at the very least
_own = threading.local()
_ISO = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d.*)?$")
_HALF_A_LINE = 32  # letters that surely fit on half a line, with a number before them
_SHEETS = {
    "building_permit": 2,
    "declaration": 99,
    "printed_form": 1,
    "separator": 99,
}  # what a letter should fit; one where nothing is said


@translation.override(settings.LANGUAGE_CODE)
def draw(template: str, context: Any) -> bytes:
    """Draws templates/letters/<name>.html ("receipt" or "letters/receipt.html") from its facts.

    context is a dict or a dataclass of portal.documents.facts. Returns a tagged PDF/A-3u with its fonts
    inside; the same facts give the same file. Nothing is fetched, whatever somebody typed. Takes about a
    tenth of a second: call it from a task.
    """
    if (filled := _from_base(template, context)) is not None:
        return filled
    pdf: bytes = _fitted(template, context).write_pdf(pdf_variant=VARIANT, pdf_tags=True)
    return pdf


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is to be put on a drawn letter: page from 0, corners in points from the lower left."""

    name: str
    page: int
    box: tuple[float, float, float, float]


def draw_with_places(template: str, context: Any) -> tuple[bytes, list[Place]]:
    """The letter with room for number ("so…"), day ("ngay…") and signature ("cho-ky"), and where these are."""
    document = _fitted(template, {**context, "places": True})
    pdf: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_tags=True)
    return pdf, places_of(document)


def places_of(document: Any) -> list[Place]:
    """Every element of a laid-out letter that has a name (id), and where it stands."""
    return [
        Place(name, number, _points(box, page.height))
        for number, page in enumerate(document.pages)
        for name, box in page.anchors.items()
    ]


def _points(box: tuple[float, float, float, float], height: float) -> tuple[float, float, float, float]:
    """CSS pixels from the top as points from the bottom."""
    left, top, right, bottom = box
    return (left * 0.75, (height - bottom) * 0.75, right * 0.75, (height - top) * 0.75)


def _from_base(template: str, context: Any) -> bytes | None:
    """The letter filled into a page that was laid out before for its like; None when it is none of those."""
    from portal.documents import bases, slots  # heavy: only where letters are drawn

    name = PurePosixPath(template).stem
    if name not in slots.LETTERS:
        return None
    divided = slots.divide(complete(name, context), _shown_as())
    if divided is None:
        return None
    kept: OrderedDict[str, Any] = _own.__dict__.setdefault("bases", OrderedDict())
    key = f"{name} {divided.key}"
    if key not in kept:
        try:
            kept[key] = bases.Base(_fitted(name, divided.base), divided)
        except bases.DoesNotFit:
            kept[key] = None
        if len(kept) > MOST_BASES:
            kept.popitem(last=False)
    kept.move_to_end(key)
    try:
        return kept[key].fill(divided) if kept[key] is not None else None
    except bases.DoesNotFit:
        return None


@functools.cache
def _shown_as() -> dict[str, Any]:
    """How the letters show what differs between them, by the name of the fact."""
    parts: Any = _environment().get_template("letters/parts.html").module
    return {
        "received_at": spelled_moment,
        "due_at": spelled_moment,
        "issued_on": spelled_day,
        "phone": lambda value: str(parts.phone_of(value)),
        "id_number": lambda value: str(parts.grouped(value)),
        "address": shown,
    }


def _fitted(template: str, context: Any) -> Any:
    """The letter laid out; one that spills a little onto one more sheet is set tighter until it fits. Where a form's
    notes do not fit in any case they stand overleaf, its signature stays on the sheet of what is signed."""
    stem = PurePosixPath(template).stem
    wanted = _SHEETS.get(stem, 1)
    best = loose = _laid_out(template, context, 0)
    if len(loose.pages) != wanted + 1:
        return loose
    late = stem == "printed_form" and heights.sheet_of("signs", loose) > wanted
    for tightness, least in _LEAST.items():
        if heights.used(loose) * least > wanted and not late:
            continue
        laid_out = _laid_out(template, context, tightness)
        if len(laid_out.pages) <= wanted:
            return laid_out
        if late and heights.sheet_of("signs", laid_out) <= wanted:
            best, late = laid_out, False
    return best


def _laid_out(template: str, context: Any, tightness: int) -> Any:
    from weasyprint import HTML  # heavy: a web process that draws nothing shall not carry it

    html = page(template, context, tightness)
    before, style, after = _apart(html)
    letter = HTML(string=before + after, url_fetcher=_nothing())
    return letter.render(_fonts(), stylesheets=[_sheet(style)], pdf_variant=VARIANT, pdf_tags=True)


def _nothing() -> Any:
    """What WeasyPrint may fetch while it draws: what is inside the letter already."""
    from weasyprint.urls import URLFetcher

    return URLFetcher(allowed_protocols={"data"}, allow_redirects=False)


def _apart(html: str) -> tuple[str, str, str]:
    """What stands before the style, the style, what stands behind it."""
    style = _STYLE.search(html)
    return (html[: style.start()], style[1], html[style.end() :]) if style else (html, "", "")


def _sheet(style: str) -> Any:
    """The style that the letters of a kind share, read once for each thread."""
    kept: OrderedDict[str, Any] = _own.__dict__.setdefault("sheets", OrderedDict())
    if style not in kept:
        from weasyprint import CSS

        kept[style] = CSS(string=style, url_fetcher=_nothing())
        if len(kept) > MOST_SHEETS:
            kept.popitem(last=False)
    kept.move_to_end(style)
    return kept[style]


def knows(name: str) -> bool:
    """Whether there is a letter of this name ("birth_certificate")."""
    return f"letters/{name}.html" in _letters()


@functools.cache
def _letters() -> frozenset[str]:
    return frozenset(_environment().list_templates(filter_func=lambda path: path.startswith("letters/")))


def page(template: str, context: Any, tightness: int = 0) -> str:
    """The letter as HTML, before it is laid out; tightness asks for smaller type and gaps (0 to 2)."""
    name = PurePosixPath(template).stem
    facts = {**complete(name, context), "tightness": tightness}
    return _environment().get_template(f"letters/{name}.html").render(facts)


def _fonts() -> Any:
    """The fonts of the machine, looked up once for each thread."""
    if not hasattr(_own, "fonts"):
        from weasyprint.text.fonts import FontConfiguration

        _own.fonts = FontConfiguration()
    return _own.fonts


@functools.cache
def _environment() -> Environment:
    engine: Any = engines["jinja2"]
    env: Environment = engine.env.overlay()
    env.filters = {
        **env.filters,
        "ngay": spelled_day,
        "gio": spelled_moment,
        "shown": shown,
        "caps": caps,
        "head": head,
    }
    env.filters |= {"bang_chu": words.day_in_words, "nam": year_of, "lines_of": lines_of, "runs_of": runs_of}
    env.globals = {**env.globals, "qr": qr.png_address}
    return env


def spelled_day(value: date | datetime | str | None) -> str:
    """ngày 05 tháng 11 năm 2026; days below 10 and months 1 and 2 get a leading zero (NĐ 30/2020)."""
    day = _local_day(value)
    if day is None:
        return "ngày … tháng … năm …"
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def spelled_moment(value: datetime | str | None) -> str:
    """08 giờ 40 phút, ngày 09 tháng 11 năm 2026"""
    if not value:
        return "… giờ … phút, ngày … tháng … năm …"
    at = show.local(datetime.fromisoformat(value) if isinstance(value, str) else value)
    return f"{at.hour:02} giờ {at.minute:02} phút, {spelled_day(at)}"


def shown(value: Any) -> str:
    """Any answer as paper shows it: days as dd/MM/yyyy, yes and no in words, lists joined."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Có" if value else "Không"
    if isinstance(value, list | tuple):
        return "; ".join(shown(one) for one in value)
    if isinstance(value, dict):
        return ", ".join(shown(one) for one in (value.get("line"), value.get("commune")) if one)
    if isinstance(value, date | datetime):
        return show.day(value)
    return _day_or_text(str(value))


def _day_or_text(text: str) -> str:
    if not _ISO.match(text):
        return text
    try:
        return show.day(datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text))
    except ValueError:
        return text


def year_of(value: Any) -> str:
    """The year of a day, or what was given when it is no day."""
    return shown(value)[-4:] if value else ""


@dataclass(frozen=True, slots=True)
class Row:
    """One field of a result as its paper shows it."""

    number: int
    label: str
    value: str


def lines_of(rows: list[Any], tightness: int = 0) -> list[list[Row]]:
    """The rows that say something, line by line; set tight, two short neighbours share one."""
    told = [(one["label"], one["value"]) if isinstance(one, dict) else (one[0], one[1]) for one in rows]
    said = [(label, value) for label, raw in told if (value := shown(raw))]
    lines: list[list[Row]] = []
    for number, (label, value) in enumerate(said, 1):
        row = Row(number, label, value)
        if tightness and _is_short(row) and lines and len(lines[-1]) == 1 and _is_short(lines[-1][0]):
            lines[-1].append(row)
        else:
            lines.append([row])
    return lines


_TABLE = {"head": "table", "row": "table", "each_row": "table", "signatures": "signatures"}


def runs_of(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The blocks of a printed form, neighbouring rows of one table or of signatures taken together. A table whose
    first column only counts (TT, STT) is `narrow` there."""
    runs: list[dict[str, Any]] = []
    for block in blocks:
        kind = _TABLE.get(block["kind"], "text")
        if not runs or runs[-1]["kind"] != kind or (kind == "table" and block["kind"] == "head"):
            runs.append({"kind": kind, "blocks": [], "narrow": False})
        runs[-1]["blocks"].append(block)
        if block["kind"] == "head" and "".join(part["v"] for part in block["cells"][0]) in ("TT", "STT"):
            runs[-1]["narrow"] = True
    return runs


def _is_short(row: Row) -> bool:
    return len(row.label) + len(row.value) <= _HALF_A_LINE


def caps(text: str) -> str:
    """Capitals, as letter heads and titles are set."""
    return text.upper()


def head(text: str) -> SafeString:
    """The name of an agency in a letter's head: capitals, its place on a line of its own."""
    name = str(escape(caps(text))).replace("HÀNH CHÍNH CÔNG", "HÀNH\u00a0CHÍNH\u00a0CÔNG")
    for kind in ("PHƯỜNG", "XÃ", "ĐẶC KHU", "TỈNH", "THÀNH PHỐ"):
        if len(name) > 24 and f" {kind} " in name:
            return mark_safe(name.replace(f" {kind} ", f"<br>{kind} ", 1))  # noqa: S308
    return mark_safe(name)  # noqa: S308


def _local_day(value: date | datetime | str | None) -> date | None:
    if not value:
        return None
    if isinstance(value, str):
        value = datetime.fromisoformat(value) if "T" in value else date.fromisoformat(value)
    return show.local(value).date() if isinstance(value, datetime) else value
