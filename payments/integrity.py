"""The books as the check of integrity sees them (portal.upkeep.integrity)."""

from typing import Any

from django.db import connection
from django.db.models import Sum

from payments.models import Charge, Entry, Payment

_APART = """
SELECT count(*) FROM (
    SELECT sum(amount_vnd) AS total, (array_agg(after_vnd ORDER BY number DESC))[1] AS stands, count(*) AS rows,
           max(number) AS last
    FROM payments_entry GROUP BY charge_id
) AS book WHERE total <> stands OR rows <> last
"""


def look(past: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """How many rows, how much money came; every charge's rows must add up to what the last one says, without a gap."""
    paid = Payment.objects.aggregate(sum=Sum("amount_vnd"))["sum"] or 0
    figures = {
        "charges": Charge.objects.count(),
        "entries": Entry.objects.count(),
        "paid_vnd": int(paid),
    }
    with connection.cursor() as cursor:
        cursor.execute(_APART)
        apart = int(cursor.fetchone()[0])
    return figures, [f"{apart} khoản thu có sổ không cộng đúng."] if apart else []
