"""Formulas as people write them: read, refused with the place and a way out, written back, said in words."""

import json
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from procedures.expressions import MAX_DEPTH, Name, nodes, read
from procedures.formula import Scope, TextError, as_text, as_words, parse_text, scope_at, scope_of
from tests.procedures import building
from tests.procedures.packages import PATHS, fresh_document, shipped

NAMES = {
    "quan_he": Name("text", frozenset({"ban_than", "nguoi_khac"})),
    "so_ban": Name("number"),
    "ly_hon_so": Name("text"),
    "ngay_sinh": Name("date"),
    "gio_hen": Name("time"),
    "ket_hon": Name("bool"),
    "muc_dich": Name("list"),
    "con": Name("group"),
    "con.tuoi": Name("numbers"),
    "con.ten": Name("list"),
    "noi_o": Name("address"),
    "noi_o.commune": Name("text"),
    "noi_o.line": Name("text"),
    "co": Name("bool"),
    "nam": Name("number"),
}
SCOPE = Scope(
    NAMES,
    labels={
        "quan_he": "Bạn xin giấy cho ai?",
        "so_ban": "Số bản",
        "ket_hon": "Bạn đã kết hôn chưa?",
        "muc_dich": "Dùng vào việc gì?",
        "ngay_sinh": "Ngày sinh",
        "con": "Các con",
        "con.tuoi": "Tuổi",
        "noi_o": "Nơi ở",
    },
    options={
        "quan_he": {"ban_than": "Cho tôi", "nguoi_khac": "Cho người ủy quyền cho bạn"},
        "muc_dich": {"vay": "Vay vốn", "mua": "Mua nhà"},
    },
    later=frozenset({"cau_sau"}),
)


def op(name, *args):
    return {"op": name, "args": [arg if isinstance(arg, dict) else {"v": arg} for arg in args]}


def q(key):
    return {"q": key}


OTHERS = op("eq", q("quan_he"), "nguoi_khac")


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ('quan_he = "nguoi_khac"', OTHERS),
        ("quan_he = nguoi_khac", OTHERS),
        ("quan_he là “Cho người ủy quyền cho bạn”", OTHERS),
        ("quan_he la 'cho nguoi uy quyen cho ban'", OTHERS),
        (
            'quan_he = "nguoi_khac" và (so_ban > 2 hoặc trống(ly_hon_so))',
            op("and", OTHERS, op("or", op("gt", q("so_ban"), 2), op("empty", q("ly_hon_so")))),
        ),
        (
            'quan_he == "nguoi_khac" AND (so_ban > 2 OR empty(ly_hon_so))',
            op("and", OTHERS, op("or", op("gt", q("so_ban"), 2), op("empty", q("ly_hon_so")))),
        ),
        ("ket_hon", q("ket_hon")),
        ("không ket_hon", op("not", q("ket_hon"))),
        ("ket_hon = có", op("eq", q("ket_hon"), True)),
        ("ket_hon = khong va co", op("and", op("eq", q("ket_hon"), False), q("co"))),
        ("so_ban khác 1.500.000", op("ne", q("so_ban"), 1500000)),
        ("so_ban <= 0,5", op("le", q("so_ban"), 0.5)),
        ("so_ban > 0.5", op("gt", q("so_ban"), 0.5)),
        ("so_ban ≥ -2", op("ge", q("so_ban"), -2)),
        ("so_ban + 1 + nam - 2", op("sub", op("add", q("so_ban"), 1, q("nam")), 2)),
        ("(so_ban + 1) * 2 / 3", op("div", op("mul", op("add", q("so_ban"), 1), 2), 3)),
        ("năm(ngay_sinh)", op("year_of", q("ngay_sinh"))),
        ("tuổi(ngay_sinh) < 18", op("lt", op("age_at", q("ngay_sinh"), op("today")), 18)),
        ("tuoi(ngay_sinh; 01/07/2025) < 18", op("lt", op("age_at", q("ngay_sinh"), "2025-07-01"), 18)),
        ("hôm nay - ngay_sinh > 60", op("gt", op("sub", op("today"), q("ngay_sinh")), 60)),
        ("ngay_sinh < 1/7/2025", op("lt", q("ngay_sinh"), "2025-07-01")),
        ("gio_hen <= 15:00", op("le", q("gio_hen"), "15:00")),
        ('kênh = "trực tiếp"', op("eq", op("channel"), "in_person")),
        ("quan_he thuộc [ban_than; nguoi_khac]", op("in", q("quan_he"), {"v": ["ban_than", "nguoi_khac"]})),
        ("quan_he không thuộc [ban_than]", op("not", op("in", q("quan_he"), {"v": ["ban_than"]}))),
        ('"Vay vốn" trong muc_dich', op("in", "vay", q("muc_dich"))),
        ("đếm(con) > 1", op("gt", op("count", q("con")), 1)),
        ("tong(con.tuoi) = 20", op("eq", op("sum", q("con.tuoi")), 20)),
        ('noi_o.xã = "06757"', op("eq", q("noi_o.commune"), "06757")),
        ('nối(ly_hon_so; " "; so_ban)', op("concat", q("ly_hon_so"), " ", q("so_ban"))),
        ("có(ly_hon_so) và `co`", op("and", op("filled", q("ly_hon_so")), q("co"))),
    ],
)
def test_what_people_write(text, tree):
    assert parse_text(text, SCOPE) == tree


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("so_bna > 2", 0, "Không có câu hỏi “so_bna” ở phía trước. Có phải “so_ban”?"),
        ("so_ban > 2 và cau_sau", 14, "“cau_sau” đứng sau"),
        ('so_ban > "hai"', 7, "không dùng được với số và chữ"),
        ("so_ban va ket_hon", 7, "“va” không dùng được với số và đúng/sai"),
        ('quan_he = "ban_tan"', 10, "Không có lựa chọn “ban_tan”. Có phải “ban_than”?"),
        ("quan_he = ban_tan", 10, "Có phải “ban_than”?"),
        ("(so_ban > 2", 11, "Thiếu dấu ) cho dấu ( ở ký tự 1"),
        ("so_ban >", 8, "dừng giữa chừng"),
        ("so_ban > 2 ket_hon", 11, "thiếu và, hoặc"),
        ('ly_hon_so = "chưa', 12, "Thiếu dấu đóng"),
        ("trong_rong(so_ban)", 0, "Không có phép “trong_rong”"),
        ("đêm(con) & 1", 9, "Không hiểu “&”"),
        ("tuổi() > 2", 0, "cần 2 phần"),
        ("[so_ban]", 1, "Danh sách chỉ gồm"),
        ("", 0, "Chưa có công thức"),
        ("(" * 60 + "co", 25, "ngoặc lồng nhau"),
        ("không " * 60 + "co", 0, "lồng nhau"),
    ],
)
def test_a_fault_says_where_and_what_to_do(text, at, words):
    with pytest.raises(TextError) as caught:
        parse_text(text, SCOPE)
    assert words in caught.value.sentence
    if "không " not in text[:7]:
        assert caught.value.at == at


def test_a_condition_must_be_a_condition():
    with pytest.raises(TextError, match="cho ra số, ở đây cần đúng/sai"):
        parse_text("so_ban + 1", SCOPE, "bool")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("quan_he = nguoi_khac", "“Bạn xin giấy cho ai?” là “Cho người ủy quyền cho bạn”"),
        (
            "so_ban ≥ 2 và (ket_hon = có hoặc không ket_hon)",
            "“Số bản” từ 2 trở lên và (“Bạn đã kết hôn chưa?” là “Có” hoặc “Bạn đã kết hôn chưa?” không phải là “Có”)",
        ),
        ("hôm nay - ngay_sinh > 60", "Số ngày từ “Ngày sinh” đến hôm nay trên 60"),
        ("ngay_sinh ≥ 01/07/2025", "“Ngày sinh” không trước 01/07/2025"),
        ("tuổi(ngay_sinh) < 18", "Tuổi tính theo “Ngày sinh” dưới 18"),
        ("kênh = online", "Nộp trực tuyến"),
        ('"vay" thuộc muc_dich', "“Dùng vào việc gì?” có chọn “Vay vốn”"),
        ("tổng(con.tuoi) = 20", "Tổng của “Tuổi” bằng 20"),
        ("trống(noi_o.xa)", "Xã, phường của “Nơi ở” chưa được trả lời"),
    ],
)
def test_the_same_in_words_for_people(text, words):
    assert as_words(parse_text(text, SCOPE), SCOPE) == words


def test_a_lead_goes_before_the_words():
    assert as_words(OTHERS, SCOPE, "Hiện khi").startswith("Hiện khi “Bạn xin giấy cho ai?” là")


def _plain(tree):
    """Trees alike in all but the optional empty `args`."""
    return {**tree, "args": [_plain(arg) for arg in tree.get("args", [])]} if "op" in tree else tree


@pytest.mark.parametrize("code", [path.stem for path in PATHS])
def test_every_shipped_expression_is_written_and_read_back(code):
    definition = shipped(code)
    scope = scope_of(definition)
    found = [page.when for page in definition.form.pages]
    for question in definition.by_id.values():
        found += [question.when, question.value]
    found += [
        part.when for part in (*definition.papers, *definition.fees, *definition.steps, *definition.cases)
    ]
    inner = {i.id: i for g in definition.by_id.values() for i in g.questions}
    for one in found:
        if one is not None and not one.uses & set(inner):
            assert parse_text(as_text(one.tree), scope) == _plain(one.tree)
            assert as_words(one.tree, definition)


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)
LITERALS = {
    "number": st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6, allow_nan=False),
    "text": TEXTS.filter(lambda t: not t[:1].isdigit()),
    "bool": st.booleans(),
    "date": st.dates().map(str),
    "time": st.sampled_from(["00:00", "08:30", "23:59"]),
}
LEAVES = {
    kind: st.sampled_from([q(k) for k, n in NAMES.items() if n.type == kind and not n.options])
    | LITERALS[kind].map(lambda value: {"v": value})
    for kind in LITERALS
}


def _bigger(kinds):
    number, text, boolean, day, clock = (kinds[k] for k in ("number", "text", "bool", "date", "time"))
    alike = st.one_of(*[st.tuples(part, part) for part in (number, text, day, clock, boolean)])
    ordered = st.one_of(*[st.tuples(part, part) for part in (number, day, clock)])
    many = lambda name, part, least: st.lists(part, min_size=least, max_size=4).map(lambda a: op(name, *a))  # noqa: E731
    return {
        "number": number
        | many("add", number, 2)
        | many("mul", number, 2)
        | st.tuples(number, number).map(lambda a: op("sub", *a))
        | st.tuples(number, number).map(lambda a: op("div", *a))
        | st.tuples(day, day).map(lambda a: op("sub", *a))
        | st.tuples(day, day).map(lambda a: op("age_at", *a))
        | day.map(lambda a: op("year_of", a))
        | st.sampled_from([op("count", q("con")), op("sum", q("con.tuoi"))]),
        "text": text | many("concat", number | text | day, 1) | st.just(op("channel")),
        "bool": boolean
        | many("and", boolean, 1)
        | many("or", boolean, 1)
        | boolean.map(lambda a: op("not", a))
        | alike.flatmap(lambda a: st.sampled_from(["eq", "ne"]).map(lambda name: op(name, *a)))
        | ordered.flatmap(lambda a: st.sampled_from(["lt", "le", "gt", "ge"]).map(lambda n: op(n, *a)))
        | st.tuples(text, st.lists(LITERALS["text"], max_size=3)).map(lambda a: op("in", a[0], {"v": a[1]}))
        | st.one_of(text, number, day).map(lambda a: op("empty", a))
        | st.one_of(text, number, day).map(lambda a: op("filled", a)),
        "date": day | st.just(op("today")),
        "time": clock,
    }


DEEP = LEAVES
for _ in range(3):
    DEEP = _bigger(DEEP)


@given(st.one_of(DEEP["bool"], DEEP["number"], DEEP["text"]))
@settings(max_examples=300, deadline=None)
def test_whatever_can_be_saved_is_written_and_read_back(tree):
    depths = [depth for _, depth in nodes(tree)]
    if len(depths) > 150 or max(depths) > MAX_DEPTH:
        return
    words = json.dumps(tree, ensure_ascii=False)
    assume(
        words == unicodedata.normalize("NFC", words)
    )  # what people type is brought to its one written form
    try:
        read(tree, NAMES)
    except ValueError:
        return
    assert parse_text(as_text(tree), SCOPE) == tree
    assert as_words(tree, SCOPE)


PIECES = [*"()[];=<>-+*/", "và", "không", "so_ban", "có", "“", "1", "trong"]


@given(st.text(max_size=60) | st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join))
@settings(max_examples=400, deadline=None)
def test_whatever_is_typed_is_read_or_refused_with_a_sentence(text):
    try:
        tree = parse_text(text, SCOPE)
    except TextError as error:
        assert error.sentence and 0 <= error.at <= max(len(text) * 3, 1)
    else:
        read(tree, SCOPE.names)


def test_a_place_in_a_draft_knows_what_stands_before_it():
    document = building.document(
        building.page("mot", building.question("a", "number"), building.question("b", "choice")),
        building.page(
            "hai",
            building.question(
                "con",
                "group",
                item_label="Con",
                questions=[building.question("ten", "name"), building.question("lop", "number")],
            ),
            building.question("c"),
        ),
    )
    assert set(scope_at(document, "b").names) >= {"a"} and "b" not in scope_at(document, "b").names
    assert "c" in scope_at(document, "b").later
    assert set(scope_at(document, page="hai").names) >= {"a", "b"}
    assert "c" not in scope_at(document, page="hai").names
    assert {"a", "b", "ten"} <= set(scope_at(document, "lop").names)
    assert "con" not in scope_at(document, "lop").names
    assert {"con.lop", "c"} <= set(scope_at(document).names)
    assert scope_at(document).options["b"] == {"mot": "Một", "hai": "Hai"}


def test_a_draft_with_faults_has_a_scope_all_the_same():
    document = fresh_document("1.001193")
    document["form"]["pages"][0]["questions"][0]["kind"] = "hỏng"
    document["form"]["pages"][1] = "không phải trang"
    assert "quan_he" in scope_at(document).names
    assert scope_at({"form": 7}).names.keys() == {"mien_phi"}
