"""Plausible answers to any form: for test dossiers, for the demo's history, for tests. Invented people only."""

import random
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from portal.calendars.now import now
from portal.web.show import local
from procedures import eform
from procedures.definition import OTHER, Definition, Question

FAMILY = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Ngô",
    "Lý",
    "Triệu",
    "Chìu",
    "Tằng",
]
MIDDLE = [
    "Thị",
    "Văn",
    "Minh",
    "Thu",
    "Đức",
    "Ngọc",
    "Quốc",
    "Hồng",
    "Thị Bích",
    "Gia",
    "Xuân",
    "A",
    "Thị Thanh",
]
GIVEN = [
    "An",
    "Bảo",
    "Châu",
    "Dũng",
    "Đạt",
    "Giang",
    "Hà",
    "Huy",
    "Khánh",
    "Linh",
    "Mai",
    "Nam",
    "Oanh",
    "Phúc",
    "Quỳnh",
    "Sơn",
    "Thảo",
    "Uyên",
    "Vinh",
    "Yến",
    "Ẩn",
    "Ơn",
]
STREETS = ["tổ 5, khu 2", "số 18, đường Cao Thắng", "thôn Nà Ếch", "số 7, ngõ 42, phố Lê Lợi", "thôn Khe Mọi"]
_MAX_ROUNDS = 12


def invented_name(chance: random.Random) -> str:
    """A name such as people have, belonging to nobody in particular."""
    return f"{chance.choice(FAMILY)} {chance.choice(MIDDLE)} {chance.choice(GIVEN)}"


def invented_number(chance: random.Random, born: date, sex: str) -> str:
    """A 12-digit number whose century, sex and year agree with the birth (domain.md §12)."""
    century = (born.year // 100 - 19) * 2 + (1 if sex == "female" else 0)
    return (
        f"0{chance.choice(['22', '31', '24', '30'])}{century}{born.year % 100:02}{chance.randrange(10**6):06}"
    )


def sample_answers(
    definition: Definition, *, seed: int, commune: str, known: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """Answers with which the form can be sent; the same seed gives the same answers.

    `known` answers are kept as they are. Raises ValueError naming what could not be answered.
    """
    chance = random.Random(seed)  # noqa: S311  (plausible, not secret)
    answers: dict[str, Any] = dict(known or {})
    for _ in range(_MAX_ROUNDS):
        asked = [question for page, questions in eform.asked(definition, answers) for question in questions]
        news = [question for question in asked if question.id not in answers]
        if not news:
            break
        for question in news:
            _answer(question, answers, chance, commune)
    if problems := eform.problems(definition, answers):
        raise ValueError(f"{definition.code}: {problems}")
    return answers


def _answer(question: Question, answers: dict[str, Any], chance: random.Random, commune: str) -> None:
    if question.kind == "file":
        answers[question.id] = None  # handed in like a paper
    elif question.kind == "group":
        answers[question.id] = [
            _item(question, chance, commune) for _ in range(max(int(question.min or 0), 1))
        ]
    elif question.kind != "statement":
        answers[question.id] = value_for(question, chance, commune)
        if question.other and answers[question.id] == OTHER:
            answers[question.other_id] = "Lý do riêng"


def _item(group: Question, chance: random.Random, commune: str) -> dict[str, Any]:
    item: dict[str, Any] = {}
    for question in group.questions:
        if question.kind == "file":
            item[question.id] = f"{chance.randrange(16**8):08x}"
        elif question.kind not in ("computed", "statement"):
            item[question.id] = value_for(question, chance, commune)
    return item


def value_for(question: Question, chance: random.Random, commune: str) -> Any:
    """A value of the question's kind and within its bounds."""
    match question.kind:
        case "name":
            return invented_name(chance)
        case "id_number":
            return invented_number(chance, date(1990, 5, 13), "male")
        case "tax_code":
            return "0100109106"
        case "phone":
            return f"09{chance.randrange(10**8):08}"
        case "email":
            return f"thu{chance.randrange(10**4)}@thu.example"
        case "date":
            return _day(question, chance)
        case "time":
            return f"{chance.randrange(24):02}:{chance.randrange(60):02}"
        case "number" | "money":
            return _number(question, chance)
        case "yes_no":
            return chance.random() < 0.5
        case "choice":
            return chance.choice(question.options).id
        case "choices":
            return [chance.choice(question.options).id]
        case "commune":
            return commune
        case "address":
            return {"commune": commune, "line": chance.choice(STREETS)}
        case "country":
            return "VN"
        case "ethnicity":
            return "Kinh"
        case _:
            return _words(question, chance)


def _day(question: Question, chance: random.Random) -> str:
    today = local(now()).date()
    if question.min_age:
        return (today - timedelta(days=365 * question.min_age + 400 + chance.randrange(3000))).isoformat()
    if question.not_past:
        return (today + timedelta(days=3 + chance.randrange(60))).isoformat()
    return (today - timedelta(days=5 + chance.randrange(40))).isoformat()


def _number(question: Question, chance: random.Random) -> float | int:
    low = int(question.min) if question.min is not None else 1
    high = int(question.max) if question.max is not None else low + 99
    return chance.randint(low, max(low, min(high, low + 200)))


def _words(question: Question, chance: random.Random) -> str:
    if question.example:
        return question.example[: question.max_length]
    return chance.choice(["Bệnh viện Sản Nhi", "Theo giấy tờ kèm theo", "Phường nơi cư trú"])[
        : question.max_length
    ]
