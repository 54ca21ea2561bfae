"""The addresses of announcements, below `/quan-tri/thu-tuc/`; mounted by ProcedureAdmin."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from portal.web.admin import Part, add_screen
from procedures.announcing import screens
from procedures.national.doors import may_look


def urls(inside: Callable[[Any], Any]) -> list[URLPattern]:
    """The screens behind the administration's door (`AdminSite.admin_view`)."""
    return [
        path("quyet-dinh/", inside(screens.announcements), name="announcements"),
        path("quyet-dinh/<int:pk>/", inside(screens.announcement), name="announcement"),
    ]


def add_to_menu() -> None:
    """Called once when the application starts."""
    from portal.web.admin.site import on_first_page

    add_screen(
        Part.PROCEDURES,
        "Quyết định công bố",
        "admin:announcements",
        may=may_look,
        place=20,
        about="Thủ tục nào trong quyết định đã đăng, chậm, đã đối chiếu.",
    )
    on_first_page(screens.warn)
