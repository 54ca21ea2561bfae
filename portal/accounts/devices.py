"""Which browser somebody signs in from: its words, the mark it carries, and the notice when it is new."""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from portal.accounts.models import KnownDevice, User
from portal.web.limits import client_address

DETAILS = "thiet_bi"  # what the session's row says of the browser (portal/agencies/sessions.py)
COOKIE = "thiet_bi"
_DAYS = 400
_BROWSERS = (
    ("coc_coc", "Cốc Cốc"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_words(agent: str) -> str:
    """ "Chrome, Android"; "" when the browser does not say."""
    names = [next((name for mark, name in known if mark in agent), "") for known in (_BROWSERS, _SYSTEMS)]
    return ", ".join(name for name in names if name)


def describe(request: HttpRequest) -> None:
    """Puts what the list of sessions tells into the session that has just begun."""
    request.session[DETAILS] = {
        "agent": device_words(request.headers.get("User-Agent", "")),
        "ip": client_address(request),
        "made": timezone.now().isoformat(),
    }


def is_new(request: HttpRequest, response: HttpResponse, user: User) -> bool:
    """Notes the browser; true when others are known of this account and this one is not."""
    mark = request.COOKIES.get(COOKIE, "")[:64] or secrets.token_urlsafe(24)
    response.set_cookie(
        COOKIE,
        mark,
        max_age=timedelta(days=_DAYS),
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )
    sha = hashlib.sha256(mark.encode()).hexdigest()
    agent = device_words(request.headers.get("User-Agent", ""))
    mine = KnownDevice.objects.filter(user=user)
    if mine.filter(mark_sha=sha).update(last_at=timezone.now(), agent=agent):
        return False
    others = mine.exists()
    KnownDevice.objects.get_or_create(user=user, mark_sha=sha, defaults={"agent": agent})
    return others
