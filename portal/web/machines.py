"""Callbacks of machines: nobody sits there who has a session, a language, cookies or a page to be framed."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import ResolverMatch

View = TypeVar("View", bound=Callable[..., Any])


def for_machines(view: View) -> View:
    """A view without a page, that asks nothing of whoever calls but what it checks itself (a signature)."""
    view.for_machines = True  # type: ignore[attr-defined]
    return view


class MachineMiddleware:
    """Takes such a call past everything that serves people; learns the address when it is first called."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.known: dict[str, ResolverMatch] = {}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        match = self.known.get(request.path_info)
        if match is None or "%00" in request.META.get("QUERY_STRING", ""):
            answer = self.get_response(request)
            self._learn(request)
            return answer
        request.resolver_match = match
        try:
            done: HttpResponse = match.func(request)
        except Http404:
            return HttpResponse(status=404)
        return done

    def _learn(self, request: HttpRequest) -> None:
        match = request.resolver_match
        if match and not match.kwargs and not match.args and getattr(match.func, "for_machines", False):
            self.known[request.path_info] = match
