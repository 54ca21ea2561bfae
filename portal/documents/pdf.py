"""Several uploads become the one PDF that offices read."""

import io
from contextlib import ExitStack

from portal.documents import bounded, checks
from portal.documents import store as store_room
from portal.documents.checks import TOO_COMPLEX
from portal.documents.models import FileState, StoredFile
from portal.documents.uploads import UploadRefused

PDF = "application/pdf"


def images_to_pdf(pages: list[tuple[StoredFile, int]]) -> StoredFile:
    """Binds pictures and PDFs, in this order and each turned clockwise by its degrees, into one PDF.

    Pictures stand upright on A4 sheets, at most 2400 points long, without camera data or place. A single
    PDF that is not turned stays as it is, so that its signatures stay good. The result waits for the
    scanner as long as one of its sources does. Raises UploadRefused when a source was rejected or cannot
    be read.
    """
    files = [file for file, _ in pages]
    for file in files:
        if file.state == FileState.REJECTED:
            raise UploadRefused(file.reason)
    if len(pages) == 1 and files[0].content_type == PDF and pages[0][1] % 360 == 0:
        return files[0]
    clean = all(file.state == FileState.CLEAN for file in files)
    with ExitStack() as stack:
        target = stack.enter_context(store_room.scratch())
        sources = [
            {
                "path": str(stack.enter_context(store_room.on_disk(file))),
                "type": file.content_type,
                "rotation": turn,
            }
            for file, turn in pages
        ]
        try:
            count = bounded.run("binding.bind", sources, str(target), seconds=60)
        except bounded.JobFailed as error:
            raise UploadRefused(TOO_COMPLEX) from error
        state = FileState.CLEAN if clean else checks.first_state()
        return store_room.keep(target, content_type=PDF, pages=count, state=state)


def store(content: bytes) -> StoredFile:
    """Keeps a PDF that the portal itself has drawn; the same bytes are kept once."""
    return store_room.keep_bytes(content, content_type=PDF, pages=_pages(content))


def joined(parts: list[bytes]) -> bytes:
    """Several PDF files of our own drawing as one, in their order."""
    import pikepdf  # heavy: only where sheets are bound

    whole = pikepdf.new()
    for part in parts:
        with pikepdf.open(io.BytesIO(part)) as source:
            whole.pages.extend(source.pages)
    out = io.BytesIO()
    whole.save(out, deterministic_id=True)
    return out.getvalue()


def _pages(content: bytes) -> int:
    import pikepdf  # heavy: read when it is used

    with pikepdf.open(io.BytesIO(content)) as pdf:
        return len(pdf.pages)
