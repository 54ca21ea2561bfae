"""Letters before a certificate ends, 30, 7 and 1 days ahead: to its holder and to who keeps certificates (QN-7.12)."""

import logging
from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.urls import reverse

from portal.agencies.models import Agency, Duty, Officer
from portal.agencies.queries import in_service, officers_of
from portal.calendars.now import now
from portal.documents.models import SigningKey
from portal.documents.signing import keys
from portal.documents.signing.refusals import TryLater
from portal.notifications import services as notifications
from portal.web.show import day

STAGES = (0, 1, 7, 30)  # days before the end; 0: it has ended
log = logging.getLogger(__name__)


def warn() -> int:
    """Tells of every certificate in use that reached a stage since it was last told of, or that its issuer took back.

    Returns how many certificates were told of; a second run the same day tells of none.
    """
    return sum(_tell_revoked(key) for key in keys.in_use()) + sum(
        _tell_ending(key) for key in keys.expiring(timedelta(days=STAGES[-1]))
    )


def _tell_ending(key: SigningKey) -> bool:
    left = max(0, ceil((key.valid_to - now()) / timedelta(days=1)))
    stage = next(one for one in STAGES if left <= one)
    if key.warned_at is not None and key.warned_at >= key.valid_to - timedelta(days=stage):
        return False
    with transaction.atomic():
        SigningKey.objects.filter(pk=key.pk).update(warned_at=now())
        _tell(key, f"certificate:{key.pk}:{stage}", key.valid_to, days=left, revoked=False)
    return True


def _tell_revoked(key: SigningKey) -> bool:
    """What the issuer took back is used no more from here on, so it is told of once."""
    try:
        at = keys.revoked_at(key)
    except TryLater:
        log.warning("the list of revoked certificates cannot be read: %s", key.issuer)
        return False
    if at is None:
        return False
    with transaction.atomic():
        _tell(key, f"certificate:{key.pk}:revoked", at, days=0, revoked=True)
        keys.withdraw(SigningKey.objects.filter(pk=key.pk), f"Nơi cấp thu hồi ngày {day(at)}")
    return True


def _tell(key: SigningKey, mark: str, at: datetime, *, days: int, revoked: bool) -> None:
    agency = key.agency or (key.officer.agency if key.officer else None)
    assert agency is not None
    told = {"title": key.subject, "agency": agency.name, "due_at": at, "days": days, "revoked": revoked}
    holders = [key.officer] if key.officer else list(officers_of(agency, Duty.CLERK))
    for officer in holders:
        _send(officer, mark, told | {"own": True, "url": ""})
    listed = {"own": False, "url": reverse("admin:documents_signingkey_changelist")}
    for officer in _keepers(agency):
        if officer not in holders:
            _send(officer, mark, told | listed)


def _send(officer: Officer, mark: str, told: dict[str, object]) -> None:
    notifications.queue(
        template="certificate_ending", key=f"{mark}:{officer.pk}", user=officer.user, context=told
    )


def _keepers(agency: Agency) -> Iterable[Officer]:
    """Who enters certificates for this agency; where nobody does, who does for all."""
    own = list(officers_of(agency, Duty.AGENCY_ADMIN).select_related("user"))
    return own or in_service().filter(duties__contains=[Duty.SYSTEM_ADMIN]).select_related("user")
