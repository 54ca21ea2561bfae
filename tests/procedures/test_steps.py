"""The step graph: what may begin, what may not be published."""

import pytest

from procedures.steps import all_done, check_graph, longest_minutes, ready, skipped
from tests.procedures.building import STEPS, definition, eq, page, question, step
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
