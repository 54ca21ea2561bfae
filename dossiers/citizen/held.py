"""Nothing typed is lost when the sign-in has run out: it waits in the visitor's session until they are back (P6)."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponseBase, JsonResponse, QueryDict

from portal.accounts.models import User
from portal.web.refusals import NotYours

HELD = "nop_dang_go"
KEPT_SECONDS = 3600
MOST_BYTES = 200_000
_OURS = ("csrfmiddlewaretoken",)
View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Signed-in people pass. Others sign in first and come back here, with what they had typed."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if wants_json(request):
            return JsonResponse({"signed_out": True}, status=401)
        if request.method == "POST":
            hold(request)
            return redirect_to_login(request.path)
        return redirect_to_login(request.get_full_path())

    return guarded


def person(request: HttpRequest) -> User:
    """Who is signed in; behind `signed_in` there is always somebody."""
    if not isinstance(request.user, User):
        raise NotYours("Đăng nhập để xem trang này.")
    return request.user


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def hold(request: HttpRequest) -> None:
    """Keeps the posted words (not files) for an hour, under the address they were posted to."""
    posted = request.POST.copy()
    for name in _OURS:
        posted.pop(name, None)
    text = posted.urlencode()
    if len(text) <= MOST_BYTES:
        request.session[HELD] = {"path": request.path, "post": text, "at": time.time()}


def take(request: HttpRequest) -> QueryDict | None:
    """What was held for this address; given once, gone after an hour or for any other person's page."""
    kept = request.session.get(HELD)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[HELD]
    return QueryDict(kept["post"]) if time.time() - kept["at"] < KEPT_SECONDS else None
