"""Names of people who do not exist: the same ones each time, some long, some of the province's minorities."""

import hashlib
import json
from functools import cache
from typing import Any

from portal.agencies.loading.stamps import DATA


@cache
def _parts() -> dict[str, Any]:
    return json.loads((DATA / "names.json").read_text(encoding="utf-8"))


def invent(seed: str, profile_code: str = "quang-ninh") -> str:
    """A plausible Vietnamese name; the same seed always gives the same name."""
    number = int.from_bytes(hashlib.sha256(seed.encode()).digest()[:12])
    parts = _parts()
    number, kind = divmod(number, 100)
    if kind == 0:
        return str(_pick(parts["long"], number))
    if kind < 9:
        return str(_pick(parts["minority"][profile_code], number))
    number, sex = divmod(number, 2)
    middles, given = ("female_middles", "female_given") if sex else ("male_middles", "male_given")
    number, family = divmod(number, len(parts["families"]))
    number, middle = divmod(number, len(parts[middles]))
    return f"{parts['families'][family]} {parts[middles][middle]} {_pick(parts[given], number)}"


def _pick(words: list[str], number: int) -> str:
    return words[number % len(words)]
