"""Papers made elsewhere as the archive keeps them: PDF/A with our marks on them; a signed one stays byte for byte."""

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from portal.documents import bounded, pdf, store
from portal.documents.models import StoredFile
from portal.documents.uploads import UploadRefused

TOO_HARD = "Không chuyển được tệp này sang PDF/A. Mở tệp, chọn In, lưu thành PDF mới rồi tải lên"
MM = 72 / 25.4


@dataclass(frozen=True, slots=True)
class Mark:
    """A small PDF page to be laid over a page of the paper: its upper left corner and its size, in points."""

    content: bytes
    left: float
    top: float
    width: float
    height: float
    page: int = 0


def made(file: StoredFile, title: str, marks: Sequence[Mark] = ()) -> tuple[StoredFile, bool]:
    """The file as PDF/A, and whether its pages had to become pictures. Raises UploadRefused.

    Only for what nobody has signed: any change breaks a signature. Some tenths of a second a page at most.
    """
    with ExitStack() as stack:
        source, target = stack.enter_context(store.on_disk(file)), stack.enter_context(store.scratch())
        try:
            how = bounded.run(
                "archival.make", str(source), file.content_type, str(target), title, _laid(stack, marks),
                seconds=60, megabytes=1024,
            )  # fmt: skip
        except bounded.JobFailed as error:
            raise UploadRefused(TOO_HARD) from error
        return pdf.store(target.read_bytes()), how == "pictured"


def marked(file: StoredFile, marks: Sequence[Mark]) -> StoredFile:
    """The same PDF/A with more marks on it."""
    with ExitStack() as stack:
        source, target = stack.enter_context(store.on_disk(file)), stack.enter_context(store.scratch())
        try:
            bounded.run("archival.put", str(source), str(target), _laid(stack, marks))
        except bounded.JobFailed as error:
            raise UploadRefused(TOO_HARD) from error
        return pdf.store(target.read_bytes())


def _laid(stack: ExitStack, marks: Sequence[Mark]) -> list[dict[str, object]]:
    told: list[dict[str, object]] = []
    for mark in marks:
        path = stack.enter_context(store.scratch())
        path.write_bytes(mark.content)
        told.append(
            {"path": str(path), "page": mark.page, "left": mark.left, "top": mark.top, "width": mark.width,
             "height": mark.height}
        )  # fmt: skip
    return told
