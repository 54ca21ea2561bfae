"""Fees: the amount in the column, what its note says of cases, dates, exemptions, and who decides."""

import re
from dataclasses import replace
from datetime import date

from procedures.national import law
from procedures.national.cells import NOTHING
from procedures.national.numbers import amount_of, spoken
from procedures.national.shapes import Cell, Fee, Money
from procedures.national.words import LOWER, UPPER, cut, folded, has, sentence

_NUMBER = r"\d{1,3}(?:[.,]\d{3})+|\d+(?:[.,]\d+)?"
_SCALE = r"(?:triệu|nghìn|ngàn|tỷ|tỉ)"
_COIN = r"(?:việt nam đồng|đồng|vnđ|vnd|đ(?!\w))"
AMOUNT = re.compile(
    rf"(?<![\d.,/])({_NUMBER})\s*(?:({_SCALE})\s*)?(?:\([^()]{{3,80}}\)\s*)?({_COIN})", re.IGNORECASE
)
_SPOKEN = re.compile(r"((?:[a-zà-ỹ]+\s+){1,14}?)đồng", re.IGNORECASE)
_LISTED = re.compile(
    rf"(?:phí|lệ phí)\s*:\s*(\d{{1,3}}(?:,\d{{3}})+)\s+([{UPPER}(][^:;(]{{4,120}})", re.IGNORECASE
)
_PER = re.compile(
    r"^\s*(?:việt nam\s*)?(?:\([^()]{3,80}\)\s*)?[/\\]\s*(?:\d{1,2}\s+)?([^\d\s/;,.()+-][^/;,.()+\n\d-]{0,24})",
    re.IGNORECASE,
)
_WINDOW = re.compile(
    r"(?:từ|áp dụng từ|kể từ)\s*(?:ngày\s*)?(\d{1,2})[/.](\d{1,2})[/.](20\d\d)"
    r"\s*(?:đến|cho đến|tới)?\s*(?:hết\s*)?(?:ngày\s*)?"
    r"(?:(\d{1,2})[/.](\d{1,2})[/.](20\d\d))?",
    re.IGNORECASE,
)
_UNTIL = re.compile(r"(?:đến hết|đến)\s*(?:ngày\s*)?(\d{1,2})[/.](\d{1,2})[/.](20\d\d)", re.IGNORECASE)
_HALF = re.compile(r"(?:bằng|giảm)\s*(\d{1,2})\s*%\s*(?:mức|phí|lệ phí|so)", re.IGNORECASE)
_PAGES = re.compile(
    rf"({_NUMBER})\s*đồng\s*/\s*trang.{{0,60}}?trang thứ\s*(\d)\D{{0,40}}?({_NUMBER})\s*đồng\s*/\s*trang"
    rf"(?:.{{0,60}}?(?:tối đa|không quá)\D{{0,40}}({_NUMBER})\s*đồng)?",
    re.IGNORECASE | re.DOTALL,
)
_COUNCIL = (
    "hoi dong nhan dan",
    "hdnd",
    "uy ban nhan dan tinh",
    "ubnd tinh",
    "theo quy dinh cua dia phuong",
    "uy ban nhan dan cap tinh quy",
    "dia phuong quy dinh",
)
_FREE = re.compile(
    r"(?:miễn|không thu|không phải nộp)\s*(?:thu\s*)?(?:phí|lệ phí|nộp|thu)?\s*(?:phí|lệ phí)?"
    r"[^:.;]{0,50}?(?:cho|đối với)\s*:?\s*"
    r"(?:những trường hợp sau\s*:?|các đối tượng\s*:?)?\s*([^.\n]{4,600})",
    re.IGNORECASE,
)
_DAY_IN_WORDS = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+(20\d\d)", re.IGNORECASE)
_RELIEF_TITLE = re.compile(r"miễn một số khoản[^.;)]{0,90}(?:người dân)?", re.IGNORECASE)
_PARTLY = (
    "truong hop",
    "doi voi",
    "cap moi",
    "cap lai",
    "gia han",
    "co so moi",
    "duoi",
    "lan dau",
    "loai",
    "cap phep",
)
_NONE = ("khong thu", "khong quy dinh", "khong co", "khong mat", "khong phai nop", "mien phi hoan toan")
_LAW = re.compile(r"\d{1,4}/20\d\d/[A-ZĐ]{1,6}(?:-[A-ZĐ]{1,10})?")
_PER_WORDS = {"trang": "page", "ban": "copy", "nguoi": "person"}


def read(cell: Cell) -> Fee:
    """What one line of the table says about fees."""
    fee, note = cell.fee, cell.fee_note
    text = f"{note}\n{cell.description if has(cell.description[:60], 'phi', 'le phi') else ''}".strip()
    found = Fee(kind=_kind(text), council=has(text, *_COUNCIL), exempt=_exempt(_RELIEF_TITLE.sub("", text)))
    found.sources = list(dict.fromkeys(act.number for act in law.acts_in(text)))[:3]
    column = _column(fee)
    noted = _without_laws(text)
    if pages := _PAGES.search(noted):
        found.pages = _pages(pages)
        return found
    amounts = _amounts(noted)
    if has(fee, "usd", "eur") or (not amounts and has(note, "usd", "do la")):
        found.why.append(f"Mức thu bằng ngoại tệ ({cut(fee or note, 60)}); nhập số tiền đồng tương ứng.")
    elif column is None:
        _from_note(found, fee, noted, amounts)
    else:
        _with_column(found, column, amounts, noted)
    _reduced(found, noted)
    if len(found.amounts) == 1 and not found.why and has(note, *_PARTLY):
        found.why.append("Mức thu có thể chỉ cho một trường hợp nêu ở ghi chú; kiểm tra các trường hợp khác.")
    if cell.torn:
        found.why.append("Ghi chú phí bị cắt dở (thiếu dấu ngoặc).")
    return found


def _column(fee: str) -> int | None:
    """The amount in the column; None when it says free or nothing."""
    number = re.match(r"\s*([\d.,]+)", fee)
    if not number or has(fee, "usd", "eur"):
        return None
    digits = re.sub(r"\D", "", number[1])
    return int(digits) if digits and int(digits) > 0 else None


def _from_note(found: Fee, fee: str, text: str, amounts: list[Money]) -> None:
    """The column says free or nothing: the note may still name amounts, the council or a circular."""
    free = folded(fee).startswith(("mien phi", "khong thu", "khong mat phi")) or folded(fee).strip() in (
        "khong",
        "0",
    )
    if amounts:
        found.amounts = amounts
        said = "Miễn phí" if free else "không có thông tin"
        found.why.append(f"Cột phí ghi “{said}” nhưng ghi chú nêu mức thu; đã lấy theo ghi chú.")
    elif found.council:
        found.why.append("Mức thu do Hội đồng nhân dân tỉnh quyết định; nhập mức của tỉnh.")
    elif (
        (free and folded(text).strip(" .-()") in ("", "khong", "khong co", "khong thu"))
        or (free and folded(text).startswith(_NONE))
    ) or (
        has(text, "mien", "khong thu", "khong quy dinh", "khong co", "khong mat")
        and free
        and not has(text, "doi voi")
    ):
        found.free = True
    elif re.search(
        r"thông tư|nghị định|theo (?:mức|quy định|biểu)|thỏa thuận|hợp đồng|%|thực tế|văn bản giá|biểu phí",
        text,
        re.I,
    ):
        found.why.append("Mức thu phải tra ở văn bản được dẫn; cổng quốc gia không ghi số tiền.")
    elif text and free:
        found.free = True
        found.why.append("Cột phí ghi “Miễn phí” kèm ghi chú; có thể chỉ miễn cho một loại, kiểm tra lại.")
    elif free:
        found.free = True
    elif not fee or folded(fee) == folded(NOTHING):
        found.why.append("Cổng quốc gia không nói có thu phí hay không.")
    else:
        found.why.append(f"Chưa hiểu mức thu “{cut(fee, 80)}”.")


def _with_column(found: Fee, column: int, amounts: list[Money], text: str) -> None:
    """The column names an amount: the note may repeat it, write it in full (20 for 20.000) or divide it."""
    values = {one.vnd for one in amounts}
    if column < 1000 and column * 1000 in values:
        column *= 1000
    elif column < 1000 and any(
        value % column == 0 and str(value).rstrip("0") == str(column).rstrip("0") for value in values
    ):
        fitting = next(v for v in values if str(v).rstrip("0") == str(column).rstrip("0"))
        found.why.append(f"Cột phí ghi {column}, ghi chú ghi {_dotted(fitting)} đồng; đã lấy theo ghi chú.")
        column = fitting
    elif column < 1000:
        found.why.append(f"Cột phí ghi {column} đồng, có lẽ là {_dotted(column * 1000)} đồng; kiểm tra lại.")
        column *= 1000
    named = [one for one in amounts if one.label]
    if len(values) > 1 and len(named) >= 2 and column in values:
        found.amounts = amounts
        found.why.append("Ghi chú nêu nhiều mức thu theo trường hợp; kiểm tra từng mức.")
        return
    same = next((one for one in amounts if one.vnd == column), None)
    found.amounts = [
        replace(same, label="") if same and len(values) == 1 else Money(column, _per_of(text), "")
    ]
    others = values - {column} - {column * 5 // 10, column * 2}
    if others and not (_HALF.search(text) or _WINDOW.search(text)):
        told = ", ".join(_dotted(value) for value in sorted(others)[:5])
        found.why.append(f"Cột phí ghi {_dotted(column)} đồng, ghi chú còn nêu {told} đồng.")


def _amounts(text: str) -> list[Money]:
    """Every amount of a note with the words before it."""
    found = [Money(amount_of(one[1], "") or 0, "case", sentence(one[2])) for one in _LISTED.finditer(text)]
    for part in _parts(_LISTED.sub("", text)):
        places = list(AMOUNT.finditer(part))
        for n, place in enumerate(places):
            value = amount_of(place[1], place[2] or "")
            before = part[places[n - 1].end() if n else 0 : place.start()]
            if value and not re.search(
                r"(?:tối đa|không quá|từ|đến|trên|dưới|giá trị|vốn)\s*$", before[-12:], re.I
            ):
                found.append(Money(value, _per(part[place.end() :]), _label(before, part[place.end() :])))
        if not places and (value := spoken(part)):
            found.append(Money(value, "case", ""))
    return list(dict.fromkeys(found))[:20]


def _parts(text: str) -> list[str]:
    parts = re.split(rf"\n+|;\s*|\s(?=[-+•]\s?\w)|(?<=[{LOWER})])\.\s+(?=[-{UPPER}+])", text[:8000])
    return [part.strip() for part in parts if part.strip()]


def _label(before: str, after: str) -> str:
    """What an amount is for: the words before it, or those in brackets behind it."""
    name = sentence(re.sub(r"^.*?(?:ban hành|như sau)\s*:", "", before))
    name = re.sub(
        r"(?:mức thu|mức phí|mức lệ phí|thu|nộp|là|bằng|áp dụng|:)\s*$", "", name, flags=re.I
    ).strip(" :-,(")
    if (
        not name
        and (bracket := re.match(r"[^(]{0,30}\(([^()]{6,120})\)", after))
        and not has(bracket[1], "bang chu", "tram", "nghin", "trieu")
    ):
        name = bracket[1]
    dull = {
        "",
        "le phi",
        "phi",
        "muc thu",
        "muc phi",
        "muc le phi",
        "hoac",
        "va",
        "muc thu le phi",
        "muc thu phi",
        "theo quy dinh",
        "ap dung",
        "ap dung muc",
    }
    return (
        "" if folded(name) in dull or has(name, "thong tu", "ke tu ngay", "den het ngay") else cut(name, 160)
    )


def _per(after: str) -> str:
    found = _PER.match(after)
    word = folded(found[1]).split()[0] if found and found[1].split() else ""
    return _PER_WORDS.get(word, "case")


def _per_of(text: str) -> str:
    found = re.match(r"\s*(?:đồng)?\s*/\s*(?:\d{1,2}\s+)?(\w+)", text)
    return _PER_WORDS.get(folded(found[1]), "case") if found else "case"


def _pages(found: "re.Match[str]") -> dict[str, int]:
    """2.000 a page, from the third on 1.000, at most 200.000."""
    first, place, then = amount_of(found[1], ""), int(found[2]), amount_of(found[3], "")
    pages = {"first": first or 0, "to": max(place - 1, 1), "then": then or 0}
    cap = amount_of(found[4], "") if found[4] else 0
    return pages | ({"cap": cap} if cap else {})


def _reduced(found: Fee, text: str) -> None:
    """Half price until the end of a year, free until a day: reductions with dates of their own."""
    window, half = _WINDOW.search(text), _HALF.search(text)
    starts, ends = _days(window) if window else ("", "")
    if not ends and (until := _UNTIL.search(text)):
        ends = _day(*until.groups())
    if not (starts or ends) or not found.amounts:
        return
    percent = _percent(found, text, half)
    if not percent:
        found.why.append("Ghi chú nêu mức thu chỉ áp dụng trong một thời gian; kiểm tra mức và ngày.")
        return
    found.reduced.append((percent, starts, ends))
    told = "được miễn" if percent == 100 else f"giảm {percent}%"
    found.why.append(f"Có thời gian {told}; kiểm tra mức và ngày.")


def _percent(found: Fee, text: str, half: "re.Match[str] | None") -> int:
    """Per cent taken off for a while; 0 when it cannot be told."""
    if half and len(found.amounts) == 1:
        return 100 - int(half[1]) if folded(half[0]).startswith("bang") else int(half[1])
    if has(text, "mien phi tu", "mien phi ke tu", "mien le phi tu", "mien le phi ke tu"):
        return 100
    if len(found.amounts) != 1:
        return 0
    full = found.amounts[0].vnd
    lower = next((one.vnd for one in _amounts(text) if one.vnd < full and full * 100 % one.vnd == 0), 0)
    return 100 - lower * 100 // full if lower * 2 == full else 0


def _days(found: "re.Match[str]") -> tuple[str, str]:
    start = _day(*found.groups()[:3])
    return start, _day(*found.groups()[3:]) if found[4] else ""


def _day(day: str, month: str, year: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""


def _kind(text: str) -> str:
    bare = folded(text)
    fees, charges = bare.count("le phi"), len(re.findall(r"(?<!le )phi\b", bare))
    return "le_phi" if fees and fees >= charges else "phi"


def _exempt(text: str) -> list[tuple[str, int]]:
    """Who need not pay (100) or pays less; only short, plain lists of people."""
    found: list[tuple[str, int]] = []
    for match in _FREE.finditer(text):
        for one in re.split(r";|,\s(?=(?:hộ|người|trẻ|gia đình))|\s[+-]\s|\n", match[1]):
            name = sentence(one)
            if 6 <= len(name) <= 160 and has(
                name,
                "nguoi",
                "ho ngheo",
                "gia dinh",
                "tre em",
                "thuong binh",
                "liet si",
                "khuyet tat",
                "can ngheo",
                "hoc sinh",
                "can bo",
            ):
                found.append((re.sub(r"^Cho\s+(?=\w)", "", name), 100))
    return list(dict.fromkeys((sentence(name), percent) for name, percent in found))[:10]


def _without_laws(text: str) -> str:
    """Numbers of circulars would be taken for amounts."""
    text = _DAY_IN_WORDS.sub(r"\1/\2/\3", text)
    return _LAW.sub("", _RELIEF_TITLE.sub("", text))


def _dotted(value: int) -> str:
    return f"{value:,}".replace(",", ".")
