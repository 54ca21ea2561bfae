"""The two declarations as sheets: the issued form from its blocks, the plain one from questions and answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from portal.documents import drawing
from portal.documents.typeset import file
from portal.documents.typeset.lines import Part, text
from portal.documents.typeset.sheets import PAPERS, Cell, Look, Sheets

_STATE, _MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
_HEAD = Look(12.5, 1.25, "centre", after=0)
_UNDER = Look(13, 1.25, "centre", after=6, underlined=True)
_TITLE = Look(14, 1.3, "centre", before=10, after=4)
_TEXT = Look()
_LOOKS = {
    "title": _TITLE,
    "subtitle": Look(align="centre"),
    "centre": Look(align="centre", before=4, after=8),
    "right": Look(align="right", before=8),
    "heading": Look(before=8, after=3),
    "note": Look(10.5, 1.2, after=2),
    "indented": Look(indent=28.35),
}
_BOLD = {"title", "subtitle", "heading"}
_CELL, _CELL_HEAD = Look(12, 1.25, after=0), Look(12, 1.25, "centre", after=0)
_MIDDLE = Look(align="centre", after=0)
_ROOM, _NARROW, _DOTS = 48.0, 0.055, "………………"
_VOW = (
    "Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật về cam đoan "
    "của mình."
)


def printed(facts: Mapping[str, Any]) -> bytes:
    """The issued form: what letters/printed_form.html draws from the same facts, on one sheet where it can be. Raises
    CannotBeSet."""
    loose = _printed(facts, 0)
    found = [loose]
    if len(loose.pages) == 2:
        found = [sheets for level in (1, 2) if len((sheets := _printed(facts, level)).pages) == 1] or found
    return file.made(found[0], f"{facts['title']} {facts['code']}".strip())


def _printed(facts: Mapping[str, Any], tightness: int) -> Sheets:
    blocks = list(facts["blocks"])
    paper = PAPERS[facts["paper"]] if facts["paper"] in PAPERS else PAPERS[""]
    sheets = Sheets(paper, facts["foot"], tightness)
    if facts.get("qr_text"):
        sheets.mark(facts["qr_text"])
    signs = [block for block in blocks if block["kind"] == "sign_of_form"]
    for number, block in enumerate(signs):
        sheets.paragraph(_parts(block["cells"][0], "i" if number else "b"), Look(11.5, 1.2, "right", after=0))
    left = [block for block in blocks if block["kind"] == "left"]
    lines = [(_parts(block["cells"][0], "" if n else "b"), _HEAD) for n, block in enumerate(left)]
    state: list[Cell] = [([text(_STATE, "b")], _HEAD), ([text(_MOTTO, "b")], _UNDER)]
    sheets.columns([lines, state] if left else [state], [0.36, 0.64] if left else [1.0])
    for run in drawing.runs_of(blocks):
        if run["kind"] == "table":
            _table(sheets, run["blocks"], narrow=run["narrow"])
        elif run["kind"] == "signatures":
            _signatures(sheets, run["blocks"])
        else:
            for block in run["blocks"]:
                _block(sheets, block)
    return sheets


def plain(facts: Mapping[str, Any]) -> bytes:
    """The declaration of a procedure without an issued form: letters/declaration.html. Raises CannotBeSet."""
    sheets = Sheets(PAPERS[""])
    if facts.get("qr_text"):
        sheets.picture(facts["qr_text"], 25)
    state: list[Cell] = [([text(_STATE, "b")], _HEAD), ([text(_MOTTO, "b")], _UNDER)]
    if facts["code"]:
        state.append(([text("Mã hồ sơ: "), text(facts["code"], "b")], _MIDDLE))
    if facts.get("form_code"):
        state.append(([text(f"Mẫu: {facts['form_code']}", "i")], _MIDDLE))
    sheets.columns([[], state], [0.3, 0.7])
    title = facts["title"] or "Tờ khai"
    sheets.paragraph([text(title.upper(), "b")], _TITLE)
    if facts["procedure_name"] and facts["procedure_name"] != facts["title"]:
        sheets.paragraph([text(facts["procedure_name"], "b")], Look(align="centre", after=8))
    sheets.paragraph(
        [text("Kính gửi: "), text(facts.get("addressee") or facts["agency_name"], "b")], Look(align="centre")
    )
    for section in facts["sections"]:
        if section["title"]:
            sheets.paragraph([text(section["title"], "b")], _LOOKS["heading"], keep=30)
        rows = [
            [([text(label)], _CELL), ([text(drawing.shown(value), "b")], _CELL)]
            for label, value in section["rows"]
        ]
        sheets.table(rows, [0.42, 0.58])
    if facts["papers"]:
        sheets.paragraph([text("Giấy tờ kèm theo", "b")], _LOOKS["heading"], keep=20)
        for number, paper in enumerate(facts["papers"], 1):
            sheets.paragraph([text(f"{number}. {paper}")], _TEXT)
    sheets.paragraph([text(_VOW)], _LOOKS["indented"])
    day = f"{facts['place_name'] or '……'}, {drawing.spelled_day(facts.get('declared_at') or facts['issued_on'])}"
    name = facts["submitter_name"] or facts["owner_name"]
    below = Look(align="centre", before=_ROOM, after=0)
    signs: list[Cell] = [
        ([text(day, "i")], _MIDDLE), ([text("NGƯỜI KHAI", "b")], _MIDDLE),
        ([text("(Ký, ghi rõ họ, chữ đệm, tên)", "i")], _MIDDLE), ([text(name, "b")], below),
    ]  # fmt: skip
    sheets.columns([[], signs], [0.5, 0.5])
    return file.made(sheets, f"{title} {facts['code']}".strip())


def _block(sheets: Sheets, block: Mapping[str, Any]) -> None:
    kind = block["kind"]
    if kind == "gap":
        sheets.gap(_TEXT.size * _TEXT.lead)
    elif kind == "break":
        sheets.new_page()
    elif kind in _LOOKS or kind in ("paragraph", "each"):
        key = "b" if kind in _BOLD else "i" if kind == "right" else ""
        parts = _parts(block["cells"][0], key, value="i" if kind == "right" else "b")
        if kind == "title":
            parts = [(what, words.upper() if what == "text" else words, key) for what, words, key in parts]
        sheets.paragraph(parts, _LOOKS.get(kind, _TEXT), keep=30 if kind == "heading" else 0)


def _table(sheets: Sheets, blocks: Sequence[Mapping[str, Any]], *, narrow: bool) -> None:
    count = max(len(block["cells"]) for block in blocks)
    first = _NARROW if narrow and count > 1 else 1 / count
    widths = [first, *([(1 - first) / (count - 1)] * (count - 1))] if count > 1 else [1.0]
    rows = [
        [
            (_parts(cell, "b"), _CELL_HEAD)
            if block["kind"] == "head"
            else (_parts(cell, "", value=""), _CELL)
            for cell in block["cells"]
        ]
        for block in blocks
    ]
    sheets.table(rows, widths)


def _signatures(sheets: Sheets, blocks: Iterable[Mapping[str, Any]]) -> None:
    for block in blocks:
        heads: list[list[Cell]] = []
        names: list[list[Cell]] = []
        for parts in block["cells"]:
            cell: list[Cell] = []
            for part in parts:
                if part["k"] == "text":
                    head, dot, hint = part["v"].partition("(")
                    cell += [([text(head.strip(), "b")], _MIDDLE)] if head.strip() else []
                    cell += [([text(f"({hint.strip()}", "i")], _MIDDLE)] if dot else []
            heads.append([*cell, ([], Look(size=0, before=_ROOM, after=0))])
            names.append([([text(part["v"], "b")], _MIDDLE) for part in parts if part["k"] == "value"])
        shares = [1 / len(heads)] * len(heads)
        sheets.gap(8)
        sheets.need(150)
        sheets.columns(heads, shares)
        sheets.columns(names, shares)


def _parts(cell: Iterable[Mapping[str, Any]], key: str, value: str = "b") -> list[Part]:
    """The parts of a block as they are set: `key` is the face of its words, `value` that of answers."""
    found: list[Part] = []
    for part in cell:
        kind = part["k"]
        if kind == "text":
            found.append(text(part["v"], "b" if part["bold"] else key))
        elif kind == "value":
            found.append(text(part["v"], value or key))
        elif kind == "dots":
            found.append(text(_DOTS))
        elif kind == "fill":
            found.append(("fill", "", ""))
        elif kind == "tick":
            found.append(("tick", "X" if part["on"] else "", ""))
            if part["near"]:
                found.append(text("\xa0" + part["near"], key))
        elif kind == "boxes":
            found += [("box", one, "") for one in part["v"]]
    return found
