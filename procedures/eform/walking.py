"""What is asked of this person: pages, questions, papers, the case; decided only by what still counts.

Answers are one JSON object: question id → typed value. What could not be read is kept as {"_raw": …}, so that
nothing typed is lost, and counts as missing. An answer to a question that is no longer asked stays in the
draft but counts for nothing (`effective`)."""

from collections.abc import Iterator, Mapping
from typing import Any

from procedures.definition.shapes import (
    EXEMPTION,
    OTHER,
    SLOT,
    Definition,
    Exemption,
    Page,
    PaperSpec,
    Question,
    file_paper,
)
from procedures.expressions import Given, given, known

Answers = Mapping[str, Any]


def walk(
    definition: Definition, answers: Answers, facts: Given | None = None
) -> tuple[list[tuple[Page, list[Question]]], dict[str, Any]]:
    """One pass in the order of the form: the pages and questions asked, and the answers that count (those of
    officers too, also when a citizen is asked).

    Conditions look only backwards, so each is judged by answers that themselves count."""
    facts = facts or given()
    counting: dict[str, Any] = {}
    pages: list[tuple[Page, list[Question]]] = []
    for page in definition.form.pages:
        if page.when is not None and page.when.run(counting, facts) is not True:
            continue
        taken = [q for q in page.questions if _take(q, answers, counting, facts)]
        asked = [q for q in taken if q.kind != "computed" and (facts.desk or not q.officer_only)]
        if asked:
            pages.append((page, asked))
    if answers.get(EXEMPTION):
        counting[EXEMPTION] = answers[EXEMPTION]
    return pages, counting


def _take(question: Question, answers: Answers, counting: dict[str, Any], facts: Given) -> bool:
    """Whether the question is asked; what it says is added to what counts."""
    if question.when is not None and question.when.run(counting, facts) is not True:
        return False
    if question.kind == "computed":
        value = question.value.run(counting, facts) if question.value else None
    elif question.kind == "group":
        value = [item for _, item in items(question, answers.get(question.id), counting, facts)]
    else:
        value = known(answers.get(question.id))
    if value is not None:
        counting[question.id] = value
        if question.other and value == OTHER and answers.get(question.other_id):
            counting[question.other_id] = answers[question.other_id]
    return True


def items(
    group: Question, value: Any, counting: Answers, facts: Given
) -> Iterator[tuple[list[Question], dict[str, Any]]]:
    """For each item of a repeated group: the questions asked in it and its answers that count."""
    for item in value if isinstance(value, list) else ():
        if not isinstance(item, dict):
            continue
        scope = dict(counting)
        asked = [q for q in group.questions if _take(q, item, scope, facts)]
        keys = {key for q in asked for key in (q.id, q.other_id)}
        yield asked, {key: scope[key] for key in scope if key in keys}


def asked(
    definition: Definition, answers: Answers, facts: Given | None = None
) -> list[tuple[Page, list[Question]]]:
    """The pages that this person has to go through, each with the questions asked on it."""
    return walk(definition, answers, facts)[0]


def pages_asked(definition: Definition, answers: Answers, facts: Given | None = None) -> list[Page]:
    """The pages that this person has to go through, in order."""
    return [page for page, _ in walk(definition, answers, facts)[0]]


def questions_asked(
    definition: Definition, page: Page, answers: Answers, facts: Given | None = None
) -> list[Question]:
    """The questions of one page that are asked with these answers."""
    return next((asked for one, asked in walk(definition, answers, facts)[0] if one.id == page.id), [])


def effective(definition: Definition, answers: Answers, facts: Given | None = None) -> dict[str, Any]:
    """The answers that count, computed values included: what is kept when a dossier is submitted."""
    return walk(definition, answers, facts)[1]


def case_of(definition: Definition, answers: Answers, facts: Given | None = None) -> str:
    """The id of the first case whose condition holds, else ""."""
    if not definition.cases:
        return ""
    facts = facts or given()
    counting = effective(definition, answers, facts)
    return next((case.id for case in definition.cases if case.when.holds(counting, facts)), "")


def papers_asked(definition: Definition, answers: Answers, facts: Given | None = None) -> list[PaperSpec]:
    """The papers that belong to a dossier with these answers: what the form's own file questions ask for, each
    item of a repeated group by itself, then the papers of the procedure."""
    facts = facts or given()
    pages, counting = walk(definition, answers, facts)
    case = case_of(definition, answers, facts)
    return [*_files(pages, answers, counting, facts)] + [
        paper
        for paper in definition.papers
        if (not paper.cases or case in paper.cases)
        and (paper.when is None or paper.when.holds(counting, facts))
    ]


def _files(
    pages: list[tuple[Page, list[Question]]], answers: Answers, counting: Answers, facts: Given
) -> Iterator[PaperSpec]:
    for _, asked in pages:
        for question in asked:
            if question.kind == "file":
                yield file_paper(question, question.id)
            elif question.kind == "group" and any(inner.kind == "file" for inner in question.questions):
                yield from _files_of_items(question, answers.get(question.id), counting, facts)


def _files_of_items(group: Question, value: Any, counting: Answers, facts: Given) -> Iterator[PaperSpec]:
    """The answer of a file question inside a group is the slot that ties the paper to its item, so that taking
    an item away never gives its papers to the next one."""
    for index, (asked, item) in enumerate(items(group, value, counting, facts)):
        for inner in asked:
            slot = item.get(inner.id)
            if inner.kind == "file" and isinstance(slot, str) and (facts.desk or not inner.officer_only):
                yield file_paper(inner, f"{inner.id}{SLOT}{slot}", f"{group.item_label} {index + 1}")


def exemptions_offered(
    definition: Definition, answers: Answers, facts: Given | None = None
) -> list[Exemption]:
    """The grounds for paying less that may be chosen under `mien_phi`, each once."""
    facts = facts or given()
    counting = effective(definition, answers, facts)
    case = case_of(definition, answers, facts)
    offered: dict[str, Exemption] = {}
    for fee in definition.fees:
        if (not fee.cases or case in fee.cases) and (fee.when is None or fee.when.holds(counting, facts)):
            for exemption in fee.exempt:
                if exemption.when is None or exemption.when.holds(counting, facts):
                    offered.setdefault(exemption.id, exemption)
    return list(offered.values())
