"""Lịch sử: every line about a procedure and its versions, newest first: who, what, why, from what to what."""

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from procedures import history
from procedures.comparing.words import place_words
from procedures.designer.doors import version_for
from procedures.designer.frame import frame
from procedures.models import VersionEvent

_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Line:
    event: VersionEvent
    changes: list[tuple[str, str, str]]

    @property
    def summary(self) -> str:
        """The first places, and how many more."""
        places = [place for place, _, _ in self.changes]
        more = f" và {len(places) - 3} chỗ nữa" if len(places) > 3 else ""
        return "; ".join(places[:3]) + more


@require_GET
def events(request: HttpRequest, pk: int) -> HttpResponse:
    """Of this version, or with `tat-ca=1` of the whole procedure; `truoc` turns the page."""
    version = version_for(request, pk)
    everything = request.GET.get("tat-ca") == "1"
    before = request.GET.get("truoc", "")
    page, more = history.page(
        version.procedure,
        None if everything else version,
        before=int(before) if before.isdigit() and len(before) < 18 else None,
    )
    context = {
        **frame(request, version, "designer_history"),
        "lines": [Line(event, [_row(change) for change in event.changes]) for event in page],
        "everything": everything,
        "more": page[-1].pk if more else None,
    }
    return render(request, "procedures/designer/history.html", context)


def _row(change: dict[str, Any]) -> tuple[str, str, str]:
    return place_words(change["path"]), _shown(change["before"]), _shown(change["after"])


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
