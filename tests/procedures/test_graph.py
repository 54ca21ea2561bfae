"""The picture of the steps: nothing overlaps, nothing is clipped, few lines cross, the list says the same."""

import re
from html import unescape

import pytest
from django.template import engines
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.graph import Line, draw, public_picture, rows_of, share_words, version_picture
from procedures.graph.layout import crossings, lay_out
from procedures.graph.wrapping import width, wrapped
from tests.procedures.building import definition, page, question, step
from tests.procedures.packages import shipped
from tests.procedures.test_steps import graphs

FORM = page("p", question("a", "yes_no"))


def twelve_steps():
    """A building permit as a large province does it: three bodies asked, two branches of work, two signatures."""
    return [
        step("nhan", name="Kiểm tra hồ sơ, phân công"),
        step("thuc_dia", "work", "nhan", name="Kiểm tra thực địa, lập biên bản", agency="unit:construction"),
        step("quy_hoach", "consult", "nhan", produces="opinion", agency="department:construction"),
        step("pccc", "consult", "nhan", produces="opinion", agency="department:fire"),
        step("moi_truong", "consult", "thuc_dia", produces="opinion", agency="department:environment"),
        step("thue", "work", "thuc_dia", name="Xác định nghĩa vụ tài chính", agency="department:finance"),
        step("tham_dinh", "work", "quy_hoach", "pccc", "moi_truong", produces="result", lead=True),
        step("ra_soat", "work", "tham_dinh", "thue", duty="division_leader"),
        step("phap_che", "work", "tham_dinh", agency="unit:justice"),
        step("duyet_phong", "approve", "ra_soat", "phap_che", duty="division_leader"),
        step("ky", "approve", "duyet_phong", duty="agency_leader"),
        step("phat", "issue", "ky", duty="clerk"),
    ]


def told(*steps):
    limits = {"processing": {"value": 30, "unit": "working_day"}}
    return definition(FORM, steps=list(steps), limits=limits)


def overlap(one, other):
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def assert_sound(picture):
    for index, box in enumerate(picture.boxes):
        assert box.x >= 0 and box.x + box.width <= picture.width
        assert box.y >= 0 and box.y + box.height <= picture.height
        assert not any(overlap(box, other) for other in picture.boxes[index + 1 :])
        for dy, line in box.lines:
            size = 15 if line.role == "k" else 13
            assert dy < box.height and width(line.text, size) <= box.width - 24, line.text


@settings(max_examples=120, deadline=None)
@given(graphs(), st.sampled_from(["across", "down"]))
def test_no_box_covers_another_and_every_word_fits(steps, direction):
    picture = draw(told(*steps), lambda one: [Line(one.name, "k"), Line("Phòng Kinh tế, Hạ tầng và Đô thị")],
                   direction=direction)  # fmt: skip
    assert len(picture.boxes) == len(steps)
    assert_sound(picture)


@pytest.mark.parametrize("make", [public_picture, version_picture])
def test_twelve_steps_with_branches_are_drawn_whole(make):
    picture = make(told(*twelve_steps()))
    assert len(picture.boxes) == 12
    assert_sound(picture)


def test_lines_cross_no_more_than_they_must():
    after = {"a": [], "b": ["a"], "c": ["a"], "d": ["c"], "e": ["b"], "f": ["d", "e"]}
    laid = lay_out(after, dict.fromkeys(after, 50.0), 20)
    assert crossings(laid.ranks) == 0
    assert [len(rank) for rank in laid.ranks] == [1, 2, 2, 1]


def test_a_long_line_has_a_place_of_its_own():
    after = {"a": [], "b": ["a"], "c": ["b"], "d": ["a", "c"]}
    laid = lay_out(after, dict.fromkeys(after, 50.0), 20)
    long = next(line for line in laid.lines if len(line) == 4)
    assert [cell.id for cell in long] == ["a", "", "", "d"]
    beside = abs(long[1].at - laid.cell("b").at)
    assert beside >= 25 + 20, "it runs beside the boxes, not through them"


def test_a_chain_is_straight():
    picture = public_picture(shipped("1.001193"))
    assert len({box.x for box in picture.boxes}) == 1
    assert all("C" not in path for path, _ in picture.edges)


def test_a_circle_is_left_out_of_the_picture_but_stands_in_the_list():
    made = told(step("a"), step("b", "work", "a", "c"), step("c", "work", "b"))
    assert [box.id for box in version_picture(made).boxes] == ["a"]
    assert {row.step.id for row in rows_of(made)} == {"a", "b", "c"}


def test_the_procedures_page_draws_the_steps_and_says_them_in_plain_words(client, db):
    page = client.get("/thu-tuc/1.013225/").content.decode()
    rows = rows_of(shipped("1.013225"))
    assert f"{len(rows)} bước trong cơ quan" in page and 'id="quy-trinh' in page
    listed = unescape(page[page.index('class="process"') :])
    assert [row.step.id for row in rows if f"{row.step.name}.</b> {row.agency}" not in listed] == []


def test_the_list_says_who_where_how_long_and_what_is_done_beside_it(db):
    rows = {row.step.id: row for row in rows_of(shipped("1.013225"))}
    assert rows["y_kien_dat"].beside and not rows["tham_dinh"].beside
    assert rows["kiem_tra"].agency == "Phòng chuyên môn (xây dựng, hạ tầng, giao thông)"
    assert rows["kiem_tra"].share.replace("\xa0", " ") == "2,5 ngày"
    assert rows["tham_dinh"].after == tuple(rows[key].step.name for key in ("y_kien_dat", "y_kien_pccc"))


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(20, "20 phút"), (60, "1 giờ"), (90, "1,5 giờ"), (480, "1 ngày"), (720, "1,5 ngày")],
)
def test_shares_are_told_in_hours_and_days(minutes, words):
    assert share_words(minutes).replace("\xa0", " ") == words


def test_words_break_at_spaces_and_a_monster_is_cut():
    assert wrapped("Văn phòng Đăng ký đất đai", 15, 125) == ["Văn phòng Đăng", "ký đất đai"]
    assert "".join(wrapped("ư" * 80, 13, 100)) == "ư" * 80
    assert wrapped("", 13, 100) == []


def test_the_picture_is_named_and_no_word_breaks_out_of_it(rf, db):
    made = told(step("a", name="Thẩm tra <b>&"), *twelve_steps())
    template = engines["jinja2"].from_string(
        '{% from "components/graph.html" import graph %}{{ graph(picture, "x", "Sơ đồ", "Như bảng") }}'
    )
    svg = template.render({"picture": version_picture(made, {"a": 2})}, rf.get("/"))
    assert '<title id="x-ten">Sơ đồ</title>' in svg and 'aria-labelledby="x-ten x-ta"' in svg
    assert "<b>" not in svg and "2 chỗ cần sửa" in svg
    assert 'href="#buoc-ky"' in svg and not re.search(r"style=|onclick", svg)
