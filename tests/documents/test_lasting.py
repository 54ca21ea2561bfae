"""Copies for fifty years: what becomes PDF/A, what is PDF/A already, what stays as it is and why."""

import io

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name

from portal.documents import store
from portal.documents.lasting import lasting
from portal.integrations.sandbox.national_store import _pdf as with_outside_font
from tests import people

pytestmark = pytest.mark.django_db


def made(change=lambda book: None) -> bytes:
    """A plain PDF of one page without letters, changed."""
    book = pikepdf.new()
    book.add_blank_page(page_size=(595, 842))
    change(book)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def paints(operators: bytes):
    def change(book):
        book.pages[0].Contents = book.make_stream(operators)

    return change


def acts(book):
    """A page that wants to open something and has a note without a picture; old words of another program."""
    book.Root.OpenAction = Dictionary(S=Name.URI, URI="http://vi-du.example")
    book.docinfo["/Producer"] = "May in"
    book.pages[0].Annots = Array(
        [book.make_indirect(Dictionary(Type=Name.Annot, Subtype=Name.Text, Rect=[0, 0, 9, 9]))]
    )


def signed(book):
    book.Root.AcroForm = Dictionary(SigFlags=3, Fields=Array())


def opened(told):
    return pikepdf.open(io.BytesIO(b"".join(told.pieces())))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (with_outside_font(["Khai sinh"]), "phông chữ Helvetica không nằm trong tệp"),
        (made(paints(b"0 0 0 1 k 9 9 99 99 re f")), "màu in (CMYK)"),
        (made(signed), "có chữ ký số"),
        (b"%PDF-1.7 hong", "không đọc được"),
    ],
)
def test_what_cannot_become_pdf_a_stays_and_says_why(content, why):
    with lasting(store.keep_bytes(content)) as told:
        assert told.format == "" and not told.made and why in told.why


def test_a_plain_pdf_is_marked_and_loses_only_what_acts():
    with lasting(store.keep_bytes(made(acts))) as told, opened(told) as book:
        assert told.format == "PDF/A-2b" and len(book.pages) == 1
        assert (
            "/OpenAction" not in book.Root and "/Annots" not in book.pages[0] and "/Info" not in book.trailer
        )
        again = store.keep_bytes(b"".join(told.pieces()))
    with lasting(again) as told:
        assert (told.format, told.made) == ("PDF/A-2b", False)


def test_a_photo_becomes_it_turned():
    photo = people.paper(people.citizen(), "Giấy chứng sinh")
    with lasting(photo, 90) as told, opened(told) as book:
        upright = book.pages[0].mediabox
    with lasting(photo) as told, opened(told) as book:
        other = book.pages[0].mediabox
    assert (float(upright[2]) > float(upright[3])) != (float(other[2]) > float(other[3]))
