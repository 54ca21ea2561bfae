"""Browsers that want to be told. Their addresses come from strangers: only known push services are ever called."""

from urllib.parse import urlsplit

from django.conf import settings

from portal.accounts.models import User
from portal.integrations import webpush
from portal.notifications.models import Preference, PushSubscription
from portal.notifications.rules import MOST_DEVICES
from portal.web.refusals import StepRefused
from portal.web.text import clean

_POINT = 65


def own_key() -> str:
    """The public key by which browsers know us; empty where this installation does not push."""
    if not settings.VAPID_KEY:
        return ""
    return webpush.unpadded(webpush.public_bytes(webpush.private_key(settings.VAPID_KEY)))


def known_service(endpoint: str) -> bool:
    """Whether the address is one of the browsers' push services: we call nowhere that a stranger names."""
    place = urlsplit(endpoint)
    host = place.netloc.lower()
    plain = place.scheme == "http" and host in settings.PUSH_HOSTS and host.startswith("127.0.0.1")
    if place.scheme != "https" and not plain:
        return False
    return any(host == one or host.endswith(f".{one}") for one in settings.PUSH_HOSTS)


def subscribe(*, user: User, endpoint: str, public_key: str, secret: str, device: str) -> PushSubscription:
    """Keeps the browser, at most five for a person. Raises StepRefused."""
    try:
        fits = len(webpush.raw_of(public_key)) == _POINT and len(webpush.raw_of(secret)) == 16
    except ValueError:
        fits = False
    if not fits or len(endpoint) > 600 or not known_service(endpoint):
        raise StepRefused("Trình duyệt này không dùng được với dịch vụ báo của cổng.")
    facts = {"user": user, "public_key": public_key, "secret": secret, "device": clean(device)[:80]}
    row, _ = PushSubscription.objects.update_or_create(endpoint=endpoint, defaults=facts)
    Preference.objects.update_or_create(user=user, defaults={"push": True})
    kept = user.push_subscriptions.values_list("pk", flat=True)[:MOST_DEVICES]
    user.push_subscriptions.exclude(pk__in=list(kept)).delete()
    return row


def drop(*, user: User, pk: int) -> None:
    """This browser is not told any more."""
    user.push_subscriptions.filter(pk=pk).delete()
    if not user.push_subscriptions.exists():
        Preference.objects.filter(user=user).update(push=False)
