"""A pile that went through the scanner at once, parted by sheets that bear a code."""

from portal.celery import start_on_commit
from portal.documents import bounded, checks, store
from portal.documents.models import FileState, StoredFile
from portal.documents.uploads import UploadRefused

PDF = "application/pdf"
_UNREAD = "Tệp quét này chưa đọc được. Quét lại thành PDF."


def codes_of(file: StoredFile) -> list[list[str]]:
    """For each page the texts of the codes on it. Raises UploadRefused when the file cannot be read."""
    try:
        with store.on_disk(file) as path:
            found: list[list[str]] = bounded.run("separating.codes", str(path), file.content_type, seconds=60)
    except bounded.JobFailed as error:
        raise UploadRefused(_UNREAD) from error
    return found


def part_of(file: StoredFile, pages: list[int]) -> StoredFile:
    """These pages (from 0) of a scanned PDF as a file of their own; it waits for the scanner as its source does."""
    with store.scratch() as target, store.on_disk(file) as path:
        try:
            count = bounded.run("separating.take", str(path), pages, str(target), seconds=60)
        except bounded.JobFailed as error:
            raise UploadRefused(_UNREAD) from error
        state = FileState.CLEAN if file.state == FileState.CLEAN else checks.first_state()
        part = store.keep(target, content_type=PDF, pages=count, state=state)
    if part.state == FileState.QUARANTINED:
        start_on_commit("documents.scan", part.pk)
    return part
