"""The sheets of a copy: every page of the source above a foot with its QR, then one sheet that vouches for all."""

from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.template import engines

from portal.documents import bounded, drawing, pdf, qr, store
from portal.documents.checks import TOO_COMPLEX
from portal.documents.drawing import Place
from portal.documents.models import StoredFile
from portal.documents.uploads import UploadRefused

FOOT_MM = 22
_MM = 72 / 25.4


def check_address(key: str) -> str:
    """Where anybody checks a copy: the address inside its QR."""
    return f"{settings.SITE_URL}/xac-minh/{key}/"


def drawn(file: StoredFile, template: str, key: str, facts: dict[str, Any]) -> tuple[bytes, list[Place]]:
    """The copy as PDF and where its last sheet leaves room (number, day, signature).

    Raises UploadRefused when the source cannot be read. Takes about half a second: call it from a task.
    """
    book = pdf.images_to_pdf([(file, 0)])
    with ExitStack() as stack:
        source = stack.enter_context(store.on_disk(book))
        sheets, target = (stack.enter_context(store.scratch()) for _ in range(2))
        try:
            shapes = bounded.run("sheets.shapes", str(source))
            made, places = _sheets(template, {**facts, **_about(key), "shapes": shapes})
            sheets.write_bytes(made)
            bounded.run("sheets.lay", str(source), str(sheets), str(target), (FOOT_MM + 2) * _MM, seconds=60)
        except bounded.JobFailed as error:
            raise UploadRefused(TOO_COMPLEX) from error
        return target.read_bytes(), places


def _about(key: str) -> dict[str, Any]:
    address = check_address(key)
    return {"key": key, "address": address, "qr": qr.png_address(address), "foot_mm": FOOT_MM}


def _sheets(template: str, facts: dict[str, Any]) -> tuple[bytes, list[Place]]:
    from weasyprint import HTML  # heavy: only where it is used
    from weasyprint.urls import URLFetcher

    engine: Any = engines["jinja2"]
    page = engine.env.get_template(f"letters/copies/{template}.html").render(facts)
    nothing = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    document = HTML(string=page, url_fetcher=nothing).render(pdf_variant=drawing.VARIANT)
    made: bytes = document.write_pdf(pdf_variant=drawing.VARIANT)
    return made, drawing.places_of(document)
