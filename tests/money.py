"""The outside world of money: a stand-in that signs by its own code, and the settings it shares with us."""

import secrets
import threading
from collections.abc import Iterator
from datetime import date

import pytest

from payments.models import BudgetAccount, Charge
from payments.services import open_charge
from portal.integrations.sandbox.money import Outside, serve
from tests import people

SECRETS = {
    "VNPAY_TMN_CODE": "DEMOTMN1",
    "VNPAY_SECRET": "DUMMYSECRETKEYFORTESTS0123456789",
    "PAYMENT_PLATFORM_PARTNER": "DEMODT",
    "PAYMENT_PLATFORM_SECRET": "DUMMYSECRET",
    "BANK_NOTICE_SECRET": "ngan-hang-thu",
}


@pytest.fixture
def outside(settings) -> Iterator[Outside]:
    """A running stand-in; it reaches the portal only where a test lets it."""
    world = Outside("http://127.0.0.1:9", SECRETS)
    server = serve(0, world)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    for name, value in SECRETS.items():
        setattr(settings, name, value)
    settings.VNPAY_URL, settings.VNPAY_API_URL = f"{address}/vnpay/pay", f"{address}/vnpay/api"
    settings.PAYMENT_PLATFORM_URL = f"{address}/platform/api"
    yield world
    server.shutdown()
    server.server_close()
    thread.join(5)


def charge_of(vnd: int = 150_000, *, subject: str = "") -> Charge:
    """Somebody owes a fee for something."""
    lines = [{"id": "le_phi", "name": "Lệ phí", "kind": "le_phi", "vnd": vnd}]
    charge = open_charge(
        subject=subject or f"thu-{secrets.token_hex(8)}",
        timing="at_receipt",
        lines=lines,
        payer="Đinh Thị Ngọc Huyền",
        agency=people.desk(),
        about="Lệ phí cấp bản sao trích lục",
    )
    assert charge is not None
    return charge


def account() -> BudgetAccount:
    """The ward's account for lệ phí."""
    made, _ = BudgetAccount.objects.get_or_create(
        agency=people.ward(),
        kind="le_phi",
        defaults={
            "bank": "970436", "bank_name": "Vietcombank", "number": "0123456789", "holder": "UBND PHUONG",
            "valid_from": date(2025, 7, 1),
        },
    )  # fmt: skip
    return made
