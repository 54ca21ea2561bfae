"""The printed form of a declaration, as its regulation sets it (QN-16.3đ): one line of text is one block of the page.

The notation is meant to be typed by an administrator beside the issued form: `# ` title, `> ` addressee, plain
text with `{question}` where the answer goes, `| ` rows of a table, `~ ` signatures, `* ` notes
(docs/procedure-definition.md)."""

import re
from collections.abc import Collection, Mapping

from portal.web.text import clean
from procedures.definition.reader import Problems, Reader
from procedures.definition.shapes import OTHER, Question
from procedures.definition.sheet import Block, Layout, Slot

PAPERS = ("A4", "A4 ngang", "A5")
MOST_LINES, MOST_LETTERS = 400, 1500
_MARKS = (  # longer marks first: each is tried in this order
    ("<<", "left"),
    (">>", "right"),
    ("##", "subtitle"),
    ("|=", "head"),
    ("|*", "each_row"),
    ("^", "sign_of_form"),
    ("#", "title"),
    (">", "centre"),
    ("!", "heading"),
    ("*", "note"),
    ("|", "row"),
    ("+", "each"),
    ("~", "signatures"),
    (":", "indented"),
)
BREAK = "---"
_ABOUT = {
    "co_quan": "cơ quan giải quyết",
    "dia_danh": "địa danh",
    "ngay": "ngày khai",
    "nguoi_khai": "người khai",
    "ma": "mã hồ sơ",
    "giay_to": "giấy tờ kèm theo",
    "stt": "số thứ tự",
}
ABOUT: Mapping[str, str] = _ABOUT
_FORMS = frozenset({"hoa", "chu", "ngay", "thang", "nam", "gio", "phut", "chon", "xa", "dong", "tinh"})
_SLOT = re.compile(r"\{([^{}]*)\}")
_INSIDE = re.compile(r"(@?)([a-z][a-z0-9_]*)(?:=([a-z][a-z0-9_]*)|:([a-z]+|o\d{1,2}))?\Z")
GAP = "    "
_WIDE = re.compile(r"[ \t\u00a0]{2,}")
_NOT_PRINTED = frozenset({"statement", "file", "computed"})


def read_layout(reader: Reader, questions: Mapping[str, Question]) -> Layout:
    """The layout of a form whose questions are known."""
    groups = {inner.id: one.id for one in questions.values() for inner in one.questions}
    lines = tuple(_spaced(line) for line in _lines(reader))
    if not lines and not reader.broken:
        reader.fault("lines", "Mẫu in chưa có dòng nào.")
    if len(lines) > MOST_LINES:
        reader.fault("lines", f"Mẫu in dài quá {MOST_LINES} dòng.")
    blocks = tuple(
        _block(line, f"{reader.path}.lines", number, reader.problems, questions, groups)
        for number, line in enumerate(lines[:MOST_LINES], 1)
    )
    unprinted = reader.texts("unprinted")
    for key in unprinted:
        if key not in questions:
            reader.fault("unprinted", f"Không có câu hỏi “{key}”.")
    return Layout(
        lines=lines,
        blocks=blocks,
        unprinted=unprinted,
        source=reader.text("source", most=300),
        paper=reader.one_of("paper", PAPERS, "A4"),
    )


_OF_THE_FRAME = {
    "signatures": "ô ký tên",
    "sign_of_form": "ký hiệu mẫu",
    "left": "tên cơ quan bên trái",
    "right": "nơi, ngày bên phải",
}


def read_words(reader: Reader, known: Mapping[str, Question]) -> Layout:
    """The words of a result. Head, number, day, codes and signature stand around them by themselves (NĐ 30/2020)."""
    layout = read_layout(reader, known)
    for number, block in enumerate(layout.blocks, 1):
        if word := _OF_THE_FRAME.get(block.kind):
            reader.fault("lines", f"Dòng {number}: {word} đã có sẵn quanh lời kết quả, bỏ dòng này.")
        if any(slot.about and slot.key == "ngay" for slot in block.slots):
            reader.fault(
                "lines", f"Dòng {number}: ngày cấp do văn thư ghi khi phát hành, không ghi {{@ngay}} ở đây."
            )
    return layout


def _lines(reader: Reader) -> list[str]:
    value = reader.raw("lines") or []
    if not isinstance(value, list) or not all(isinstance(line, str) for line in value):
        reader.fault("lines", "Phải là danh sách chữ, mỗi dòng một mục.")
        return []
    return value


def _spaced(line: str) -> str:
    """A clean line in which a wide gap between two places stays one."""
    return GAP.join(clean(piece) for piece in _WIDE.split(line.strip()))


def _block(
    line: str,
    path: str,
    number: int,
    problems: Problems,
    questions: Mapping[str, Question],
    groups: Mapping[str, str],
) -> Block:
    kind, text = kind_of(line)
    if len(line) > MOST_LETTERS:
        problems.add(path, f"Dòng {number}: dài quá {MOST_LETTERS} ký tự, chia thành nhiều dòng.")
    cells = text.rstrip("| ").split("|") if kind in ("head", "row", "each_row", "signatures") else [text]
    faults: list[str] = []
    read = tuple(_cell(cell.strip(), questions, faults) for cell in cells)
    block = Block(kind, read)
    group = _group(block, groups, faults)
    for fault in faults:
        problems.add(path, f"Dòng {number}: {fault}")
    return Block(kind, read, group)


def kind_of(line: str) -> tuple[str, str]:
    """The kind of a line and its text without the mark."""
    if line == BREAK:
        return "break", ""
    for mark, kind in _MARKS:
        if line.startswith(mark) and not (mark == "*" and line.startswith("**")):  # two stars make bold words
            return kind, line[len(mark) :].strip()
    return ("paragraph", line) if line else ("gap", "")


def _cell(text: str, questions: Mapping[str, Question], faults: list[str]) -> tuple[str | Slot, ...]:
    parts: list[str | Slot] = []
    at = 0
    for found in _SLOT.finditer(text):
        if found.start() > at:
            parts.append(text[at : found.start()])
        at = found.end()
        if (slot := _slot(found[1].strip(), questions, faults)) is not None:
            parts.append(slot)
    if at < len(text):
        parts.append(text[at:])
    if "{" in _SLOT.sub("", text) or "}" in _SLOT.sub("", text):
        faults.append("dấu { } chưa đóng hoặc chưa mở.")
    return tuple(parts)


def _slot(text: str, questions: Mapping[str, Question], faults: list[str]) -> Slot | None:
    read = _INSIDE.match(text)
    if read is None:
        faults.append(f"không đọc được “{{{text}}}”.")
        return None
    slot = Slot(read[2], bool(read[1]), read[3] or "", read[4] or "")
    if problem := _slot_problem(slot, questions):
        faults.append(problem)
        return None
    return slot


def _slot_problem(slot: Slot, questions: Mapping[str, Question]) -> str:
    if slot.about:
        known = ", ".join(f"@{key}" for key in ABOUT)
        return "" if slot.key in ABOUT else f"“@{slot.key}” phải là một trong: {known}."
    question = questions.get(slot.key)
    if question is None:
        return f"không có câu hỏi “{slot.key}”."
    if slot.option and slot.option not in _options(question):
        return f"câu “{slot.key}” không có lựa chọn “{slot.option}”."
    if slot.form and not slot.form[-1].isdigit() and slot.form not in _FORMS:
        return f"không có cách ghi “{slot.form}”; dùng một trong: {', '.join(sorted(_FORMS))}, o12."
    if slot.form == "chon" and not _options(question):
        return f"câu “{slot.key}” không có lựa chọn để đánh dấu."
    if question.kind in ("statement", "file"):
        return f"câu “{slot.key}” không có câu trả lời để in."
    return ""


def _options(question: Question) -> Collection[str]:
    if question.kind == "yes_no":
        return ("co", "khong")
    return [option.id for option in question.options] + ([OTHER] if question.other else [])


def _group(block: Block, groups: Mapping[str, str], faults: list[str]) -> str:
    """The one group whose questions stand on this line. Only repeated lines may name them."""
    inside = {groups[slot.key] for slot in block.slots if not slot.about and slot.key in groups}
    repeated = block.kind in ("each_row", "each")
    if repeated and len(inside) != 1:
        faults.append("dòng lặp phải có câu hỏi của đúng một nhóm lặp.")
    if inside and not repeated:
        faults.append("câu hỏi trong nhóm lặp chỉ đặt ở dòng lặp (bắt đầu bằng |* hoặc +).")
    return next(iter(inside)) if repeated and len(inside) == 1 else ""


def left_out(layout: Layout, questions: Mapping[str, Question]) -> list[Question]:
    """Questions that the layout neither prints nor declares as not printed. A group that is printed whole, or by
    all its inner questions, is printed; what only officers answer, texts, files and computed values need not be."""
    there = layout.printed() | set(layout.unprinted)
    inner = {one.id: group for group in questions.values() for one in group.questions}
    found = []
    for key, question in questions.items():
        if key in there or question.kind in _NOT_PRINTED or question.officer_only:
            continue
        group = inner.get(key)
        if group is not None and (_whole(group, there) or group.officer_only):
            continue
        if question.kind == "group" and any(one.id in there for one in question.questions):
            continue
        found.append(question)
    return found


def _whole(group: Question, there: set[str]) -> bool:
    """The group is printed or left out as one: then its questions are not looked at singly."""
    return group.id in there or not any(one.id in there for one in group.questions)
