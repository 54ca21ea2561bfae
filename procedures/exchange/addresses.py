"""The addresses of packages, below `/quan-tri/thu-tuc/`; mounted by ProcedureAdmin."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from portal.web.admin import Part, add_screen
from procedures.exchange import screens
from procedures.national.doors import may_look


def urls(inside: Callable[[Any], Any]) -> list[URLPattern]:
    """The screens behind the administration's door (`AdminSite.admin_view`)."""
    return [
        path("goi/", inside(screens.packages), name="packages"),
        path("goi/xuat/", inside(screens.make), name="package_make"),
        path("goi/nhan/", inside(screens.receive), name="package_receive"),
        path("goi/khoa/", inside(screens.trust), name="package_trust"),
        path("goi/khoa/<int:pk>/bo/", inside(screens.distrust), name="package_distrust"),
        path("goi/<str:name>/", inside(screens.package), name="package"),
    ]


def add_to_menu() -> None:
    """Called once when the application starts."""
    add_screen(
        Part.PROCEDURES,
        "Gói thủ tục",
        "admin:packages",
        may=may_look,
        place=16,
        about="Xuất, nhập thủ tục thành một tệp có chữ ký để các tỉnh dùng chung.",
    )
