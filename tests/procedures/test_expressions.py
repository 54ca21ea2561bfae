"""Expressions are checked when saved and total when run: no answer, however odd, makes them fail."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.expressions import ExpressionError, Given, Name, read

FACTS = Given(date(2026, 11, 21), "postal")
NAMES = {
    "chu": Name("text"),
    "so": Name("number"),
    "ngay": Name("date"),
    "gio": Name("time"),
    "co": Name("bool"),
    "chon": Name("text", frozenset({"a", "b"})),
    "nhieu": Name("list"),
    "nhom": Name("group"),
    "nhom.so": Name("numbers"),
    "nhom.chu": Name("list"),
    "noi": Name("address"),
    "noi.commune": Name("text"),
}


def run(tree, **answers):
    return read(tree, NAMES).run(answers, FACTS)


def op(name, *args):
    return {"op": name, "args": [arg if isinstance(arg, dict) else {"v": arg} for arg in args]}


def q(key):
    return {"q": key}


@pytest.mark.parametrize(
    ("tree", "answers", "value"),
    [
        (op("eq", q("chu"), "x"), {"chu": "x"}, True),
        (op("ne", q("chu"), "x"), {"chu": "y"}, True),
        (op("ne", q("chu"), "x"), {}, False),
        (op("not", op("eq", q("chu"), "x")), {}, True),
        (op("gt", q("so"), 5), {"so": 6}, True),
        (op("gt", q("so"), 5), {"so": {"_raw": "sáu"}}, False),
        (op("lt", q("ngay"), op("today")), {"ngay": "2026-11-20"}, True),
        (op("le", q("gio"), {"v": "15:00"}), {"gio": "14:59"}, True),
        (op("and", q("co"), op("filled", q("chu"))), {"co": True, "chu": "x"}, True),
        (op("or", q("co"), op("empty", q("chu"))), {}, True),
        (op("in", q("chon"), {"v": ["a"]}), {"chon": "a"}, True),
        (op("in", "a", q("nhieu")), {"nhieu": ["a", "b"]}, True),
        (op("count", q("nhom")), {"nhom": [{}, {}]}, 2),
        (op("count", q("nhom")), {}, 0),
        (op("sum", q("nhom.so")), {"nhom": [{"so": 3}, {"so": {"_raw": "x"}}, {"so": 4}]}, 7),
        (op("add", q("so"), 1, 2), {"so": 3}, 6),
        (op("add", q("so"), 1), {}, None),
        (op("div", q("so"), 0), {"so": 3}, None),
        (op("mul", q("so"), 10**17), {"so": 10**15}, None),
        (op("sub", op("today"), q("ngay")), {"ngay": "2026-09-21"}, 61),
        (op("concat", q("chu"), " ", q("so")), {"chu": "x"}, "x "),
        (op("year_of", q("ngay")), {"ngay": "2026-03-01"}, 2026),
        (op("age_at", q("ngay"), op("today")), {"ngay": "2008-11-22"}, 17),
        (op("age_at", q("ngay"), op("today")), {"ngay": "2008-11-21"}, 18),
        (op("eq", op("channel"), "postal"), {}, True),
        (op("eq", q("noi.commune"), "06757"), {"noi": {"commune": "06757", "line": "x"}}, True),
        (op("eq", q("noi.commune"), "06757"), {"noi": {"_raw": {"xa": "06757"}}}, False),
    ],
)
def test_what_expressions_mean(tree, answers, value):
    assert run(tree, **answers) == value


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"q": "la"}, "Không có câu hỏi “la”"),
        (op("pow", 1, 2), "Không có phép “pow”"),
        (op("eq", q("so"), "x"), "không dùng được với số, chữ"),
        (op("lt", q("chu"), "x"), "không dùng được"),
        (op("add", q("chu"), 1), "không dùng được"),
        (op("not", q("chu")), "không dùng được"),
        (op("eq", q("so")), "nhận 2 phần, đang có 1"),
        (op("sum", q("nhieu")), "không dùng được"),
        (op("eq", q("chon"), "c"), "không có lựa chọn “c”"),
        ({"q": "so", "v": 1}, "đúng một trong"),
        ({"op": "eq", "args": "so"}, "danh sách"),
        ({"v": {"a": 1}}, "Giá trị cố định"),
        ("so", "đối tượng"),
    ],
)
def test_what_may_not_be_saved(tree, words):
    with pytest.raises(ExpressionError, match=words):
        read(tree, NAMES)


def test_a_condition_must_be_true_or_false():
    with pytest.raises(ExpressionError, match="cho ra số, ở đây cần đúng/sai"):
        read(op("count", q("nhom")), NAMES, "bool")


def test_size_and_depth_are_limited():
    deep = {"q": "co"}
    for _ in range(50):
        deep = op("not", deep)
    with pytest.raises(ExpressionError, match="20 tầng"):
        read(deep, NAMES)
    with pytest.raises(ExpressionError, match="200 phần"):
        read(op("or", *[op("and", *[q("co")] * 20)] * 20), NAMES)


LEAVES = st.sampled_from(sorted(NAMES)).map(q) | st.builds(
    lambda value: {"v": value},
    st.none() | st.booleans() | st.integers() | st.sampled_from(["x", "a", "2020-02-29"]),
)
OPS = "eq ne lt le gt ge and or not in empty filled count sum add sub mul div concat year_of age_at today channel"
TREES = st.recursive(
    LEAVES,
    lambda inner: st.builds(
        lambda name, args: {"op": name, "args": args},
        st.sampled_from(OPS.split()),
        st.lists(inner, max_size=3),
    ),
    max_leaves=10,
)
ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("2024-02-29"),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["so", "_raw", "chu"]), inner, max_size=2)
    ),
    max_leaves=4,
)


@settings(max_examples=400, deadline=None)
@given(TREES, st.dictionaries(st.sampled_from([k for k in NAMES if "." not in k]), ODD))
def test_whatever_may_be_saved_never_fails(tree, answers):
    try:
        expression = read(tree, NAMES)
    except ExpressionError:
        return
    value = expression.run(answers, FACTS)
    if expression.type == "bool" and "op" in tree:
        assert isinstance(value, bool)
    if expression.type == "number" and "op" in tree:
        assert value is None or isinstance(value, int | float)
