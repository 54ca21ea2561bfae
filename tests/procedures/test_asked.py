"""What a person is asked follows from what they answered; what no longer counts is dropped only at the end."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures import eform
from procedures.definition import DefinitionError, parse
from procedures.eform import view
from procedures.fees import fee_sum
from procedures.graph_checks import check_graph
from procedures.steps import ready
from tests.procedures.building import definition, document, eq, page, question, step
from tests.procedures.packages import shipped

FACTS = eform.Given(date(2026, 11, 21))
CHAIN = definition(
    page("p1", question("a", "yes_no"), question("b", "yes_no", when=eq("a", True))),
    page("p2", question("c", when=eq("b", True))),
    page("p3", question("d", "number", required=False), when=eq("a", False)),
    cases=[
        {"id": "co_b", "name": "Có b", "when": eq("b", True)},
        {"id": "khong", "name": "Không", "when": eq("a", False)},
    ],
    papers=[
        {"id": "luon", "name": "Đơn"},
        {"id": "cua_b", "name": "Giấy b", "cases": ["co_b"]},
        {"id": "cua_a", "name": "Giấy a", "when": eq("a", False)},
    ],
)


def pages(answers):
    return [one.id for one in eform.pages_asked(CHAIN, answers)]


def test_pages_open_as_answers_come():
    assert pages({}) == ["p1"]
    assert pages({"a": True, "b": True}) == ["p1", "p2"]
    assert pages({"a": False}) == ["p1", "p3"]


def test_an_answer_no_longer_asked_counts_for_nothing_but_is_kept():
    answers = {"a": False, "b": True, "c": "x", "la": 1}
    assert pages(answers) == ["p1", "p3"]
    assert eform.effective(CHAIN, answers) == {"a": False}
    assert answers["c"] == "x"
    assert eform.case_of(CHAIN, answers) == "khong"


def test_papers_follow_case_and_condition():
    def named(answers):
        return [paper.id for paper in eform.papers_asked(CHAIN, answers)]

    assert named({}) == ["luon"]
    assert named({"a": True, "b": True}) == ["luon", "cua_b"]
    assert named({"a": False, "b": True}) == ["luon", "cua_a"]


def test_birth_without_a_paper_from_the_hospital_asks_for_another():
    birth = shipped("1.001193")

    def named(**answers):
        return [paper.id for paper in eform.papers_asked(birth, answers)]

    assert named(co_giay_chung_sinh=True) == ["giay_chung_sinh"]
    assert named(co_giay_chung_sinh=False, co_nguoi_lam_chung=True) == ["van_ban_lam_chung"]
    assert named(co_giay_chung_sinh=False, co_nguoi_lam_chung=False) == ["giay_cam_doan"]
    assert named(co_giay_chung_sinh=True, co_nguoi_lam_chung=False) == ["giay_chung_sinh"]
    assert "giay_uy_quyen" in named(quan_he="uy_quyen")


def test_a_computed_answer_is_shown_and_kept_but_never_asked():
    told = definition(page("p", question("born", "date"), question("age", "computed", value=AGE)))
    answers = {"born": "2000-01-01", "age": 99}
    assert eform.effective(told, answers, FACTS) == {"born": "2000-01-01", "age": 26}
    assert eform.problems(told, answers, FACTS) == {}
    assert [row.text for row in eform.shown(told, answers, FACTS)[0].rows] == ["01/01/2000", "26"]
    assert [one.id for one in view.fields(told, told.form.pages[0], answers)] == ["born"]


AGE = {"op": "age_at", "args": [{"q": "born"}, {"op": "today"}]}


def test_the_number_on_the_card_is_compared_with_the_birth_day():
    told = definition(
        page(
            "p",
            question("s", "choice", options=SEXES),
            question("b", "date"),
            question("n", "id_number", birth="b", sex="s"),
        )
    )
    odd = {"s": "nam", "b": "1990-05-01", "n": "022191000001"}
    assert eform.problems(told, odd, FACTS) == {}
    assert eform.warnings(told, odd, FACTS) == {"n": "Số định danh không khớp năm sinh. Xem lại cả hai"}
    assert eform.warnings(told, odd | {"n": "022190000001"}, FACTS) == {
        "n": "Số định danh không khớp giới tính. Xem lại cả hai"
    }
    assert eform.warnings(told, odd | {"n": "022090000001"}, FACTS) == {}


SEXES = [{"id": "nam", "label": "Nam"}, {"id": "nu", "label": "Nữ"}]

# Any definition that passes the checks can be asked, judged, shown, drawn, charged and stepped through.

KINDS = [
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
    "id_number",
    "tax_code",
    "phone",
    "email",
    "country",
    "file",
]
LITERALS = {"yes_no": True, "choice": "mot", "number": 5, "money": 5, "date": "2026-01-01"}


@st.composite
def documents(draw):
    """Random forms with groups, conditions on earlier questions, computed values, fees, papers, files and
    questions that only officers answer."""
    made, before = [], []
    for p in range(draw(st.integers(1, 3))):
        questions = []
        for n in range(draw(st.integers(1, 4))):
            key, kind = f"q{p}_{n}", draw(st.sampled_from([*KINDS, "group", "computed", "statement"]))
            facts = {"required": draw(st.booleans())}
            if before and draw(st.booleans()):
                facts["when"] = draw(conditions(before))
            if kind == "group":
                inner = [
                    question(f"{key}_{i}", draw(st.sampled_from(KINDS)))
                    for i in range(draw(st.integers(1, 3)))
                ]
                facts |= {"item_label": "Người", "questions": inner, "min": draw(st.integers(0, 2)), "max": 3}
            if kind == "computed":
                facts["value"] = draw(conditions(before)) if before else {"op": "today"}
            if kind != "computed" and draw(st.booleans()):
                facts |= {"officer_only": True, "shown_to_citizen": draw(st.booleans())}
            questions.append(question(key, kind, **facts))
            if not facts.get("officer_only"):
                before.append((key, kind))
        made.append(page(f"p{p}", *questions))
    numbers = [key for key, kind in before if kind in ("number", "group")]
    fees = [
        {
            "id": f"f{i}",
            "name": "Phí",
            "kind": "phi",
            "timing": "at_receipt",
            "amount": {"per": "copy", "vnd": 8000, "question": key},
        }
        for i, key in enumerate(numbers)
    ]
    papers = [{"id": "g", "name": "Giấy", "when": draw(conditions(before))}]
    extra = step(
        "them", "consult", "soan", produces="opinion", when=draw(conditions(before)), duty="consultee"
    )
    steps = [
        *document()["steps"][:1],
        extra,
        step("duyet", "approve", "soan", "them"),
        step("phat", "issue", "duyet"),
    ]
    return document(*made, fees=fees, papers=papers, steps=steps)


def conditions(before):
    def one(pair):
        key, kind = pair
        if kind in LITERALS:
            return eq(key, LITERALS[kind])
        return {"op": "filled", "args": [{"q": key}]}

    usable = [pair for pair in before if pair[1] not in ("statement", "file")] or [None]
    simple = st.sampled_from(usable).map(lambda pair: one(pair) if pair else {"v": True})
    return (
        simple
        | simple.map(lambda tree: {"op": "not", "args": [tree]})
        | st.builds(lambda a, b: {"op": "or", "args": [a, b]}, simple, simple)
    )


POSTS = st.sampled_from(
    ["", "co", "khong", "mot", "khac", "5", "2026-01-01", "Nguyễn An", "\x00", "1,5", "VN", "x" * 300]
)


@settings(max_examples=120, deadline=None)
@given(documents(), st.data())
def test_whatever_passes_the_checks_works_to_the_end(document, data):
    told = parse(document)
    assert check_graph(told) == []
    answers = {}
    for _ in range(2):
        for one in eform.pages_asked(told, answers, FACTS):
            names = [f.id for f in view.flat(view.fields(told, one, answers, {}, FACTS))]
            post = {name: data.draw(POSTS) for name in names} | {f"{name}-so": "2" for name in names}
            answers = eform.read_page(one, post, answers)
            problems = eform.page_problems(told, one, answers, FACTS)
            views = view.fields(told, one, answers, problems, FACTS)
            assert {key for key, _ in view.summary(views, problems)} - {""} <= {
                f.focus for f in view.flat(views)
            } | set(problems)
            assert not view.unseen(told, one, {"hien": view.seen(views)}, answers, FACTS)
    problems = eform.problems(told, answers, FACTS)
    asked = eform.pages_asked(told, answers, FACTS)
    by_page = {k: v for one in asked for k, v in eform.page_problems(told, one, answers, FACTS).items()}
    assert problems == by_page
    kept = eform.effective(told, answers, FACTS)
    assert eform.effective(told, kept, FACTS) == kept
    written = [page for page in told.form.pages if any(q.officer_only for q in page.questions)]
    assert len(eform.shown(told, answers, FACTS)) <= len(asked) + len(written)
    assert {spec.id for spec in eform.papers_asked(told, kept, FACTS)} == {
        spec.id for spec in eform.papers_asked(told, answers, FACTS)
    }
    assert all(told.paper(spec.id) for spec in eform.papers_asked(told, answers, FACTS))
    assert fee_sum(told, answers, on=FACTS.today).total_vnd >= 0
    done = set()
    while now := ready(told, done, answers, facts=FACTS):
        done.add(now[0].id)
    assert "phat" in done


def test_a_document_built_at_random_may_be_refused_but_only_with_reasons():
    with pytest.raises(DefinitionError):
        parse(document(page("p", question("a", "group", item_label="Người", questions=[]))))
