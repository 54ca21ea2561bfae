"""How much of its sheets a laid-out letter takes."""

from collections.abc import Iterator
from typing import Any


def used(document: Any) -> float:
    """In sheets of the first one's room for text: 1.2 is one sheet and a fifth."""
    room = document.pages[0]._page_box.height
    return float(
        sum(_bottom(page._page_box) - page._page_box.content_box_y() for page in document.pages) / room
    )


def sheet_of(name: str, document: Any) -> int:
    """The last sheet, counted from 1, on which an element of this class stands; 0 for none."""
    found = (number for number, page in enumerate(document.pages, 1) if _has(name, page._page_box))
    return max(found, default=0)


def _has(name: str, box: Any) -> bool:
    element = getattr(box, "element", None)
    if element is not None and name in (element.get("class") or "").split():
        return True
    return any(_has(name, child) for child in getattr(box, "children", ()))


def _bottom(page: Any) -> float:
    """Where the lowest line of the text ends."""
    ends = (line.position_y + line.height for line in _lines(page))
    return max(ends, default=page.content_box_y())


def _lines(box: Any) -> Iterator[Any]:
    """The lines in the flow of the text: not those of the page's margins, nor what has a place of its own."""
    from weasyprint.formatting_structure import boxes

    for child in getattr(box, "children", ()):
        if isinstance(child, boxes.LineBox):
            yield child
        elif not isinstance(child, boxes.MarginBox) and child.is_in_normal_flow():
            yield from _lines(child)
