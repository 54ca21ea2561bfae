"""Pages of somebody's PDF laid onto sheets of ours: smaller, whole, above a foot that says what they are."""

import pikepdf

MARGIN_PT = 6.0


def shapes(path: str) -> list[bool]:
    """For each page whether it lies on its side."""
    with pikepdf.open(path, suppress_warnings=True) as book:
        return [_wide(page) for page in book.pages]


def _wide(page: pikepdf.Page) -> bool:
    left, low, right, high = (float(one) for one in page.cropbox)
    turned = int(page.obj.get("/Rotate", 0)) % 180 == 90
    return (right - left > high - low) is not turned


def lay(source: str, sheets: str, target: str, foot_pt: float) -> int:
    """Puts each page of source onto the sheet of the same number, above the foot; further sheets stay. How many pages.

    What stands in fields and signatures becomes part of the page, as a printer would show it.
    """
    with pikepdf.open(source, suppress_warnings=True) as book, pikepdf.open(sheets) as paper:
        if "/AcroForm" in book.Root or any("/Annots" in page for page in book.pages):
            book.flatten_annotations("print")
        for page, sheet in zip(book.pages, paper.pages, strict=False):
            left, low, right, high = (float(one) for one in sheet.mediabox)
            room = pikepdf.Rectangle(left + MARGIN_PT, low + foot_pt, right - MARGIN_PT, high - MARGIN_PT)
            sheet.add_underlay(page, room)
        paper.save(target, deterministic_id=True)
        return len(paper.pages)
