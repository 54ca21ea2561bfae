"""A document is read whole or refused with every reason; nothing is half-read."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.definition import DefinitionError, parse, problems_of
from procedures.services import problems_before_publishing
from tests.procedures.building import definition, document, eq, page, question
from tests.procedures.packages import PATHS, fresh_document


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
@pytest.mark.article("QN-16.2")
def test_every_shipped_procedure_can_be_published(path):
    shipped = json.loads(path.read_text(encoding="utf-8"))
    assert problems_before_publishing(shipped) == []
    assert shipped["code"] == path.stem
    assert parse(shipped).form.code.startswith(path.stem)  # QN-16.3b: procedure code and sign of the form


def test_every_fault_is_told_at_once():
    broken = document(page("p", question("Sai Mã"), question("b", "loại lạ")), level="huyện", retention=0)
    broken["nmae"] = "Tên"
    told = dict(problems_of(broken))
    assert set(told) == {
        "form.pages[p].questions[Sai Mã].id",
        "form.pages[p].questions[b].kind",
        "level",
        "retention",
        "nmae",
    }
    assert "chính tả" in told["nmae"]


@pytest.mark.parametrize(
    ("change", "path", "words"),
    [
        ({"steps": []}, "steps", "ít nhất 1"),
        ({"limits": {"processing": {"value": 0, "unit": "working_day"}}}, "limits.processing.value", "từ 1"),
        ({"limits": {"processing": {"value": 3, "unit": "tuần"}}}, "limits.processing.unit", "working_day"),
        ({"competence": {"kind": "commune", "question": "a"}}, "competence.question", "commune"),
        ({"fees": [{"id": "f"}]}, "fees[f].name", "Chưa có"),
        ({"papers": [{"id": "p", "name": "P", "cases": ["x"]}]}, "papers[p].cases", "trường hợp"),
        ({"legal": "Luật"}, "legal", "danh sách"),
        ({"schema": 2}, "schema", "Phải là 1"),
    ],
)
def test_a_fault_says_where_and_what(change, path, words):
    told = dict(problems_of(document(**change)))
    assert words in told[path]


def test_a_condition_may_only_look_back():
    forwards = document(page("p", question("a", when=eq("b", "x")), question("b")))
    assert "phía trước" in problems_of(forwards)[0][1]
    itself = document(page("p", question("a", when=eq("a", "x"))))
    assert "phía trước" in problems_of(itself)[0][1]


def test_a_condition_on_an_option_that_does_not_exist_is_refused():
    wrong = document(page("p", question("a", "choice"), question("b", when=eq("a", "ba"))))
    assert "không có lựa chọn “ba”" in problems_of(wrong)[0][1]


def test_ids_are_unique_even_inside_groups():
    twice = document(
        page("p", question("a"), question("g", "group", item_label="Người", questions=[question("a")]))
    )
    assert any("dùng hai lần" in text for _, text in problems_of(twice))


@pytest.mark.parametrize("pattern", ["(a+)+$", "(a|a)*b", "a*a*a*b", r"(\d)\1", "(", "(?:x+y*)*", "(.*){3}"])
def test_a_pattern_that_could_run_for_ever_is_refused(pattern):
    slow = document(page("p", question("a", pattern=pattern, pattern_error="Sai")))
    assert any(path.endswith(".pattern") for path, _ in problems_of(slow)), pattern


def test_an_ordinary_pattern_is_taken():
    plate = definition(
        page("p", question("a", pattern=r"\d{2}[A-Z]-\d{4,5}", pattern_error="Biển số dạng 14A-12345"))
    )
    assert plate.question("a").pattern.fullmatch("14A-12345")


@pytest.mark.parametrize(
    "junk", [None, [], "x", 3, {}, {"schema": 1}, {"form": []}, {"form": {"pages": [None, 3, {}]}}]
)
def test_junk_is_refused_not_crashed_on(junk):
    with pytest.raises(DefinitionError) as caught:
        parse(junk)
    assert caught.value.problems


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)


def places_in(node, path=()):
    """Every place of a document, as a path of keys."""
    yield path
    inside = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in inside:
        yield from places_in(value, (*path, key))


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_damaged_document_is_read_or_refused_never_more(data):
    whole = fresh_document("1.001193")
    path = data.draw(st.sampled_from(list(places_in(whole))[1:]))
    damaged = copy.deepcopy(whole)
    node = damaged
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = data.draw(JUNK)
    try:
        parse(damaged)
    except DefinitionError as error:
        assert all(where and text for where, text in error.problems)
