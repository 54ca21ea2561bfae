"""Sealed records as the check of integrity sees them (portal.upkeep.integrity)."""

from typing import Any

from archive import fixity
from archive.models import Package


def look(past: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """How many there are, and those of tonight's sample that are not what was sealed; nothing is written."""
    damaged = [(one.code, why) for one in fixity.sample() if (why := fixity.damage_of(one))]
    return {"packages": Package.objects.count()}, [f"Gói {code}: {why}" for code, why in damaged]
