"""A database of its own for the rows about money: the province, and charges that wait."""

import os
import secrets
from typing import Any

from django.db import connection, connections

from tests.bench import ground
from tests.bench.ground import Database

SECRETS = {
    "VNPAY_TMN_CODE": "DEMOTMN1", "VNPAY_SECRET": "DUMMYSECRETKEYFORTESTS0123456789",
    "VNPAY_URL": "http://127.0.0.1:9/pay", "VNPAY_API_URL": "http://127.0.0.1:9/api",
}  # fmt: skip


def database() -> Database:
    """A fresh copy of the loaded province, which the Django of this process now stands on."""
    os.environ |= SECRETS
    found = ground.fresh("money", 14)
    connection.close()
    connections["default"].settings_dict["NAME"] = found.url.split("?")[0].rsplit("/", 1)[1]
    return found


def attempts(number: int) -> list[tuple[str, int]]:
    """That many charges with an attempt through VNPay each, as the services make them: (reference, đồng)."""
    from django.utils import timezone

    from payments.models import Attempt
    from payments.services import open_charge
    from portal.agencies.models import Agency

    desk = Agency.objects.filter(kind="centre").order_by("id").first()
    lines = [{"id": "le_phi", "name": "Lệ phí", "kind": "le_phi", "vnd": 150_000}]
    rows = []
    for _ in range(number):
        charge = open_charge(
            subject=f"do-{secrets.token_hex(8)}",
            timing="at_receipt",
            lines=lines,
            payer="Người nộp",
            agency=desk,
        )
        assert charge is not None
        rows.append(
            Attempt(
                charge=charge, gateway="vnpay", reference=f"{charge.reference}{secrets.token_hex(4).upper()}",
                amount_vnd=150_000, begun_at=timezone.now(), expires_at=timezone.now(),
            )
        )  # fmt: skip
    Attempt.objects.bulk_create(rows, batch_size=1000)
    return [(row.reference, 150_000) for row in rows]


def count(sql: str, **values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        row = cursor.fetchone()
    return int(row[0]) if row else 0
