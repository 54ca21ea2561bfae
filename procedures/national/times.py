"""Time limits: the number in the column, what the description says of cases, and when the two disagree."""

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from procedures.national.cells import NOTHING, UNIT
from procedures.national.shapes import Cell, Span, Time
from procedures.national.words import LOWER, UPPER, cut, folded, has, sentence

_WORDS = {
    "mot": 1,
    "hai": 2,
    "ba": 3,
    "bon": 4,
    "nam": 5,
    "sau": 6,
    "bay": 7,
    "tam": 8,
    "chin": 9,
    "muoi": 10,
    "muoi lam": 15,
    "hai muoi": 20,
    "ba muoi": 30,
    "bon lam": 45,
    "sau muoi": 60,
    "chin muoi": 90,
}
_SPAN = re.compile(
    rf"(?<![\d/.,])(\d{{1,4}}(?:[.,]\d)?)\s*(?:\([^()\d]{{2,24}}\)\s*)?({UNIT})(?!\s*\d{{1,2}}\s*/)",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    rf"\b((?:hai|ba|bốn|sáu|bảy|chín)? ?(?:mươi|mười)(?: lăm)?|một|hai|ba|bốn|năm|sáu|bảy|tám|chín)\s+({UNIT})",
    re.IGNORECASE,
)
_BEFORE = re.compile(r"(?:ngày|tháng|năm|quý|điều|khoản|số|mẫu|thứ)\s*$", re.IGNORECASE)
_CLOCK = re.compile(r"(?:sau|trước|đến|từ|lúc|vào|hồi|khoảng)\s*$", re.IGNORECASE)
_AHEAD = re.compile(
    r"\s*(?:làm việc\s*)?(?:trước (?:khi|ngày|thời)|tính đến|gần nhất|trở lên)", re.IGNORECASE
)
_TODAY = (
    "trong ngay lam viec",
    "ngay trong ngay",
    "trong ngay tiep nhan",
    "giai quyet ngay",
    "tra ngay",
    "ngay sau khi nhan",
    "trong cung ngay",
    "ngay khi nhan",
    "trong ngay nhan",
    "ngay sau khi tiep nhan",
)
_CASE_BEFORE = re.compile(
    r"(?:đối với|trường hợp|với)\s+(.{3,260}?)(?:[:,;]|\s+(?:thì|là|trong thời hạn|thời hạn|không quá)|$)",
    re.I,
)
_CASE_AFTER = re.compile(r"(?:đối với|trong trường hợp|trường hợp|áp dụng với)\s+(.{3,260})", re.IGNORECASE)
_MOST_SAID, _NEAR, _FEW = 10, 90, 3
_CASE_HEAD = re.compile(r"^(?:(?:đối )?với\s+|trong\s+|các\s+|trường hợp\s*:?\s*)+", re.IGNORECASE)
_CASE_END = re.compile(
    r"[\s:,(]*(?:kể từ|tính từ|trong thời hạn|trong vòng|trong thời gian|thời hạn|thời gian"
    r"|không quá|tối đa|chậm nhất)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_CASE_TAIL = re.compile(r"[\s:,(]*(?:\b(?:thì|là|và)|\)[,;.]?)?\s*$", re.IGNORECASE)
_NO_CASE = (
    "khong du dieu kien",
    "khong dap ung",
    "khong chap thuan",
    "khong dong y",
    "chua hop le",
    "chua day du",
    "khong hop le",
    "khong day du",
    "nop truc tiep",
    "nop ho so truc tiep",
    "nop qua",
    "nop ho so qua",
    "khong cap",
    "can chinh sua",
    "can bo sung",
    "khong dat",
    "nop truc tuyen",
    "dap ung dieu kien",
    "tu choi",
    "ho so day du",
    "ho so hop le",
    "nop ho so truc tuyen",
    "chinh sua, bo sung",
    "khong thuoc",
    "dat yeu cau",
    "du dieu kien",
    "hinh thuc",
    "neu ro ly do",
    "can thiet",
    "xac minh",
    "lay y kien",
    "khong thong nhat",
    "dung quy dinh",
    "ngay nghi",
    "nhan duoc ho so",
    "nhan ho so",
    "bat kha khang",
)
_EXTENDED = ("gia han", "keo dai", "tang them", "them khong qua", "cong them")


@dataclass(frozen=True, slots=True)
class Said:
    """A limit found in a sentence, with the sentence."""

    span: Span
    clause: str
    start: int
    end: int
    after: int = 0  # where the limit before it ends
    before: int = 10**6  # where the next one begins


def span_of(number: str, unit: str) -> tuple[Span | None, str]:
    """(limit, why it is not exactly what stands there). None for a number that says nothing (0)."""
    value, word = float(number.replace(",", ".")), folded(unit)
    if value <= 0:
        return None, ""
    if word == "ngay lam viec" and value != int(value):
        return Span(math.ceil(value * 8), "working_hour"), ""
    whole = math.ceil(value)
    if word == "ngay lam viec":
        return _within(whole, "working_day")
    if word == "ngay":
        return _within(whole, "calendar_day")
    if word in ("gio", "gio lam viec"):
        return _within(whole, "working_hour")
    if word == "phut":
        return Span(1, "working_hour"), f"{whole} phút được ghi thành 1 giờ làm việc."
    days = {"tuan": 7, "thang": 30, "nam": 365}[word]
    span, _ = _within(round(value * days), "calendar_day")
    return span, f"{number} {unit.lower()} được đổi thành {round(value * days)} ngày."


def _within(value: int, unit: str) -> tuple[Span | None, str]:
    return (Span(value, unit), "") if value <= 1000 else (None, f"Số {value} quá lớn, không thể là thời hạn.")


@lru_cache(maxsize=64)
def said(text: str) -> "tuple[Said, ...]":
    """Every limit that the sentences of a text name; dates, hours of the day and applicants' terms left out."""
    found = []
    for clause in _clauses(text):
        places = sorted(_matches(clause), key=lambda one: one.start())
        for n, match in enumerate(places):
            number = match[1] if match[1][0].isdigit() else str(_WORDS.get(folded(match[1]).strip(), 0))
            span, _ = span_of(number, match[2])
            if span:
                after = places[n - 1].end() if n else 0
                before = places[n + 1].start() if n + 1 < len(places) else len(clause)
                found.append(Said(span, clause, match.start(), match.end(), after, before))
        if not any(one.clause is clause for one in found) and has(clause, *_TODAY):
            found.append(Said(Span(1, "same_day"), clause, len(clause), len(clause)))
    return tuple(found)


def _matches(clause: str) -> "Iterator[re.Match[str]]":
    for match in [*_SPAN.finditer(clause), *_SPOKEN.finditer(clause)]:
        before, after = clause[: match.start()], clause[match.end() :]
        dated = _BEFORE.search(before[-8:])
        clock = folded(match[2]) in ("gio", "phut") and (
            _CLOCK.search(before[-8:]) or re.match(r"\s*\d", after)
        )
        if not (dated or clock or _AHEAD.match(after)):
            yield match


def _clauses(text: str) -> list[str]:
    """Sentences and half-sentences; a bullet begins a new one."""
    parts = re.split(rf"\n+|;\s*|(?<=[{LOWER})\]])\.\s+(?=[-{UPPER}+(])|\s(?=[-+•]\s)", text[:20_000])
    return [part.strip() for part in parts if part.strip()]


def case_of(one: Said) -> str:
    """The case that a limit is said to be for, in words; "" when it is none (or only a stage, or a refusal)."""
    before, after = one.clause[one.after : one.start].strip(" -+,("), one.clause[one.end : one.before]
    found_before, found_after = list(_CASE_BEFORE.finditer(before)), _CASE_AFTER.search(after)
    if found_after and found_after.start() > _NEAR:
        found_after = None
    name = ""
    if found_before and not (found_after and len(before) > 260):
        name = before[found_before[0].start() :]
    elif found_after:
        name = found_after[1]
    elif has(before, "phuc tap") and len(before) < 90:
        name = before
    name = sentence(_CASE_TAIL.sub("", _CASE_END.sub("", name)))
    name = _closed(sentence(_CASE_HEAD.sub("", name)))
    if len(name) < 3 or has(name, *_NO_CASE) or has(one.clause, *_EXTENDED):
        return ""
    return cut(name[:1].upper() + name[1:], 200)


def _closed(name: str) -> str:
    """Without a bracket that lost its other half."""
    name = name.strip()
    if name.count("(") < name.count(")") or (name.startswith("(") and ")" not in name):
        name = name.strip("() ")
    return name + ")" if name.count("(") > name.count(")") else name


def read(cell: Cell, procedure_text: str) -> Time:
    """What one line of the table says about time."""
    told = said(cell.description + ("\n" + cell.fee_note if cell.torn else ""))
    found = _column(cell.time, told, procedure_text)
    cases = _cases(cell.time, told, found.limit)
    if cases:
        if found.limit is None or not cell.time[:1].isdigit():
            found.limit = max((span for _, span in cases), key=_hours)
        found.cases = cases
        found.why.append("Phần mô tả nêu thời hạn khác nhau theo trường hợp; kiểm tra từng trường hợp.")
    elif found.limit and _disagree(found.limit, told):
        found.why.append(f"Cột thời gian ghi {found.limit.words}, phần mô tả nêu {_listed(told)}.")
    return found


def _cases(column: str, told: Sequence[Said], limit: Span | None) -> list[tuple[str, Span]]:
    """The cases with limits of their own; none when the numbers are stages that add up, or too many to tell."""
    own = said(column)
    named: dict[str, Span] = {}
    for one in [*own, *(told if len(told) <= _MOST_SAID else [])]:
        if name := case_of(one):
            named.setdefault(name, one.span)
    stages = [one.span.value for one in told if limit and one.span.unit == limit.unit]
    added_up = limit is not None and len(stages) > 1 and sum(stages) == limit.value
    alone = len(named) == 1 and len(told) + len(own) > _FEW
    if added_up or alone or len({*named.values(), *([limit] if limit else [])}) < 2:
        return []
    return list(named.items())[:12]


def _column(text: str, told: Sequence[Said], procedure_text: str) -> Time:
    numbered = re.match(rf"\s*(\d+(?:[.,]\d{{1,2}})?)\s*({UNIT})?", text, re.IGNORECASE)
    if numbered and numbered[2]:
        span, why = span_of(numbered[1], numbered[2])
        found = Time(span, why=[why] if why else [])
        if (
            span
            and span.unit == "working_hour"
            and span.value >= 24
            and not has(procedure_text, "gio lam viec")
        ):
            found.why.append("Cổng quốc gia ghi “giờ”; chưa rõ giờ làm việc hay giờ đồng hồ.")
        return found
    if numbered and not text[numbered.end() :].strip():
        return _bare(numbered[1], told, procedure_text)
    own = said(text)
    if own:
        return Time(own[0].span)
    return _from_words(text, told)


def _bare(number: str, told: Sequence[Said], procedure_text: str) -> Time:
    """A number without its unit: the unit is looked for where the same number is said in words."""
    meant = f"Cổng quốc gia ghi “{number}” không kèm đơn vị"
    value = math.ceil(float(number.replace(",", ".")))
    elsewhere = told or said(procedure_text)
    units = {one.span.unit for one in elsewhere if one.span.value == value and one.span.unit != "same_day"}
    if value == 1 and has(procedure_text, *_TODAY) and has(procedure_text, "15 gio", "15h", "15 gio 00"):
        return Time(Span(1, "same_day"), why=[f"{meant}; phần trình tự cho thấy giải quyết trong ngày."])
    if value == 1 and told and all(one.span.unit == "same_day" for one in told):
        return Time(Span(1, "same_day"), why=[f"{meant}; phần mô tả cho thấy giải quyết trong ngày."])
    if len(units) == 1:
        span = Span(value, units.pop())
        return Time(span, why=[f"{meant}; phần {'mô tả' if told else 'trình tự'} nêu {span.words}."])
    main = {one.span for one in told} or {one.span for one in elsewhere if _decides(one.clause)}
    if len(main) == 1 and value <= 1:
        span = main.pop()
        return Time(
            span, why=[f"{meant}; phần {'mô tả' if told else 'trình tự'} nêu {span.words}, dùng số này."]
        )
    if value < 1:
        return Time(None, why=[f"{meant}."])
    plain_days = {one.span.unit for one in elsewhere} == {"calendar_day"}
    unit = "calendar_day" if plain_days else "working_day"
    return Time(Span(value, unit), why=[f"{meant}; tạm hiểu là {Span(value, unit).words}."])


def _decides(clause: str) -> bool:
    """Whether a sentence speaks of the whole term: from a complete dossier to the result."""
    return has(clause, "ke tu ngay nhan", "ke tu khi nhan", "ke tu thoi diem nhan") and not has(
        clause, "thong bao", "bo sung", "lay y kien", "tra loi bang van ban ve tinh", "kiem tra tinh day du"
    )


def _from_words(text: str, told: Sequence[Said]) -> Time:
    """No number in the column: the description may say it."""
    empty = (
        "Cột thời gian để trống"
        if not text or folded(text) == folded(NOTHING)
        else f"Cột thời gian ghi “{cut(text, 120)}”"
    )
    if has(text, *_TODAY) or folded(text).strip() in ("trong ngay", "ngay", "ngay lap tuc"):
        return Time(Span(1, "same_day"))
    spans = {one.span for one in told if not has(one.clause, *_NO_CASE[:8], "khac phuc", "gia han")}
    spans = spans or {one.span for one in told}
    if len(spans) == 1:
        span = spans.pop()
        return Time(span, why=[f"{empty}; phần mô tả nêu {span.words}."])
    if spans:
        longest = max(spans, key=_hours)
        return Time(longest, why=[f"{empty}; phần mô tả nêu {_listed(told)}, tạm lấy thời hạn dài nhất."])
    return Time(None, why=[f"{empty}, phần mô tả cũng không nêu."])


def _disagree(limit: Span, told: Sequence[Said]) -> bool:
    """Whether the description names other limits that are not the stages that add up to the column's."""
    spans = [one.span for one in told if one.span.unit != "same_day"]
    if not spans or limit in spans:
        return any(_hours(span) > _hours(limit) for span in spans)
    same_unit = [span.value for span in spans if span.unit == limit.unit]
    return sum(same_unit) != limit.value or len(same_unit) != len(spans)


def _listed(told: Sequence[Said]) -> str:
    return ", ".join(dict.fromkeys(one.span.words for one in told[:6]))


def _hours(span: Span) -> float:
    """For comparing lengths only."""
    return (
        span.value
        * {"working_hour": 1.0, "working_day": 8.0, "calendar_day": 8.0 * 5 / 7, "same_day": 4.0}[span.unit]
    )
