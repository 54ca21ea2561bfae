"""A copy that says on each page what it may be used for."""

from contextlib import ExitStack
from pathlib import Path

from django.template import engines

from portal.documents import bounded, pdf, store
from portal.documents.checks import TOO_COMPLEX
from portal.documents.models import FileState, StoredFile
from portal.documents.uploads import UploadRefused


def marked(file: StoredFile, line: str, note: str = "") -> StoredFile:
    """A PDF of the file (a picture becomes one) with `line` across every page and `note` at its foot.

    Raises UploadRefused when the file cannot be read. Takes some tenths of a second: call it from a task.
    """
    book = pdf.images_to_pdf([(file, 0)])
    with ExitStack() as stack:
        source = stack.enter_context(store.on_disk(book))
        marks = stack.enter_context(store.scratch())
        target = stack.enter_context(store.scratch())
        marks.write_bytes(_sheet(line, note))
        try:
            count = bounded.run("marking.lay_over", str(source), str(marks), str(target), seconds=60)
        except bounded.JobFailed as error:
            raise UploadRefused(TOO_COMPLEX) from error
        return _keep(target, count)


def _keep(target: Path, pages: int) -> StoredFile:
    return store.keep(target, content_type=pdf.PDF, pages=pages, state=FileState.CLEAN)


def _sheet(line: str, note: str) -> bytes:
    from weasyprint import HTML  # heavy: only where it is used
    from weasyprint.urls import URLFetcher

    page = engines["jinja2"].get_template("letters/marks.html").render({"line": line, "note": note})
    nothing = URLFetcher(allowed_protocols={"data"}, allow_redirects=False)
    made: bytes = HTML(string=page, url_fetcher=nothing).write_pdf()
    return made
