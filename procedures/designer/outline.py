"""Finding and arranging the pages and questions of a draft's form. Works on the document, faults and all."""

import copy
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, cast

from portal.web.refusals import StepRefused
from portal.web.text import clean, fold
from procedures.definition.shapes import Document
from procedures.designer.sets import SET_WORDS, parts_of

Part = dict[str, Any]
PAGE, QUESTION = "trang", "cau"
MOST_ID = 40
GONE = "Phần này không còn trong biểu mẫu. Có thể người khác vừa xóa."
_LOOKS = (
    (r"\bkhong\?$|^co .*\?$|^da .*\?$", "yes_no"),
    (r"^ngay\b.*|.*\bngay (sinh|cap|lap|ky|het han)\b.*", "date"),
    (r".*(dien thoai|so may).*", "phone"),
    (r".*(email|thu dien tu).*", "email"),
    (r".*(so dinh danh|can cuoc|cccd|so cmnd).*", "id_number"),
    (r".*ma so thue.*", "tax_code"),
    (r".*(ho,? chu dem|ho va ten|ho ten).*", "name"),
    (r"^dan toc.*", "ethnicity"),
    (r"^quoc tich.*", "country"),
    (r".*(dia chi|noi (cu tru|thuong tru|tam tru|o)|que quan|noi sinh).*", "address"),
    (r"^(xa, phuong|phuong, xa).*", "commune"),
    (r"^so (luong|ban|trang|nguoi|thanh vien|lao dong|tang).*", "number"),
    (r".*(so tien|von|gia tri|kinh phi|chi phi).*", "money"),
    (r"^(anh|ban chup|tep)\b.*", "file"),
    (r".*(mo ta|ly do|noi dung).*", "long_text"),
)


@dataclass(frozen=True)
class Spot:
    """Where a page or question stands: in which list, at which place, on which page, in which group."""

    kind: str
    among: list[Part]
    at: int
    page: Part
    group: Part | None = None

    @property
    def part(self) -> Part:
        return self.among[self.at]


def pages_of(document: Document) -> list[Part]:
    """The pages of the form, the list itself; made when the draft has none yet."""
    form = document.get("form")
    if not isinstance(form, dict):
        form = document["form"] = {}  # type: ignore[index]
    pages = form.get("pages")
    if not isinstance(pages, list) or not all(isinstance(page, dict) for page in pages):
        form["pages"] = [page for page in pages if isinstance(page, dict)] if isinstance(pages, list) else []
    found: list[Part] = form["pages"]
    return found


def questions_of(part: Part) -> list[Part]:
    """The questions of a page or group, the list itself."""
    questions = part.get("questions")
    if not isinstance(questions, list) or not all(isinstance(one, dict) for one in questions):
        part["questions"] = (
            [one for one in questions if isinstance(one, dict)] if isinstance(questions, list) else []
        )
    found: list[Part] = part["questions"]
    return found


def spots(document: Document) -> Iterator[Spot]:
    """Every page and question in the order of the form, those inside groups too."""
    pages = pages_of(document)
    for number, page in enumerate(pages):
        yield Spot(PAGE, pages, number, page)
        questions = questions_of(page)
        for place, question in enumerate(questions):
            yield Spot(QUESTION, questions, place, page)
            if question.get("kind") == "group":
                inner = questions_of(question)
                for inside, _ in enumerate(inner):
                    yield Spot(QUESTION, inner, inside, page, question)


def find(document: Document, name: str) -> Spot:
    """The page `trang:<id>` or question `cau:<id>`. Raises StepRefused when it is not there."""
    kind, _, key = name.partition(":")
    for spot in spots(document):
        if spot.kind == kind and spot.part.get("id") == key and key:
            return spot
    raise StepRefused(GONE)


def ids_of(document: Document) -> set[str]:
    return {str(spot.part.get("id")) for spot in spots(document) if spot.kind == QUESTION}


def free_id(label: str, taken: set[str]) -> str:
    """An id from a label: “Họ và tên” → ho_va_ten, with a number where it is taken."""
    words = re.sub(r"[^a-z0-9]+", "_", fold(label)).strip("_") or "muc"
    key = (words if words[0].isalpha() else f"m_{words}")[:MOST_ID].rstrip("_")
    number, found = 1, key
    while found in taken:
        number += 1
        found = f"{key}_{number}"
    return found


def likely_kind(label: str) -> str:
    """The kind that a label sounds like; plain text when it says nothing."""
    words = fold(label).strip(" :.")
    return next(
        (kind for pattern, kind in _LOOKS if re.match(pattern, words) or re.search(pattern, words)), "text"
    )


def new_question(label: str, kind: str, taken: set[str]) -> Part:
    """A question with what its kind cannot do without."""
    made: Part = {"id": free_id(label, taken), "kind": kind, "label": clean(label)[:500]}
    if kind in ("choice", "choices"):
        made["options"] = [{"id": "mot", "label": "Lựa chọn 1"}, {"id": "hai", "label": "Lựa chọn 2"}]
    if kind == "group":
        inner = {
            "id": free_id(f"{label} ho ten", taken | {made["id"]}),
            "kind": "name",
            "label": "Họ, chữ đệm và tên",
        }
        made |= {"item_label": clean(label)[:60] or "Mục", "questions": [inner]}
    if kind == "computed":
        made["value"] = {"op": "today", "args": []}
    return made


def add_page(document: Document, title: str, section: str = "") -> str:
    """A page at the end. Raises StepRefused without a title. The new page's name."""
    title = clean(title)
    if not title:
        raise StepRefused("Nhập tiêu đề của trang.")
    pages = pages_of(document)
    key = free_id(title, {str(page.get("id")) for page in pages})
    last = str(pages[-1].get("section") or "") if pages else ""
    pages.append({"id": key, "section": clean(section) or last, "title": title, "questions": []})
    return f"{PAGE}:{key}"


def add_questions(document: Document, where: str, labels: list[str], kind: str = "") -> list[str]:
    """Questions at the end of a page or group, or behind a question; without a kind each gets the likely one."""
    spot, labels = find(document, where), [clean(label) for label in labels if clean(label)]
    if not labels:
        raise StepRefused("Nhập ít nhất một câu hỏi.")
    into_it = spot.kind == PAGE or spot.part.get("kind") == "group"
    among = questions_of(spot.part) if into_it else spot.among
    inside = spot.group is not None or (spot.kind == QUESTION and into_it)
    at, taken, names = len(among) if into_it else spot.at + 1, ids_of(document), cast(list[str], [])
    for label in labels[:100]:
        chosen = kind or likely_kind(label)
        if inside and chosen in ("group", "statement"):
            chosen = "text"
        for made in _made(label, chosen, taken):
            among.insert(at + len(names), made)
            taken |= {made["id"]} | {one["id"] for one in made.get("questions", [])}
            names.append(f"{QUESTION}:{made['id']}")
    return names


def _made(label: str, kind: str, taken: set[str]) -> list[Part]:
    """One question, or the questions that a person or an organisation consists of."""
    if kind not in SET_WORDS:
        return [new_question(label, kind, taken)]
    stem = base = free_id(label, set())[:20].rstrip("_")
    number = 1
    while any(part["id"] in taken for part in parts_of(label, kind, stem)):
        number += 1
        stem = f"{base}_{number}"
    return parts_of(label, kind, stem)


def move(document: Document, name: str, by: int) -> None:
    """One place up or down; at the end of a page a question goes on to the next page."""
    spot = find(document, name)
    to = spot.at + by
    if 0 <= to < len(spot.among):
        spot.among.insert(to, spot.among.pop(spot.at))
    elif spot.kind == QUESTION and spot.group is None:
        pages = pages_of(document)
        beside = next(i for i, page in enumerate(pages) if page is spot.page) + by
        if 0 <= beside < len(pages):
            there = questions_of(pages[beside])
            there.insert(0 if by > 0 else len(there), spot.among.pop(spot.at))


def move_to(document: Document, name: str, where: str) -> None:
    """A question to the end of a page or group."""
    spot, goal = find(document, name), find(document, where)
    if goal.kind == QUESTION and (
        goal.part.get("kind") != "group" or spot.part.get("kind") in ("group", "statement")
    ):
        raise StepRefused("Trong nhóm lặp không đặt nhóm khác hoặc lời dẫn.")
    if goal.part is not spot.part:
        questions_of(goal.part).append(spot.among.pop(spot.at))


def duplicate(document: Document, name: str) -> str:
    """A copy behind the original, with ids of its own. The copy's name."""
    spot = find(document, name)
    made, taken = copy.deepcopy(spot.part), ids_of(document)
    if spot.kind == PAGE:
        made["id"] = free_id(str(made.get("id")), {str(page.get("id")) for page in spot.among})
    for question in questions_with_inner(made, itself=spot.kind == QUESTION):
        question["id"] = free_id(str(question.get("id")), taken)
        taken.add(question["id"])
    spot.among.insert(spot.at + 1, made)
    return f"{spot.kind}:{made['id']}"


def questions_with_inner(part: Part, *, itself: bool) -> list[Part]:
    found = [part] if itself else []
    for question in part.get("questions") or []:
        if isinstance(question, dict):
            found += questions_with_inner(question, itself=True)
    return found


def remove(document: Document, name: str) -> Part:
    """Takes a page or question away; what was taken, to be put back."""
    spot = find(document, name)
    return spot.among.pop(spot.at)


def put_back(document: Document, part: Part, where: str, at: int) -> None:
    """Undoes `remove`; `where` is the page or group it stood in, "" for a page. Raises StepRefused."""
    among = pages_of(document) if not where else questions_of(find(document, where).part)
    known = ids_of(document)
    own = [str(one.get("id")) for one in questions_with_inner(part, itself=bool(where))]
    if known & set(own) or (not where and any(page.get("id") == part.get("id") for page in among)):
        raise StepRefused("Phần này đã có lại trong biểu mẫu.")
    among.insert(min(max(at, 0), len(among)), part)
