"""Giấy tờ: what has to be handed in, for whom, in what form; and the cases that papers, fees and limits speak of."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from portal.catalogues.models import Kind
from procedures import catalogued
from procedures.definition.shapes import Document
from procedures.designer.boxes import Box
from procedures.designer.parts_screen import ListPart, Screen, serve
from procedures.designer.places import listed

_COPIES = (
    ("original", "bản chính"),
    ("copy", "bản sao"),
    ("certified_copy", "bản chứng thực"),
    ("copy_with_original", "bản sao kèm bản chính để đối chiếu"),
    ("electronic", "bản điện tử"),
)


def _papers(document: Document) -> list[Box]:
    cases = tuple((str(one.get("id")), str(one.get("name"))) for one in listed(dict(document), "cases"))
    found = [
        Box("name", "Tên giấy tờ"),
        Box("hint", "Gợi ý khi tải lên", help="Chụp thế nào, cần thấy rõ gì"),
        Box("kind", "Loại giấy tờ", "pick", choices=catalogued.choices(Kind.PAPER, document), width="w22"),
        Box("copy_kind", "Loại bản", "pick", choices=_COPIES, default="original", width="w22"),
        Box("count", "Số bản", "number", default=1, width="w6"),
        Box("required", "Phải có", "check", default=True),
        Box(
            "when",
            "Chỉ cần khi",
            "formula",
            "Ví dụ: co_giay_chung_sinh = có. Để trống là luôn cần",
            lead="Cần khi",
        ),
        Box(
            "result_code",
            "Mã kết quả thay được",
            help="Có kết quả này trong kho thì không phải nộp",
            width="w22",
        ),
        Box("digitise", "Số hóa vào hồ sơ điện tử", "check", default=True),
        Box("bring_original", "Mang bản chính đến để đối chiếu", "check", default=False),
    ]
    return (
        [*found[:7], Box("cases", "Chỉ trong trường hợp", "several", choices=cases), *found[7:]]
        if cases
        else found
    )


def _cases(document: Document) -> list[Box]:
    return [
        Box("name", "Tên trường hợp"),
        Box(
            "when",
            "Khi",
            "formula",
            'Trường hợp đầu tiên đúng được chọn. Ví dụ: loai = "Lần đầu"',
            lead="Khi",
        ),
    ]


PAPERS = Screen(
    tab="designer_papers",
    lists=(
        ListPart("papers", "Giấy tờ phải nộp", "giấy tờ", "name", _papers, pictured=True),
        ListPart(
            "cases", "Trường hợp", "trường hợp", "name", _cases,
            "Khi giấy tờ, phí hoặc thời hạn khác nhau tùy người nộp.", {"when": {"v": False}},
        ),
    ),
)  # fmt: skip


@require_http_methods(["GET", "POST"])
def papers(request: HttpRequest, pk: int) -> HttpResponse:
    return serve(request, pk, PAPERS)
