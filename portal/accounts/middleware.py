"""A password given by an administrator opens only the page where one's own is chosen."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse


class FirstPasswordMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated and user.must_change_password:
            change, out = reverse("account_change_password"), reverse("account_logout")
            if request.path not in (change, out, reverse("set_language")):
                return redirect(change)
        return self.get_response(request)
