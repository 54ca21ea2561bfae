"""Pictures and PDFs become one PDF, upright, light, without the place where they were taken."""

import io
import math

import numpy
import pikepdf
import pypdfium2
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from portal.documents import pdf, previews, uploads
from portal.documents.models import FileState, StoredFile

from . import owners
from . import samples as make

pytestmark = pytest.mark.django_db


def kept(data: bytes) -> StoredFile:
    return uploads.receive(owners.citizen(), "p", SimpleUploadedFile("tep", data)).stored


def content(file: StoredFile) -> bytes:
    with default_storage.open(file.path) as stream:
        return stream.read()


def drawn(file: StoredFile, page: int) -> Image.Image:
    with pypdfium2.PdfDocument(content(file)) as book:
        return book[page].render(scale=0.5).to_pil().convert("L")


def test_heic_jpeg_webp_tiff_and_pdf_become_one_book_in_order():
    parts = [
        (kept(make.picture("HEIF")), 0),
        (kept(make.photo_with_place()), 0),
        (kept(make.picture("WEBP")), 0),
        (kept(make.tiff(3)), 0),
        (kept(make.pdf(2)), 0),
        (kept(make.picture("PNG", mode="RGBA", color="green")), 0),
    ]
    book = pdf.images_to_pdf(parts)
    assert (book.content_type, book.pages, book.state) == ("application/pdf", 9, FileState.CLEAN)
    assert pdf.images_to_pdf(parts) == book
    with pikepdf.open(io.BytesIO(content(book))) as opened:
        for page in opened.pages:
            width, height = sorted(float(x) for x in page.mediabox[2:])
            assert math.isclose(width, 595, abs_tol=1)
            assert math.isclose(height, 842, abs_tol=1)


def test_the_place_and_the_phone_do_not_go_with_the_picture():
    book = pdf.images_to_pdf([(kept(make.photo_with_place()), 0)])
    assert b"Exif" not in content(book)
    assert "Huyền".encode() not in content(book)


@pytest.mark.parametrize("kind", ["JPEG", "TIFF", "WEBP", "PNG"])
def test_a_photo_that_lay_on_its_side_stands_up(kind):
    """Orientation 6: the black box is at the top left of the sensor, so at the top right of the page."""
    photo = make.photo_with_place(6, kind)
    page = numpy.asarray(drawn(pdf.images_to_pdf([(kept(photo), 0)]), 0))
    rows, columns = numpy.where(page < 60)
    assert page.shape[0] > page.shape[1]
    assert columns.mean() > page.shape[1] / 2
    assert rows.mean() < page.shape[0] / 2


def test_turning_by_hand_turns_clockwise():
    upright = kept(make.picture(size=(600, 800)))
    page = numpy.asarray(drawn(pdf.images_to_pdf([(upright, 90)]), 0))
    columns = numpy.where(page < 60)[1]
    assert page.shape[1] > page.shape[0]
    assert columns.mean() > page.shape[1] / 2


def test_a_large_photo_becomes_light():
    noise = Image.effect_noise((4000, 3000), 60).convert("RGB")
    buffer = io.BytesIO()
    noise.save(buffer, "JPEG", quality=97)
    book = pdf.images_to_pdf([(kept(buffer.getvalue()), 0)])
    with pikepdf.open(io.BytesIO(content(book))) as opened:
        image = next(iter(opened.pages[0].get_images().values()))
        assert max(int(image.Width), int(image.Height)) == 2400
    assert book.size < len(buffer.getvalue()) / 2


def test_a_single_pdf_stays_as_it_is():
    signed = kept(make.pdf(2))
    assert pdf.images_to_pdf([(signed, 0)]) == signed
    turned = pdf.images_to_pdf([(signed, 90)])
    with pikepdf.open(io.BytesIO(content(turned))) as opened:
        assert [page.get("/Rotate") for page in opened.pages] == [90, 90]


def test_thumbnails_are_small():
    buffer = io.BytesIO()
    Image.effect_noise((2400, 3200), 80).convert("RGB").save(buffer, "JPEG", quality=90)
    for photo in (buffer.getvalue(), make.picture("HEIF", size=(1200, 1600))):
        picture = previews.page_picture(kept(photo), 1, 240)
        assert len(picture) <= 12_000
        assert Image.open(io.BytesIO(picture)).width == 240


def test_a_page_is_drawn_once_and_a_page_that_is_not_there_is_not():
    file = kept(make.pdf(2))
    first = previews.page_picture(file, 2, 900)
    assert Image.open(io.BytesIO(first)).width == 960
    default_storage.delete(file.path)
    assert previews.page_picture(file, 2, 960) == first
    for page in (0, 3, -1):
        with pytest.raises(previews.NoPicture):
            previews.page_picture(file, page, 900)
    with pytest.raises(previews.NoPicture):
        previews.page_picture(file, 1, 900)


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_what_is_kept_of_a_photo_tells_no_place_and_looks_the_same(format):
    brought = make.photo_with_place(format=format)
    file = kept(brought)
    told = content(file)
    assert b"GPS" not in told and "Điện thoại".encode() not in told
    with Image.open(io.BytesIO(brought)) as before, Image.open(io.BytesIO(told)) as after:
        assert before.getexif().get_ifd(0x8825) and not after.getexif().get_ifd(0x8825)
        if format != "HEIF":
            assert after.getexif().get(0x0112) == 6
            assert numpy.array_equal(numpy.asarray(before), numpy.asarray(after))
        else:
            assert after.size == before.size and file.content_type == "image/jpeg"
    assert content(kept(told)) == told  # nothing left to take away: bit by bit the same
