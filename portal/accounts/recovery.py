"""A new password by text message: six digits to the account's telephone, good once, for ten minutes and five tries.

Whoever asks learns nothing about which numbers have an account: every answer is the same, and the message goes
out by a worker. Staff do not recover this way; their administrator gives them a password.
"""

import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac

from portal.accounts.models import RecoveryCode, User
from portal.accounts.numbers import normal_phone
from portal.accounts.tasks import text_code
from portal.celery import start_on_commit

MINUTES, MOST_TRIES = 10, 5


def offered() -> bool:
    """Whether this installation can send text messages."""
    return bool(settings.SMS_URL)


def send_code(phone: str) -> int | None:
    """Sends a code when a citizen's account has this number; older codes stop working. The row's key, or None."""
    user = User.objects.filter(
        phone=normal_phone(phone), is_active=True, is_staff=False, officer__isnull=True
    ).first()
    if user is None:
        return None
    code = f"{secrets.randbelow(10**6):06}"
    with transaction.atomic():
        RecoveryCode.objects.filter(user=user, used_at=None).update(used_at=timezone.now())
        row = RecoveryCode.objects.create(user=user, code_sha=_sha(user, code))
        start_on_commit(text_code, user.phone, code, str(row.pk))
    return row.pk


def check_code(key: int | None, code: str) -> User | None:
    """Whose code it is, once. A wrong one counts; after five, or ten minutes, even the right one is refused."""
    since = timezone.now() - timedelta(minutes=MINUTES)
    open_codes = RecoveryCode.objects.filter(
        pk=key or 0, used_at=None, made_at__gt=since, tries__lt=MOST_TRIES
    )
    if not open_codes.update(tries=F("tries") + 1):
        return None
    row = RecoveryCode.objects.select_related("user").get(pk=key or 0)
    if not constant_time_compare(row.code_sha, _sha(row.user, code)) or not row.user.is_active:
        return None
    mine = RecoveryCode.objects.filter(pk=row.pk, used_at=None).update(used_at=timezone.now())
    return row.user if mine else None


def _sha(user: User, code: str) -> str:
    return salted_hmac(
        "portal.accounts.recovery", f"{user.pk}:{user.password}:{code}", algorithm="sha256"
    ).hexdigest()
