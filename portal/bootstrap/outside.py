"""The demo's stand-ins of bank, telephone, post, registers and signing: where they answer, and with what secrets."""

import contextlib
import json
import os
import secrets
import socket
from pathlib import Path

SHARED_SECRETS = (
    "VNPAY_SECRET",
    "PAYMENT_PLATFORM_SECRET",
    "BANK_NOTICE_SECRET",
    "SMS_SECRET",
    "POST_SECRET",
    "VAPID_KEY",
)

MONEY = (
    *SHARED_SECRETS, "VNPAY_TMN_CODE", "VNPAY_URL", "VNPAY_API_URL", "PAYMENT_PLATFORM_PARTNER", "PAYMENT_PLATFORM_URL",
    "SMS_URL", "POST_URL",
)  # fmt: skip

TRUST = ("TSA_URL", "TRUSTED_ROOTS", "CITIZEN_SIGNING")


def any_port() -> int:
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def host() -> str:
    return os.environ.get("HOST") or "127.0.0.1"


def here() -> str:
    """The address by which this machine itself reaches the web processes."""
    return "127.0.0.1" if host() in ("0.0.0.0", "127.0.0.1") else host()  # noqa: S104


def sandbox_of_money(local: Path) -> dict[str, str]:
    """Where the stand-ins of bank, VNPay and payment platform answer, and the secrets they share with the portal."""
    kept = local / "sandbox.json"
    known = json.loads(kept.read_text()) if kept.exists() else {}
    kept.touch(mode=0o600)
    kept.write_text(json.dumps({name: known.get(name) or secrets.token_hex(16) for name in SHARED_SECRETS}))
    port, telephone, post = any_port(), any_port(), any_port()
    address = f"http://localhost:{port}"
    return {
        **json.loads(kept.read_text()),
        "SANDBOX_PORT": str(port),
        "TELECOM_PORT": str(telephone),
        "SMS_URL": f"http://localhost:{telephone}/sms",
        "POST_PORT": str(post),
        "POST_URL": f"http://localhost:{post}",
        "VNPAY_TMN_CODE": "DEMOTMN1",
        "VNPAY_URL": f"{address}/vnpay/pay",
        "VNPAY_API_URL": f"{address}/vnpay/api",
        "PAYMENT_PLATFORM_PARTNER": "DEMODT",
        "PAYMENT_PLATFORM_URL": f"{address}/platform/api",
    }


def sandbox_of_registers() -> dict[str, str]:
    """Where the stand-ins of the registers of people and of enterprises, and of the national store, answer."""
    port = any_port()
    address = f"http://localhost:{port}"
    told = {"REGISTERS_PORT": str(port), "REGISTERS_TOKEN": "dung-thu"}
    store = {"NATIONAL_STORE_URL": address, "NATIONAL_STORE_TOKEN": told["REGISTERS_TOKEN"]}
    listing = {"NATIONAL_PORTAL_URL": address, "NATIONAL_PORTAL_TOKEN": told["REGISTERS_TOKEN"]}
    return {**told, **store, **listing, "POPULATION_URL": address, "ENTERPRISE_URL": address}


def sandbox_of_trust(local: Path) -> dict[str, str]:
    """Where the stand-ins of time stamps, revocation and remote signing answer; always the same place, for the
    certificates of the demo name it."""
    folder = local / "trust"
    folder.mkdir(exist_ok=True, mode=0o700)
    kept = folder / "port"
    if not kept.exists():
        kept.write_text(str(any_port()))
    port = kept.read_text().strip()
    return {
        "TRUST_PORT": port,
        "TSA_URL": f"http://localhost:{port}/tsa",
        "TRUSTED_ROOTS": str(folder / "roots"),
        "CITIZEN_SIGNING": f"Ký số từ xa thử nghiệm=http://localhost:{port}/csc/v2",
    }


OUTSIDE = (
    ("money", "SANDBOX_PORT"),
    ("telecom", "TELECOM_PORT"),
    ("post", "POST_PORT"),
    ("registers", "REGISTERS_PORT"),
    ("trust", "TRUST_PORT"),
)


def words(env: dict[str, str]) -> list[str]:
    """All of them in one process, as module and words; empty when the environment names real ones."""
    portal = f"http://{here()}:{env['PORT']}"
    told = {
        "registers": str(Path(env["LOCAL_DIR"]) / "registers.json"),
        "trust": str(Path(env.get("TRUSTED_ROOTS", "")).parent),
    }
    told_each = [f"{name}={env[port]}={told.get(name, portal)}" for name, port in OUTSIDE if port in env]
    return ["portal.integrations.sandbox", *told_each] if told_each else []
