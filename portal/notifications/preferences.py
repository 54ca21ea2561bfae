"""How somebody wants to be told."""

from portal.accounts.models import User
from portal.calendars.now import now
from portal.notifications.models import Preference
from portal.notifications.rules import ORDER
from portal.notifications.wordings.kinds import MAY_BE_OFF
from portal.notifications.wordings.queries import LANGUAGES
from portal.web.ready import Ready


def of(user: User) -> Preference:
    """The stored wish, or the unsaved default: every kind, e-mail first."""
    kept = _kept.first(user=user.pk)
    if kept is None:
        return Preference(user=user)
    kept.user = user
    return kept


_kept = Ready(lambda user: Preference.objects.filter(user_id=user), user=int)


def change(*, user: User, first: str, off: list[str], language: str = "") -> Preference:
    """Puts one way first and turns kinds off, among those that may be; anything else is ignored."""
    order = [first, *(one for one in ORDER if one != first)] if first in ORDER else list(ORDER)
    kept = [kind for kind in off if kind in MAY_BE_OFF]
    facts = {"order": order, "off": kept, "changed_at": now()}
    if language in LANGUAGES:
        facts["language"] = language
    wish, _ = Preference.objects.update_or_create(user=user, defaults=facts)
    return wish
