"""Suggestions for a place while it is typed; the page works without them."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from portal.web.text import clean
from procedures import places


@require_safe
@cache_control(public=True, max_age=3600)
def suggest_places(request: HttpRequest) -> JsonResponse:
    """Up to twelve communes whose name holds the words typed; `pham-vi=own` only those served here."""
    said = clean(request.GET.get("q", ""))[:80]
    found = places.places().suggest(said, at_home=request.GET.get("pham-vi") == "own") if said else []
    return JsonResponse({"places": [place.text for place in found]})
