"""Whatever passes the checks works: it is drawn, read back, judged, priced, its steps come to an end (Hypothesis).

Longer by environment: `DEFINITION_EXAMPLES=1200 pytest tests/procedures/test_any_definition.py`.
"""

import os
from typing import Any

import pytest
from django.template import engines
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procedures import eform, steps
from procedures.comparing import compare
from procedures.definition import CHANNELS, Definition, parse, problems_of, shapes
from procedures.eform import view
from procedures.fees import fee_sum
from procedures.graph_checks import check_graph
from procedures.trials import running
from tests.bench.validate import TODAY
from tests.procedures.building import document, page, question, step

KINDS = (
    "text",
    "long_text",
    "name",
    "number",
    "money",
    "date",
    "time",
    "yes_no",
    "choice",
    "choices",
    "email",
    "phone",
    "id_number",
    "tax_code",
    "address",
    "commune",
    "country",
    "ethnicity",
    "file",
)
WHOLE = ("group", "computed", "statement")
FORM = '{% from "components/eform.html" import eform %}{{ eform(fields, seen) }}'
EXAMPLES = int(os.environ.get("DEFINITION_EXAMPLES", "80"))
MANY = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize="DEFINITION_EXAMPLES" not in os.environ,
    suppress_health_check=[HealthCheck.too_slow],
)


@st.composite
def conditions(draw: Any, earlier: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Nothing, or a small tree over questions that stand before; some trees are wrong on purpose."""
    if not earlier or draw(st.booleans()):
        return None
    asked = draw(st.sampled_from(earlier))
    leaf: dict[str, Any] = {"op": draw(st.sampled_from(["filled", "empty"])), "args": [{"q": asked["id"]}]}
    if asked["kind"] == "yes_no":
        leaf = {"q": asked["id"]}
    elif asked["kind"] == "choice":
        leaf = {"op": "eq", "args": [{"q": asked["id"]}, {"v": draw(st.sampled_from(["mot", "hai", "la"]))}]}
    elif asked["kind"] in ("number", "money"):
        number = draw(st.integers(-5, 50))
        leaf = {"op": draw(st.sampled_from(["lt", "ge", "ne"])), "args": [{"q": asked["id"]}, {"v": number}]}
    how = draw(st.sampled_from(["", "not", "and", "or"]))
    return {"op": how, "args": [leaf] if how == "not" else [leaf, leaf]} if how else leaf


def bounds(kind: str) -> st.SearchStrategy[dict[str, Any]]:
    """What an administrator may ask of an answer of this kind, sometimes a circle of contradictions."""
    rules: dict[str, dict[str, st.SearchStrategy[Any]]] = {
        "text": {
            "max_length": st.integers(1, 50),
            "pattern": st.just("[a-z]{2}"),
            "pattern_error": st.just("Hai chữ"),
        },
        "number": {"min": st.integers(-3, 9), "max": st.integers(0, 9), "decimals": st.integers(0, 3)},
        "money": {"min": st.integers(0, 10**6), "max": st.integers(0, 10**9)},
        "date": {"not_future": st.booleans(), "not_past": st.booleans(), "min_age": st.integers(0, 90)},
        "choice": {"other": st.booleans()},
        "address": {"scope": st.sampled_from(["province", "country"])},
        "commune": {"scope": st.sampled_from(["province", "country"])},
    }
    return st.fixed_dictionaries({}, optional=rules.get(kind, {}))


def test_every_kind_of_question_is_drawn() -> None:
    assert {*KINDS, *WHOLE} == shapes.KINDS


@st.composite
def forms(draw: Any) -> list[dict[str, Any]]:
    """One to four pages of questions, groups and computed values, with conditions that look backwards."""
    earlier: list[dict[str, Any]] = []
    pages = []
    for number in range(draw(st.integers(1, 4))):
        when = draw(conditions(earlier))
        asked = []
        for place in range(draw(st.integers(1, 5))):
            kind = draw(st.sampled_from((*KINDS, *WHOLE)))
            made = question(f"q{number}_{place}", kind) | draw(bounds(kind))
            if kind == "group":
                made |= {
                    "item_label": "người",
                    "min": draw(st.integers(0, 2)),
                    "max": draw(st.integers(1, 3)),
                }
                made["questions"] = [
                    question(f"g{number}_{place}_{n}", draw(st.sampled_from(KINDS))) for n in range(2)
                ]
            if kind == "computed":
                made["value"] = {"op": "concat", "args": [{"v": "x"}, {"v": "y"}]}
            if kind != "statement":
                made["required"] = draw(st.booleans())
            if kind not in ("statement", "computed") and draw(st.integers(0, 5)) == 0:
                made["officer_only"] = True
            if (condition := draw(conditions(earlier))) is not None:
                made["when"] = condition
            asked.append(made)
            if kind in KINDS and kind != "file":
                earlier.append(made)
        pages.append(page(f"p{number}", *asked, **({"when": when} if when else {})))
    return pages


@st.composite
def graphs(draw: Any) -> list[dict[str, Any]]:
    """Work steps in any tangle, circles included, then approval and issue."""
    count = draw(st.integers(1, 7))
    keys = [f"s{number}" for number in range(count)]
    made = []
    for number, key in enumerate(keys):
        after = draw(st.lists(st.sampled_from(keys), max_size=3, unique=True))
        if draw(st.integers(0, 9)):  # most tangles have no circle
            after = [one for one in after if keys.index(one) < number]
        kind = draw(st.sampled_from(["work", "work", "consult"])) if number else "work"
        facts = {"minutes": draw(st.sampled_from([1, 30, 60, 200, 300, 300, 300, 0])), "lead": number == 0}
        if number == 0 or kind == "consult":
            facts["produces"] = "opinion" if kind == "consult" else "result"
        made.append(step(key, kind, *after, **facts))
    ends = [key for key in keys if not any(key in one["after"] for one in made)]
    joined = ends if draw(st.integers(0, 9)) else ends[:1]
    made.append(step("duyet", "approve", *joined, duty="agency_leader"))
    made.append(step("phat", "issue", "duyet", duty="clerk"))
    return made


@st.composite
def documents(draw: Any) -> dict[str, Any]:
    pages = draw(forms())
    asked = [
        one
        for one_page in pages
        for one in one_page["questions"]
        if one["kind"] in KINDS and one["kind"] != "file"
    ]
    papers = [
        {
            "id": f"giay_{n}",
            "name": f"Giấy {n}",
            "required": draw(st.booleans()),
            "when": draw(conditions(asked)),
        }
        for n in range(draw(st.integers(0, 3)))
    ]
    amount = st.fixed_dictionaries({"per": st.just("case"), "vnd": st.integers(0, 10**9)})
    fees = [
        {"id": f"phi_{n}", "name": f"Phí {n}", "kind": "phi", "timing": "at_receipt", "amount": draw(amount),
         "when": draw(conditions(asked))}
        for n in range(draw(st.integers(0, 3)))
    ]  # fmt: skip
    return document(*pages, papers=papers, fees=fees, steps=draw(graphs()))


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-10, 10**7),
    st.text(max_size=8),
    st.sampled_from(["mot", "hai", "2026-02-30"]),
)
anything = st.one_of(
    scalars,
    st.lists(scalars, max_size=2),
    st.lists(st.dictionaries(st.text(max_size=6), scalars, max_size=2), max_size=3),
    st.fixed_dictionaries({"_raw": st.text(max_size=5)}),
)


@st.composite
def answered(draw: Any, told: Definition) -> dict[str, Any]:
    """Answers of every kind, fitting or not: what a draft may hold after an hour of typing and two versions."""
    return {key: draw(anything) for key in told.by_id if draw(st.booleans())}


@pytest.mark.django_db
@MANY
@given(data=st.data(), made=documents())
def test_what_passes_the_checks_is_drawn_judged_and_comes_to_an_end(data: Any, made: dict[str, Any]) -> None:
    if problems_of(made):
        return
    told = parse(made)
    if check_graph(told):
        return
    answers = data.draw(answered(told))
    facts = eform.given(data.draw(st.sampled_from(CHANNELS)), TODAY)
    template = engines["jinja2"].from_string(FORM)
    for one in told.form.pages:
        fields = view.fields(told, one, answers, eform.page_problems(told, one, answers, facts))
        assert isinstance(template.render({"fields": fields, "seen": view.seen(fields)}), str)
        eform.read_page(one, {}, answers)
    faults = eform.problems(told, answers, facts)
    counted = eform.effective(told, answers, facts)
    assert eform.effective(told, counted, facts) == counted  # what is kept says the same when read again
    assert all(isinstance(sentence, str) and sentence for sentence in faults.values())
    eform.shown(told, answers)
    eform.papers_asked(told, answers, facts)
    assert fee_sum(told, answers, facts.channel, TODAY).total_vnd >= 0
    _ends(told, answers, facts)
    assert compare(told, told).count == 0


def _ends(told: Definition, answers: dict[str, Any], facts: eform.Given) -> None:
    """Doing whatever may begin, again and again, does every step that runs, each once, and issues last."""
    done: list[str] = []
    while ready := steps.ready(told, set(done), answers, facts.channel, facts):
        assert len(done) < len(told.steps)
        done.append(ready[-1].id)
    assert steps.all_done(told, set(done), answers, facts.channel, facts)
    assert sorted(done) == sorted(step.id for step in running(told, answers, facts))
    assert done[-1] == "phat"


@MANY
@given(made=documents())
def test_the_checks_find_every_circle_and_loose_end(made: dict[str, Any]) -> None:
    """The other way round: a graph whose steps cannot all be done, or that ends elsewhere, never passes."""
    if problems_of(made):
        return
    told = parse(made)
    done: set[str] = set()
    while ready := [one for one in steps.ready(told, done, {}) if one.id not in done]:
        done |= {one.id for one in ready}
    awaited = {before for one in told.steps for before in one.after}
    loose = [one.id for one in told.steps if one.id not in awaited and one.kind != "issue"]
    if len(done) < len(told.steps) or loose:
        assert check_graph(told)
