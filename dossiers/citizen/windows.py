"""One page of a draft open in two windows: nobody overwrites unseen what was saved in the other one.

A page carries, in the hidden field `_dau`, a name of its own and a short print of every answer it was shown with.
What was not touched here gives way to what was saved meanwhile; what was typed here and there is in dispute.
Who wrote an answer last is kept in the cache, so that a window is never in dispute with itself: its autosaves may
lose their reply, its Back button may show an older page. Without that record the last one saved holds."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache

from dossiers.models import Dossier
from procedures.definition import Page
from procedures.eform.reading import Post

MARK = "_dau"
_KEPT_SECONDS = 7 * 24 * 3600
_EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True)
class Window:
    """The window a page was posted from: its name ("" for none) and the prints of what it had been shown."""

    name: str = ""
    prints: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Dispute:
    """What was typed here and saved otherwise in another window: the keys, and the page's answers as saved."""

    keys: set[str]
    saved: Mapping[str, Any]


def keys_of(shown: Page) -> set[str]:
    """The names under which a page's answers are kept."""
    return {key for question in shown.questions for key in (question.id, question.other_id) if key}


def posted_from(post: Mapping[str, Any]) -> Window:
    """Reads the hidden field; a page without it belongs to no window and is not judged."""
    name, *prints = Post(post).text(MARK).split(" ")
    return Window(name[:16], {key: one for key, _, one in (pair.partition(":") for pair in prints)})


def mark(shown: Page, answers: Mapping[str, Any], name: str = "") -> str:
    """For the hidden field; `name` when the same window shows the page again."""
    prints = [f"{key}:{told}" for key in sorted(keys_of(shown)) if (told := _print(answers.get(key)))]
    return " ".join([name or secrets.token_hex(4), *prints])


def settle(
    window: Window, dossier: Dossier, shown: Page, changed: Mapping[str, Any]
) -> tuple[dict[str, Any], set[str]]:
    """Of what this page would change: what may be saved, and the keys that were saved otherwise meanwhile."""
    hands = cache.get(_record(dossier, shown)) if window.name and changed else None
    if hands is None:
        return dict(changed), set()
    free, disputed = {}, set()
    for key, value in changed.items():
        stored, base = _print(dossier.answers.get(key)), window.prints.get(key, "")
        if stored == base or hands.get(key) == window.name:
            free[key] = value
        elif _print(value) != base:
            free[key] = value
            if stored:
                disputed.add(key)
    return free, disputed


def sign(window: Window, dossier: Dossier, shown: Page, keys: Iterable[str]) -> None:
    """Notes who is about to write these answers: before they are written, so that nobody meets them unsigned."""
    record = _record(dossier, shown)
    cache.set(record, (cache.get(record) or {}) | dict.fromkeys(keys, window.name), _KEPT_SECONDS)


def _record(dossier: Dossier, shown: Page) -> str:
    return f"page-hands:{dossier.reference}:{shown.id}"


def _print(value: Any) -> str:
    if value in _EMPTY:
        return ""
    return hashlib.sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()[:8]
