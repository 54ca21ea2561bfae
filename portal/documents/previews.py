"""Pages as pictures, drawn once and kept in the local folder (a cache that may be thrown away)."""

import os
from pathlib import Path

from django.conf import settings
from ulid import ULID

from portal.documents import bounded, closed, filekeys, store
from portal.documents.models import StoredFile

WIDTHS = (120, 240, 480, 960, 1600)
TYPE = "image/webp"


class NoPicture(Exception):
    """The page does not exist or cannot be drawn."""


def page_picture(file: StoredFile, page: int, width: int, rotation: int = 0) -> bytes:
    """Page (from 1) of a file as WebP, turned clockwise, at the next of WIDTHS that is at least width.

    Widths of up to 240 points stay under 12 kB. Raises NoPicture.
    """
    if not 1 <= page <= max(file.pages, 1):
        raise NoPicture(f"{file.sha256[:12]} has no page {page}")
    width = next((one for one in WIDTHS if one >= width), WIDTHS[-1])
    kept = _folder() / file.sha256[:2] / f"{file.sha256}-{page}-{width}-{rotation % 360}.webp"
    try:
        return _open(kept)
    except OSError:
        return _draw(file, page, width, rotation % 360, kept)


def forget(sha256: str) -> None:
    """The kept pictures of a content that is no more."""
    for kept in (_folder() / sha256[:2]).glob(f"{sha256}-*.webp"):
        kept.unlink(missing_ok=True)


def pictures_of(pdf: bytes, width: int, most: int) -> list[bytes]:
    """The first pages of a paper that we drew and have not stored, as WebP. Raises NoPicture."""
    import pypdfium2  # heavy: only where a draft of a paper is looked at

    with pypdfium2.PdfDocument(pdf) as document:
        count = min(len(document), most)
    found = []
    with store.scratch() as source, store.scratch() as target:
        source.write_bytes(pdf)
        for page in range(count):
            try:
                bounded.run(
                    "pictures.draw", str(source), "application/pdf", page, 0, width, str(target), seconds=15
                )
            except bounded.JobFailed as error:
                raise NoPicture(str(error)) from error
            found.append(target.read_bytes())
    return found


def _draw(file: StoredFile, page: int, width: int, rotation: int, kept: Path) -> bytes:
    with store.scratch() as target:
        try:
            with store.on_disk(file) as source:
                bounded.run(
                    "pictures.draw",
                    str(source),
                    file.content_type,
                    page - 1,
                    rotation,
                    width,
                    str(target),
                    seconds=15,
                )
            picture = target.read_bytes()
        except (bounded.JobFailed, OSError) as error:
            raise NoPicture(str(error)) from error
    _keep(kept, picture)
    return picture


def _open(path: Path) -> bytes:
    """A picture that was kept. Raises OSError, also for one that is not what was kept."""
    if not filekeys.newest():
        return path.read_bytes()
    with closed.Reading(path.open("rb"), path.name) as picture:
        return picture.readall()


def _keep(path: Path, picture: bytes) -> None:
    """Closed like the file it shows. A full disk costs the cache, never the page."""
    aside = path.parent / f".{ULID()}"
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside.write_bytes(b"".join(closed.close([picture], path.name)) if filekeys.newest() else picture)
        os.replace(aside, path)
    except OSError:
        aside.unlink(missing_ok=True)


def _folder() -> Path:
    return Path(settings.LOCAL_DIR) / "previews"
