"""Two versions side by side, in words that a lawyer can follow; nothing that changed stays untold."""

import copy
import json
import random
from pathlib import Path

import pytest

from procedures.changes import changes
from procedures.comparing import asked_anew, compare, minutes_words
from procedures.definition import DefinitionError, parse
from tests.procedures.building import STEPS, definition, eq, page, question, step

PACKAGES = sorted((Path(__file__).parents[2] / "procedures" / "packages").glob("*.json"))
OLD = {
    "papers": [{"id": "don", "name": "Đơn"}, {"id": "anh", "name": "Ảnh", "count": 2}],
    "fees": [
        {
            "id": "le_phi",
            "name": "Lệ phí",
            "kind": "le_phi",
            "timing": "at_receipt",
            "amount": {"per": "case", "vnd": 8000},
        }
    ],
}


def old_one():
    return definition(page("p", question("a", label="Họ tên"), question("b", "choice")), **copy.deepcopy(OLD))


def told(old, new):
    return {
        group.title: [difference.sentence for difference in group.differences]
        for group in compare(old, new).groups
    }


def test_the_same_has_no_difference():
    assert compare(old_one(), old_one()).count == 0


def test_each_kind_of_change_stands_in_its_group_with_a_sentence():
    new = definition(
        page(
            "p",
            question("a", label="Họ, chữ đệm và tên"),
            question("b", "choice"),
            question("c", when=eq("b", "hai")),
        ),
        papers=[{"id": "don", "name": "Đơn đề nghị", "count": 2}],
        fees=[{**OLD["fees"][0], "amount": {"per": "case", "vnd": 10000}}],
        steps=[
            *STEPS[:1],
            step("hoi", "consult", "soan", produces="opinion", minutes=960),
            {**STEPS[1], "after": ["hoi"]},
            STEPS[2],
        ],
        limits={"processing": {"value": 5, "unit": "working_day"}},
        legal=[{"number": "01/2026/NĐ-CP"}, {"number": "18/2026/NQ-HĐND"}],
    )
    found = told(old_one(), new)
    assert found["Pháp lý"] == ["Thêm căn cứ “18/2026/NQ-HĐND”."]
    assert found["Câu hỏi"] == ["Đổi câu hỏi “Họ, chữ đệm và tên”: lời hỏi.", "Thêm câu hỏi “Mục c”."]
    assert found["Giấy tờ"] == ["Đổi giấy tờ “Đơn đề nghị”: tên, số bản.", "Bỏ giấy tờ “Ảnh”."]
    assert found["Phí, lệ phí"] == ["Đổi khoản “Lệ phí”: mức thu."]
    assert found["Các bước"] == ["Thêm bước “Bước hoi”.", "Đổi bước “Bước duyet”: sau bước."]
    assert found["Thời hạn"] == ["Đổi thời hạn “Thời hạn”: thời hạn giải quyết."]


def test_old_and_new_stand_side_by_side_in_words():
    new = definition(
        page("p", question("a", label="Họ tên"), question("b", "choice")),
        **{
            **copy.deepcopy(OLD),
            "fees": [{**OLD["fees"][0], "amount": {"per": "case", "vnd": 10000}, "when": eq("b", "mot")}],
        },
    )
    fees = next(group for group in compare(old_one(), new).groups if group.id == "fees")
    rows = {row.label: (row.old, row.new) for row in fees.differences[0].rows}
    assert "8.000" in rows["mức thu"][0] and "10.000" in rows["mức thu"][1]
    assert rows["chỉ khi"][0] == "" and "Một" in rows["chỉ khi"][1]


def test_what_stayed_is_named_and_another_order_is_told():
    new = definition(page("p", question("b", "choice"), question("a", label="Họ tên")), **copy.deepcopy(OLD))
    questions = next(group for group in compare(old_one(), new).groups if group.id == "questions")
    assert questions.differences == () and "Họ tên" in questions.unchanged
    assert [title for title in questions.order if title in ("Họ tên", "Mục b")] == ["Mục b", "Họ tên"]


SAME_DAY = ("limits", "processing", "value")  # "trong ngày" has no number


def leaves(node, path=()):
    if isinstance(node, dict):
        for key, value in node.items():
            yield from leaves(value, (*path, key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from leaves(value, (*path, index))
    else:
        yield path, node


def changed(value):
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else f"{value} mới"


@pytest.mark.django_db
@pytest.mark.parametrize("file", PACKAGES[:4], ids=lambda path: path.stem)
def test_no_word_or_number_of_a_real_procedure_changes_untold(file):
    """Leaves that may be changed by themselves, 120 of them, are changed once: the comparison must say something."""
    document = json.loads(file.read_text(encoding="utf-8"))
    same_day = document["limits"]["processing"]["unit"] == "same_day"
    old, silent, tried = parse(document), [], 0
    every = list(leaves(document))
    for path, value in random.Random(file.stem).sample(every, min(120, len(every))):
        if path[-1] in ("id", "schema") or "tests" in path or (path == SAME_DAY and same_day):
            continue
        new = copy.deepcopy(document)
        node = new
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = changed(value)
        try:
            read = parse(new)
        except DefinitionError:
            continue
        tried += 1
        if compare(old, read).count == 0:
            silent.append(path)
    assert tried > 30
    assert silent == []


def test_the_raw_changes_name_the_smallest_places():
    old = {"papers": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}], "x": {"y": 1}}
    new = {"papers": [{"id": "b", "name": "B2"}, {"id": "a", "name": "A"}], "x": {}}
    assert [(c.path, c.before, c.after) for c in changes(old, new)] == [
        ("papers[b].name", "B", "B2"),
        ("papers[]", ["a", "b"], ["b", "a"]),
        ("x.y", 1, None),
    ]


def test_an_answer_is_asked_again_only_where_the_question_became_another():
    old = old_one()
    again = definition(page("p", question("a", label="Họ tên đầy đủ"), question("b", "choice")))
    assert asked_anew(old, again) == ["a"]
    kept = definition(
        page(
            "p",
            question("a", label="Họ tên", hint="Như trên giấy", required=False),
            question(
                "b",
                "choice",
                options=[
                    {"id": "mot", "label": "Một"},
                    {"id": "hai", "label": "Hai"},
                    {"id": "ba", "label": "Ba"},
                ],
            ),
        )
    )
    assert asked_anew(old, kept) == []
    swapped = [{"id": "mot", "label": "Hai"}, {"id": "hai", "label": "Một"}]
    assert asked_anew(old, definition(page("p", question("b", "choice", options=swapped)))) == ["b"]
    assert asked_anew(old, definition(page("p", question("a", "number", label="Họ tên")))) == ["a"]


@pytest.mark.parametrize(
    ("minutes", "words"), [(60, "1 giờ làm việc"), (990, "2 ngày 30 phút làm việc"), (0, "0 phút")]
)
def test_working_minutes_in_words(minutes, words):
    assert minutes_words(minutes) == words
