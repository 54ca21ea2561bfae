"""The five profiles, one per regulation. Shipped as data; an administrator's changes stay."""

import json
from functools import cache
from typing import Any

from django.core.cache import cache as shared
from django.db import transaction

from portal.agencies.loading.stamps import DATA
from portal.agencies.models import Profile


@cache
def _shipped() -> dict[str, dict[str, Any]]:
    document = json.loads((DATA / "profiles.json").read_text(encoding="utf-8"))
    return {entry["code"]: entry for entry in document["profiles"]}


def codes() -> list[str]:
    return list(_shipped())


def shipped(code: str) -> Profile:
    """The profile as the portal ships it, unsaved. Raises KeyError for an unknown code."""
    return Profile(**_shipped()[code])


def load_profiles(active: str) -> Profile:
    """Adds the profiles that are missing and makes `active` the one in force."""
    with transaction.atomic():
        for code in codes():
            if not Profile.objects.filter(code=code).exists():
                shipped(code).save()
        chosen = Profile.objects.select_for_update().get(code=active)
        if not chosen.is_active:
            Profile.objects.filter(is_active=True).update(is_active=False)
            chosen.is_active = True
            chosen.save()
    shared.delete(Profile.cache_key())
    return chosen
