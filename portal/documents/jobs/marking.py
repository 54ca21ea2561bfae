"""Lays one sheet of marks over every page of a PDF; the pages themselves stay as they are."""

import pikepdf


def lay_over(source: str, marks: str, target: str) -> int:
    """Writes source with the first page of marks over each of its pages; returns the number of pages."""
    with pikepdf.open(source, suppress_warnings=True) as book, pikepdf.open(marks) as sheet:
        mark = sheet.pages[0]
        for page in book.pages:
            page.add_overlay(mark, pikepdf.Rectangle(page.trimbox))
        book.save(target, deterministic_id=True)
        return len(book.pages)
