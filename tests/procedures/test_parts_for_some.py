"""Files inside a form, questions that only officers answer, answers taken from elsewhere."""

import pytest

from portal.accounts.models import Party
from procedures import eform
from procedures.definition import DefinitionError, parse
from procedures.eform import sources, view
from procedures.expressions import Given
from tests.procedures.building import definition, document, eq, page, question

DESK = eform.at_desk()

MEMBERS = question(
    "thanh_vien",
    "group",
    label="Thành viên",
    item_label="Thành viên",
    min=0,
    questions=[question("ten", "name", label="Họ tên"), question("the", "file", label="Ảnh căn cước")],
)


def family(*more):
    return definition(page("p", MEMBERS, question("so_do", "file", label="Sơ đồ", required=False), *more))


def posted(told, answers, **post):
    return eform.read_page(told.form.pages[0], post, answers)


def test_each_item_of_a_group_has_its_own_files_whatever_is_taken_away():
    told = family()
    answers = posted(
        told, {}, **{"thanh_vien-so": "1", "thanh_vien-0-ten": "Lò Văn Ánh", "lam": "them:thanh_vien"}
    )
    first, second = (item["the"] for item in answers["thanh_vien"])
    assert first != second
    assert [(spec.id, spec.name, spec.required) for spec in eform.papers_asked(told, answers)] == [
        (f"the-{first}", "Thành viên 1: Ảnh căn cước", True),
        (f"the-{second}", "Thành viên 2: Ảnh căn cước", True),
        ("so_do", "Sơ đồ", False),
    ]
    fewer = posted(told, answers, **{"thanh_vien-so": "2", "lam": "xoa:thanh_vien:0"})
    assert next((spec.id, spec.name) for spec in eform.papers_asked(told, fewer)) == (
        f"the-{second}",
        "Thành viên 1: Ảnh căn cước",
    )
    assert told.paper(f"the-{second}").name == "Ảnh căn cước"
    assert told.paper("khong_co-1") is None
    assert eform.effective(told, fewer)["thanh_vien"][0]["the"] == second


def test_the_name_of_a_slot_cannot_be_posted():
    told = family()
    post = {"thanh_vien-so": "1", "thanh_vien-0-ten": "Lò Văn Ánh", "thanh_vien-0-the": "cua-nguoi-khac"}
    assert posted(told, {}, **post)["thanh_vien"][0]["the"] != "cua-nguoi-khac"


def test_a_file_is_no_answer_and_no_condition_asks_for_it():
    told = family()
    answers = {"thanh_vien": [{"ten": "Lò Văn Ánh", "the": "a1b2c3d4"}]}
    assert eform.problems(told, answers) == {}
    assert [row.label for row in eform.shown(told, answers)[0].rows] == ["Thành viên 1: Họ tên"]
    with pytest.raises(DefinitionError, match="Không có câu hỏi “tep”"):
        definition(
            page("p", question("tep", "file"), question("a", when={"op": "filled", "args": [{"q": "tep"}]}))
        )


OFFICE = question("nguon_goc", label="Nguồn gốc đất", officer_only=True)
SEEN = question("ghi_chu", label="Ghi chú", officer_only=True, shown_to_citizen=True, required=False)


def test_what_officers_answer_is_not_asked_of_citizens_nor_shown_to_them():
    told = definition(page("p", question("a"), OFFICE, SEEN), page("q", {**OFFICE, "id": "rieng"}))
    answers = {"a": "x", "nguon_goc": "đất giao năm 1993", "ghi_chu": "đã đo", "rieng": "kín"}
    assert [p.id for p in eform.pages_asked(told, answers)] == ["p"]
    assert [f.id for f in view.fields(told, told.form.pages[0], answers)] == ["a"]
    assert eform.problems(told, {"a": "x"}) == {}
    texts = [row.text for p in eform.shown(told, answers) for row in p.rows]
    assert texts == ["x", "đã đo"]
    assert eform.read_page(told.form.pages[0], {"nguon_goc": "tôi tự ghi"}, {}) == {}


def test_at_the_desk_they_are_asked_required_and_shown():
    told = definition(page("p", question("a"), OFFICE, SEEN))
    assert set(eform.problems(told, {"a": "x"}, DESK)) == {"nguon_goc"}
    fields = view.fields(told, told.form.pages[0], {}, {}, DESK)
    assert [(f.id, f.for_officers) for f in fields] == [("a", False), ("nguon_goc", True), ("ghi_chu", True)]
    read = eform.read_page(told.form.pages[0], {"nguon_goc": "đất giao"}, {}, DESK)
    assert read == {"nguon_goc": "đất giao"}
    assert [row.text for row in eform.shown(told, read | {"a": "x"}, DESK)[0].rows] == [
        "x",
        "đất giao",
        "Chưa trả lời",
    ]


def test_an_officers_answer_counts_in_steps_and_papers_but_decides_nothing_a_citizen_sees():
    papers = [{"id": "bien_ban", "name": "Biên bản", "when": eq("nguon_goc", "lan")}]
    told = definition(page("p", question("a"), OFFICE), papers=papers)
    assert [p.id for p in eform.papers_asked(told, {"nguon_goc": "lan"})] == ["bien_ban"]
    for key, part in (("when", eq("nguon_goc", "x")), ("value", {"q": "nguon_goc"})):
        kind = "computed" if key == "value" else "text"
        with pytest.raises(DefinitionError, match="câu chỉ cán bộ trả lời"):
            parse(document(page("p", OFFICE, question("b", kind, **{key: part}))))
    with pytest.raises(DefinitionError, match="câu chỉ cán bộ trả lời"):
        parse(document(page("p", OFFICE), page("q", question("b"), when=eq("nguon_goc", "x"))))


def test_inside_a_group_officers_have_the_whole_group_or_nothing():
    group = {**MEMBERS, "questions": [question("ten", officer_only=True)]}
    with pytest.raises(DefinitionError, match="cho cả nhóm"):
        parse(document(page("p", group)))


@pytest.fixture
def connected():
    kept = dict(sources._sources)
    yield
    sources._sources.clear()
    sources._sources.update(kept)


PERSON = Party(pk=7, name="Vừ Thị Mỷ")


@pytest.mark.article("QN-16.3")
def test_answers_come_from_what_is_connected_and_only_when_they_fit(connected):
    asked = []

    def vault(party, told, wanted):
        asked.append((party.name, wanted))
        return eform.Known(
            {"KQ.G15.000031.ho_ten": "Vừ A Dính", "KQ.G15.000031.ngay": "hôm qua"}, "kho giấy tờ"
        )

    eform.connect("vault", vault)
    told = definition(
        page(
            "p",
            question("ten", "name", prefill="vault.KQ.G15.000031.ho_ten"),
            question("ngay", "date", prefill="vault.KQ.G15.000031.ngay"),
            question("que", "address", prefill="population.hometown"),
            question("von", "money", prefill="enterprise.capital_vnd"),
        )
    )
    filled = eform.prefill(told, PERSON)
    assert filled["ten"] == "Vừ A Dính"
    assert eform.source_of("ten", filled) == "kho giấy tờ"
    assert not {"ngay", "que", "von"} & filled.keys()
    assert asked == [("Vừ Thị Mỷ", {"KQ.G15.000031.ho_ten", "KQ.G15.000031.ngay"})]
    assert eform.prefill(told, Party(name="Người được kể tên")) == {}


@pytest.mark.parametrize(
    ("source", "kind", "words"),
    [
        ("vault.ten", "text", "vault.<mã kết quả>.<mã trường>"),
        ("last_dossier.Tên", "text", "last_dossier.<mã câu hỏi>"),
        ("last_dossier.con", "file", "câu hỏi loại file"),
        ("population.capital", "text", "phải là một trong"),
        ("enterprise.registered_on", "text", "Không điền được"),
        ("tra_cuu.ten", "text", "phải là một trong"),
    ],
)
def test_a_source_that_cannot_fill_is_refused_when_the_form_is_saved(source, kind, words):
    with pytest.raises(DefinitionError) as refused:
        definition(page("p", question("a", kind, prefill=source)))
    assert any(words in text for _, text in refused.value.problems)


def test_facts_of_the_desk_are_facts_of_the_day_too():
    assert eform.at_desk("postal").channel == "postal"
    assert Given(DESK.today).desk is False
