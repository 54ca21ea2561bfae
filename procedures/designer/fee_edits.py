"""What the designer does to the fees of a draft; every function changes the document it is given."""

from typing import Any

from portal.web.refusals import StepRefused

Row = dict[str, Any]
_EMPTY: tuple[Any, ...] = (None, "", [], {})


def fees_of(document: Any) -> list[Row]:
    """The fees that can be spoken of: objects with an id."""
    rows = document.get("fees") if isinstance(document, dict) else None
    return [row for row in rows if isinstance(row, dict) and row.get("id")] if isinstance(rows, list) else []


def put(document: Row, key: str, changed: Row) -> None:
    """A new fee at the end, or one replaced; keys the form does not know stay. Empty values are left out."""
    filled = {name: value for name, value in changed.items() if value not in _EMPTY}
    row = next((one for one in fees_of(document) if one["id"] == key), None)
    if row is None:
        if not isinstance(document.get("fees"), list):
            document["fees"] = []
        document["fees"].append({"id": key, **filled})
        return
    kept = {name: value for name, value in row.items() if name not in changed}
    row.clear()
    row.update(kept | filled)


def delete(document: Row, key: str) -> None:
    document["fees"].remove(_found(document, key))


def move_up(document: Row, key: str) -> None:
    """One place earlier, also in the sum that people read."""
    rows = document["fees"]
    place = rows.index(_found(document, key))
    if place:
        rows[place - 1], rows[place] = rows[place], rows[place - 1]


def _found(document: Row, key: str) -> Row:
    found = next((row for row in fees_of(document) if row["id"] == key), None)
    if found is None:
        raise StepRefused("Khoản này không còn trong bản nháp.")
    return found
