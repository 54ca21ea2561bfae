"""Row `page`: showing a page of a form of sixty questions with forty conditions, as the wizard draws it.

The definition is read and compiled once per version; measured is what each page costs: the fields as people see
them and their HTML. Every page is drawn with the answers of a form half filled in; so is the same form with all of its
questions on one page."""

import time
from typing import Any

from django.template import engines

from procedures import eform
from procedures.definition import parse
from procedures.eform import view
from tests.bench.validate import TODAY, document

GOAL = {"cpu_ms": 3.0}
QUESTIONS, CONDITIONS, PAGES = 60, 40, 6
_KINDS = ("name", "text", "date", "choice", "number", "yes_no", "id_number", "phone", "long_text", "choices")
_TEMPLATE = '{% from "components/eform.html" import eform %}{{ eform(fields, seen) }}'


def run(full: bool) -> dict[str, object]:
    """One JSON line; `full` draws every page two hundred times instead of forty."""
    facts = eform.given(today=TODAY)
    answers = _answers()
    template = engines["jinja2"].from_string(_TEMPLATE)

    def draw(definition: Any, page: Any) -> str:
        problems = eform.page_problems(definition, page, answers, facts)
        fields = view.fields(definition, page, answers, problems)
        return str(template.render({"fields": fields, "seen": view.seen(fields)}))

    forms = [parse(sixty()), parse(on_one_page())]
    pages = [(definition, page) for definition in forms for page in definition.form.pages]
    drawn = [len(draw(*one)) for one in pages]
    times = {
        page.id: _quickest(lambda one=(definition, page): draw(*one), 200 if full else 40)
        for definition, page in pages
    }
    worst = max(times.values())
    return {
        "row": "page",
        "value": {"cpu_ms": round(worst, 2)},
        "goal": GOAL,
        "pass": worst <= GOAL["cpu_ms"],
        "questions": QUESTIONS,
        "conditions": CONDITIONS,
        "pages": {key: round(value, 2) for key, value in times.items()},
        "html_bytes": drawn,
    }


def sixty() -> dict[str, Any]:
    """Sixty questions of ten kinds on six pages; forty stand under a condition on an earlier answer."""
    questions = [_question(index) for index in range(QUESTIONS)]
    for index in range(QUESTIONS - CONDITIONS, QUESTIONS):
        questions[index]["when"] = _condition(index)
    pages = [
        {"id": f"p{n}", "title": f"Trang {n}", "questions": questions[n * 10 : n * 10 + 10]}
        for n in range(PAGES)
    ]
    made = document()
    made["form"]["pages"] = pages
    return made


def on_one_page() -> dict[str, Any]:
    """The same sixty questions without a turn of the page."""
    made = sixty()
    questions = [question for page in made["form"]["pages"] for question in page["questions"]]
    made["form"]["pages"] = [{"id": "all_sixty", "title": "Một trang", "questions": questions}]
    return made


def _question(index: int) -> dict[str, Any]:
    kind = _KINDS[index % len(_KINDS)]
    made: dict[str, Any] = {
        "id": f"q{index}",
        "kind": kind,
        "label": f"Mục số {index}",
        "hint": "Ghi như giấy tờ",
    }
    if kind in ("choice", "choices"):
        made["options"] = [{"id": f"o{n}", "label": f"Lựa chọn {n}"} for n in range(4)]
    return made


def _condition(index: int) -> dict[str, Any]:
    """Alternately on a choice, a yes, a number and two of them together; all hold with the answers below."""
    chosen = {"op": "eq", "args": [{"q": "q3"}, {"v": "o1"}]}
    enough = {"op": "gt", "args": [{"q": "q4"}, {"v": 2}]}
    both = {"op": "and", "args": [chosen, enough, {"op": "filled", "args": [{"q": "q0"}]}]}
    return [chosen, {"q": "q5"}, enough, both][index % 4]


def _answers() -> dict[str, Any]:
    values = (
        "Nguyễn Thị Huyền",
        "Theo giấy",
        "2026-10-05",
        "o1",
        5,
        True,
        "022190001234",
        "0912345678",
        "Lý do",
        ["o1"],
    )
    return {f"q{index}": values[index % 10] for index in range(50)}


def _quickest(work: Any, times: int) -> float:
    """Milliseconds of processor time, the median of the quicker half."""
    found = []
    for _ in range(times):
        begun = time.process_time()
        work()
        found.append((time.process_time() - begun) * 1000)
    return sorted(found)[len(found) // 4]
