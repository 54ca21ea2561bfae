"""What a person with a draft is told when the procedure changed under it: every question, paper and fee of theirs."""

from dataclasses import replace

from django.utils.translation import override

from dossiers.citizen.changes import differences
from tests.procedures.building import definition, page, question

GIVEN = {"id": "ho_ngheo", "label": "Hộ nghèo"}
FEE = {"id": "phi", "name": "Phí", "kind": "phi", "timing": "at_receipt", "amount": {"per": "case", "vnd": 5}}
PAPER = {"id": "don", "name": "Đơn", "required": False}


def children(*inner):
    return question("con", "group", label="Các con", item_label="Con", questions=list(inner))


def told(*questions, fee=FEE, paper=PAPER):
    return definition(page("p", question("a"), *questions), fees=[fee], papers=[paper])


def lines(old, new):
    return {group.title: group.lines for group in differences(old, new)}


def test_questions_inside_a_group_are_named_with_their_group():
    old, new = told(children(question("c1"))), told(children(question("c1"), question("c2", label="Nơi học")))
    assert lines(old, new) == {"Câu hỏi": ["Thêm: Con: Nơi học"]}


def test_what_only_officers_answer_or_the_page_computes_is_nobody_elses_news():
    secret = question("xac_minh", "yes_no", label="Phải xác minh", officer_only=True, required=False)
    sums = question("tong", "computed", value={"v": "x"})
    assert lines(told(), told(secret, sums)) == {}
    shown = lines(told(), told({**secret, "shown_to_citizen": True}))
    assert shown == {"Câu hỏi": ["Thêm: Phải xác minh"]}


def test_choices_and_what_must_be_answered_now_are_named():
    three = [{"id": key, "label": key.title()} for key in ("mot", "hai", "ba")]
    old = told(question("loai", "choice", label="Loại", options=three[:2], required=False))
    new = told(question("loai", "choice", label="Loại", options=three[1:]))
    assert lines(old, new) == {
        "Câu hỏi": [
            "Nay phải trả lời: Loại",
            "Thêm lựa chọn ở câu “Loại”: Ba",
            "Bỏ lựa chọn ở câu “Loại”: Mot",
        ]
    }


def test_papers_wanted_more_strictly_and_fees_waived_for_some_are_named():
    assert lines(told(), told(paper={**PAPER, "required": True})) == {"Giấy tờ": ["Nay phải nộp: Đơn"]}
    assert lines(told(), told(paper={**PAPER, "count": 2})) == {"Giấy tờ": ["Đổi cách nộp: Đơn"]}
    assert lines(told(), told(fee={**FEE, "exempt": [GIVEN]})) == {"Phí, lệ phí": ["Đổi mức: Phí"]}


def test_the_same_again_is_no_news():
    assert lines(told(children(question("c1"))), told(children(question("c1")))) == {}


def test_whoever_reads_in_english_reads_the_names_in_english_where_a_version_has_them():
    """Words of the old version may stand in the new one alone; what nobody translated is marked as Vietnamese."""
    options = [{"id": "mot", "label": "Một"}, {"id": "khac", "label": "Khác"}]
    old = told(
        children(question("c1", label="Tên")), question("loai", "choice", label="Loại", options=options)
    )
    two = question("loai", "choice", label="Loại", options=[*options, {"id": "hai", "label": "Hai & ba"}])
    new = replace(
        told(
            children(question("c1", label="Họ tên")),
            two,
            fee={**FEE, "exempt": [GIVEN]},
            paper={**PAPER, "count": 2},
        ),
        english={"Con": "Child", "Tên": "Name", "Họ tên": "Full name", "Loại": "Kind", "Phí": "Fee"},
    )
    with override("en"):
        assert lines(old, new) == {
            "Questions": [
                "Was “Child: Name”, is now “Child: Full name”",
                'New choices at “Kind”: <span lang="vi">Hai &amp; ba</span>',
            ],
            "Documents": ['Handed in another way: <span lang="vi">Đơn</span>'],
            "Fees": ["Different amount: Fee"],
        }
        assert lines(new, new) == {}
    assert lines(old, new)["Câu hỏi"][0] == "Trước là “Con: Tên”, nay là “Con: Họ tên”"
