"""Reads the e-form: pages, questions, conditions that look only backwards."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from procedures.definition.layout import read_layout
from procedures.definition.patterns import pattern_problem
from procedures.definition.prefills import CARRIED, REGISTERS, carried_problem, prefill_problem
from procedures.definition.reader import Names, Reader, unique
from procedures.definition.shapes import (
    EXEMPTION,
    KINDS,
    OTHER,
    TEXT_KINDS,
    Form,
    Option,
    Page,
    Question,
)
from procedures.expressions import Expression, Name

_TYPES = {"number": "number", "money": "number", "date": "date", "time": "time", "yes_no": "bool"}
LONGEST = {"long_text": 2000, "name": 150, "email": 254, "phone": 20, "id_number": 20, "tax_code": 20}
_MOST_ITEMS = 50


def read_form(reader: Reader) -> tuple[Form, dict[str, Question], Names]:
    """The form, its questions by id and the names expressions may use afterwards."""
    names: Names = {}
    found: dict[str, Question] = {}
    ids: list[str] = []
    pages = [_page(page, names, found, ids) for page in reader.readers("pages")]
    if not pages and not reader.broken:
        reader.fault("pages", "Phải có ít nhất một trang.")
    unique(reader.problems, f"{reader.path}.pages", [page.id for page in pages])
    unique(reader.problems, f"{reader.path}.pages", ids)
    form = Form(
        code=reader.text("code", required=True, most=60),
        title=reader.text("title", required=True),
        template=reader.text("template", most=60) or "generic",
        pages=tuple(pages),
        layout=reader.child("layout", lambda item: read_layout(item, found), required=False),
        signed=reader.flag("signed", default=False),
    )
    names[EXEMPTION] = Name("text")
    reader.done()
    return form, found, names


def _page(reader: Reader, names: Names, found: dict[str, Question], ids: list[str]) -> Page:
    when = reader.expression("when", names)
    questions = [_question(q, names, found, ids) for q in reader.readers("questions")]
    if not questions and not reader.broken:
        reader.fault("questions", "Trang phải có ít nhất một câu hỏi.")
    if when and not all(question.officer_only for question in questions):
        _looks_at(reader, "when", when, found.values())
    page = Page(
        id=reader.id(),
        section=reader.text("section", most=120),
        title=reader.text("title", required=True, most=200),
        questions=tuple(questions),
        when=when,
        help=reader.text("help"),
    )
    reader.done()
    return page


def _question(
    reader: Reader, names: Names, found: dict[str, Question], ids: list[str], *, inside: bool = False
) -> Question:
    kind = reader.one_of("kind", KINDS)
    key = reader.id()
    when = reader.expression("when", names)
    officer_only = reader.flag("officer_only", default=False)
    if inside and officer_only:
        reader.fault("officer_only", "Đặt cho cả nhóm lặp, không cho riêng một câu trong nhóm.")
    if inside and kind in ("group", "statement"):
        reader.fault("kind", "Trong nhóm lặp không đặt nhóm khác hoặc lời dẫn.")
    inner = _inner(reader, names, found, ids) if kind == "group" and not inside else ()
    options = _options(reader) if kind in ("choice", "choices") else ()
    question = Question(
        id=key,
        kind=kind,
        label=reader.text("label", required=True, most=500),
        hint=reader.text("hint", most=500),
        example=reader.text("example", most=120),
        noun=reader.text("noun", most=120),
        missing=reader.text("missing", most=200),
        required=reader.flag("required", default=True),
        when=when,
        prefill=_prefill(reader, kind, options, found),
        prefill_when=_prefill_when(reader, names, found, inside=inside),
        locked=_locked(reader),
        official=reader.text("official", most=500),
        indexed=reader.flag("indexed", default=False),
        options=options,
        other=kind == "choice" and reader.flag("other", default=False),
        questions=inner,
        officer_only=officer_only,
        shown_to_citizen=officer_only and reader.flag("shown_to_citizen", default=False),
        **_of_kind(reader, kind, names),
    )
    reader.done()
    ids.append(key)
    if not officer_only:
        _asks_citizens(reader, question, found.values())
    if key == EXEMPTION:
        reader.fault("id", f"Mã “{EXEMPTION}” dành cho câu hỏi miễn, giảm phí có sẵn.")
    if question.other:
        ids.append(question.other_id)
    found[key] = question
    name_question(question, names)
    return question


def _asks_citizens(reader: Reader, question: Question, before: Iterable[Question]) -> None:
    """What a citizen is asked or sees may not hang on what only an officer answers (and may see)."""
    for key, expression in (("when", question.when), ("value", question.value)):
        if expression is not None:
            _looks_at(reader, key, expression, before)


def _looks_at(reader: Reader, key: str, expression: Expression, before: Iterable[Question]) -> None:
    hidden = sorted(expression.uses & {question.id for question in before if question.officer_only})
    if hidden:
        reader.fault(key, f"Người dân không được hỏi theo “{hidden[0]}”, câu chỉ cán bộ trả lời.")


def _inner(reader: Reader, names: Names, found: dict[str, Question], ids: list[str]) -> tuple[Question, ...]:
    """Questions of a repeated group see what stands before the group and their own earlier siblings."""
    inside = dict(names)
    inner = tuple(_question(q, inside, found, ids, inside=True) for q in reader.readers("questions"))
    if not inner:
        reader.fault("questions", "Nhóm lặp phải có ít nhất một câu hỏi.")
    return inner


def _of_kind(reader: Reader, kind: str, names: Names) -> dict[str, Any]:
    """The keys that only some kinds may have; on other kinds they stay unread and are reported."""
    facts: dict[str, Any] = {}
    if kind in TEXT_KINDS:
        longest = LONGEST.get(kind, 200)
        facts["max_length"] = reader.whole("max_length", default=longest, least=1, most=5000)
    if kind in ("text", "name"):
        facts["pattern"] = _pattern(reader)
        facts["pattern_error"] = reader.text("pattern_error", most=200)
        if facts["pattern"] and not facts["pattern_error"]:
            reader.fault("pattern_error", "Có pattern thì phải có câu báo lỗi bằng tiếng Việt.")
    if kind in ("number", "money"):
        facts["min"], facts["max"] = _range(reader)
        facts["unit"] = reader.text("unit", most=20)
    if kind == "number":
        facts["decimals"] = reader.whole("decimals", default=0, most=6) or 0
    if kind == "group":
        least = reader.whole("min", default=1, most=_MOST_ITEMS) or 0
        most = reader.whole("max", default=20, least=1, most=_MOST_ITEMS) or 1
        facts["min"], facts["max"] = least, most
        if least > most:
            reader.fault("max", "max phải lớn hơn hoặc bằng min.")
        facts["item_label"] = reader.text("item_label", required=True, most=60)
    if kind == "date":
        facts["not_future"] = reader.flag("not_future", default=False)
        facts["not_past"] = reader.flag("not_past", default=False)
        facts["min_age"] = reader.whole("min_age", most=150)
    if kind in ("commune", "address"):
        facts["scope"] = reader.one_of("scope", ("province", "country"), "country")
    if kind == "id_number":
        facts["birth"] = _reference(reader, "birth", names, "date")
        facts["sex"] = _reference(reader, "sex", names, "text")
    if kind == "computed":
        value = reader.expression("value", names, "")
        if value is None and reader.document.get("value") is None:
            reader.fault("value", "Câu tính sẵn phải có value.")
        elif value is not None and value.type in ("group", "address", "list", "numbers"):
            reader.fault("value", "Câu tính sẵn phải cho ra chữ, số, ngày hoặc đúng/sai.")
        facts["value"] = value
    return facts


def _range(reader: Reader) -> tuple[float | None, float | None]:
    least, most = reader.number("min"), reader.number("max")
    if least is not None and most is not None and least > most:
        reader.fault("max", "max phải lớn hơn hoặc bằng min.")
    return least, most


def _pattern(reader: Reader) -> re.Pattern[str] | None:
    text = reader.text("pattern", most=100)
    if not text:
        return None
    if problem := pattern_problem(text):
        reader.fault("pattern", problem)
        return None
    return re.compile(text)


def _reference(reader: Reader, key: str, names: Names, kind: str) -> str:
    other = reader.text(key, most=60)
    if other and (other not in names or names[other].type != kind):
        reader.fault(key, f"“{other}” phải là một câu hỏi phía trước, loại phù hợp.")
        return ""
    return other


def _options(reader: Reader) -> tuple[Option, ...]:
    def option(item: Reader) -> Option:
        return Option(item.id(), item.text("label", required=True), item.text("hint"))

    options = reader.children("options", option, least=1)
    unique(reader.problems, f"{reader.path}.options", [option.id for option in options])
    if reader.document.get("other") is True and any(option.id == OTHER for option in options):
        reader.fault("options", f"Có other thì mã “{OTHER}” được thêm tự động, bỏ mục ấy đi.")
    if len(options) + bool(reader.document.get("other")) < 2 and reader.document.get("kind") == "choice":
        reader.fault("options", "Phải có ít nhất hai lựa chọn.")
    return options


def _prefill(reader: Reader, kind: str, options: tuple[Option, ...], found: Mapping[str, Question]) -> str:
    source = reader.text("prefill", most=140)
    if source.startswith(CARRIED):
        problem = carried_problem(found.get(source.removeprefix(CARRIED)), kind)
    else:
        problem = prefill_problem(source, kind, [option.id for option in options]) if source else ""
    if problem:
        reader.fault("prefill", problem)
    return "" if problem else source


def _prefill_when(
    reader: Reader, names: Names, found: Mapping[str, Question], *, inside: bool
) -> Expression | None:
    """When a carried answer or a fact of the account is filled in; registers and the store are asked only once."""
    when = reader.expression("prefill_when", names)
    source = str(reader.document.get("prefill") or "")
    if inside and (when or source.startswith(CARRIED)):
        reader.fault("prefill", "Trong nhóm lặp chỉ điền sẵn được từ tài khoản, không kèm điều kiện.")
    elif when and not source.startswith((CARRIED, "party.")):
        reader.fault("prefill_when", "Chỉ đặt điều kiện cho câu điền sẵn từ câu trước hoặc từ tài khoản.")
    if when:
        _looks_at(reader, "prefill_when", when, found.values())
    return when


def _locked(reader: Reader) -> bool:
    locked = reader.flag("locked", default=False)
    if locked and not str(reader.document.get("prefill") or "").startswith(REGISTERS):
        reader.fault(
            "locked",
            "Chỉ giữ nguyên được câu điền sẵn từ dân cư (population) hoặc doanh nghiệp (enterprise).",
        )
    return locked


def name_question(question: Question, names: Names) -> None:
    """What later expressions may say about this question."""
    kind, key = question.kind, question.id
    if kind in ("statement", "file"):
        return
    if kind == "computed":
        names[key] = Name(question.value.type if question.value else "any")
    elif kind == "choice":
        ids = {option.id for option in question.options} | ({OTHER} if question.other else set())
        names[key] = Name("text", frozenset(ids))
        if question.other:
            names[question.other_id] = Name("text")
    elif kind == "address":
        names[key] = Name("address")
        names[f"{key}.commune"] = names[f"{key}.line"] = Name("text")
    elif kind == "group":
        names[key] = Name("group")
        for inner in question.questions:
            names[f"{key}.{inner.id}"] = Name("numbers" if inner.kind in ("number", "money") else "list")
    else:
        names[key] = Name("list" if kind == "choices" else _TYPES.get(kind, "text"))
