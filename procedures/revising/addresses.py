"""The addresses of a revision of fees, below `/quan-tri/thu-tuc/`; mounted by ProcedureAdmin."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from procedures.revising import screens


def urls(inside: Callable[[Any], Any]) -> list[URLPattern]:
    """The screens behind the administration's door (`AdminSite.admin_view`)."""
    return [
        path("sua-phi/", inside(screens.revisions), name="fee_revisions"),
        path("sua-phi/<int:pk>/", inside(screens.revision), name="fee_revision"),
        path("sua-phi/<int:pk>/cong-bo/", inside(screens.publish_revision), name="fee_revision_publish"),
    ]
