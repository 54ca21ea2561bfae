"""The national portal as the place where services on line are listed: one is put up, changed or taken down by its code.

Saying the same twice does no harm. Protocol: docs/registers.md."""

from typing import Any

from django.conf import settings

from portal.integrations.http import OutsideDown, post_json

NAME = "national_portal"


def connected() -> bool:
    """Whether the province has set the national portal up."""
    return bool(settings.NATIONAL_PORTAL_URL)


def offer(service: dict[str, Any], *, key: str) -> str:
    """Puts a service up or changes it; the portal's own number of it. Raises OutsideDown (Refused: for good)."""
    number = str(_call("dich-vu", service, key).get("MaDichVu") or "")[:60]
    if not number:
        raise OutsideDown("the national portal's answer cannot be read")
    return number


def take_down(code: str, *, key: str) -> None:
    """Takes the service of a procedure down. Raises OutsideDown."""
    _call("go-dich-vu", {"MaTTHC": code}, key)


def _call(what: str, body: dict[str, Any], key: str) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {settings.NATIONAL_PORTAL_TOKEN}", "X-Request-Id": key}
    address = f"{str(settings.NATIONAL_PORTAL_URL).rstrip('/')}/{what}"
    return post_json(NAME, address, body, headers=headers, again=True)
