"""The ways to pay through somebody else's system; a new one is a module here and a line below."""

from payments.gateways.platform import Platform
from payments.gateways.protocol import Forged, Gateway, GivenBack, Told, Unreadable
from payments.gateways.vnpay import VNPay

GATEWAYS: dict[str, Gateway] = {gateway.code: gateway for gateway in (VNPay(), Platform())}


def offered() -> list[Gateway]:
    """Those that this installation has an account with, in the order in which they are shown."""
    return [gateway for gateway in GATEWAYS.values() if gateway.configured()]


__all__ = ["GATEWAYS", "Forged", "Gateway", "GivenBack", "Told", "Unreadable", "offered"]
