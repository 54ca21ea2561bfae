"""Legal acts and results: titles and numbers that the catalogue runs together."""

import re
from typing import Any

from procedures.national.shapes import Act
from procedures.national.words import LOWER, UPPER, cut, folded, plain, sentence

_AGENCIES = (
    "CP",
    "TTg",
    "TTG",
    "BCA",
    "BTC",
    "BTP",
    "NHNN",
    "BNNMT",
    "BTNMT",
    "BNNPTNT",
    "BXD",
    "BGTVT",
    "BKHCN",
    "BKHĐT",
    "BLĐTBXH",
    "BNV",
    "BQP",
    "BYT",
    "BCT",
    "BVHTTDL",
    "BTTTT",
    "BGDĐT",
    "BNG",
    "VPCP",
    "TANDTC",
    "VKSNDTC",
    "TTCP",
    "HĐTP",
    "BTS",
    "BKH",
    "UBDT",
    "BTNVMT",
    "TLĐ",
    "UBND",
    "HĐND",
    "BVHTTDL",
    "TCHQ",
    "BGTVTBTC",
)
_AGENCY = "|".join(sorted(_AGENCIES, key=len, reverse=True))
_TYPES = "NĐ|TTLT|TT|QĐ|NQLT|NQ|PL|CT|VBHN|L|HD|LCT|SL"
NUMBER = re.compile(
    rf"(?P<no>\d+(?:\.\d{{1,2}})?)\s?/\s?(?:(?P<year>(?:19|20)\d\d)\s?/\s?)?"
    rf"(?P<tail>QH\d{{1,2}}|(?:{_TYPES})\s?-?\s?(?:{_AGENCY}|QH\d\d|UBTVQH\d\d)(?:-(?:{_AGENCY}))*|NĐ-C(?!P)|VBHN-\w{{2,8}}|UBTVQH\d\d)"
)
_HEAD = re.compile(r"^\s*Tên văn bản pháp lý\s*Mã văn bản\s*")
_KINDS = {
    "NĐ": "Nghị định",
    "TTLT": "Thông tư liên tịch",
    "TT": "Thông tư",
    "QĐ": "Quyết định",
    "NQ": "Nghị quyết",
    "PL": "Pháp lệnh",
    "CT": "Chỉ thị",
    "VBHN": "Văn bản hợp nhất",
    "QH": "Luật",
    "UBTVQH": "Pháp lệnh",
}
_PREFIX = re.compile(
    r"(?:(?<!pháp )luật|nghị định|thông tư(?: liên tịch)?|quyết định|nghị quyết|pháp lệnh|bộ luật|số|\s)+$",
    re.IGNORECASE,
)
_RESULT = re.compile(r"\s*Mã:\s*(KQ\.[A-Z]\d{2}\.\d{4,8}|[A-Z0-9][A-Z0-9.\-]{3,28}\d)")
_REFUSALS = (
    "tu choi",
    "khong du dieu kien",
    "khong chap thuan",
    "khong dong y",
    "khong cap",
    "tra loi",
    "thong bao khong",
    "neu ro ly do",
    "yeu cau bo sung",
    "phieu yeu cau",
    "thong bao ve viec",
    "tra lai ho so",
)


def acts(row: dict[str, Any]) -> tuple[list[Act], str]:
    """(the acts, each once, the words that no number could be found in)."""
    raw = _HEAD.sub("", plain(row.get("legal_basis_raw")).replace("\n", " "))
    found, rest = _acts(raw) if raw else ([], "")
    if not found:
        listed = row.get("legal_basis")
        for one in listed if isinstance(listed, list) else []:
            text = plain(one).replace("\n", " ")
            title, number = (
                (plain(one.get("title")), plain(one.get("number"))) if isinstance(one, dict) else ("", text)
            )
            more, left = _acts(f"{title} {number}" if title else number)
            found += more or []
            rest = f"{rest} {left}".strip()
    unique: dict[str, Act] = {}
    for act in found:
        if act.number not in unique or len(act.title) > len(unique[act.number].title):
            unique[act.number] = act
    return list(unique.values())[:60], rest


def acts_in(text: str) -> list[Act]:
    """The acts that a sentence names."""
    return [Act(_number(match, "")[0], "") for match in NUMBER.finditer(text)]


def _acts(text: str) -> tuple[list[Act], str]:
    """A number ends an act when the next title is glued to it or nothing follows; inside a title a space follows."""
    found: list[Act] = []
    start = 0
    for match in NUMBER.finditer(text):
        after = text[match.end() : match.end() + 1]
        if not _ends(text, match) and (
            after
            and (after.isspace() or after in ".,;:)”\"'/-")
            and not re.match(r"\s*\d", text[match.end() :])
        ):
            continue
        place = match.start("no")
        number, dropped = _number(match, text[:place])
        title = text[start:place] + dropped
        again = list(NUMBER.finditer(title))
        found.append(Act(number, _title(title, again[-1][0] if again else "")))
        start = match.end()
    inside = [] if found else [Act(_number(m, "")[0], _title(text, "")) for m in NUMBER.finditer(text)]
    return found or inside, sentence(text[start:]) if found else ("" if inside else text)


def _ends(text: str, match: "re.Match[str]") -> bool:
    """A number glued to the title before it ends an act although a space stands before the next title."""
    before = text[match.start() - 1 : match.start()]
    glued = bool(before) and not before.isspace() and before not in "(/,;"
    return glued and bool(re.match(rf"\s+[{UPPER}][{LOWER}]", text[match.end() :]))


def _number(match: "re.Match[str]", before: str) -> tuple[str, str]:
    """(number in full, digits that belong to the title before): a year ran into it ("Luật … 202076/2025/QH15")."""
    no, dot, part = match["no"].partition(".")
    dropped = ""
    if len(no) >= 5 and re.match(r"(?:19|20)\d\d", no):
        dropped, no = no[:4], no[4:]
    elif len(no) > 4 or (len(no) == 4 and no.startswith("20") and match["tail"].startswith("QH")):
        dropped, no = no[: -2 if len(no) == 4 else -3], no[-2 if len(no) == 4 else -3 :]
    if dot and len(no) == 4 and no[:2] in ("19", "20"):  # "… năm 2001.22/2025/TT-BXD"
        no, dropped, dot, part = part, f"{no}.", "", ""
    no += dot + part
    tail = re.sub(r"\s", "", match["tail"])
    tail = "NĐ-CP" if tail == "NĐ-C" else tail
    number = f"{no}/{match['year']}/{tail}" if match["year"] else f"{no}/{tail}"
    kind = next((word for key, word in _KINDS.items() if match["tail"].startswith(key)), "")
    return f"{kind} {number}".strip(), dropped


def _title(text: str, number: str) -> str:
    """A title without the words before its number ("Thông tư số") and without the number said twice."""
    if number and text.rstrip().endswith(number):
        text = text.rstrip()[: -len(number)]
    text = _PREFIX.sub("", text)
    return cut(sentence(text), 400) if len(text.strip(" .,;")) > 4 else ""


def results(row: dict[str, Any]) -> tuple[list[tuple[str, str]], str]:
    """([(name, code)], the text as it stands): what is granted first, refusals after it."""
    raw = plain(row.get("results_raw"))
    found: list[tuple[str, str]] = []
    start = 0
    for match in _RESULT.finditer(raw):
        found.append((_result(raw[start : match.start()]), match[1][:40]))
        start = match.end()
    if left := raw[start:].strip(" .;\n"):
        found += [(_result(one), "") for one in re.split(r"\n+|;\s+", left)[:5] if len(one.strip()) > 3]
    if not found and isinstance(row.get("results"), list):
        for one in row["results"][:20]:
            name = plain(one.get("name")) if isinstance(one, dict) else plain(one)
            code = plain(one.get("code")) if isinstance(one, dict) else ""
            found.append((_result(name), code[:40]))
    named = list(dict.fromkeys((name, code) for name, code in found if name))
    named.sort(key=lambda one: is_refusal(one[0]))
    return named, raw


def is_refusal(name: str) -> bool:
    return any(word in folded(name[:70]) for word in _REFUSALS)


def _result(text: str) -> str:
    return cut(sentence(text.replace("\n", " ")), 290)
