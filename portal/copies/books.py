"""Numbers of the books: taken last, under the row of the book, so a failure gives them back."""

from django.db.models import F

from portal.copies.models import Book


def next_number(agency_id: int, kind: str, year: int) -> int:
    """The next number; call it inside the transaction of the act that needs it."""
    book, _ = Book.objects.get_or_create(agency_id=agency_id, kind=kind, year=year)
    Book.objects.filter(pk=book.pk).update(last=F("last") + 1)
    book.refresh_from_db(fields=["last"])
    return book.last
