"""Reaching into a draft's document by a path, whatever its state (`limits.processing.value`)."""

from typing import Any

Part = dict[str, Any]


def dig(document: Any, path: str) -> Any:
    """What stands at a path; None when nothing does."""
    for key in path.split("."):
        document = document.get(key) if isinstance(document, dict) else None
    return document


def put(document: Part, path: str, value: Any) -> None:
    """Puts a value at a path, making the objects on the way; None takes it away, and what is left empty with it."""
    head, _, rest = path.partition(".")
    if not rest:
        if value is None:
            document.pop(head, None)
        else:
            document[head] = value
        return
    inner = document.get(head)
    if not isinstance(inner, dict):
        if value is None:
            return
        inner = document[head] = {}
    put(inner, rest, value)
    if not inner:
        document.pop(head)


def listed(document: Part, path: str) -> list[Part]:
    """The list at a path, the list itself; made when it is missing, freed of what is no object."""
    head, _, rest = path.partition(".")
    if rest:
        inner = document.get(head)
        if not isinstance(inner, dict):
            inner = document[head] = {}
        return listed(inner, rest)
    found = document.get(head)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        document[head] = [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
    kept: list[Part] = document[head]
    return kept
