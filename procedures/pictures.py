"""Sample pictures of papers: brought in by an administrator, seen by everybody."""

from django.core.files.uploadedfile import UploadedFile

from portal.accounts.models import User
from portal.documents import uploads
from portal.documents.models import FileState
from portal.web.refusals import StepRefused
from procedures.models import SamplePicture

PICTURES = {"image/jpeg", "image/png", "image/webp"}


def keep_sample(*, user: User, file: "UploadedFile[bytes]") -> SamplePicture:
    """Keeps a picture; the same one again is the same row. Raises StepRefused when it is none, or not taken."""
    stored = uploads.receive(user, "sample", file).stored
    if stored is None or stored.content_type not in PICTURES:
        raise StepRefused("Ảnh mẫu phải là tệp JPG, PNG hoặc WebP.")
    picture, _ = SamplePicture.objects.get_or_create(
        file=stored, defaults={"name": (file.name or "mau")[:255], "added_by": user}
    )
    return picture


def sample(sha256: str) -> SamplePicture | None:
    """The checked picture with this content; None while it is being scanned, and when there is none."""
    found = SamplePicture.objects.select_related("file").filter(file__sha256=sha256)
    return found.filter(file__state=FileState.CLEAN).first()
