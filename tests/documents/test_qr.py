"""QR codes: what is written is what a reader reads, at every size."""

import base64
import io
import re

import pytest
import zxingcpp
from PIL import Image

from portal.documents import qr
from portal.documents.qr_tables import modules


def picture(text: str) -> Image.Image:
    side, cells = modules(text.encode())
    image = Image.new("1", (side, side), 1)
    image.putdata([1 - cell for cell in cells])
    room = Image.new("1", (side + 8, side + 8), 1)
    room.paste(image, (4, 4))
    return room.resize(((side + 8) * 4, (side + 8) * 4))


@pytest.mark.parametrize("length", [1, 13, 14, 26, 27, 60, 100, 180, 181, 230, 400, 900, 1500, 2331])
def test_a_text_of_any_length_is_read_again(length):
    text = ("Giấy tiếp nhận H49.12-261109-0004|" * 80).encode()[:length].decode(errors="ignore")
    (found,) = zxingcpp.read_barcodes(picture(text).convert("L"))
    assert (found.text, found.ec_level) == (text, "M")


def test_what_is_too_long_is_refused():
    with pytest.raises(ValueError, match="quá dài"):
        modules(b"x" * 2332)


def test_the_same_code_for_screens_and_letters():
    text = "https://motcua.invalid/tra-cuu/?ma=H49.12-261109-0004"
    drawn = qr.svg(text)
    side = int(re.search(r'viewBox="0 0 (\d+) ', drawn)[1])
    image = Image.open(io.BytesIO(base64.b64decode(qr.png_address(text).split(",")[1])))
    assert image.size == (side * 8, side * 8)
    assert zxingcpp.read_barcodes(image.convert("L"))[0].text == text
