"""Row `validate`: the server's check of a form of forty fields that is held as data.

Ours is `eform.problems` on a definition compiled once. Beside it stand the same forty rules written by hand as
one Python function (what the language allows at best) and as a Django Form (what one would otherwise use); on
every generated input all three must name the same fields before anything is timed. The same forty rules once more with
eight of them as two items of a repeated group must find the same faults, and hold the same goal.
"""

import random
import re
import string
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from portal.accounts.numbers import id_number_problem, phone_problem, tax_code_problem
from procedures import eform
from procedures.definition import Definition, parse

GOAL = {"valid_us": 60, "grouped_us": 60}
TODAY = date(2026, 11, 21)
OPTIONS = ["nam", "nu", "khac_nua"]
KINDS = (
    ["name"] * 6
    + ["text"] * 8
    + ["long_text"] * 2
    + ["id_number"] * 3
    + ["tax_code"]
    + ["phone"] * 2
    + ["email"] * 2
    + ["date"] * 5
    + ["number"] * 4
    + ["money"] * 2
    + ["choice"] * 3
    + ["yes_no"] * 2
)
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+\Z")
_DIGIT, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")
_CHECKED = {"id_number": id_number_problem, "tax_code": tax_code_problem, "phone": phone_problem}


def run(full: bool) -> dict[str, object]:
    """One JSON line; `full` compares ten thousand inputs instead of two thousand."""
    definition, facts = forty(), eform.given(today=TODAY)
    chance = random.Random(40)
    inputs = [inputs_of(chance, faulty=index % 2 == 1) for index in range(10_000 if full else 2_000)]
    by_django = _django_form()
    wrong = sum(
        not (set(eform.problems(definition, one, facts)) == by_hand(one) == by_django(one)) for one in inputs
    )
    in_group, grouped = parse(with_group()), [_in_group(one) for one in inputs]
    wrong += sum(
        set(eform.problems(in_group, one, facts)) != {_GROUPED.get(key, key) for key in by_hand(flat)}
        for one, flat in zip(grouped, inputs, strict=True)
    )
    good = [one for one in inputs if not by_hand(one)][:500]
    bad = [one for one in inputs if by_hand(one)][:500]
    ours = _each(lambda one: eform.problems(definition, one, facts), good)
    faulty = _each(lambda one: eform.problems(definition, one, facts), bad)
    hand, django = _each(by_hand, good), _each(by_django, good[:100])
    together = _each(lambda one: eform.problems(in_group, one, facts), [_in_group(one) for one in good])
    value = {"valid_us": round(ours, 1), "grouped_us": round(together, 1)}
    return {
        "row": "validate",
        "value": value,
        "goal": GOAL,
        "pass": wrong == 0 and all(value[key] <= goal for key, goal in GOAL.items()),
        "compared": len(inputs),
        "different": wrong,
        "questions": len(KINDS),
        "faulty_us": round(faulty, 1),
        "compile_ms": round(min(_seconds(lambda: parse(document())) for _ in range(5)) * 1000, 2),
        "by_hand_us": round(hand, 1),
        "django_form_us": round(django, 1),
        "over_by_hand": round(ours / hand, 2),
        "under_django_form": round(django / ours, 1),
    }


def document() -> dict[str, Any]:
    """Forty questions on four pages; three are asked only after certain answers."""
    questions = [_question(index, kind) for index, kind in enumerate(KINDS)]
    questions[38]["when"] = {"op": "eq", "args": [{"q": "q35"}, {"v": "nam"}]}
    questions[39]["when"] = {"op": "and", "args": [{"q": "q38"}, {"op": "filled", "args": [{"q": "q0"}]}]}
    questions[33]["when"] = {"op": "gt", "args": [{"q": "q30"}, {"v": 3}]}
    return {
        "schema": 1,
        "code": "0.000040",
        "name": "Bốn mươi câu hỏi",
        "field": {"code": "G00", "name": "Thử"},
        "summary": "Để đo.",
        "level": "commune",
        "online": "full",
        "competence": {"kind": "department", "specialty": "office"},
        "legal": [{"number": "0/2026"}],
        "result": {"name": "Kết quả"},
        "limits": {"processing": {"value": 3, "unit": "working_day"}},
        "form": {
            "code": "0.000040/TK",
            "title": "Tờ khai",
            "pages": [
                {"id": f"p{n}", "title": f"Trang {n}", "questions": questions[n * 10 : n * 10 + 10]}
                for n in range(4)
            ],
        },
        "steps": [
            {
                "id": "lam",
                "name": "Làm",
                "kind": "work",
                "agency": "competent",
                "duty": "case_officer",
                "minutes": 9,
            }
        ],
        "retention": 5,
    }


def _question(index: int, kind: str) -> dict[str, Any]:
    question: dict[str, Any] = {
        "id": f"q{index}",
        "kind": kind,
        "label": f"Mục số {index}",
        "required": index % 5 != 4,
    }
    if kind == "choice":
        question["options"] = [{"id": option, "label": option} for option in OPTIONS]
    if kind in ("number", "money"):
        question |= {"min": 0, "max": 1000 if kind == "number" else 10**10}
    if kind == "date":
        question["not_future"] = True
    return question


def forty() -> Definition:
    return parse(document())


_ITEMS = (("q1", "q16", "q25", "q31"), ("q2", "q17", "q26", "q32"))
"""Alike in pairs, and named by no condition: these stand in the group, one tuple an item."""
_GROUPED = {
    key: f"nhom-{at}-{_ITEMS[0][place]}" for at, item in enumerate(_ITEMS) for place, key in enumerate(item)
}


def with_group() -> dict[str, Any]:
    """The forty rules with eight of them as two items of a group of four questions."""
    made = document()
    inside = [_question(int(key[1:]), KINDS[int(key[1:])]) for key in _ITEMS[0]]
    for page in made["form"]["pages"]:
        page["questions"] = [one for one in page["questions"] if one["id"] not in _GROUPED]
    group = {"id": "nhom", "kind": "group", "label": "Các thành viên", "item_label": "Thành viên"}
    made["form"]["pages"][0]["questions"].append({**group, "max": 5, "questions": inside})
    return made


def _in_group(answers: dict[str, Any]) -> dict[str, Any]:
    """The same answers as the form with the group keeps them."""
    kept = {key: value for key, value in answers.items() if key not in _GROUPED}
    named = _ITEMS[0]
    kept["nhom"] = [
        {named[place]: answers[key] for place, key in enumerate(item) if key in answers} for item in _ITEMS
    ]
    return kept


def by_hand(answers: dict[str, Any]) -> set[str]:
    """The same rules as a person would write them for this one form, without sentences."""
    found = set()
    for index, kind in enumerate(KINDS):
        key = f"q{index}"
        if not _asked(index, answers):
            continue
        value = answers.get(key)
        if value is None or value == "":
            if index % 5 != 4:
                found.add(key)
        elif not _fine(kind, value):
            found.add(key)
    return found


def _asked(index: int, answers: dict[str, Any]) -> bool:
    if index == 38:
        return answers.get("q35") == "nam"
    if index == 39:
        return answers.get("q35") == "nam" and answers.get("q38") is True and bool(answers.get("q0"))
    if index == 33:
        return isinstance(answers.get("q30"), int) and answers["q30"] > 3
    return True


def _fine(kind: str, value: Any) -> bool:
    if kind in _CHECKED:
        return len(value) <= 20 and not _CHECKED[kind](value)
    if kind == "name":
        return len(value) <= 150 and not _DIGIT.search(value) and bool(_LETTER.search(value))
    if kind == "text":
        return len(value) <= 200
    if kind == "long_text":
        return len(value) <= 2000
    if kind == "email":
        return len(value) <= 254 and bool(_EMAIL.match(value))
    if kind == "date":
        return isinstance(value, str) and date.fromisoformat(value) <= TODAY
    if kind == "choice":
        return value in OPTIONS
    if kind == "yes_no":
        return isinstance(value, bool)
    return isinstance(value, int) and 0 <= value <= (1000 if kind == "number" else 10**10)


def _django_form() -> Callable[[dict[str, Any]], set[str]]:
    """A Django Form class built once, with the project's own number checks as validators."""
    from django import forms
    from django.core.exceptions import ValidationError

    def checked(check: Callable[[str], str]) -> Callable[[str], None]:
        def validator(text: str) -> None:
            if problem := check(text):
                raise ValidationError(problem)

        return validator

    def name(text: str) -> None:
        if not _fine("name", text):
            raise ValidationError("Họ tên")

    def past(day: date) -> None:
        if day > TODAY:
            raise ValidationError("Ngày")

    def mail(text: str) -> None:
        if not _fine("email", text):
            raise ValidationError("Thư")

    def made(index: int, kind: str) -> forms.Field:
        required = index % 5 != 4
        if kind == "choice":
            return forms.ChoiceField(choices=[(o, o) for o in OPTIONS], required=required)
        if kind == "yes_no":
            return forms.TypedChoiceField(choices=[("True", "Có"), ("False", "Không")], required=required)
        if kind in ("number", "money"):
            most = 1000 if kind == "number" else 10**10
            return forms.IntegerField(min_value=0, max_value=most, required=required)
        if kind == "date":
            return forms.DateField(input_formats=["%Y-%m-%d"], validators=[past], required=required)
        longest = {"name": 150, "text": 200, "long_text": 2000, "email": 254}.get(kind, 20)
        rules = {"name": [name], "email": [mail], "text": [], "long_text": []}.get(kind) or []
        rules = [checked(_CHECKED[kind])] if kind in _CHECKED else rules
        return forms.CharField(max_length=longest, validators=rules, required=required)

    form = type("Forty", (forms.Form,), {f"q{i}": made(i, kind) for i, kind in enumerate(KINDS)})

    def problems(answers: dict[str, Any]) -> set[str]:
        data = {key: value for key, value in answers.items() if not isinstance(value, dict)}
        data |= {
            key: "/".join(value["_raw"].values()) for key, value in answers.items() if isinstance(value, dict)
        }
        return {key for key in form(data).errors if _asked(int(key[1:]), answers)}

    return problems


def inputs_of(chance: random.Random, *, faulty: bool) -> dict[str, Any]:
    """Answers as they stand after reading; a faulty one has some fields empty, too long, or of no sense."""
    answers = {f"q{index}": _good(kind, chance) for index, kind in enumerate(KINDS)}
    for index, kind in enumerate(KINDS):
        if faulty and chance.random() < 0.12:
            answers[f"q{index}"] = chance.choice([None, "", _bad(kind, chance)])
        elif index % 5 == 4 and chance.random() < 0.3:
            answers[f"q{index}"] = None
    return {key: value for key, value in answers.items() if value is not None}


def _good(kind: str, chance: random.Random) -> Any:
    words = (
        "".join(chance.choice(string.ascii_letters + " ạđễơữ") for _ in range(chance.randint(3, 30))).strip()
        or "x"
    )
    match kind:
        case "name":
            return f"Nguyễn {words}"
        case "id_number":
            return f"0{chance.randrange(10**11):011}"
        case "tax_code":
            return "0100109106"
        case "phone":
            return f"09{chance.randrange(10**8):08}"
        case "email":
            return f"thu{chance.randrange(10**6)}@vidu.vn"
        case "date":
            return (TODAY - timedelta(days=chance.randrange(20_000))).isoformat()
        case "number" | "money":
            return chance.randint(0, 1000)
        case "choice":
            return chance.choice(OPTIONS)
        case "yes_no":
            return chance.random() < 0.5
    return f"x{words}"


def _bad(kind: str, chance: random.Random) -> Any:
    match kind:
        case "name":
            return chance.choice(["Nguyễn 2", "…", "a" * 151])
        case "id_number" | "tax_code" | "phone":
            return chance.choice(["12345", "0123456789012345", "không có"])
        case "email":
            return chance.choice(["thu", "a@b", "a b@c.vn"])
        case "date":
            return chance.choice(["2199-01-01", {"_raw": {"ngay": "31", "thang": "2", "nam": "2025"}}])
        case "number" | "money":
            return chance.choice([-1, 10**11, {"_raw": {"": "mười"}}])
        case "choice":
            return "la"
        case "yes_no":
            return None
    return "a" * 2001


def _each(work: Callable[[dict[str, Any]], object], inputs: list[dict[str, Any]], rounds: int = 9) -> float:
    """Microseconds for one input, in the quickest round."""
    return min(_seconds(lambda: [work(one) for one in inputs]) for _ in range(rounds)) / len(inputs) * 1e6


def _seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun
