"""Scans of many papers at once: which codes stand on which page, and the pages of one paper as a file of their own."""

from itertools import islice

import pikepdf
import pypdfium2
import zxingcpp
from PIL import Image

from . import images

_WIDTH = 1200
_MOST_PAGES = 200


def codes(path: str, kind: str) -> list[list[str]]:
    """For each page the texts of the QR codes on it."""
    return [[found.text for found in zxingcpp.read_barcodes(page)] for page in _pages(path, kind)]


def take(path: str, pages: list[int], target: str) -> int:
    """Writes these pages (from 0) of a PDF to target; returns how many."""
    with pikepdf.open(path, suppress_warnings=True) as source, pikepdf.new() as part:
        for number in pages:
            part.pages.append(source.pages[number])
        part.save(target, deterministic_id=True)
        return len(part.pages)


def _pages(path: str, kind: str) -> "list[Image.Image]":
    if kind != "application/pdf":
        leaves = images.upright_pages(path, kind, 0, _WIDTH * 2)
        return [leaf.convert("L") for leaf in islice(leaves, _MOST_PAGES)]
    with pypdfium2.PdfDocument(path) as pdf:
        found = []
        for leaf in islice(pdf, _MOST_PAGES):
            across, _ = leaf.get_size()
            found.append(leaf.render(scale=_WIDTH / across).to_pil().convert("L"))
        return found
