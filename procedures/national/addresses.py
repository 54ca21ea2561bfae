"""The addresses of the catalogue's screens, below `/quan-tri/thu-tuc/`; mounted by ProcedureAdmin."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from procedures.national import screens


def urls(inside: Callable[[Any], Any]) -> list[URLPattern]:
    """The screens behind the administration's door (`AdminSite.admin_view`)."""
    return [
        path("quoc-gia/", inside(screens.imports), name="national_imports"),
        path("quoc-gia/<int:pk>/", inside(screens.one_import), name="national_import"),
        path("quoc-gia/khac-biet/", inside(screens.differences), name="national_differences"),
        path("quoc-gia/nguon/<str:code>/", inside(screens.source), name="national_source"),
        path("quoc-gia/nguon/<str:code>/quyet-dinh/", inside(screens.decide), name="national_decide"),
    ]
