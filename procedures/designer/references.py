"""Who speaks of a question: conditions, fees, results… so that a renamed id goes on to be found."""

from collections.abc import Iterator
from typing import Any

_NAMING = {"birth", "sex", "question", "copies"}


def rename(document: Any, old: str, new: str) -> None:
    """Puts the new id wherever the old one is spoken of (not where it stands)."""
    for node in _objects(document):
        if isinstance(node.get("q"), str) and node["q"].partition(".")[0] == old:
            node["q"] = new + node["q"][len(old) :]
        for key in _NAMING & node.keys():
            if node[key] == old:
                node[key] = new
        if isinstance(node.get("from"), str) and _answered(node["from"]) == old:
            node["from"] = f"answers.{new}" + node["from"][len(f"answers.{old}") :]
        if isinstance(node.get("agency"), str) and node["agency"].split(":")[:2] == ["place", old]:
            node["agency"] = ":".join(["place", new, *node["agency"].split(":")[2:]])


def users(document: Any, key: str) -> list[str]:
    """The names of everything that speaks of a question, for the question before it is deleted."""
    found: list[str] = []
    if not isinstance(document, dict):
        return found
    form = document.get("form")
    pages = form.get("pages") if isinstance(form, dict) else []
    for page in pages if isinstance(pages, list) else []:
        if isinstance(page, dict):
            if _speaks({"when": page.get("when")}, key):
                found.append(f"trang “{page.get('title')}”")
            found += [
                f"câu “{q.get('label')}”" for q in page.get("questions") or [] if _speaks_itself(q, key)
            ]
    for part, word in (
        ("papers", "giấy tờ"),
        ("cases", "trường hợp"),
        ("fees", "khoản thu"),
        ("steps", "bước"),
    ):
        parts = document.get(part)
        found += [
            f"{word} “{one.get('name')}”"
            for one in (parts if isinstance(parts, list) else [])
            if _speaks(one, key)
        ]
    if _speaks({"competence": document.get("competence")}, key):
        found.append("nơi giải quyết")
    if _speaks({"result": document.get("result")}, key):
        found.append("trường của kết quả")
    return found


def _speaks_itself(question: Any, key: str) -> bool:
    return isinstance(question, dict) and question.get("id") != key and _speaks(question, key)


def _speaks(node: Any, key: str) -> bool:
    for one in _objects(node):
        named = one.get("q")
        if isinstance(named, str) and named.partition(".")[0] == key:
            return True
        if any(one.get(name) == key for name in _NAMING):
            return True
        if isinstance(one.get("from"), str) and _answered(one["from"]) == key:
            return True
        if isinstance(one.get("agency"), str) and one["agency"].split(":")[:2] == ["place", key]:
            return True
    return False


def _answered(source: str) -> str:
    head, _, tail = source.partition(".")
    return tail.partition(".")[0] if head == "answers" else ""


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            yield here
            waiting.extend(here.values())
        elif isinstance(here, list):
            waiting.extend(here)
