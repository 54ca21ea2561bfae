"""Writes who looked at whose data. The row stands in the same transaction as the act it tells of."""

from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from portal.audit.models import SignInLog
from portal.web.logs import request_id


def log_access(
    request: HttpRequest, *, subject: str, act: str, party_id: int | None = None, purpose: str = ""
) -> None:
    """Records one look at personal data by someone other than its owner (Luật 91/2025/QH15).

    subject names the thing looked at (a dossier's code), act is the verb ("xem", "tải tệp"),
    party_id is the person whose data it is, purpose why.
    """
    user = request.user
    officer = getattr(user, "officer", None) if user.is_authenticated else None
    row: dict[str, Any] = {
        "user_id": user.pk if user.is_authenticated else None,
        "user_name": str(user)[:200] if user.is_authenticated else "",
        "agency_name": str(officer.agency)[:200] if officer else "",
        "party_id": party_id,
        "subject": subject[:60],
        "act": act[:40],
        "purpose": purpose[:200],
        "at": timezone.now(),
        "ip": address_of(request),
        "request_id": request_id.get()[:40],
    }
    with connection.cursor() as cursor:
        cursor.execute(_WRITE, row)


_WRITE = """
    INSERT INTO audit_accesslog (user_id, user_name, agency_name, party_id, subject, act, purpose, at, ip, request_id)
    VALUES (%(user_id)s, %(user_name)s, %(agency_name)s, %(party_id)s, %(subject)s, %(act)s, %(purpose)s, %(at)s,
        %(ip)s::inet, %(request_id)s)
"""


def log_sign_in(request: HttpRequest | None, *, user_id: int | None, login: str, act: str) -> None:
    """Records a sign-in ("vao"), a refused one ("tu_choi"), a sign-out ("ra")."""
    ip = address_of(request) if request else None
    SignInLog.objects.create(user_id=user_id, login=login[:120], act=act[:20], ip=ip)


def address_of(request: HttpRequest) -> str | None:
    """The address of the connection; a forwarded header is the proxy's to resolve, never ours to believe."""
    return request.META.get("REMOTE_ADDR") or None
