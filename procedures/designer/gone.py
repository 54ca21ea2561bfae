"""What somebody edits may be gone when they save: the draft, a fee, a step, a question thrown away by another person.
What they typed is then shown once more, to be copied, instead of a page that says only that nothing is there."""

import re
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render

from portal.web.refusals import StepRefused
from procedures.designer.doors import CHANGE

_MARKS = ("csrfmiddlewaretoken", "seen", "chon", "cau", "lam", "hien")
_CHOSEN = re.compile(r"[a-z_-]*|\d{1,2}")


class Gone(StepRefused):
    """The part that was to be changed is not in the draft any more."""


def typed_stays(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A screen of the designer whose typed words outlive the thing that they were typed for."""

    @wraps(view)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except (Http404, Gone):
            words = typed(request.POST)
            if not words or not request.user.has_perm(CHANGE):
                raise
            return render(request, "procedures/designer/gone.html", {"words": words}, status=409)

    return shown


def typed(posted: QueryDict) -> list[str]:
    """What a person wrote: no marks of the form, no ticks, no keys of choices."""
    found = [one.strip() for name, several in posted.lists() if name not in _MARKS for one in several]
    return list(dict.fromkeys(one for one in found if not _CHOSEN.fullmatch(one)))
