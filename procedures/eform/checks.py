"""One question's answer against its rules: a closure per question, made once, that gives "" or a sentence.

An answer that came through the page is already typed; the checks hold for any JSON value all the same."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from portal.accounts.numbers import id_number_problem, phone_problem, tax_code_problem
from procedures import places
from procedures.definition.shapes import OTHER, RAW, TEXT_KINDS, Question
from procedures.eform.dates import raw_problem
from procedures.eform.lists import COUNTRIES, ETHNIC_GROUPS
from procedures.eform.numbers import number_text
from procedures.expressions import Given
from procedures.operations import age, day, is_number

Check = Callable[[Any, Given], str]
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+\Z")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")
_COMMUNE = re.compile(r"\d{5}\Z")
_NUMBERS = {"id_number": id_number_problem, "tax_code": tax_code_problem, "phone": phone_problem}
_CHOSEN = {"choice", "choices", "country", "ethnicity"}
_UNREADABLE = "{} chưa đọc được. Nhập lại"


def called(question: Question) -> str:
    """The question's name at the beginning of a sentence."""
    name = question.called()
    return name[:1].upper() + name[1:]


def within(question: Question) -> str:
    """The question's name inside a sentence: “Số CMND” keeps its capitals, “Ngày sinh” does not."""
    name = question.called()
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]


def missing(question: Question) -> str:
    """What to say when nothing was answered (ux.md §5.4, rows 2 and 3)."""
    if question.missing:
        return question.missing
    if question.kind == "yes_no":
        return f"Chọn Có hoặc Không: {within(question)}"
    if question.label.rstrip().endswith("?") and not question.noun:
        return f"Trả lời câu hỏi “{question.label.strip()}”"
    if question.kind == "group":
        return f"Thêm ít nhất một {question.item_label[:1].lower()}{question.item_label[1:]}"
    return f"{'Chọn' if question.kind in _CHOSEN else 'Nhập'} {within(question)}"


def build(question: Question) -> Check:
    """The check of one question's value (which is there and is not a repeated group)."""
    kind = question.kind
    if kind in TEXT_KINDS:
        return _text(question)
    makers: dict[str, Callable[[Question], Check]] = {
        "number": _number,
        "money": _number,
        "date": _date,
        "time": _time,
        "choice": _choice,
        "choices": _choices,
        "commune": _commune,
        "address": _address,
        "country": lambda q: _listed(q, frozenset(COUNTRIES)),
        "ethnicity": lambda q: _listed(q, frozenset(ETHNIC_GROUPS)),
        "yes_no": _yes_no,
    }
    return makers[kind](question) if kind in makers else lambda value, facts: ""


def is_raw(value: Any) -> bool:
    """What was typed but could not be read."""
    return isinstance(value, dict) and RAW in value


def _text(question: Question) -> Check:
    longest, name, unreadable = question.max_length, called(question), _UNREADABLE.format(called(question))
    further = _further(question)

    def shape(value: Any, facts: Given) -> str:
        if not isinstance(value, str):
            return unreadable
        if len(value) > longest:
            return f"{name} phải từ {longest} ký tự trở xuống — hiện có {len(value)}"
        return ""

    if further is None:
        return shape
    return lambda value, facts: shape(value, facts) or further(value)


def _further(question: Question) -> Callable[[str], str] | None:
    """What some kinds of text must satisfy beside their length."""
    if question.kind in _NUMBERS:
        return _NUMBERS[question.kind]
    if question.kind == "email":
        return lambda value: "" if _EMAIL.match(value) else "Nhập thư điện tử có dạng ten@vidu.vn"
    pattern, sentence = question.pattern, question.pattern_error
    if question.kind == "name" and pattern:
        return lambda value: _name_problem(value) or ("" if pattern.fullmatch(value) else sentence)
    if question.kind == "name":
        return _name_problem
    if pattern:
        return lambda value: "" if pattern.fullmatch(value) else sentence
    return None


def _name_problem(value: str) -> str:
    if _DIGIT.search(value):
        return "Họ tên không có chữ số"
    return "" if _LETTER.search(value) else "Họ tên phải có chữ cái"


def _number(question: Question) -> Check:
    least, most, name = question.min, question.max, called(question)
    money = question.kind == "money"
    unit = " đồng" if money else f" {question.unit}" if question.unit else ""
    hint = "ví dụ 1.500.000" if money else "ví dụ 0,5" if question.decimals else "ví dụ 12"
    unreadable = f"{name} phải viết bằng chữ số, {hint}"
    whole = question.decimals == 0

    def check(value: Any, facts: Given) -> str:
        if not is_number(value) or (whole and not isinstance(value, int)):
            return unreadable
        if least is not None and value < least:
            return f"{name} phải từ {number_text(least)}{unit} trở lên"
        if most is not None and value > most:
            return f"{name} phải từ {number_text(most)}{unit} trở xuống"
        if money and least is None and value < 0:
            return f"{name} phải từ 0 đồng trở lên"
        return ""

    return check


def _date(question: Question) -> Check:
    name, youngest = called(question), question.min_age
    not_future, not_past = question.not_future, question.not_past

    def check(value: Any, facts: Given) -> str:
        if is_raw(value):
            return raw_problem(name, value[RAW])[1]
        on = day(value)
        if on is None:
            return _UNREADABLE.format(name)
        if (not_future or youngest is not None) and on > facts.today:
            return f"{name} phải là hôm nay hoặc trước hôm nay"
        if not_past and on < facts.today:
            return f"{name} phải là hôm nay hoặc sau hôm nay"
        if youngest is not None and age(on, facts.today) < youngest:
            return f"{name} cho thấy chưa đủ {youngest} tuổi"
        return ""

    return check


def _time(question: Question) -> Check:
    sentence = f"{called(question)} phải là giờ và phút, ví dụ 8:30"
    return lambda value, facts: "" if isinstance(value, str) and _TIME.match(value) else sentence


def _choice(question: Question) -> Check:
    allowed = frozenset(option.id for option in question.options) | ({OTHER} if question.other else set())
    return _listed(question, allowed)


def _listed(question: Question, allowed: frozenset[str]) -> Check:
    sentence = missing(question)
    return lambda value, facts: "" if isinstance(value, str) and value in allowed else sentence


def _choices(question: Question) -> Check:
    allowed, sentence = {option.id for option in question.options}, missing(question)

    def check(value: Any, facts: Given) -> str:
        fine = isinstance(value, list) and all(isinstance(item, str) and item in allowed for item in value)
        return "" if fine else sentence

    return check


def _yes_no(question: Question) -> Check:
    sentence = missing(question)
    return lambda value, facts: "" if isinstance(value, bool) else sentence


def _commune(question: Question) -> Check:
    at_home = question.scope == "province"
    return lambda value, facts: _place_problem(value, value, at_home)


def _address(question: Question) -> Check:
    at_home, name = question.scope == "province", within(question)

    def check(value: Any, facts: Given) -> str:
        if not isinstance(value, dict):
            return f"Nhập {name}"
        raw = value.get(RAW)
        if isinstance(raw, dict):
            return _place_problem(None, {RAW: raw.get("xa", ""), "options": value.get("options")}, at_home)
        if problem := _place_problem(value.get("commune"), value, at_home):
            return problem
        line = value.get("line")
        if not isinstance(line, str) or not line:
            return f"Nhập số nhà, đường, thôn hoặc tổ dân phố của {name}"
        return "" if len(line) <= 300 else "Số nhà, đường phải từ 300 ký tự trở xuống"

    return check


def _place_problem(code: Any, value: Any, at_home: bool) -> str:
    if is_raw(value):
        typed, options = value[RAW], value.get("options")
        if not typed:
            return "Nhập tên xã, phường hoặc đặc khu"
        if isinstance(options, list) and len(options) == 1:
            return f"Chọn nơi dưới đây nếu bạn muốn nói “{typed}”, hoặc nhập lại tên"
        if options:
            return f"Có {len(options)} nơi tên “{typed}”. Chọn đúng nơi"
        here = " của tỉnh này" if at_home else ""
        return f"Không thấy xã, phường, đặc khu{here} tên “{typed}”. Xem lại tên, bỏ tên huyện cũ nếu có"
    if not isinstance(code, str) or not _COMMUNE.match(code):
        return "Nhập tên xã, phường hoặc đặc khu"
    if at_home:
        found = places.place(code)
        if found is None or not found.served:
            return "Chọn một xã, phường, đặc khu của tỉnh này"
    return ""


def birth_and_sex(question: Question, counting: Any) -> tuple[date | None, str]:
    """What the form says elsewhere about the person whose identity number this is."""
    sex = {"nam": "male", "nu": "female"}.get(str(counting.get(question.sex, "")), "")
    return day(counting.get(question.birth)), sex
