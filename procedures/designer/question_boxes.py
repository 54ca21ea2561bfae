"""Which boxes a question has: only those that its kind knows."""

from procedures.definition.form import LONGEST
from procedures.definition.prefills import FIELDS
from procedures.definition.shapes import TEXT_KINDS
from procedures.designer.boxes import Box, Choices

KIND_WORDS: dict[str, str] = {
    "text": "chữ, một dòng",
    "long_text": "chữ, nhiều dòng",
    "name": "họ tên người",
    "number": "số",
    "money": "số tiền (đồng)",
    "date": "ngày",
    "time": "giờ",
    "yes_no": "có hoặc không",
    "choice": "chọn một",
    "choices": "chọn nhiều",
    "id_number": "số định danh cá nhân",
    "tax_code": "mã số thuế",
    "phone": "số điện thoại",
    "email": "thư điện tử",
    "commune": "xã, phường, đặc khu",
    "address": "địa chỉ",
    "country": "nước, quốc tịch",
    "ethnicity": "dân tộc",
    "file": "tệp tải lên",
    "group": "nhóm lặp lại",
    "computed": "tính sẵn, không hỏi",
    "statement": "lời dẫn, không hỏi",
}
PARTY_WORDS = {
    "name": "họ tên",
    "id_number": "số định danh",
    "tax_code": "mã số thuế",
    "birth_on": "ngày sinh",
    "sex": "giới tính",
    "phone": "điện thoại",
    "email": "thư điện tử",
    "address": "địa chỉ",
    "commune": "xã, phường",
    "ethnicity": "dân tộc",
    "nationality": "quốc tịch",
    "hometown": "quê quán",
    "father_name": "họ tên cha",
    "mother_name": "họ tên mẹ",
    "spouse_name": "họ tên vợ, chồng",
    "marital_status": "tình trạng hôn nhân",
    "representative": "người đại diện",
    "registered_on": "ngày đăng ký",
    "capital_vnd": "vốn",
}
_HEADS = {"party": "Hồ sơ tài khoản", "population": "CSDL dân cư", "enterprise": "CSDL doanh nghiệp"}
_SPOKEN = [Box("noun", "Tên gọi trong câu báo lỗi", help="Dùng khi nhãn là câu hỏi dài: “Nhập nơi sinh của con”"),
           Box("missing", "Câu báo khi để trống", help="Cả câu, ví dụ: Chọn bạn là gì của trẻ")]  # fmt: skip
SECTIONS: list[tuple[str, list[str]]] = [
    ("Nội dung", ["label", "id", "kind", "item_label", "hint", "example", "value", "scope"]),
    ("Ai trả lời, khi nào", ["required", "when", "officer_only", "shown_to_citizen"]),
    ("Kiểm tra câu trả lời", ["max_length", "pattern", "pattern_error", "min", "max", "unit", "decimals", "not_future",
                              "not_past", "min_age", "birth", "sex", "noun", "missing"]),
    ("Điền sẵn và tờ khai in", ["prefill", "prefill_other", "prefill_when", "locked", "official", "indexed"]),
]  # fmt: skip


def boxes_of(kind: str, *, inside: bool = False, dates: Choices = (), sexes: Choices = ()) -> list[Box]:
    """The boxes of one kind. `dates` and `sexes` are the earlier questions an identity number may be compared with."""
    kinds = [
        (key, words) for key, words in KIND_WORDS.items() if not (inside and key in ("group", "statement"))
    ]
    found = [
        Box("label", "Câu hỏi", help="Như người dân đọc" if kind != "statement" else "Chữ hiện trên trang"),
        Box(
            "id", "Mã", help="Chữ thường không dấu. Đổi mã thì điều kiện, phí, kết quả đổi theo", width="w22"
        ),
        Box("kind", "Loại", "pick", choices=tuple(kinds), width="w22"),
        Box(
            "when", "Chỉ hỏi khi", "formula", help='Ví dụ: quan_he = "Mẹ" và so_ban > 2. Để trống là luôn hỏi'
        ),
        Box("hint", "Gợi ý", help="Một câu ngắn dưới nhãn"),
    ]
    if kind not in ("statement", "computed"):
        found += [Box("required", "Phải trả lời", "check", default=True)]
        found += [Box("indexed", "Tìm được hồ sơ theo câu này", "check", default=False)]
    if kind not in ("statement", "computed", "file", "group", "yes_no"):
        found += [Box("example", "Ví dụ", help="Hiện sau gợi ý", width="w22"), *_prefills(kind)]
    if kind not in ("statement", "computed", "file"):
        found += _SPOKEN
    if not inside:
        found += _OFFICERS
    if kind != "statement":
        found += [Box("official", "Chữ trong tờ khai in", help="Như mẫu đơn ban hành; để trống thì in nhãn")]
    return [*found, *_of_kind(kind, dates, sexes)]


_OFFICERS = [
    Box(
        "officer_only", "Chỉ cán bộ trả lời", "check", "Người dân không được hỏi và không thấy", default=False
    ),
    Box("shown_to_citizen", "Cho người dân xem câu trả lời của cán bộ", "check", default=False),
]


def _of_kind(kind: str, dates: Choices, sexes: Choices) -> list[Box]:
    none = ("", "không so")
    if kind in ("text", "name"):
        return [
            _longest(kind),
            Box("pattern", "Dạng phải theo", help="Biểu thức chính quy, ví dụ [0-9]{6}", width="w22"),
            Box("pattern_error", "Câu báo khi sai dạng"),
        ]
    if kind in ("number", "money"):
        least = Box("min", "Ít nhất", "number", width="w10", decimals=True)
        most = Box("max", "Nhiều nhất", "number", width="w10", decimals=True)
        unit = Box("unit", "Đơn vị", width="w10", help="Ví dụ: bản, m², người")
        after_comma = Box("decimals", "Số chữ số lẻ", "number", default=0, width="w6")
        return [least, most, unit, *([after_comma] if kind == "number" else [])]
    if kind == "date":
        return [Box("not_future", "Không được sau hôm nay", "check", default=False),
                Box("not_past", "Không được trước hôm nay", "check", default=False),
                Box("min_age", "Đủ bao nhiêu tuổi", "number", width="w6")]  # fmt: skip
    if kind in ("commune", "address"):
        places = (("country", "cả nước"), ("province", "chỉ trong tỉnh"))
        return [Box("scope", "Phạm vi", "pick", choices=places, default="country", width="w22")]
    if kind == "id_number":
        return [_longest(kind), Box("birth", "So với ngày sinh ở câu", "pick", choices=(none, *dates), width="w22"),
                Box("sex", "So với giới tính ở câu", "pick", choices=(none, *sexes), width="w22")]  # fmt: skip
    if kind == "group":
        return [Box("item_label", "Mỗi mục gọi là", help="Ví dụ: Thành viên", width="w22"),
                Box("min", "Ít nhất mấy mục", "number", default=1, width="w6"),
                Box("max", "Nhiều nhất mấy mục", "number", default=20, width="w6")]  # fmt: skip
    if kind == "computed":
        return [
            Box(
                "value",
                "Công thức",
                "formula",
                "Ví dụ: hôm nay - con_ngay_sinh > 60",
                expected="",
                lead="Bằng",
            )
        ]
    if kind == "choice":
        return [Box("other", "Thêm lựa chọn “Khác” và ô ghi rõ", "check", default=False)]
    return [_longest(kind)] if kind in TEXT_KINDS else []


def _longest(kind: str) -> Box:
    return Box("max_length", "Dài nhất (ký tự)", "number", default=LONGEST.get(kind, 200), width="w6")


def _prefills(kind: str) -> list[Box]:
    """Sources that fit the kind; the open ones (kho giấy tờ, hồ sơ trước) are typed."""
    fitting = [
        (f"{head}.{name}", f"{_HEADS[head]}: {PARTY_WORDS[name]}")
        for head, fields in FIELDS.items()
        for name, kinds in fields.items()
        if kind in kinds
    ]
    typed = (
        "answers.<mã câu> là câu trả lời ở trang trước, vault.<mã kết quả>.<trường> là kho giấy tờ, "
        "last_dossier.<mã câu> là hồ sơ nộp lần trước"
    )
    when = Box("prefill_when", "Chỉ điền sẵn khi", "formula", help='Ví dụ: quan_he = "Mẹ"', lead="Điền khi")
    picked = Box("prefill", "Điền sẵn từ", "pick", choices=(("", "không điền sẵn"), *fitting), width="w22")
    kept = Box("locked", "Không cho sửa điều lấy từ CSDL dân cư, doanh nghiệp", "check", default=False)
    return [picked, Box("prefill_other", "hoặc nguồn khác", help=typed, width="w22"), when, kept]
