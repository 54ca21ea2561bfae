"""One question's answer against its rules: a closure per question, made once, that gives "" or a sentence.

An answer that came through the page is already typed; the checks hold for any JSON value all the same."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from portal.accounts.numbers import id_number_problem, phone_problem, tax_code_problem
from procedures import places
from procedures.definition.shapes import OTHER, RAW, TEXT_KINDS, Question
from procedures.eform.dates import raw_problem
from procedures.eform.lists import COUNTRIES, ETHNIC_GROUPS
from procedures.eform.numbers import quantity_text
from procedures.expressions import Given
from procedures.operations import age, day, is_number

Check = Callable[[Any, Given], str]
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+\Z")
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z")
_COMMUNE = re.compile(r"\d{5}\Z")
_NUMBERS = {"id_number": id_number_problem, "tax_code": tax_code_problem, "phone": phone_problem}
_CHOSEN = {"choice", "choices", "country", "ethnicity"}


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
        return _("Chọn Có hoặc Không: %(question)s") % {"question": within(question)}
    if question.label.rstrip().endswith("?") and not question.noun:
        return _("Trả lời câu hỏi “%(question)s”") % {"question": question.label.strip()}
    if question.kind == "group":
        return _("Thêm ít nhất một %(item)s") % {
            "item": question.item_label[:1].lower() + question.item_label[1:]
        }
    sentence = _("Chọn %(question)s") if question.kind in _CHOSEN else _("Nhập %(question)s")
    return sentence % {"question": within(question)}


def missing_other(question: Question) -> str:
    """The label of the box beside “Khác”, and what to say when it is empty."""
    return _("Ghi rõ %(question)s khác") % {"question": within(question)}


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


def _unreadable(name: str) -> str:
    return _("%(what)s chưa đọc được. Nhập lại") % {"what": name}


def _at_least(name: str, least: str) -> str:
    return _("%(what)s phải từ %(least)s trở lên") % {"what": name, "least": least}


def is_raw(value: Any) -> bool:
    """What was typed but could not be read."""
    return isinstance(value, dict) and RAW in value


def _text(question: Question) -> Check:
    longest, name = question.max_length, called(question)
    further = _further(question)

    def shape(value: Any, facts: Given) -> str:
        if not isinstance(value, str):
            return _unreadable(name)
        if len(value) > longest:
            facts_told = {"what": name, "most": longest, "n": len(value)}
            return _("%(what)s phải từ %(most)s ký tự trở xuống — hiện có %(n)s") % facts_told
        return ""

    if further is None:
        return shape
    return lambda value, facts: shape(value, facts) or further(value)


def _further(question: Question) -> Callable[[str], str] | None:
    """What some kinds of text must satisfy beside their length."""
    if question.kind in _NUMBERS:
        return _NUMBERS[question.kind]
    if question.kind == "email":
        return lambda value: "" if _EMAIL.match(value) else _("Nhập thư điện tử có dạng ten@vidu.vn")
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
        return _("Họ tên không có chữ số")
    return "" if _LETTER.search(value) else _("Họ tên phải có chữ cái")


def _number(question: Question) -> Check:
    least, most, name = question.min, question.max, called(question)
    money = question.kind == "money"
    unit = " đồng" if money else f" {question.unit}" if question.unit else ""
    example = "1.500.000" if money else "0,5" if question.decimals else "12"
    whole = question.decimals == 0

    def check(value: Any, facts: Given) -> str:
        if not is_number(value) or (whole and not isinstance(value, int)):
            told = {"what": name, "example": example}
            return _("%(what)s phải viết bằng chữ số, ví dụ %(example)s") % told
        if least is not None and value < least:
            return _at_least(name, f"{quantity_text(least, question)}{unit}")
        if most is not None and value > most:
            told = {"what": name, "most": f"{quantity_text(most, question)}{unit}"}
            return _("%(what)s phải từ %(most)s trở xuống") % told
        if money and least is None and value < 0:
            return _at_least(name, "0 đồng")
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
            return _unreadable(name)
        if (not_future or youngest is not None) and on > facts.today:
            return _("%(what)s phải là hôm nay hoặc trước hôm nay") % {"what": name}
        if not_past and on < facts.today:
            return _("%(what)s phải là hôm nay hoặc sau hôm nay") % {"what": name}
        if youngest is not None and age(on, facts.today) < youngest:
            return _("%(what)s cho thấy chưa đủ %(n)s tuổi") % {"what": name, "n": youngest}
        return ""

    return check


def _time(question: Question) -> Check:
    name = called(question)

    def check(value: Any, facts: Given) -> str:
        fine = isinstance(value, str) and _TIME.match(value)
        return "" if fine else _("%(what)s phải là giờ và phút, ví dụ 8:30") % {"what": name}

    return check


def _choice(question: Question) -> Check:
    allowed = frozenset(option.id for option in question.options) | ({OTHER} if question.other else set())
    return _listed(question, allowed)


def _listed(question: Question, allowed: frozenset[str]) -> Check:
    return lambda value, facts: "" if isinstance(value, str) and value in allowed else missing(question)


def _choices(question: Question) -> Check:
    allowed = {option.id for option in question.options}

    def check(value: Any, facts: Given) -> str:
        fine = isinstance(value, list) and all(isinstance(item, str) and item in allowed for item in value)
        return "" if fine else missing(question)

    return check


def _yes_no(question: Question) -> Check:
    return lambda value, facts: "" if isinstance(value, bool) else missing(question)


def _commune(question: Question) -> Check:
    at_home = question.scope == "province"
    return lambda value, facts: _place_problem(value, value, at_home)


def _address(question: Question) -> Check:
    at_home, name = question.scope == "province", within(question)

    def check(value: Any, facts: Given) -> str:
        if not isinstance(value, dict):
            return _("Nhập %(question)s") % {"question": name}
        raw = value.get(RAW)
        if isinstance(raw, dict):
            return _place_problem(None, {RAW: raw.get("xa", ""), "options": value.get("options")}, at_home)
        if problem := _place_problem(value.get("commune"), value, at_home):
            return problem
        line = value.get("line")
        if not isinstance(line, str) or not line:
            return _("Nhập số nhà, đường, thôn hoặc tổ dân phố của %(question)s") % {"question": name}
        return "" if len(line) <= 300 else _("Số nhà, đường phải từ 300 ký tự trở xuống")

    return check


def _place_problem(code: Any, value: Any, at_home: bool) -> str:
    if is_raw(value):
        typed, options = value[RAW], value.get("options")
        if not typed:
            return _("Nhập tên xã, phường hoặc đặc khu")
        if isinstance(options, list) and len(options) == 1:
            return _("Chọn nơi dưới đây nếu bạn muốn nói “%(typed)s”, hoặc nhập lại tên") % {"typed": typed}
        if options:
            told = {"n": len(options), "typed": typed}
            return _("Có %(n)s nơi tên “%(typed)s”. Chọn đúng nơi") % told
        return _nowhere(typed, at_home)
    if not isinstance(code, str) or not _COMMUNE.match(code):
        return _("Nhập tên xã, phường hoặc đặc khu")
    if at_home:
        found = places.place(code)
        if found is None or not found.served:
            return _("Chọn một xã, phường, đặc khu của tỉnh này")
    return ""


def _nowhere(typed: str, at_home: bool) -> str:
    if at_home:
        said = _(
            "Không thấy xã, phường, đặc khu của tỉnh này tên “%(typed)s”. Xem lại tên, bỏ tên huyện cũ nếu có"
        )
    else:
        said = _("Không thấy xã, phường, đặc khu tên “%(typed)s”. Xem lại tên, bỏ tên huyện cũ nếu có")
    return said % {"typed": typed}


def birth_and_sex(question: Question, counting: Any) -> tuple[date | None, str]:
    """What the form says elsewhere about the person whose identity number this is."""
    sex = {"nam": "male", "nu": "female"}.get(str(counting.get(question.sex, "")), "")
    return day(counting.get(question.birth)), sex
