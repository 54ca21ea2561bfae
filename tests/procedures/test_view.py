"""Forms as HTML: every page of every shipped procedure is drawn, and every fault is linked to its box."""

import re
from datetime import date
from html import unescape

import pytest
from django.template import engines

from procedures import eform
from procedures.eform import view
from procedures.samples import sample_answers
from tests.procedures.building import definition, eq, page, question
from tests.procedures.packages import PATHS, shipped

FACTS = eform.Given(date(2026, 11, 21))
PAGE = """{% from "components/eform.html" import eform %}{% from "components/form.html" import error_list %}
{{ error_list(summary) }}<form>{{ eform(fields, seen) }}<button>Lưu và tiếp tục</button></form>"""


def drawn(told, one, answers, problems=None):
    """The page as HTML."""
    views = view.fields(told, one, answers, problems or {}, FACTS)
    context = {"fields": views, "seen": view.seen(views), "summary": view.summary(views, problems or {})}
    return engines["jinja2"].from_string(PAGE).render(context)


def marks(html, attribute):
    return [unescape(value) for value in re.findall(rf'\b{attribute}="([^"]*)"', html)]


def sound(html):
    """Ids once, every label, description and link of the summary on something that is there."""
    ids = marks(html, "id")
    assert len(ids) == len(set(ids)), [key for key in ids if ids.count(key) > 1]
    for attribute in ("for", "aria-describedby", "aria-labelledby"):
        for value in marks(html, attribute):
            assert set(value.split()) <= set(ids), (attribute, value)
    for target in re.findall(r'<li><a href="#([^"]*)"', html):
        assert target in ids, target
    assert "style=" not in html and "{{" not in html


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_every_page_of_every_procedure_is_drawn(db, path):
    told = shipped(path.stem)
    filled = sample_answers(told, seed=7, commune="06685")
    for answers in ({}, filled):
        for one in told.form.pages:
            sound(drawn(told, one, answers))
            sound(drawn(told, one, answers, eform.page_problems(told, one, answers, FACTS)))


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_what_is_drawn_is_read_back_as_it_was(db, path):
    """No script: sending a page as it stands changes no answer."""
    told = shipped(path.stem)
    answers = sample_answers(told, seed=3, commune="06685")
    for one in eform.pages_asked(told, answers, FACTS):
        html = drawn(told, one, answers)
        assert eform.read_page(one, sent(html), answers) == answers
        afresh = eform.read_page(one, sent(html), {})
        for asked in eform.questions_asked(told, one, answers, FACTS):
            assert afresh.get(asked.id) == answers.get(asked.id), asked.id


def sent(html):
    """What a browser would send of this form."""
    fields = {}
    for tag in re.findall(r"<input\b[^>]*>", html):
        name, value = re.search(r'\bname="([^"]*)"', tag), re.search(r'\bvalue="([^"]*)"', tag)
        ticked = "checked" in tag or not re.search(r'type="(radio|checkbox)"', tag)
        if name and ticked:
            fields.setdefault(unescape(name[1]), []).append(unescape(value[1]) if value else "")
    for name, inside in re.findall(r'<select\b[^>]*\bname="([^"]*)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'value="([^"]*)" selected', inside)
        fields[name] = [unescape(chosen[1]) if chosen else ""]
    for name, inside in re.findall(r'<textarea\b[^>]*\bname="([^"]*)"[^>]*>(.*?)</textarea>', html, re.S):
        fields[name] = [unescape(inside)]
    return fields


EVERYTHING = definition(
    page(
        "p",
        question("noi", "statement", label="Đọc trước khi khai."),
        question("co", "yes_no", label="Có giấy tờ cũ?"),
        question("so", when=eq("co", True), label="Số giấy tờ cũ"),
        question("nghe", "choice", other=True, label="Nghề nghiệp"),
        question("nhieu", "choices", label="Cần gì"),
        question("dien_tich", "number", decimals=1, unit="m²", label="Diện tích"),
        question("von", "money", label="Vốn"),
        question("ly_do", "long_text", required=False, label="Lý do"),
        question("ngay", "date", label="Ngày cấp"),
        question("dan_toc", "ethnicity", label="Dân tộc"),
        question(
            "con",
            "group",
            label="Các con",
            item_label="Người con",
            max=2,
            questions=[
                question("ten", "name", label="Họ tên"),
                question("song", "yes_no", label="Còn sống"),
                question("mat", "date", label="Ngày mất", when=eq("song", False)),
            ],
        ),
    )
)
ONLY = EVERYTHING.form.pages[0]


def test_wrong_values_stay_in_their_boxes():
    posted = {
        "dien_tich": "rộng lắm",
        "ngay-ngay": "31",
        "ngay-thang": "2",
        "ngay-nam": "2025",
        "ly_do": "a\r\n<b>",
    }
    answers = eform.read_page(ONLY, posted, {})
    html = drawn(EVERYTHING, ONLY, answers, eform.page_problems(EVERYTHING, ONLY, answers, FACTS))
    sound(html)
    again = sent(html)
    assert again["dien_tich"] == ["rộng lắm"] and again["ngay-ngay"] == ["31"]
    assert "&lt;b&gt;" in html and 'href="#ngay-ngay">Tháng 2 năm 2025 chỉ có 28 ngày' in html


def test_a_question_not_asked_is_there_but_hidden():
    html = drawn(EVERYTHING, ONLY, {})
    assert re.search(r'data-q="so"[^>]* hidden', html)
    assert not re.search(r'data-q="so"[^>]* hidden', drawn(EVERYTHING, ONLY, {"co": True}))


def test_without_script_a_question_that_opens_is_shown_before_going_on():
    answers = {"co": True}
    on_screen = view.seen(view.fields(EVERYTHING, ONLY, {}, {}, FACTS))
    assert view.unseen(EVERYTHING, ONLY, {"hien": on_screen}, answers, FACTS)
    assert not view.unseen(EVERYTHING, ONLY, {"hien": "*"}, answers, FACTS)
    assert not view.unseen(EVERYTHING, ONLY, {"hien": on_screen}, {"co": False}, FACTS)


def test_a_condition_on_another_page_is_decided_by_the_server():
    told = definition(
        page("p1", question("a", "yes_no")), page("p2", question("b", when=eq("a", True)), question("c"))
    )
    second = told.form.pages[1]
    assert [one.id for one in view.fields(told, second, {}, {}, FACTS)] == ["c"]
    assert [one.id for one in view.fields(told, second, {"a": True}, {}, FACTS)] == ["b", "c"]


def test_the_first_button_of_a_form_with_items_means_go_on():
    html = drawn(EVERYTHING, ONLY, {"con": [{}, {}]})
    assert 'name="lam"' not in re.findall(r"<button\b[^>]*>", html)[0]
    assert html.count('value="xoa:con:') == 2 and 'value="them:con"' not in html


def test_a_prefilled_answer_says_where_it_comes_from_until_it_is_changed():
    told = definition(page("p", question("a", "name", prefill="party.name")))
    answers = {"a": "Lê An", "_nguon": {"a": {"value": "Lê An", "text": "hồ sơ tài khoản của bạn"}}}
    assert "Đã điền từ hồ sơ tài khoản của bạn" in drawn(told, told.form.pages[0], answers)
    assert "Đã điền từ" not in drawn(told, told.form.pages[0], answers | {"a": "Lê Anh"})
    assert eform.effective(told, answers) == {"a": "Lê An"}


def test_on_one_screen_conditions_reach_across_pages():
    told = definition(
        page("p1", question("a", "yes_no")),
        page("p2", question("b"), question("c", "yes_no"), when=eq("a", True)),
        page("p3", question("d", when=eq("c", True))),
    )
    pages = told.form.pages

    def on_screen(answers):
        drawn_now = [view.fields(told, one, answers, {}, FACTS, together=pages) for one in pages]
        return [field.id for views in drawn_now for field in views if not field.hidden]

    assert on_screen({}) == ["a"]
    assert on_screen({"a": True}) == ["a", "b", "c"]
    assert on_screen({"a": True, "c": True}) == ["a", "b", "c", "d"]
    assert on_screen({"a": False, "c": True}) == ["a"]
    (second,) = [
        field for field in view.fields(told, pages[1], {}, {}, FACTS, together=pages) if field.id == "b"
    ]
    assert second.hidden and second.when
    assert view.fields(told, pages[1], {}, {}, FACTS) == []


def test_a_kept_field_shows_each_person_their_own_answer_and_escapes_it():
    """The pieces are made once; Lan's words never stand in Minh's page, and no mark of theirs is read as HTML."""
    told = definition(page("p", question("ten", "text"), question("ngay", "date"), question("co", "yes_no")))
    sheet = told.form.pages[0]
    lan = drawn(told, sheet, {"ten": '<b>"Lan"</b> \ue0002\ue001', "ngay": "2026-03-27", "co": True})
    minh = drawn(told, sheet, {"ten": "Minh", "co": False})
    assert 'value="&lt;b&gt;&#34;Lan&#34;&lt;/b&gt; \ue0002\ue001"' in lan and 'value="27"' in lan
    assert "Lan" not in minh and 'value="Minh"' in minh and "2026" not in minh.split("Ví dụ")[1][30:]
    assert 'value="co" checked' in lan and 'value="khong" checked' in minh
    for html in (lan, minh):
        sound(html)


def test_what_is_kept_in_pieces_reads_as_the_template_draws_it(settings):
    """Every kind, empty, answered and wrong, twice: from the pieces and, while debugging, from the template alone."""
    kinds = (
        "text",
        "long_text",
        "date",
        "yes_no",
        "choice",
        "choices",
        "country",
        "number",
        "id_number",
        "group",
    )
    asked = [question(f"q{n}", kind) for n, kind in enumerate(kinds[:-1])]
    people = question("q9", "group", item_label="Người", max=2, questions=[question("ten", "name")])
    told = definition(page("p", *asked, people))
    sheet = told.form.pages[0]
    wrong = {f"q{n}": f"Nhập <mục> {n}" for n in range(len(kinds))} | {"q9-0-ten": "Nhập tên"}
    right = {
        "q0": 'Theo "sổ"',
        "q2": "2026-03-27",
        "q3": True,
        "q4": "mot",
        "q5": ["mot"],
        "q9": [{"ten": "A & B"}],
    }
    for answers, problems in (
        ({}, {}),
        (right, {}),
        (right, wrong),
        ({"q2": {"_raw": {"ngay": "40"}}}, wrong),
    ):
        settings.DEBUG = False
        kept = [drawn(told, sheet, answers, problems) for _ in range(2)]
        settings.DEBUG = True
        assert kept == [drawn(told, sheet, answers, problems)] * 2
        sound(kept[0])
