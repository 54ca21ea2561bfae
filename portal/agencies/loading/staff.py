"""Invented officers for every role at every agency of the province. For a demo: they share a password."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db import transaction

from portal.accounts.models import User
from portal.agencies.loading.agencies import Planned, plan, structure
from portal.agencies.loading.names import invent
from portal.agencies.loading.rights import group_of
from portal.agencies.loading.stamps import DATA, fingerprint, is_loaded, mark_loaded
from portal.agencies.models import Agency, Officer, Profile

PASSWORD = "MotCua@2026"  # noqa: S105 - the demo's, printed on its screen
_FILES = ("units.csv", "former_units.csv", "structure.json", "staff.json", "names.json")


@dataclass(frozen=True, slots=True)
class Post:
    """A post to be filled: at which agency, with which title and duties, under which sign-in address."""

    agency: str
    login: str
    title: str
    duties: tuple[str, ...]
    opens_admin: bool


@cache
def _patterns() -> dict[str, list[dict[str, Any]]]:
    return json.loads((DATA / "staff.json").read_text(encoding="utf-8"))


def login(word: str, agency_slug: str, profile_code: str) -> str:
    """The sign-in address of a demo officer ("motcua1.trung-tam-phuong-ha-long@quang-ninh.example")."""
    return f"{word}.{agency_slug}@{profile_code}.example"


def load_staff(profile: Profile) -> int:
    """Adds the demo officers that are missing; the number added."""
    sha256 = fingerprint(*_FILES, also=profile.code)
    if is_loaded("staff", sha256):
        return 0
    with transaction.atomic():
        added = _hire(list(posts(profile)), profile)
        mark_loaded("staff", sha256)
    return added


def posts(profile: Profile) -> Iterator[Post]:
    """Every post of the province."""
    showcase = set(structure()["demo_communes"][profile.code])
    for entry in plan(profile):
        unit = entry.agency.admin_unit
        yield from _posts_at(entry, profile.code, in_showcase=unit is not None and unit.code in showcase)


def _posts_at(entry: Planned, profile_code: str, *, in_showcase: bool) -> Iterator[Post]:
    for pattern in _patterns()[entry.staff] if entry.staff else []:
        count = pattern.get("count", 1)
        if in_showcase:
            count = max(count, pattern.get("demo_count", 0))
        for number in range(1, count + 1):
            several = max(pattern.get("count", 1), pattern.get("demo_count", 0)) > 1
            word = f"{pattern['word']}{number}" if several else pattern["word"]
            yield Post(
                entry.agency.code,
                login(word, entry.agency.slug, profile_code),
                pattern["title"],
                tuple(pattern["duties"]),
                pattern.get("admin", False),
            )


def _hire(wanted: list[Post], profile: Profile) -> int:
    known = set(
        User.objects.filter(email__in=[post.login for post in wanted]).values_list("email", flat=True)
    )
    agencies = {agency.code: agency for agency in Agency.objects.all()}
    new = [post for post in wanted if post.login not in known and post.agency in agencies]
    shared = make_password(PASSWORD)
    users = [
        User(
            email=post.login,
            full_name=invent(post.login, profile.code),
            password=shared,
            is_staff=post.opens_admin,
        )
        for post in new
    ]
    User.objects.bulk_create(users, batch_size=1000)
    Officer.objects.bulk_create(
        [
            Officer(user=user, agency=agencies[post.agency], title=post.title, duties=list(post.duties))
            for user, post in zip(users, new, strict=True)
        ],
        batch_size=1000,
    )
    _join_groups(users, new)
    return len(new)


def _join_groups(users: list[User], posts_: list[Post]) -> None:
    groups: dict[str, Group] = {}
    for user, post in zip(users, posts_, strict=True):
        for duty in post.duties:
            if name := group_of(duty):
                group = groups.setdefault(name, Group.objects.get(name=name))
                user.groups.add(group)
