"""The addresses of services on line, below `/quan-tri/thu-tuc/`; mounted by ProcedureAdmin."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from portal.web.admin import Part, add_screen
from procedures.national.doors import may_look
from procedures.online import screens

_MENU = (
    (
        "Ưu tiên đưa lên mạng",
        "admin:online_priority",
        22,
        "Sáu tiêu chí, tính từ số liệu thật; tải về XLSX, CSV.",
    ),
    (
        "Rà soát hằng năm",
        "admin:online_reviews",
        24,
        "Đề xuất, ý kiến, quyết định, lộ trình của từng thủ tục.",
    ),
    (
        "Sổ giải pháp",
        "admin:online_solutions",
        26,
        "Giải pháp đưa thủ tục lên mạng: ai chủ trì, khi nào xong.",
    ),
    (
        "Quy trình phải cung cấp",
        "admin:online_duties",
        28,
        "Trong 03 ngày từ quyết định phê duyệt quy trình nội bộ.",
    ),
    (
        "Đưa lên Cổng quốc gia",
        "admin:online_national",
        29,
        "Dịch vụ công trực tuyến nào đã có trên Cổng Dịch vụ công quốc gia.",
    ),
)


def urls(inside: Callable[[Any], Any]) -> list[URLPattern]:
    """The screens behind the administration's door (`AdminSite.admin_view`)."""
    return [
        path("uu-tien/", inside(screens.priority), name="online_priority"),
        path("ra-soat/", inside(screens.reviews), name="online_reviews"),
        path("ra-soat/<int:year>/", inside(screens.review), name="online_review"),
        path("ra-soat/<int:year>/<int:pk>/", inside(screens.review_line), name="online_review_line"),
        path("ra-soat/<int:year>/<int:pk>/sua/", inside(screens.review_revise), name="online_review_revise"),
        path("cong-quoc-gia/", inside(screens.national), name="online_national"),
        path("giai-phap/", inside(screens.solutions), name="online_solutions"),
        path("giai-phap/<int:pk>/xong/", inside(screens.solution_done), name="online_solution_done"),
        path("cap-quy-trinh/", inside(screens.duties), name="online_duties"),
        path("cap-quy-trinh/<int:pk>/xong/", inside(screens.duty_done), name="online_duty_done"),
    ]


def add_to_menu() -> None:
    """Called once when the application starts."""
    from portal.web.admin.site import on_first_page

    for word, name, place, about in _MENU:
        add_screen(Part.PROCEDURES, word, name, may=may_look, place=place, about=about)
    on_first_page(screens.warn)
