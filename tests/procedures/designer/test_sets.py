"""A person or an organisation is asked for in one act; what comes of it is questions like any other."""

import pytest

from procedures import eform
from procedures.definition import parse, problems_of
from procedures.designer.outline import add_questions
from procedures.designer.sets import SET_WORDS
from tests.procedures.building import document, page, question
from tests.procedures.designer.test_form_screen import form_of, hand, shown

__all__ = ["hand"]


def made(kind, *labels, where="trang:p"):
    whole = document(
        page("p", question("a"), question("nhom", "group", item_label="Người", questions=[question("b")]))
    )
    names = add_questions(whole, where, list(labels), kind)
    assert problems_of(whole) == []
    told = parse(whole)
    return told, [told.question(name.partition(":")[2]) for name in names]


@pytest.mark.parametrize("kind", SET_WORDS)
def test_twice_the_same_words_and_inside_a_group_make_a_form_that_can_be_kept(kind):
    told, parts = made(kind, "Người được ủy quyền", "Người được ủy quyền")
    assert len({part.id for part in parts}) == len(parts) >= 10
    assert eform.problems(told, {}).keys() >= {part.id for part in parts if part.required}
    assert made(kind, "Thành viên", where="cau:nhom")[0].question("nhom").questions[1:]


def test_the_number_of_a_person_is_compared_with_birth_day_and_sex():
    _, parts = made("person", "Người được ủy quyền")
    said = {part.kind: part for part in parts}
    assert list(said) == ["name", "date", "choice", "id_number", "address", "phone"]
    assert (said["id_number"].birth, said["id_number"].sex) == (said["date"].id, said["choice"].id)
    assert said["name"].label == "Họ, chữ đệm và tên của người được ủy quyền"
    assert not any(part.prefill for part in parts)


def test_who_files_is_filled_from_the_account():
    assert [part.prefill for part in made("person", "Người yêu cầu")[1]][:2] == [
        "party.name",
        "party.birth_on",
    ]
    assert made("organisation", "Tổ chức đề nghị")[1][1].prefill == "party.tax_code"


@pytest.mark.django_db
def test_a_person_is_added_from_the_screen(hand):
    assert SET_WORDS["person"] in shown(hand, "trang:hai")
    fields = {"cau-moi": "Người được ủy quyền", "loai-moi": "person"}
    hand.post("form", "them-cau:trang:hai", chon="trang:hai", **fields)
    kinds = [one["kind"] for one in form_of(hand)[1]["questions"][1:]]
    assert kinds == ["name", "date", "choice", "id_number", "address", "phone"]
