"""Which procedures were asked for most this month: counted each hour by a task, never in a request."""

from datetime import timedelta

from django.core.cache import cache
from django.db import connection
from django.db.models import Count

from dossiers.models import Dossier
from portal.calendars.now import now

DAYS, MOST = 30, 12
_KEPT_SECONDS = 7 * 24 * 3600  # a worker that stands still for a day does not empty the home page


def key() -> str:
    """Where the list is kept; one per database, as several may share one Redis."""
    return f"dossiers.popular.{connection.settings_dict['NAME']}"


def count() -> list[str]:
    """Counts the dossiers handed in during the last thirty days, test dossiers aside, and keeps the list."""
    since = now() - timedelta(days=DAYS)
    filed = Dossier.objects.filter(submitted_at__gte=since, is_test=False)
    rows = filed.values("procedure__code").annotate(times=Count("pk")).order_by("-times", "procedure__code")
    codes = [row["procedure__code"] for row in rows[:MOST]]
    cache.set(key(), codes, _KEPT_SECONDS)
    return codes


def codes() -> list[str]:
    """The list as counted last, most asked first; empty before the first count."""
    kept: list[str] = cache.get(key()) or []
    return kept
