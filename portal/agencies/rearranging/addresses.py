"""The addresses of rearrangements, below `/quan-tri/co-quan/`; mounted by AgencyAdmin."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from portal.agencies.rearranging import screens
from portal.web.admin import Part, add_screen


def urls(inside: Callable[[Any], Any]) -> list[URLPattern]:
    """The screens behind the administration's door (`AdminSite.admin_view`)."""
    one = "sap-xep/<int:pk>/"
    return [
        path("sap-xep/", inside(screens.rearrangements), name="rearrangements"),
        path(one, inside(screens.rearrangement), name="rearrangement"),
        path(f"{one}co-quan/", inside(screens.add_agency), name="rearrangement_agency"),
        path(f"{one}dia-ban/", inside(screens.add_unit), name="rearrangement_unit"),
        path(f"{one}viec/<int:line>/bo/", inside(screens.drop_line), name="rearrangement_drop"),
        path(f"{one}duyet/", inside(screens.approve), name="rearrangement_approve"),
        path(f"{one}huy-duyet/", inside(screens.undo), name="rearrangement_undo"),
        path(f"{one}bo/", inside(screens.discard), name="rearrangement_discard"),
    ]


def add_to_menu() -> None:
    """Called once when the application starts."""
    add_screen(
        Part.AGENCIES,
        "Sắp xếp đơn vị",
        "admin:rearrangements",
        may=screens.may_look,
        place=15,
        about="Nhập, chia, đổi tên cơ quan và địa bàn từ một ngày: xem trước mọi hệ quả, hồ sơ tự theo.",
    )
