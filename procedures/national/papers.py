"""Papers: the table of components, run together, with counts glued to the last word and form files to the name."""

import re
from typing import Any

from procedures.national.shapes import Paper
from procedures.national.words import LOWER, UPPER, cut, folded, has, plain, sentence

_HEAD = re.compile(r"Tên giấy tờ\s*Mẫu đơn, tờ khai\s*Số lượng")
_COUNT = re.compile(r"(\d+)\s*bản\s*(chính|sao)(?:\s*,\s*(\d+)\s*bản\s*(chính|sao))*")
_ONE = re.compile(r"(\d+)\s*bản\s*(chính|sao)")
_FILE = r"\.(?:docx?|xlsx?|pdf|rtf|odt|zip|rar|jpe?g|png|signed)"
_FILES = re.compile(rf"{_FILE}(?:\s*\(\d\))?\s*$", re.IGNORECASE)
_EDGE = re.compile(
    rf"(?<=[{LOWER}])(?=[{UPPER}])|(?<=[;:,)\]”\"])(?=\w)|(?<=[{LOWER}{UPPER});]\.)(?=\w)"
    rf"|(?<=\d)(?=[{UPPER}][\w-]*[ .\-_])|(?<=[{UPPER}]{{2}})(?=[{UPPER}][{LOWER}])"
    rf"|(?<=[{UPPER}]{{2}})(?=phụ lục|mẫu|đơn|tờ khai|\d{{1,2}}[.\-_ ])|(?<=[{LOWER})])(?=\d{{1,3}}[.\-_ ])"
    rf"|(?<=[{LOWER})])(?=maudon|mau_|mau\d|phuluc|bieumau|tokhai)"
)
_NO_CASE = (
    "giay to phai nop",
    "phai xuat trinh",
    "giay to xuat trinh",
    "thanh phan ho so",
    "luu y",
    "nhan ket qua",
    "giay to phai gui",
)
_DUTY = re.compile(
    r"^\W*(?:người|cơ quan|cán bộ|công chức|bộ phận)\b.{0,80}(?:trách nhiệm|đối chiếu|kiểm tra)",
    re.IGNORECASE,
)
_NOTE = re.compile(
    r"^[\s*+\-–(]*(?:số lượng(?: hồ sơ| bộ)?\b|\(?\d{1,2}\)?\s*bộ\b|lưu ý|ghi chú|thành phần hồ sơ\b"
    r"|hồ sơ (?:gồm|bao gồm)|\*|giấy tờ phải (?:nộp|xuất trình)\s*:?$|một số lưu ý|lưu ý:)",
    re.IGNORECASE,
)
_COPY = re.compile(r"^\W*(?:\d+\s*)?(?:bản\s*(?:sao|chụp|photo)|bản phô tô|ảnh chụp)", re.IGNORECASE)
_SAID_COPY = re.compile(r"\(\s*(?:01 )?bản (?:sao|chụp|photo)\s*\)", re.IGNORECASE)
_SAID_COUNT = re.compile(r"\((\d{1,2}) bản(?: chính| sao)?\)")
_CERTIFIED = (
    "ban sao co chung thuc",
    "ban sao chung thuc",
    "ban sao cong chung",
    "sao y cong chung",
    "ban sao duoc chung thuc",
    "ban sao hop le",
    "ban sao co cong chung",
    "co chung thuc",
)
_ELECTRONIC = (
    "ban dien tu",
    "tep tin",
    "file mem",
    "dien tu tuong tac",
    "bieu mau dien tu",
    "ban mem",
    "du lieu dien tu",
)
_SHOW = ("xuat trinh", "doi chieu", "de doi chieu")
_IF = re.compile(
    r"\(?nếu có\)?|(?:đối với|trong)\s+(?:các\s+)?trường hợp|^\W*trường hợp|\bnếu\b"
    r"|áp dụng (?:đối với|cho)|^\W*đối với",
    re.IGNORECASE,
)
MOST = 120


def papers(row: dict[str, Any]) -> tuple[list[Paper], list[str]]:
    """(the papers in order, the notes among them that are none)."""
    raw = plain(row.get("components_raw"))
    found: list[Paper] = []
    notes: list[str] = []
    for section, name, counts in _rows(raw) if _COUNT.search(raw) else _listed(row.get("components")):
        if not name.strip(" .;:-*+"):
            continue
        if _is_note(name, counts):
            notes.append(name)
        elif len(found) < MOST:
            found.append(_paper(section, name, counts))
        else:
            notes.append(name)
    return found, notes


Counts = dict[str, int]


def _rows(raw: str) -> list[tuple[str, str, Counts]]:
    """(section, name, counts): a section's heading stands before each head of the table."""
    found = []
    pieces = _HEAD.split(raw)
    heading = pieces[0] if len(pieces) > 1 else ""
    for piece in pieces[1:] if len(pieces) > 1 else pieces:
        start = 0
        section = _section(heading)
        for match in _COUNT.finditer(piece):
            name, counts = _counted(piece[start : match.start()], match[0])
            found.append((section, name, counts))
            start = match.end()
        heading = piece[start:]
    return found


def _section(text: str) -> str:
    text = re.sub(r"^[\s\-–*+,]+$", "", text.strip())
    return cut(sentence(re.sub(r"^[*\s\-–+]*(?:\d+(?:\.\d+)*\.?\s*)?", "", text).rstrip(" :")), 180)


def _counted(name: str, text: str) -> tuple[str, Counts]:
    """The counts; digits of the name that ran into the first number are given back ("…/20251 bản chính")."""
    counts: Counts = {}
    for n, match in enumerate(_ONE.finditer(text)):
        number = match[1]
        if n == 0 and name[-1:].isspace() and re.fullmatch(r"0\d", number):
            name = name.rstrip(" :,")
        elif (
            n == 0
            and len(number) > 1
            and not (name[-1:].isspace() and int(number) <= 20 and number[0] != "0")
        ):
            name, number = name + number[:-1], number[-1]
        counts[match[2]] = counts.get(match[2], 0) + min(int(number), 99)
    return name.strip(), counts


def _listed(value: Any) -> list[tuple[str, str, Counts]]:
    """The components as a list of objects or of texts, where the raw text is missing."""
    found = []
    for one in value if isinstance(value, list) else []:
        if isinstance(one, dict):
            counts = {_copy_word(one.get("kind")): _whole(one.get("count"))}
            also = one.get("also")
            for more in also if isinstance(also, list) else []:
                if isinstance(more, list) and len(more) == 2:
                    counts[_copy_word(more[1])] = counts.get(_copy_word(more[1]), 0) + _whole(more[0])
            counts = counts if "count" in one else {}
            found.append((plain(one.get("section")), plain(one.get("name")), counts))
        elif one:
            found.append(("", plain(one), {}))
    if not found and isinstance(value, str):
        found = [("", text, {}) for text in plain(value).split("\n")]
    return found


def _copy_word(value: Any) -> str:
    return "sao" if has(plain(value), "sao", "chup") else "chính"


def _whole(value: Any) -> int:
    try:
        return max(0, min(int(value), 99))
    except (TypeError, ValueError):
        return 0


def _is_note(name: str, counts: Counts) -> bool:
    """A heading or a remark in the place of a paper."""
    bare = name.strip(" -+*")
    if _NOTE.match(name) and (
        len(bare) < 60 or not any(counts.values()) or has(bare[:20], "luu y", "ghi chu", "so luong")
    ):
        return True
    if bare.endswith(":") and len(bare) < 200:
        return True
    spoken = (
        bool(_DUTY.match(bare))
        or bare.endswith(":")
        or has(bare, "sau day", "gom cac giay to", " thi ", "khong phai nop")
    )
    return not any(counts.values()) and spoken


def _paper(section: str, text: str, counts: Counts) -> Paper:
    shown = has(section, *_SHOW)
    if has(section, *_NO_CASE) and not has(section, "truong hop", "doi voi"):
        section = ""
    name, files = _without_files(text.replace("\n", " "))
    why: list[str] = []
    kind, count = _kind(name, counts, why)
    conditional = bool(_IF.search(name))
    hint = f"Theo mẫu: {files}" if files else ""
    short = sentence(_bullets(name)) or cut(name, 300)
    if len(short) > 300:
        hint = f"{short} {hint}".strip()
        short = _first_sentence(short)
    if len(hint) > 900:
        why.append("Tên giấy tờ quá dài; đã lấy câu đầu và cắt bớt lời hướng dẫn.")
    if len(re.findall(r"(?:^|\n|;\s*)\s*[-+•]\s|(?:^|;\s)[a-đ]\)\s", text)) > 2 or text.count(";") > 3:
        why.append("Một ô liệt kê nhiều giấy tờ; tách ra nếu cần.")
    return Paper(
        name=short,
        hint=cut(hint, 900),
        copy_kind=kind,
        count=min(max(count, 1), 50),
        required=not conditional,
        section=section,
        bring_original=shown or has(name, *_SHOW),
        why=tuple(why),
        words=cut(text, 1500) + (f" [{_told(counts)}]" if counts else ""),
    )


def _told(counts: Counts) -> str:
    return ", ".join(f"{number} bản {word}" for word, number in counts.items())


def _kind(name: str, counts: Counts, why: list[str]) -> tuple[str, int]:
    """Original, copy or both; the words of the name decide where the numbers are a mere habit."""
    originals, copies = counts.get("chính", 0), counts.get("sao", 0)
    says_certified, says_copy = (
        has(name[:90], *_CERTIFIED),
        bool(_COPY.match(name) or _SAID_COPY.search(name)),
    )
    if not originals and not copies:
        why.append("Không ghi số bản; tạm lấy 1 bản.")
    if (said := _SAID_COUNT.search(name)) and int(said[1]) not in (originals, copies):
        why.append(f"Tên giấy tờ ghi {said[1]} bản, cột số lượng ghi khác.")
    if says_certified:
        return "certified_copy", copies or originals
    if has(name, *_SHOW) and (says_copy or copies):
        return "copy_with_original", copies or originals
    if says_copy or (copies and not originals):
        return "copy", copies or originals
    if has(name, *_ELECTRONIC) and not has(name, "hoac bieu mau dien tu", "hoac ban dien tu", "hoac ban sao"):
        return "electronic", originals
    if originals and copies:
        why.append(f"Ghi cả {originals} bản chính và {copies} bản sao; chưa rõ cần cả hai hay một trong hai.")
    if originals > 20:
        why.append(f"Số bản ({originals}) có lẽ dính với chữ số đứng trước.")
    return "original", originals


def _without_files(name: str) -> tuple[str, str]:
    """(name, form files): a file's name begins where letters change without a space."""
    if not _FILES.search(name):
        return name, ""
    tail = name[-220:]
    edges = [m.start() for m in _EDGE.finditer(tail) if m.start() > 2]
    fitting = [
        edge
        for edge in edges
        if not re.search(rf"[.;]\s+[{UPPER}]", tail[edge:]) or re.search(rf"{_FILE}", tail[edge:], re.I)
    ]
    after = [
        edge for edge in fitting if re.search(_FILE, tail[edge:], re.I) and " - " not in tail[edge : edge + 3]
    ]
    if not after:
        return name, ""
    place = len(name) - len(tail) + _best_edge(tail, after)
    return name[:place].rstrip(" .;,"), cut(name[place:].strip(), 200)


_STARTS = (
    "mau",
    "mu",
    "don",
    "phu luc",
    "phl",
    "pl",
    "tt",
    "to khai",
    "tk",
    "bm",
    "bieu",
    "van ban",
    "giay",
    "de nghi",
    "bao cao",
    "p",
    "m",
)


def _best_edge(tail: str, edges: list[int]) -> int:
    """The edge after which a form's name seems to begin; else the last one that leaves a name."""
    likely = [edge for edge in edges if folded(tail[edge:]).startswith(_STARTS) or tail[edge].isdigit()]
    first = (likely or edges)[0]
    stops = [edge for edge in edges if edge <= first and tail[edge - 1] in ".;:,)”"]
    return stops[-1] if stops else first


def _bullets(name: str) -> str:
    return re.sub(
        r"^[\s*+\-–•]*(?:\(?\d{1,2}(?:\.\d{1,2})*[.)]\s+|\(?(?:[a-zđ]{1,2}|[ivx]{1,4})\)\s*|[IVX]{1,4}\.\s+)?",
        "",
        name,
    ).strip()


def _first_sentence(text: str) -> str:
    stop = re.search(r"[.;:]\s", text[40:260])
    return text[: 40 + stop.start()] if stop else cut(text, 240)
