"""How somebody wants to be told."""

from portal.accounts.models import User
from portal.calendars.now import now
from portal.notifications.models import Preference
from portal.notifications.rules import MAY_BE_OFF, ORDER


def of(user: User) -> Preference:
    """The stored wish, or the unsaved default: every kind, e-mail first."""
    return Preference.objects.filter(user=user).first() or Preference(user=user)


def change(*, user: User, first: str, off: list[str]) -> Preference:
    """Puts one way first and turns kinds off, among those that may be; anything else is ignored."""
    order = [first, *(one for one in ORDER if one != first)] if first in ORDER else list(ORDER)
    kept = [kind for kind in off if kind in MAY_BE_OFF]
    wish, _ = Preference.objects.update_or_create(
        user=user, defaults={"order": order, "off": kept, "changed_at": now()}
    )
    return wish
