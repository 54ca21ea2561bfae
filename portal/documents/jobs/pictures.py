"""A page as a picture, for the desk and for the check page."""

import io
from itertools import islice

import pypdfium2
from PIL import Image

from . import images

_SMALL = 240
_SMALL_BYTES = 12_000
_TALLEST = 4


def draw(path: str, kind: str, page: int, rotation: int, width: int, target: str) -> bool:
    """Writes page (from 0) as WebP, width points wide, to target; a small one stays under 12 kB."""
    image = (
        _page_of_pdf(path, page, width)
        if kind == "application/pdf"
        else _page_of_picture(path, kind, page, width)
    )
    if rotation % 360:
        image = image.rotate(-rotation, expand=True)
    image.thumbnail((width, width * _TALLEST), Image.Resampling.LANCZOS)
    with open(target, "wb") as file:
        file.write(_packed(image))
    return True


def _page_of_pdf(path: str, page: int, width: int) -> Image.Image:
    with pypdfium2.PdfDocument(path) as pdf:
        leaf = pdf[page]
        across, down = leaf.get_size()
        scale = min(width / across, width * _TALLEST / down)
        return leaf.render(scale=scale).to_pil().convert("RGB")


def _page_of_picture(path: str, kind: str, page: int, width: int) -> Image.Image:
    leaves = images.upright_pages(path, kind, 0, width * _TALLEST)
    return next(islice(leaves, page, None)).convert("RGB")


def _packed(image: Image.Image) -> bytes:
    small = image.width <= _SMALL
    for quality in (72, 55, 40, 25, 10):
        buffer = io.BytesIO()
        image.save(buffer, "WEBP", quality=quality, method=4)
        if not small or buffer.tell() <= _SMALL_BYTES:
            break
    return buffer.getvalue()
