"""Who is at the other end: session, account, party, officer, agency and what was handed over, in one statement.

Read anew for each request, so that signing out, changing a password, closing an account and leaving an office
count from the next request on. Nothing of it is kept in a cache.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from typing import Any, cast

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib import auth
from django.contrib.auth.middleware import AuthenticationMiddleware
from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.sessions.backends.db import SessionStore as InDatabase
from django.db.models import OuterRef, QuerySet
from django.db.models.functions import JSONObject
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from portal.accounts.devices import DETAILS
from portal.accounts.models import Session, User
from portal.agencies.duties import handed_over
from portal.calendars.now import now
from portal.calendars.queries import calendar_of_row, province_row
from portal.web.ready import Ready
from portal.web.show import local

_beside_session: ContextVar[User | None] = ContextVar("user read with the session", default=None)


def _session(key: str, at: datetime, moment: datetime, today: date) -> QuerySet[Session]:
    mine = handed_over(moment, today).filter(taker__user=OuterRef("user"))
    handed = mine.values(row=JSONObject(agency="giver__agency_id", duty="duty", giver="giver_id"))
    return (
        Session.objects.filter(session_key=key, expire_date__gt=at)
        .select_related("user__party", "user__officer__agency__admin_unit", "user__officer__agency__calendar")
        .annotate(handed=ArraySubquery(handed), province=province_row())
    )


_found = Ready(_session, key=str, at=datetime, moment=datetime, today=date)


class SessionStore(InDatabase):
    """Django's sessions in the database; the row also says whose it is. `user` is who was read with it."""

    user: User | None = None
    seen_at: datetime | None = None  # last use, to a minute or five

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        told = data.get(DETAILS) or {}
        row.agent, row.ip = told.get("agent", ""), told.get("ip") or None
        row.made_at = datetime.fromisoformat(told["made"]) if told.get("made") else row.made_at
        row.user_id = int(data[auth.SESSION_KEY]) if data.get(auth.SESSION_KEY) else None
        return row

    def _get_session_from_db(self) -> Session | None:
        row, moment = None, now()
        if _fits(self):
            today = local(moment).date()
            row = _found.first(key=self.session_key, at=timezone.now(), moment=moment, today=today)
        if row is None:
            self._session_key = None
            return None
        self.user, self.seen_at = row.user, row.seen_at
        if row.user is not None and (officer := getattr(row.user, "officer", None)) is not None:
            officer.__dict__["_handed"] = [(one["agency"], one["duty"]) for one in row.handed]  # type: ignore[attr-defined]
            officer.__dict__["_givers"] = frozenset(one["giver"] for one in row.handed)  # type: ignore[attr-defined]
            officer.__dict__["_province"] = calendar_of_row(row.province)  # type: ignore[attr-defined]
        return row


def _fits(store: SessionStore) -> bool:
    """A key that was typed by somebody may hold what no database can look up."""
    return "\x00" not in (store.session_key or "")


class KnownUserBackend(AuthenticationBackend):
    """allauth's rules of signing in; the user of a request comes from beside its session."""

    def get_user(self, user_id: Any) -> User | None:
        kept = _beside_session.get()
        if kept is not None and str(kept.pk) == str(user_id):
            return kept if self.user_can_authenticate(kept) else None
        return super().get_user(user_id)


class SignedInMiddleware(AuthenticationMiddleware):
    """request.user, checked as Django checks it (the session's hash against password and round)."""

    def process_request(self, request: HttpRequest) -> None:
        request.user = cast(User, SimpleLazyObject(lambda: _user(request)))


def _user(request: HttpRequest) -> User | AnonymousUser:
    kept: User | AnonymousUser | None = getattr(request, "_cached_user", None)
    if kept is None:
        request.session.get(auth.SESSION_KEY)  # reads the row
        with _beside(getattr(request.session, "user", None)):
            kept = request._cached_user = auth.get_user(request)  # type: ignore[attr-defined]
    return kept


@contextmanager
def _beside(user: User | None) -> Iterator[None]:
    token = _beside_session.set(user)
    try:
        yield
    finally:
        _beside_session.reset(token)
