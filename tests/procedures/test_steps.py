"""The step graph: what may begin, what may not be published."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.definition import problems_of
from procedures.graph_checks import check_graph
from procedures.steps import (
    all_done,
    ancestors,
    behind,
    in_order,
    longest_minutes,
    may_return_to,
    ready,
    skipped,
)
from tests.procedures.building import STEPS, definition, document, eq, page, question, step
from tests.procedures.packages import shipped

FORM = page("p", question("a", "yes_no"))
PARALLEL = [
    step("tham", produces="result", lead=True),
    step("y_kien_1", "consult", "tham", produces="opinion", agency="unit:economy", minutes=120),
    step(
        "y_kien_2", "consult", "tham", produces="opinion", agency="unit:land", minutes=90, when=eq("a", True)
    ),
    step("ky", "approve", "y_kien_1", "y_kien_2", duty="agency_leader"),
    step("phat", "issue", "ky", duty="clerk"),
]


def graph(*steps, **changes):
    return definition(FORM, steps=list(steps), **changes)


def names(steps):
    return [step.id for step in steps]


def faults(*steps, **changes):
    return " ".join(text for _, text in check_graph(graph(*steps, **changes)))


@pytest.mark.article("DL-10.1d")
def test_two_opinions_are_asked_side_by_side_and_joined():
    told, yes = graph(*PARALLEL), {"a": True}
    assert names(ready(told, set(), yes)) == ["tham"]
    assert names(ready(told, {"tham"}, yes)) == ["y_kien_1", "y_kien_2"]
    assert names(ready(told, {"tham", "y_kien_1"}, yes)) == ["y_kien_2"]
    assert names(ready(told, {"tham", "y_kien_1", "y_kien_2"}, yes)) == ["ky"]
    assert all_done(told, set(names(told.steps)), yes)


def test_a_step_that_is_not_needed_is_passed_over():
    told = graph(*PARALLEL)
    assert skipped(told, {"a": False}) == {"y_kien_2"}
    assert names(ready(told, {"tham", "y_kien_1"}, {"a": False})) == ["ky"]
    assert all_done(told, {"tham", "y_kien_1", "ky", "phat"}, {"a": False})
    assert not all_done(told, {"tham", "y_kien_1", "ky"}, {"a": False})


def test_a_good_graph_has_no_faults():
    assert check_graph(graph(*PARALLEL)) == []
    assert longest_minutes(graph(*PARALLEL)) == 60 + 120 + 60 + 60


def test_every_shipped_graph_runs_to_its_end():
    told = shipped("1.001193")
    done = set()
    while now := ready(told, done, {}):
        done |= set(names(now))
    assert all_done(told, done, {})


SOAN, DUYET, PHAT = STEPS
CHOSEN = {"agency": "chosen", "among": ["unit:land", "unit:economy"]}
HOI = step("hoi", "consult", "soan", produces="opinion")


@pytest.mark.parametrize(
    ("steps", "words"),
    [
        ([step("a", "work", "b"), step("b", "work", "a"), *STEPS], "chờ nhau vòng tròn: a, b"),
        ([SOAN, step("cut", "work", "soan"), DUYET, PHAT], "Sau bước “Bước cut” không còn bước nào"),
        ([SOAN, DUYET], "đúng một bước phát hành"),
        ([SOAN, PHAT | {"after": ["soan"]}], "Phải có bước duyệt"),
        ([SOAN | {"produces": ""}, DUYET, PHAT], "phải có bước soạn kết quả"),
        ([SOAN | {"when": eq("a", True)}, DUYET, PHAT], "phải có bước soạn kết quả"),
        ([SOAN, DUYET | {"when": eq("a", True)}, PHAT], "không được có điều kiện"),
        ([SOAN | {"lead": False}, DUYET, PHAT], "đúng một bước chủ trì"),
        ([SOAN, DUYET, PHAT | {"minutes": 0}], "số phút làm việc"),
        (
            [SOAN, step("hoi", "consult", "soan"), DUYET | {"after": ["soan", "hoi"]}, PHAT],
            "phải cho ra ý kiến",
        ),
        ([SOAN | {"minutes": 1400}, DUYET, PHAT], "cần 1520 phút làm việc, thời hạn chỉ có 1440"),
        ([SOAN, DUYET, PHAT, step("sau", "work", "phat")], "phát hành phải là bước cuối"),
        ([SOAN | CHOSEN, DUYET, PHAT], "chưa có ai chọn cơ quan"),
        (
            [SOAN, HOI, DUYET, step("in", "work", "duyet", "hoi", **CHOSEN), PHAT | {"after": ["in"]}],
            "một bước thụ lý chọn",
        ),
        ([SOAN, DUYET | {"back_to": ["phat"]}, PHAT], "không đứng trước bước này"),
        ([SOAN, DUYET, PHAT | {"back_to": ["duyet"]}], "Chỉ trả lại bước thụ lý"),
    ],
)
def test_a_graph_that_would_hang_is_not_published(steps, words):
    assert words in faults(*steps)


def test_the_shortest_limit_of_any_channel_counts():
    limits = {
        "processing": {"value": 3, "unit": "working_day"},
        "by_channel": {"online": {"value": 1, "unit": "working_hour"}},
    }
    assert "thời hạn chỉ có 60 phút" in faults(*STEPS, limits=limits)


def test_a_step_after_a_skipped_one_still_waits_for_what_stood_before():
    told = graph(
        SOAN,
        step("kiem", "work", "soan", when=eq("a", True)),
        DUYET | {"after": ["kiem"]},
        PHAT,
    )
    assert names(ready(told, set(), {"a": False})) == ["soan"]
    assert names(ready(told, {"soan"}, {"a": False})) == ["duyet"]


def test_where_work_may_be_returned_to():
    told = graph(*PARALLEL)
    assert names(may_return_to(told, "ky")) == ["tham"]
    assert behind(told, "tham") == {"y_kien_1", "y_kien_2", "ky", "phat"}
    free = graph(SOAN, step("ra", "work", "soan"), DUYET | {"after": ["ra"], "back_to": ["ra", "soan"]}, PHAT)
    assert names(may_return_to(free, "duyet")) == ["soan", "ra"]
    assert names(may_return_to(free, "phat")) == ["soan"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"agency": "chosen", "among": ["unit:land"]}, "ít nhất hai cơ quan"),
        ({"among": ["unit:land", "unit:economy"]}, "Chỉ bước để cán bộ chọn"),
        ({"agency": "place:a"}, "loại commune hoặc address"),
        ({"agency": "unit:bay"}, "phải là desk"),
        ({"back_to": ["bay"]}, "Không có bước “bay”"),
    ],
)
def test_what_is_wrong_in_a_step_is_told(wrong, words):
    found = problems_of(document(FORM, steps=[SOAN | wrong, DUYET, PHAT]))
    assert any(words in text and path.startswith("steps[soan]") for path, text in found), found


def test_one_agency_and_the_place_of_the_matter_may_be_named():
    form = page("p", question("a", "yes_no"), question("dat", "address"))
    for agency in ("agency:H49.1.2", "place:dat", "place:dat:environment"):
        assert problems_of(document(form, steps=[SOAN | {"agency": agency}, DUYET, PHAT])) == []


@st.composite
def graphs(draw):
    """Any steps that wait only for earlier ones, some under a condition."""
    count = draw(st.integers(1, 12))
    made = []
    for number in range(count):
        after = draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else set()
        when = eq("a", draw(st.booleans())) if draw(st.booleans()) else None
        made.append(step(f"s{number}", "work", *(f"s{key}" for key in sorted(after)), when=when))
    return made


@settings(max_examples=150, deadline=None)
@given(graphs(), st.booleans())
def test_every_graph_without_a_circle_runs_to_its_end_and_nothing_begins_early(steps, answer):
    told, answers = graph(*steps), {"a": answer}
    assert len(in_order(told)) == len(steps)
    done, passed = set(), skipped(told, answers)
    for _ in range(len(steps) + 1):
        begun = [one for one in ready(told, done, answers) if one.id not in done]
        for one in begun:
            earlier = ancestors(one, {other.id: other for other in told.steps})
            assert earlier <= done | passed
        done |= set(names(begun[:1]))
    assert all_done(told, done, answers)
