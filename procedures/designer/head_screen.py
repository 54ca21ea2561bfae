"""Thông tin chung: names, checks before starting, who decides, law, result, limits."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from portal.agencies.models import Specialty
from procedures.definition.rest import UNITS
from procedures.definition.shapes import CHANNELS, Document
from procedures.definition.steps import SPECIALTIES
from procedures.designer import outline
from procedures.designer.boxes import Box, Choices
from procedures.designer.outline import QUESTION
from procedures.designer.parts_screen import ListPart, Screen, SheetPart, serve
from procedures.designer.places import listed
from procedures.formula.scope import CHANNEL_WORDS

UNIT_WORDS = {
    "working_hour": "giờ làm việc",
    "working_day": "ngày làm việc",
    "calendar_day": "ngày theo lịch",
    "same_day": "trong ngày",
}
NOTHING = ("", "không nêu")
_LEVELS = (("commune", "cấp xã"), ("province", "cấp tỉnh"), ("both", "cả hai cấp"))
_ONLINE = (("full", "toàn trình"), ("partial", "một phần"), ("none", "không làm trên mạng"))
_AUDIENCE = (("citizen", "người dân"), ("business", "doanh nghiệp"), ("both", "cả hai"))
_FIELD_KINDS = (
    ("text", "chữ, một dòng"),
    ("long_text", "chữ, nhiều dòng"),
    ("number", "số"),
    ("date", "ngày"),
    ("money", "tiền"),
)


def _about(document: Document) -> list[Box]:
    return [
        Box("name", "Tên chính thức", help="Như trong quyết định công bố"),
        Box("plain_name", "Tên thường gọi", help="Như người dân nói: Làm giấy khai sinh"),
        Box("keywords", "Từ người dân hay gõ", "lines", help="Mỗi dòng một cách gọi"),
        Box("summary", "Tóm tắt", "area", help="Một hai câu: ai làm, được gì"),
        Box("field.code", "Mã lĩnh vực", width="w10"),
        Box("field.name", "Tên lĩnh vực", width="w22"),
        Box("audience", "Đối tượng", "pick", choices=_AUDIENCE, default="citizen", width="w22"),
        Box("level", "Cấp giải quyết", "pick", choices=_LEVELS, width="w22"),
        Box("online", "Mức làm trên mạng", "pick", choices=_ONLINE, width="w22"),
        Box("minutes_to_file", "Mấy phút thì khai xong", "number", default=10, width="w6"),
        Box("appointment", "Có hẹn ngày trả kết quả", "check", default=True),
        Box("retention", "Lưu trữ", "years", help="vĩnh viễn, hoặc số năm", width="w10"),
    ]


def _competence(document: Document) -> list[Box]:
    questions = _places(document)
    special = tuple((key, str(words)) for key, words in Specialty.choices if key in SPECIALTIES)
    kinds = (("commune", "xã, phường, đặc khu"), ("department", "sở, ngành của tỉnh"))
    return [
        Box("competence.kind", "Ai giải quyết", "pick", choices=kinds, width="w22"),
        Box(
            "competence.question",
            "Nơi giải quyết theo câu",
            "pick",
            "Khi là cấp xã",
            (NOTHING, *questions),
            width="w22",
        ),
        Box(
            "competence.specialty", "Chuyên môn", "pick", "Khi là sở, ngành", (NOTHING, *special), width="w22"
        ),
    ]


RESULT_PAGES = (
    ("generic", "mẫu chung"),
    ("birth_certificate", "Giấy khai sinh"),
    ("marriage_certificate", "Giấy chứng nhận kết hôn"),
    ("marital_status", "Giấy xác nhận tình trạng hôn nhân"),
    ("civil_extract", "Trích lục đăng ký hộ tịch"),
    ("extract_copy", "Bản sao trích lục hộ tịch"),
    ("book_copy", "Bản sao từ sổ gốc"),
    ("certified_copy", "Chứng thực bản sao từ bản chính"),
    ("business_certificate", "Giấy chứng nhận đăng ký hộ kinh doanh"),
    ("building_permit", "Giấy phép xây dựng"),
    ("mediation_record", "Biên bản hòa giải"),
)
"""The pages that are laid out for a result of their own; all others come out on the common one."""


def _pages(document: Document) -> Choices:
    """Those, and whatever else the draft names (the check before publishing says if there is none such)."""
    result = document.get("result")
    named = str(result.get("template") or "") if isinstance(result, dict) else ""
    other = () if named in ("", *(key for key, _ in RESULT_PAGES)) else ((named, named),)
    return (*RESULT_PAGES, *other)


def _result(document: Document) -> list[Box]:
    return [
        Box("result.name", "Tên kết quả"),
        Box("result.code", "Mã kết quả", help="Theo danh mục kết quả quốc gia", width="w22"),
        Box("result.number_suffix", "Ký hiệu sau số", help="Ví dụ: KS", width="w6"),
        Box(
            "result.template",
            "Mẫu in kết quả",
            "pick",
            "Chữ riêng của tỉnh thì soạn ở thẻ Mẫu kết quả, in thay mẫu này",
            _pages(document),
            default="generic",
            width="w22",
        ),
    ]


def _limits(document: Document) -> list[Box]:
    clock = (("restart", "tính lại từ đầu"), ("pause", "dừng rồi chạy tiếp"))
    found = [*_limit("processing", "Giải quyết"), *_limit("supplement", "Bổ sung hồ sơ")]
    found += [
        Box(
            "limits.supplement_clock",
            "Sau khi bổ sung",
            "pick",
            choices=clock,
            default="restart",
            width="w22",
        )
    ]
    for channel in CHANNELS:
        found += _limit(f"by_channel.{channel}", f"Nộp {CHANNEL_WORDS[channel]}", free=True)
    for case in listed(dict(document), "cases"):
        found += _limit(f"by_case.{case.get('id')}", f"Trường hợp “{case.get('name')}”", free=True)
    return found


def _limit(key: str, words: str, *, free: bool = False) -> list[Box]:
    units: Choices = tuple((unit, UNIT_WORDS[unit]) for unit in UNITS)
    help_ = "Để trống là như mức chung" if free else ""
    return [
        Box(f"limits.{key}.value", words, "number", help_, width="w6"),
        Box(f"limits.{key}.unit", f"{words}: đơn vị", "pick", choices=(NOTHING, *units), width="w22"),
    ]


def _more_time(document: Document) -> list[Box]:
    questions = _places(document)
    return [
        Box("name", "Vì sao được thêm", help="Ví dụ: Vùng sâu, vùng xa, hải đảo"),
        Box("value", "Thêm bao nhiêu", "number", "Theo đơn vị của thời hạn giải quyết", width="w6"),
        Box("source", "Căn cứ", help="Văn bản cho phép thêm"),
        Box("question", "Nơi có việc theo câu", "pick", choices=(NOTHING, *questions), width="w22"),
        Box("places", "Chỉ ở các nơi (mã xã, mỗi dòng một)", "lines", "Để trống nếu chỉ theo điều kiện"),
        Box("when", "Chỉ khi", "formula", lead="Thêm khi"),
    ]


def _places(document: Document) -> list[tuple[str, str]]:
    """The questions whose answer is a place."""
    return [
        (str(spot.part.get("id")), str(spot.part.get("label")))
        for spot in outline.spots(dict(document))
        if spot.kind == QUESTION and spot.part.get("kind") in ("commune", "address") and spot.group is None
    ]


def _in_person(document: Document) -> list[Box]:
    kinds = (("presence", "người dân phải có mặt"), ("field_check", "cơ quan kiểm tra tại hiện trường"))
    return [
        Box("why", "Việc gì, vì sao", help="Ví dụ: hai bên nam, nữ ký vào sổ trước mặt công chức"),
        Box("kind", "Loại", "pick", choices=kinds, default=None, width="w22"),
        Box("source", "Căn cứ"),
    ]


def _checks(document: Document) -> list[Box]:
    return [
        Box("text", "Câu hỏi có hoặc không"),
        Box("yes_is_fine", "Trả lời Có là làm được", "check", default=None),
        Box("otherwise", "Khi chưa làm được", "area", help="Vì sao, và việc cần làm tiếp"),
    ]


def _laws(document: Document) -> list[Box]:
    return [
        Box("number", "Số văn bản", help="Ví dụ: Nghị định 123/2015/NĐ-CP", width="w22"),
        Box("title", "Về việc gì"),
        Box("checked", "Đã đối chiếu với văn bản", "check", default=False),
    ]


def _fields(document: Document) -> list[Box]:
    answers = [
        (f"answers.{spot.part.get('id')}", f"câu “{spot.part.get('label')}”")
        for spot in outline.spots(dict(document))
        if spot.kind == QUESTION and spot.group is None and spot.part.get("kind") not in ("statement", "file")
    ]
    sources = (("officer", "cán bộ ghi"), ("computed", "máy ghi khi phát hành (số, ngày)"), *answers)
    return [
        Box("label", "Tên trường"),
        Box("from", "Lấy từ", "pick", choices=sources, default="officer", width="w22"),
        Box("kind", "Loại", "pick", choices=_FIELD_KINDS, default="text", width="w22"),
    ]


HEAD = Screen(
    tab="designer_head",
    sheets=(
        SheetPart("chung", "Tên và phạm vi", _about),
        SheetPart("noi-giai-quyet", "Nơi giải quyết", _competence),
        SheetPart("thoi-han", "Thời hạn", _limits),
        SheetPart("ket-qua", "Kết quả", _result),
    ),
    lists=(
        ListPart(
            "checks", "Hỏi trước khi bắt đầu", "câu hỏi", "text", _checks,
            "Câu có hoặc không, để người dân biết mình làm được việc này không.",
            {"yes_is_fine": True, "otherwise": "Chưa làm được ở đây. Hỏi nơi tiếp nhận trước khi nộp."},
        ),
        ListPart(
            "limits.more", "Thời gian được thêm", "lý do thêm", "name", _more_time,
            "Như thêm 2 ngày với vùng sâu, vùng xa, hoặc khi phải xác minh.", {"value": 1},
        ),
        ListPart(
            "in_person", "Việc không làm trên mạng được", "việc", "why", _in_person,
            "Người dân phải có mặt, hoặc cơ quan phải đến hiện trường: thủ tục khi ấy là trực tuyến một phần.",
            {"kind": "presence"},
        ),
        ListPart("legal", "Căn cứ pháp lý", "văn bản", "number", _laws, with_id=False),
        ListPart("result.fields", "Nội dung in trên kết quả", "trường", "label", _fields),
    ),
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def head(request: HttpRequest, pk: int) -> HttpResponse:
    return serve(request, pk, HEAD)
