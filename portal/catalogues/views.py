"""The shared catalogues for other systems and for anybody: JSON, on any day, page by page (QN-7.5)."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from portal.calendars.now import now
from portal.catalogues.offering import catalogue, catalogues
from portal.web.limits import allow, client_address
from portal.web.show import local

MOST = 500
_TIMES, _SECONDS = 240, 60


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Which catalogues there are and where each is read."""
    found = [
        {"key": one.key, "name": one.name, "href": reverse("catalogue", args=[one.key])}
        for one in catalogues()
    ]
    return JsonResponse({"catalogues": found}, json_dumps_params={"ensure_ascii": False})


@require_safe
def listed(request: HttpRequest, key: str) -> HttpResponse:
    """`?ngay=2026-07-01` the day, `?sau=<code>` where to go on, `?so=` how many (at most 500)."""
    found = catalogue(key)
    if found is None:
        raise Http404(key)
    if not allow("catalogue", client_address(request), times=_TIMES, seconds=_SECONDS):
        return _wrong("Hỏi quá nhiều lần. Đợi một phút rồi hỏi tiếp.", 429)
    try:
        on = date.fromisoformat(request.GET["ngay"]) if request.GET.get("ngay") else local(now()).date()
        most = int(request.GET.get("so") or 100)
    except ValueError:
        return _wrong("ngay phải viết như 2026-07-01, so phải là số.", 400)
    if not 1 <= most <= MOST:
        return _wrong(f"so phải từ 1 đến {MOST}.", 400)
    after = request.GET.get("sau", "")[:60].replace("\x00", "")
    rows = found.rows(on, after, most + 1)
    more = len(rows) > most
    rows = rows[:most]
    answer = {
        "key": found.key,
        "name": found.name,
        "on": on,
        "entries": rows,
        "after": rows[-1]["code"] if more else None,
    }
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


def _wrong(text: str, status: int) -> JsonResponse:
    return JsonResponse({"error": text}, status=status, json_dumps_params={"ensure_ascii": False})
