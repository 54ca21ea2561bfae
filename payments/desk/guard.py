"""Who may open the money desk, and how large a file may be there."""

from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from payments.permissions import keeper, taker
from portal.agencies.queries import current_officer
from portal.web.refusals import StepRefused

SHOWN = 200
MOST_BYTES = 20_000_000


def keeps_money(view: Any) -> Any:
    """Cashiers, accountants and those who decide; everybody else is told whose page it is."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = view(request, keeper(current_officer(request)), *args, **kwargs)
        return answer

    return guarded


def takes_money(view: Any) -> Any:
    """Also those who only take money at a counter: their own till."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        answer: HttpResponseBase = view(request, taker(current_officer(request)), *args, **kwargs)
        return answer

    return guarded


def content_of(file: Any) -> bytes:
    """The bytes of an uploaded file. Raises StepRefused when it is too large."""
    if getattr(file, "problem", "") or file.size > MOST_BYTES:
        raise StepRefused("Tệp lớn hơn 20 MB. Chia nhỏ theo ngày rồi nạp từng tệp.")
    return bytes(file.read())
