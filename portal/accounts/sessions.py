"""The sessions of an account: where it is signed in, ending one, ending the others."""

from datetime import datetime, timedelta

from django.contrib.auth import HASH_SESSION_KEY
from django.http import HttpRequest
from django.utils import timezone

from portal.accounts.models import Session, User
from portal.accounts.rules import is_staff
from portal.web.limits import client_address

_MOST = 50
_SHORT, _LONG = timedelta(minutes=1), timedelta(minutes=5)


def sessions_of(user: User) -> list[Session]:
    """The sessions that still open the account, the last used first."""
    mine = Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-seen_at")[:_MOST]
    now_valid = user.get_session_auth_hash()
    return [one for one in mine if one.get_decoded().get(HASH_SESSION_KEY) == now_valid]


def end_session(user: User, mark: str) -> bool:
    """Ends the one session that bears the mark; false when there is none."""
    found = next((one for one in sessions_of(user) if one.mark == mark), None)
    return bool(found and Session.objects.filter(pk=found.pk).delete()[0])


def touch(request: HttpRequest, user: User) -> None:
    """Notes that the session is in use: each minute for staff, whose screen locks by it, else each five."""
    seen_at: datetime | None = getattr(request.session, "seen_at", None)
    if seen_at is not None and timezone.now() - seen_at > (_SHORT if is_staff(user) else _LONG):
        Session.objects.filter(pk=request.session.session_key).update(
            seen_at=timezone.now(), ip=client_address(request) or None
        )
