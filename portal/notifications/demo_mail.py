"""The page of the demo that shows the letters the portal sent. Not there outside the demo."""

from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from portal.notifications import sink

LETTER_POLICY = "sandbox allow-popups; default-src 'none'; style-src 'unsafe-inline'; img-src data:"


@require_safe
def letters(request: HttpRequest) -> HttpResponse:
    return render(request, "notifications/demo/letters.html", {"letters": sink.letters(_folder())})


@require_safe
def letter(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "notifications/demo/letter.html", {"letter": _find(name)})


@require_safe
@xframe_options_sameorigin
def body(request: HttpRequest, name: str) -> HttpResponse:
    """The letter's own HTML, locked into a sandbox: it may neither run nor fetch anything."""
    answer = HttpResponse(_find(name).html)
    answer["Content-Security-Policy"] = LETTER_POLICY
    return answer


def _folder() -> Path:
    return Path(settings.LOCAL_DIR) / "mail"


def _find(name: str) -> sink.Letter:
    path = _folder() / f"{name}.eml"
    if not name.isalnum() or not path.is_file():
        raise Http404
    return sink.read(path)


urlpatterns = [
    path("", letters, name="demo_mail"),
    path("<str:name>/", letter, name="demo_letter"),
    path("<str:name>/noi-dung/", body, name="demo_letter_body"),
]
