"""What the designer does to the steps of a draft: each act leaves a graph in which nothing is lost or cut off.

Every function changes the document it is given (procedures.drafts.change_draft hands over a copy)."""

from typing import Any

from portal.web.refusals import StepRefused

Document = dict[str, Any]
StepRow = dict[str, Any]


def steps_of(document: Document) -> list[StepRow]:
    """The steps that can be spoken of: objects with an id; what else may stand in a draft is left alone."""
    rows = document.get("steps")
    return [row for row in rows if isinstance(row, dict) and row.get("id")] if isinstance(rows, list) else []


def find(document: Document, key: str) -> StepRow:
    found = next((row for row in steps_of(document) if row["id"] == key), None)
    if found is None:
        raise StepRefused("Bước này không còn trong bản nháp.")
    return found


def after_of(row: StepRow) -> list[str]:
    after = row.get("after")
    return [key for key in after if isinstance(key, str)] if isinstance(after, list) else []


def add_after(document: Document, key: str, step: StepRow) -> None:
    """The new step stands between one and everything that waited for it; with no `key` before all others."""
    if key:
        find(document, key)
    for row in steps_of(document):
        if key and key in after_of(row):
            row["after"] = [step["id"] if one == key else one for one in after_of(row)]
        elif not key and not after_of(row):
            row["after"] = [step["id"]]
    _insert(document, key, step | {"after": [key] if key else []})


def add_beside(document: Document, key: str, step: StepRow) -> None:
    """A branch: the new step begins when the other begins, and what waited for that waits for both."""
    beside = find(document, key)
    for row in steps_of(document):
        if key in after_of(row):
            row["after"] = [*after_of(row), step["id"]]
    _insert(document, key, step | {"after": after_of(beside)})


def move_earlier(document: Document, key: str) -> None:
    """Changes places with the one step before it. Raises StepRefused at the beginning and at a join."""
    row = find(document, key)
    if len(after_of(row)) != 1:
        reason = (
            "Bước này đã ở đầu." if not after_of(row) else "Bước này nhập nhiều nhánh; sửa ô “Bắt đầu sau”."
        )
        raise StepRefused(reason)
    other = find(document, after_of(row)[0])
    beside = [one["id"] for one in steps_of(document) if other["id"] in after_of(one) and one is not row]
    if beside:
        raise StepRefused(f"Sau bước “{other.get('name', '')}” rẽ nhiều nhánh; sửa ô “Bắt đầu sau”.")
    for one in steps_of(document):
        if key in after_of(one):
            one["after"] = [other["id"] if before == key else before for before in after_of(one)]
    row["after"], other["after"] = after_of(other), [key]
    rows = document["steps"]
    first, second = rows.index(other), rows.index(row)
    rows[first], rows[second] = rows[second], rows[first]


def delete(document: Document, key: str) -> None:
    """What waited for the step waits for what stood before it; nobody returns work to it any more."""
    gone = find(document, key)
    document["steps"].remove(gone)
    for row in steps_of(document):
        if key in after_of(row):
            kept = [
                one for before in after_of(row) for one in (after_of(gone) if before == key else [before])
            ]
            row["after"] = list(dict.fromkeys(kept))
        if isinstance(row.get("back_to"), list) and key in row["back_to"]:
            row["back_to"] = [one for one in row["back_to"] if one != key]


def replace(document: Document, key: str, changed: StepRow) -> None:
    """The step as the form has it; keys the form does not know stay. Empty values are left out."""
    row = find(document, key)
    kept = {name: value for name, value in row.items() if name not in changed}
    row.clear()
    row.update(kept | {name: value for name, value in changed.items() if value not in (None, "", [], False)})
    row.setdefault("after", [])


def _insert(document: Document, key: str, step: StepRow) -> None:
    if step["id"] in {row["id"] for row in steps_of(document)}:
        raise StepRefused(f"Đã có bước mang mã “{step['id']}”.")
    if not isinstance(document.get("steps"), list):
        document["steps"] = []
    rows = document["steps"]
    place = next((n for n, row in enumerate(rows) if isinstance(row, dict) and row.get("id") == key), -1)
    rows.insert(place + 1, {name: value for name, value in step.items() if value not in (None, "", False)})
