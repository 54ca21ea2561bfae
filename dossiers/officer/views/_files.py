"""Files that officers attach: checked like every file before they are kept."""

from django.core.files.uploadedfile import UploadedFile

from dossiers.officer.bench import Bench
from portal.documents import uploads
from portal.documents.models import StoredFile
from portal.web.refusals import StepRefused


def picture(bench: Bench, file: "UploadedFile[bytes] | None") -> StoredFile | None:
    """A picture or PDF of a signature or a place. Raises StepRefused."""
    if file is None:
        return None
    return _taken(bench, file, "picture", "Chưa nhận được ảnh. Chọn lại rồi gửi.")


def result_file(bench: Bench, file: "UploadedFile[bytes] | None") -> StoredFile | None:
    """A PDF or picture that stands for the drawn result. Raises StepRefused."""
    if file is None:
        return None
    return _taken(bench, file, "result", "Chưa nhận được tệp. Chọn lại tệp rồi lưu.")


def _taken(bench: Bench, file: "UploadedFile[bytes]", purpose: str, otherwise: str) -> StoredFile:
    upload = uploads.receive(bench.officer.user, f"{purpose}:{bench.dossier.reference}", file)
    stored = upload.stored
    if stored is None:
        raise StepRefused(upload.error or otherwise)
    stored.refresh_from_db()
    return stored
