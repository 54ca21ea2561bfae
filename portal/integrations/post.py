"""The public post (BCCI): what a piece costs, ordering one, what was collected. Sent twice an order is one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache

from portal.integrations.http import OutsideDown, post_json

_QUOTE_SECONDS = 3600


@dataclass(frozen=True)
class Ordered:
    """The post's number of a piece, and when it expects to bring it."""

    tracking: str
    expected_at: datetime | None


def offered() -> bool:
    """Whether this installation knows a post."""
    return bool(settings.POST_URL)


def quote(kind: str, zone: str) -> int | None:
    """What a piece costs in đồng, asked at most once an hour; None when the post does not say."""
    key = f"post:quote:{kind}:{zone}"
    known: int | None = cache.get(key)
    if known is None and offered():
        try:
            known = int(_call("quote", {"kind": kind, "zone": zone}, again=True)["fee_vnd"])
        except (OutsideDown, KeyError, TypeError, ValueError):
            return None
        cache.set(key, known, _QUOTE_SECONDS)
    return known


def order(body: dict[str, Any]) -> Ordered:
    """Orders a piece; `body["key"]` makes it one however often it is sent. Raises OutsideDown (Refused: for good)."""
    said = _call("orders", body, again=True)
    tracking = str(said.get("tracking", ""))[:30]
    if not tracking.isalnum():
        raise OutsideDown("no tracking number")
    expected = said.get("expected_at")
    try:
        return Ordered(tracking, datetime.fromisoformat(expected) if isinstance(expected, str) else None)
    except ValueError:
        return Ordered(tracking, None)


def remitted(day: date) -> dict[str, int]:
    """What the post paid over on a day, by tracking number, in đồng; several lines of one piece are one sum. Raises
    OutsideDown."""
    said = _call("remitted", {"day": day.isoformat()}, again=True)
    lines = said.get("lines")
    if not isinstance(lines, list):
        raise OutsideDown("no lines")
    sums: dict[str, int] = {}
    for one in (line for line in lines if isinstance(line, dict)):
        sums[str(one["tracking"])] = sums.get(str(one["tracking"]), 0) + max(0, int(one["vnd"]))
    return sums


def _call(what: str, body: dict[str, Any], *, again: bool) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {settings.POST_TOKEN}"}
    return post_json("post", f"{settings.POST_URL}/{what}", body, headers=headers, again=again)
