"""How a signed and stamped result looks, measured on the sheet (NĐ 30/2020, Phụ lục I; TT 01/2023 Đ26)."""

import io

import pikepdf
import pypdfium2
import zxingcpp
from PIL import Image

MM = 72 / 25.4
DOTS = 150


def boxes(content: bytes) -> list[list[float]]:
    """Where the visible signatures stand: left, low, right, high, in the order in which they were made."""
    with pikepdf.open(io.BytesIO(content)) as book:
        fields = [one for one in book.Root.AcroForm.Fields if one.FT == "/Sig"]
        found = [[float(side) for side in one.Rect] for one in fields]
    return [one for one in found if one[2] > one[0]]


def picture(content: bytes) -> Image.Image:
    with pypdfium2.PdfDocument(content) as book:
        book.init_forms()  # signatures are fields of a form
        return book[0].render(scale=DOTS / 72).to_pil().convert("RGB")


def ink(sheet: Image.Image, box: list[float]) -> tuple[int, int]:
    """How many dots inside are red, and how many blue."""
    left, low, right, high = (one * DOTS / 72 for one in box)
    part = sheet.crop((int(left), int(sheet.height - high), int(right), int(sheet.height - low)))
    dots = part.tobytes()
    colours = list(zip(dots[::3], dots[1::3], dots[2::3], strict=True))
    red = sum(r > 150 and g < 110 and b < 110 for r, g, b in colours)
    return red, sum(b > 100 and r < 90 and g < 110 for r, g, b in colours)


def codes_upper_left(sheet: Image.Image) -> bool:
    """The code of the eight facts is the leftmost, in the upper left of the sheet."""
    found = {code.text: code.position.top_left for code in zxingcpp.read_barcodes(sheet)}
    (facts,) = [place for text, place in found.items() if text.count("|") == 7]
    return facts.x < sheet.width / 3 and facts.y < sheet.height / 4
