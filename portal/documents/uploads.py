"""Files on their way in: by chunks that can be resumed, or in one piece. Nothing half-kept, nothing lost (P6)."""

import os
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Sum
from django.http import Http404
from django.utils import timezone

from portal.accounts.models import User
from portal.celery import start_on_commit
from portal.documents import checks, handlers, store
from portal.documents.jobs.findings import EMPTY
from portal.documents.models import FileState, Upload, UploadState
from portal.documents.names import clean_name
from portal.web.refusals import StepRefused

CHUNK_BYTES = 256 * 1024
OFFICER_FACTOR = 10

TOO_LARGE = "Tệp phải nhỏ hơn {megabytes} MB. Chụp lại từng trang sẽ nhẹ hơn"
NO_ROOM = "Máy chủ đang hết chỗ chứa tệp. Những gì bạn đã gửi trước vẫn còn. Thử lại sau ít phút"
TOO_MANY = "Hôm nay bạn đã tải lên quá nhiều. Ngày mai bạn tải tiếp, hoặc mang giấy tờ đến quầy"
NOT_AS_SAID = "Tệp tải lên không khớp với tệp bạn chọn. Chọn lại tệp"
OVER = "Lượt tải này đã kết thúc. Chọn lại tệp"


class UploadRefused(StepRefused):
    """The file is not taken; the text says why and what to do."""


class OutOfOrder(Exception):
    """A chunk that does not fit: resume at this many bytes."""

    def __init__(self, resume_at: int) -> None:
        super().__init__(str(resume_at))
        self.resume_at = resume_at


def start(user: User, purpose: str, name: str, size: int) -> Upload:
    """Opens a resumable upload of size bytes; purpose is the caller's own mark of what it is for."""
    _refuse_size(size)
    _refuse_quota(user, size)
    return Upload.objects.create(user=user, purpose=purpose[:120], name=clean_name(name), size=size)


def find(user: User, key: str) -> Upload:
    """The person's own upload; anybody else's does not exist."""
    found = Upload.objects.select_related("stored").filter(key=key, user=user).first()
    if found is None:
        raise Http404("upload")
    return found


def append(user: User, key: str, offset: int, data: bytes) -> Upload:
    """Adds a chunk at offset bytes; the last one finishes the upload.

    A chunk sent twice changes nothing. Raises OutOfOrder with the place to resume, UploadRefused when the
    file will not be taken.
    """
    with transaction.atomic():
        upload = Upload.objects.select_for_update(of=("self",)).filter(key=key, user=user).first()
        if upload is None:
            raise Http404("upload")
        refusal = _take(upload, offset, data)
    if refusal:
        raise refusal
    if upload.state == UploadState.STORED:
        _part(upload).unlink(missing_ok=True)
    return upload


def _take(upload: Upload, offset: int, data: bytes) -> UploadRefused | OutOfOrder | None:
    """Under the row's lock: writes what is new of the chunk, and finishes when it was the last."""
    if upload.state != UploadState.RECEIVING:
        return UploadRefused(upload.error or OVER) if upload.state == UploadState.FAILED else None
    part = _part(upload)
    have = _what_is_there(part, upload)
    if offset + len(data) > upload.size:
        return UploadRefused(NOT_AS_SAID)
    if offset > have:
        _remember(upload, have)
        return OutOfOrder(have)
    if offset + len(data) > have:
        _write(part, data[have - offset :], have)
        have = offset + len(data)
    _remember(upload, have)
    return _finish(upload, part) if have == upload.size else None


def receive(user: User, purpose: str, uploaded_file: "UploadedFile[bytes]") -> Upload:
    """Takes a file that came whole with a form. Raises UploadRefused with the sentence to show."""
    problem = getattr(uploaded_file, "problem", "")
    if problem == handlers.NO_ROOM:
        raise UploadRefused(NO_ROOM)
    if problem == handlers.TOO_LARGE:
        raise UploadRefused(_too_large())
    upload = start(user, purpose, uploaded_file.name or "", uploaded_file.size or 0)
    upload.received = upload.size
    if isinstance(uploaded_file, handlers.ArrivedFile):
        refusal = _finish(upload, Path(uploaded_file.temporary_file_path()))
    else:
        with store.scratch() as path:
            path.write_bytes(b"".join(uploaded_file.chunks()))
            refusal = _finish(upload, path)
    if refusal:
        raise refusal
    return upload


def cancel(user: User, key: str) -> None:
    """The person gives the upload up; what has come so far is thrown away."""
    upload = find(user, key)
    if upload.state == UploadState.RECEIVING:
        _part(upload).unlink(missing_ok=True)
        upload.delete()


def _finish(upload: Upload, path: Path) -> UploadRefused | None:
    """All bytes are here: check them, keep them, say so."""
    if path.stat().st_size != upload.size:
        return _failed(upload, NOT_AS_SAID)
    finding = checks.inspect(path)
    if finding["problem"]:
        return _failed(upload, finding["problem"])
    try:
        with checks.without_place(path, finding["type"]) as (clean, kind):
            kept = store.keep(clean, content_type=kind, pages=finding["pages"], state=checks.first_state())
    except OSError:
        return _failed(upload, NO_ROOM)
    if kept.state == FileState.REJECTED:
        return _failed(upload, kept.reason)
    upload.stored, upload.state, upload.touched_at = kept, UploadState.STORED, timezone.now()
    upload.save()
    if kept.state == FileState.QUARANTINED:
        start_on_commit("documents.scan", kept.pk)
    if kept.content_type == "application/pdf":
        start_on_commit("documents.check_signatures", kept.pk)
    return None


def _failed(upload: Upload, problem: str) -> UploadRefused:
    upload.state, upload.error, upload.touched_at = UploadState.FAILED, problem[:300], timezone.now()
    upload.save()
    return UploadRefused(problem)


def _part(upload: Upload) -> Path:
    return Path(settings.UPLOAD_DIR) / f"{upload.key}.phan"


def _what_is_there(part: Path, upload: Upload) -> int:
    """How many bytes both the row and the disk know of: after a crash the smaller of the two counts."""
    on_disk = part.stat().st_size if part.exists() else 0
    return min(on_disk, upload.received)


def _write(part: Path, data: bytes, at: int) -> None:
    """Writes the chunk; when there is no room, what was there before stays as it was."""
    try:
        part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(os.open(part, os.O_RDWR | os.O_CREAT, 0o600), "r+b", buffering=0) as file:
            file.truncate(at)
            file.seek(at)
            view = memoryview(data)
            while view:
                view = view[file.write(view) :]
    except OSError as error:
        with suppress(OSError):
            os.truncate(part, at)
        raise UploadRefused(NO_ROOM) from error


def _remember(upload: Upload, received: int) -> None:
    upload.received, upload.touched_at = received, timezone.now()
    upload.save(update_fields=["received", "touched_at"])


def _too_large() -> str:
    return TOO_LARGE.format(megabytes=settings.UPLOAD_MAX_BYTES // (1024 * 1024))


def _refuse_size(size: int) -> None:
    if size <= 0:
        raise UploadRefused(EMPTY)
    if size > settings.UPLOAD_MAX_BYTES:
        raise UploadRefused(_too_large())


def _refuse_quota(user: User, size: int) -> None:
    """An officer who scans for a whole desk may bring in ten times as much."""
    today = Upload.objects.filter(user=user, created_at__gte=timezone.now() - timedelta(days=1))
    sums = today.aggregate(bytes=Sum("size", default=0), files=Count("id"))
    factor = OFFICER_FACTOR if hasattr(user, "officer") else 1
    if sums["files"] >= settings.UPLOAD_DAY_FILES * factor:
        raise UploadRefused(TOO_MANY)
    if sums["bytes"] + size > settings.UPLOAD_DAY_BYTES * factor:
        raise UploadRefused(TOO_MANY)
