"""Who speaks of a question: conditions, fees, results… so that a renamed id goes on to be found."""

import re
from collections.abc import Iterator
from typing import Any

from procedures.definition.shapes import OTHER

_NAMING = {"birth", "sex", "question", "copies"}
_TAKING = {"from", "prefill"}


def rename(document: Any, old: str, new: str) -> None:
    """Puts the new id wherever the old one is spoken of (not where it stands)."""
    for node in _objects(document):
        if isinstance(node.get("q"), str) and node["q"].partition(".")[0] == old:
            node["q"] = new + node["q"][len(old) :]
        for key in _NAMING & node.keys():
            if node[key] == old:
                node[key] = new
        for key in _TAKING & node.keys():
            if isinstance(node[key], str) and _answered(node[key]) == old:
                node[key] = f"answers.{new}" + node[key][len(f"answers.{old}") :]
        if isinstance(node.get("agency"), str) and node["agency"].split(":")[:2] == ["place", old]:
            node["agency"] = ":".join(["place", new, *node["agency"].split(":")[2:]])
    _rename_printed(document, old, new)
    _rename_in_tests(document, old, new)


def _rename_printed(document: Any, old: str, new: str) -> None:
    """The places of the printed form, `{ho_ten:hoa}`, and the list of what it does not print."""
    slot = _slot_of(old)
    own = {one.get("id") for one in _objects(_part_of(document, "result").get("fields"))}
    for layout in [_layout(document), *([] if old in own else [_layout(document, "result")])]:
        if isinstance(layout.get("lines"), list):
            layout["lines"] = [
                slot.sub(rf"{{\g<1>{new}", line) if isinstance(line, str) else line
                for line in layout["lines"]
            ]
    layout = _layout(document)
    if isinstance(layout.get("unprinted"), list):
        layout["unprinted"] = [new if key == old else key for key in layout["unprinted"]]


def _slot_of(key: str) -> re.Pattern[str]:
    return re.compile(r"\{(\s*)" + re.escape(key) + r"(?=[\s:=}])")


def _layout(document: Any, part: str = "form") -> dict[str, Any]:
    layout = _part_of(document, part).get("layout")
    return layout if isinstance(layout, dict) else {}


def _part_of(document: Any, part: str) -> dict[str, Any]:
    found = document.get(part) if isinstance(document, dict) else None
    return found if isinstance(found, dict) else {}


def _rename_in_tests(document: Any, old: str, new: str) -> None:
    """Answers, papers and expectations of the test dossiers; inside repeated groups too."""
    tests = document.get("tests") if isinstance(document, dict) else None
    named = {one.get("id") for one in _objects(document.get("papers")) if isinstance(one.get("id"), str)}
    for test in tests if isinstance(tests, list) else []:
        if not isinstance(test, dict):
            continue
        if isinstance(test.get("answers"), dict):
            test["answers"] = _renamed_keys(test["answers"], old, new)
        if old not in named:
            _rename_papers(test, old, new)
        if isinstance(expect := test.get("expect"), dict):
            for key in ("asked", "not_asked"):
                if isinstance(expect.get(key), list):
                    expect[key] = [new if one == old else one for one in expect[key]]
            if old not in named:
                _rename_papers(expect, old, new)


def _rename_papers(part: dict[str, Any], old: str, new: str) -> None:
    """A question of kind file is handed in like a paper: `anh`, `anh-<slot>`."""
    if isinstance(part.get("papers"), list):
        part["papers"] = [
            new + one[len(old) :] if isinstance(one, str) and one.split("-", 1)[0] == old else one
            for one in part["papers"]
        ]


def _renamed_keys(answers: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    """The same answers in the same order under the new id, its free text of “Khác” too."""
    other = {old: new, f"{old}_{OTHER}": f"{new}_{OTHER}"}
    found = {}
    for key, value in answers.items():
        if isinstance(value, list):
            value = [_renamed_keys(one, old, new) if isinstance(one, dict) else one for one in value]
        found[other.get(key, key)] = value
    return found


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
    if any(
        _slot_of(key).search(line) for line in _layout(document).get("lines") or [] if isinstance(line, str)
    ):
        found.append("mẫu in")
    if any(
        _slot_of(key).search(line)
        for line in _layout(document, "result").get("lines") or []
        if isinstance(line, str)
    ):
        found.append("lời kết quả")
    limits = document.get("limits")
    if isinstance(limits, dict) and _speaks(limits.get("more"), key):
        found.append("thời gian được thêm")
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
        if any(isinstance(one.get(name), str) and _answered(one[name]) == key for name in _TAKING):
            return True
        if isinstance(one.get("agency"), str) and one["agency"].split(":")[:2] == ["place", key]:
            return True
    return False


def _answered(source: str) -> str:
    head, _, tail = source.partition(".")
    return tail.partition(".")[0] if head == "answers" else ""


def drop(document: Any, kind: str, key: str) -> list[tuple[str, str, str]]:
    """Takes a paper or a case out wherever it is named by id; returns (list, id of its item, path inside) of each
    place, by which `restore` puts it back."""
    named = {"papers": ("papers", "expect.papers"), "cases": ("cases",)}.get(kind, ())
    gone = []
    for path in ("steps", "tests", "papers", "fees"):
        parts = document.get(path) if isinstance(document, dict) else None
        for item in parts if isinstance(parts, list) else []:
            for inner in named if isinstance(item, dict) and path != kind else ():
                if (ids := _ids_at(item, inner)) is not None and key in ids:
                    ids[:] = [one for one in ids if one != key]
                    gone.append((path, str(item.get("id")), inner))
                    if not ids and path != "tests":
                        item.pop(inner)
    return gone


def restore(document: Any, key: str, places: list[tuple[str, str, str]]) -> None:
    """Names a paper or a case again where `drop` took it out; items that are gone meanwhile stay gone."""
    for path, item_id, inner in places:
        for item in document.get(path) or []:
            if isinstance(item, dict) and str(item.get("id")) == item_id:
                part = item.get("expect") if inner.startswith("expect.") else item
                if isinstance(part, dict):
                    ids = part.setdefault(inner.rpartition(".")[2], [])
                    ids += [] if key in ids else [key]


def _ids_at(item: dict[str, Any], inner: str) -> list[Any] | None:
    part = item.get("expect") if inner.startswith("expect.") else item
    ids = part.get(inner.rpartition(".")[2]) if isinstance(part, dict) else None
    return ids if isinstance(ids, list) else None


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    waiting = [node]
    while waiting:
        here = waiting.pop()
        if isinstance(here, dict):
            yield here
            waiting.extend(here.values())
        elif isinstance(here, list):
            waiting.extend(here)
