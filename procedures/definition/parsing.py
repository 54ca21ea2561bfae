"""From a JSON document to a Definition: all of it, or every reason why not."""

import json
from functools import lru_cache
from typing import Any

from procedures.definition import fees, rest, steps
from procedures.definition.english import read_english
from procedures.definition.form import read_form
from procedures.definition.reader import Names, Problems, Reader, unique
from procedures.definition.shapes import (
    Competence,
    Definition,
    DefinitionError,
    Field,
    Form,
    Limit,
    Limits,
    Question,
    ResultSpec,
)
from procedures.definition.trial_cases import Known, read_trial_case

SCHEMA = 1
_KEPT = 64


def parse(document: Any) -> Definition:
    """The typed definition. Raises DefinitionError with every fault; nothing is half-read.

    A page of the designer asks for the same draft three or four times, publishing five times: the text is read once.
    """
    try:
        text = json.dumps(document)
    except (TypeError, ValueError):  # no JSON at all: the faults will say so
        return _read(document)
    found = _known(text)
    if isinstance(found, Definition):
        return found
    raise DefinitionError(list(found))


@lru_cache(_KEPT)
def _known(text: str) -> Definition | tuple[tuple[str, str], ...]:
    """What a text comes to, a definition or its faults; from a copy, for whoever asked may go on editing theirs."""
    try:
        return _read(json.loads(text))
    except DefinitionError as error:
        return tuple(error.problems)


def _read(document: Any) -> Definition:
    problems = Problems()
    reader = Reader(document, "", problems)
    if reader.raw("schema") != SCHEMA:
        reader.fault("schema", f"Phải là {SCHEMA}.")
    form, questions, names = _form(reader)
    definition = _definition(reader, form, questions, names)
    reader.done()
    _references(definition, problems)
    if problems.found:
        raise DefinitionError(problems.found)
    return definition


def problems_of(document: Any) -> list[tuple[str, str]]:
    """Every fault of a document as (path, Vietnamese sentence); empty when it can be read."""
    try:
        parse(document)
    except DefinitionError as error:
        return error.problems
    return []


def _form(reader: Reader) -> tuple[Form, dict[str, Question], Names]:
    value = reader.raw("form")
    if value is None and not reader.broken:
        reader.fault("form", "Chưa có tờ khai.")
    return read_form(Reader(value if value is not None else {}, "form", reader.problems))


def _definition(reader: Reader, form: Form, questions: dict[str, Question], names: Names) -> Definition:
    def field(item: Reader) -> Field:
        return Field(item.text("code", required=True, most=30), item.text("name", required=True))

    cases = reader.children("cases", lambda item: rest.read_case(item, names))
    limits = reader.child("limits", lambda item: rest.read_limits(item, cases, names, questions))
    _origin(reader)
    competence = reader.child("competence", lambda item: rest.read_competence(item, questions))
    result = reader.child("result", lambda item: rest.read_result(item, questions))
    papers = reader.children("papers", lambda item: rest.read_paper(item, names, cases))
    rules = reader.children("fees", lambda item: fees.read_fee(item, names, questions, cases))
    graph = reader.children("steps", lambda item: steps.read_step(item, names, questions), least=1)
    known = Known.of(form, papers, rules, graph)
    return Definition(
        code=reader.text("code", required=True, most=20),
        name=reader.text("name", required=True, most=1000),
        plain_name=reader.text("plain_name", most=200),
        field=reader.child("field", field) or Field("", ""),
        audience=reader.one_of("audience", ("citizen", "business", "both"), "citizen"),
        keywords=reader.texts("keywords"),
        summary=reader.text("summary", required=True),
        level=reader.one_of("level", ("commune", "province", "both")),
        online=reader.one_of("online", ("full", "partial", "none")),
        minutes_to_file=reader.whole("minutes_to_file", default=10, least=1, most=600) or 10,
        checks=reader.children("checks", rest.read_check),
        competence=competence or Competence("department"),
        legal=reader.children("legal", rest.read_law, least=1),
        result=result or ResultSpec("", "", "", ""),
        limits=limits or Limits(Limit(1, "working_day"), Limit(30, "calendar_day")),
        appointment=reader.flag("appointment", default=True),
        cases=cases,
        form=form,
        papers=papers,
        fees=rules,
        steps=graph,
        retention=_retention(reader),
        unverified=reader.texts("unverified"),
        in_person=reader.children("in_person", rest.read_in_person),
        english=read_english(reader),
        tests=reader.children("tests", lambda item: read_trial_case(item, known)),
        by_id=questions,
    )


def _origin(reader: Reader) -> None:
    """Where an imported draft comes from and what is doubtful in it: kept for administrators, not used."""
    value = reader.raw("origin")
    if value is not None and not isinstance(value, dict):
        reader.fault("origin", "Phải là một đối tượng { }.")


def _retention(reader: Reader) -> str:
    """ "permanent" or a number of years."""
    value = reader.raw("retention")
    if value == "permanent" or (isinstance(value, int) and not isinstance(value, bool) and 1 <= value <= 200):
        return str(value)
    reader.fault("retention", "Phải là permanent hoặc số năm từ 1 đến 200.")
    return "permanent"


def _references(definition: Definition, problems: Problems) -> None:
    unique(problems, "checks", [check.id for check in definition.checks])
    unique(problems, "cases", [case.id for case in definition.cases])
    unique(problems, "papers", [paper.id for paper in definition.papers])
    unique(problems, "fees", [fee.id for fee in definition.fees])
    unique(problems, "steps", [step.id for step in definition.steps])
    unique(problems, "tests", [test.id for test in definition.tests])
    unique(problems, "in_person", [need.id for need in definition.in_person])
    known = {step.id for step in definition.steps}
    papers = {paper.id for paper in definition.papers}
    for step in definition.steps:
        for key, named in (("after", step.after), ("back_to", step.back_to)):
            for other in named:
                if other not in known:
                    problems.add(f"steps[{step.id}].{key}", f"Không có bước “{other}”.")
        for paper in step.papers:
            if paper not in papers:
                problems.add(f"steps[{step.id}].papers", f"Không có giấy tờ “{paper}”.")
