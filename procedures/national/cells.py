"""The table of channels, whose cells the catalogue runs together: "Trực tiếp3 Ngày làm việcMiễn phí(…)…"."""

import re
from typing import Any

from procedures.national.shapes import Cell
from procedures.national.words import folded, plain

CHANNELS = {"truc tuyen": "online", "dich vu buu chinh": "postal", "truc tiep": "in_person"}
UNIT = r"ngày làm việc|ngày|giờ làm việc|giờ|tháng|phút|năm|tuần"
NOTHING = "Không có thông tin"
_NAMES = re.compile(r"(?:Trực tuyến|Dịch vụ bưu chính|Trực tiếp)(?=[^\s,.;:)\]])")
_TELLS = re.compile(r"\d|Không (?:có thông tin|phải|quy định)")
_HEAD = re.compile(r"^\s*Hình thức nộp\s*Thời gian\s*Phí, lệ phí\s*Mô tả\s*")
_CURRENCY = r"Việt Nam Đồng|VNĐ|VND|USD|EUR"
_AMOUNT = rf"\d{{1,3}}(?:[,.]\d{{3}})+ ?(?:{_CURRENCY})|\d+ ?(?:{_CURRENCY})"
_FEE = re.compile(rf"Miễn phí|{NOTHING}|{_AMOUNT}", re.IGNORECASE)
_TIME = re.compile(rf"\s*(\d+(?:[.,]\d{{1,2}}(?!\d))?)\s*({UNIT})?", re.IGNORECASE)
_GLUED = re.compile(rf"\s*(\d{{1,3}}?)([1-9]\d{{0,2}}(?:,\d{{3}})* ?(?:{_CURRENCY}))")
_NUMBERED = re.compile(r"\(\s*(?:\d{1,2}|[a-zđ]|[ivx]{1,4})\s*\)")


def cells(row: dict[str, Any]) -> list[Cell]:
    """The lines of the table, from its own list where that says all that the raw text says, else from the text."""
    listed, raw = _listed(row.get("channels")), plain(row.get("channels_raw"))
    if listed and (not raw or _bare("".join(f"{c}{t}" for c, t in listed)) == _bare(_HEAD.sub("", raw))):
        pairs = listed
    else:
        pairs = split(raw) or listed
    found = [_cell(channel, text) for channel, text in pairs]
    found += [_apart(one) for one in _items(row.get("channels")) if "fee" in one]
    return found or []


def split(raw: str) -> list[tuple[str, str]]:
    """(channel, the rest of the line): a channel's name begins a line when it is glued to what stands around it."""
    text = _HEAD.sub("", raw)
    starts = [m for m in _NAMES.finditer(text) if _begins(text, m)]
    ends = [m.start() for m in starts[1:]] + [len(text)] * bool(starts)
    return [(m[0], text[m.end() : end]) for m, end in zip(starts, ends, strict=True)]


def _begins(text: str, name: "re.Match[str]") -> bool:
    return name.start() == 0 or not text[name.start() - 1].isspace() or bool(_TELLS.match(text, name.end()))


def _items(value: Any) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _listed(value: Any) -> list[tuple[str, str]]:
    found = []
    for one in _items(value)[:60]:
        if "fee" in one:
            continue
        channel, time, rest = plain(one.get("channel")), plain(one.get("time")), plain(one.get("rest"))
        between = "" if not time or not rest or re.match(r"[.,]\d", rest) else " "
        if channel:
            found.append((channel, f"{time}{between}{rest}"))
    return found


def _bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def _channel(name: str) -> str:
    bare = folded(name)
    return next((key for word, key in CHANNELS.items() if word in bare), "in_person")


def _apart(one: dict[str, Any]) -> Cell:
    """A line that comes with its columns apart."""
    fee = plain(one.get("fee"))
    note = plain(one.get("fee_note"))
    found = _FEE.match(fee)
    if found and not note:
        fee, note = found[0], fee[found.end() :].strip(" ()")
    rest = plain(one.get("description")) or plain(one.get("rest"))
    return Cell(_channel(plain(one.get("channel"))), plain(one.get("time")), fee, note, rest)


def _cell(channel: str, text: str) -> Cell:
    time, rest = _time_of(text)
    fee, note, rest, torn = _fee_of(rest)
    return Cell(_channel(channel), time.strip(), fee, note, rest.strip(), torn)


def _time_of(text: str) -> tuple[str, str]:
    """The first column. A bare number may be glued to the amount of the second: "120 VNĐ" is 1 and 20 VNĐ."""
    if glued := _GLUED.match(text):
        return glued[1], text[glued.end(1) :]
    if text.lstrip().startswith(NOTHING):
        return NOTHING, text.lstrip()[len(NOTHING) :]
    fee = _FEE.search(text)
    numbered = _TIME.match(text)
    if numbered and (fee is None or numbered.end() <= fee.start()):
        tail = text[numbered.end() : fee.start()] if fee else ""
        if fee and not tail.strip():
            return text[: fee.start()], text[fee.start() :]
        if numbered[2] and not fee:
            return text, ""
    if fee:
        return text[: fee.start()], text[fee.start() :]
    return text, ""


def _fee_of(text: str) -> tuple[str, str, str, bool]:
    """(amount, note in brackets, what is left, whether the brackets are torn)."""
    found = _FEE.match(text.lstrip())
    if not found:
        return "", "", text, False
    rest = text.lstrip()[found.end() :]
    if not rest.startswith("(") or (found[0] == NOTHING and _NUMBERED.match(rest)):
        return found[0], "", rest, False
    end = _closing(rest)
    if end:
        return found[0], rest[1 : end - 1].strip(), rest[end:], False
    last = [m.end() for m in re.finditer(r"\)(?=[^\s.,;)]|$)", rest)]
    stop = last[-1] if last else len(rest)
    return found[0], rest[1:stop].strip("() "), rest[stop:], True


def _closing(text: str) -> int:
    """The place after the bracket that closes the first one; 0 when none does."""
    depth = 0
    for place, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth == 0:
            return place + 1
    return 0
