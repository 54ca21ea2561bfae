"""Sending a stored file to somebody who has already come through a door: safe name, safe headers, ranges."""

import logging
import re
from collections.abc import Iterator
from typing import IO, Any
from urllib.parse import quote

from django.core.files.storage import default_storage, storages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect

from portal.documents import closed, previews
from portal.documents.models import FileState, StoredFile, Upload
from portal.documents.names import name_for
from portal.web.refusals import NotYours, StepRefused
from portal.web.text import fold

log = logging.getLogger(__name__)
_PIECE = 256 * 1024
_INLINE = {"application/pdf", "image/jpeg", "image/png", "image/webp"}
_ALONE = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'"
_SANDBOX = f"{_ALONE}; sandbox"
_PDF_POLICY = f"{_ALONE}; object-src 'self'"  # browsers refuse to show a PDF in a sandbox
DAMAGED = "Tệp này đã hỏng trong kho nên không mở được. Người quản trị đã được báo để lấy lại từ bản sao lưu"
WAITING = "Tệp này đang được quét vi-rút. Bạn mở được sau khi quét xong"


def serve(request: HttpRequest, file: StoredFile, name: str, inline: bool = False) -> HttpResponseBase:
    """The file as a download, or shown in the page when inline and of a kind that browsers show.

    The caller has checked that this person may have this file; until the scanner has passed it, only the
    one who brought it may (else NotYours). Answers ranges and If-None-Match.
    """
    _refuse_unchecked(request, file)
    tag = f'"{file.sha256[:32]}"'
    if tag in request.headers.get("If-None-Match", ""):
        return _dressed(HttpResponse(status=304), file, name, tag, inline)
    store: Any = storages["default"]
    if not inline and hasattr(store, "link"):  # an open file in an S3 store: the store sends it itself
        given = disposition(name_for(name, file.content_type))
        return redirect(store.link(file.path, disposition=given, content_type=file.content_type))
    try:
        content = default_storage.open(file.path, "rb")
    except FileNotFoundError as error:
        raise Http404("content") from error
    except closed.Damaged as damage:
        log.error("stored file %s is damaged", damage.name)
        raise StepRefused(DAMAGED) from damage
    wanted = _range(request.headers.get("Range", ""), request.headers.get("If-Range", tag), tag, file.size)
    if wanted is None:
        content.close()
        answer = HttpResponse(status=416, headers={"Content-Range": f"bytes */{file.size}"})
        return _dressed(answer, file, name, tag, inline)
    first, last = wanted
    if isinstance(content.file, closed.Reading):
        _prove(content, first, last)
    content.seek(first)
    part = (last - first + 1) < file.size
    body = StreamingHttpResponse(_pieces(content, last - first + 1), status=206 if part else 200)
    body._resource_closers.append(content.close)  # type: ignore[attr-defined]  # HEAD reads nothing
    body["Content-Length"] = str(last - first + 1)
    if part:
        body["Content-Range"] = f"bytes {first}-{last}/{file.size}"
    return _dressed(body, file, name, tag, inline)


def picture(request: HttpRequest, file: StoredFile, page: int, width: int, rotation: int = 0) -> HttpResponse:
    """A page as a picture, for an img element; 404 when there is no such page."""
    _refuse_unchecked(request, file)
    try:
        drawn = previews.page_picture(file, page, width, rotation)
    except previews.NoPicture as error:
        raise Http404("page") from error
    answer = HttpResponse(drawn, content_type=previews.TYPE)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = _SANDBOX
    return answer


def _prove(content: IO[bytes], first: int, last: int) -> None:
    """Opens every piece that is about to be sent, so that a damaged file is told before its first byte goes out."""
    try:
        content.seek(first)
        left = last - first + 1
        while left > 0 and (piece := content.read(min(_PIECE, left))):
            left -= len(piece)
    except closed.Damaged as damage:
        content.close()
        log.error("stored file %s is damaged", damage.name)
        raise StepRefused(DAMAGED) from damage


def _refuse_unchecked(request: HttpRequest, file: StoredFile) -> None:
    if file.state == FileState.CLEAN:
        return
    if file.state == FileState.REJECTED:
        raise NotYours(file.reason)
    if not Upload.objects.filter(user_id=request.user.pk or 0, stored=file).exists():
        raise NotYours(WAITING)


def _range(asked: str, if_range: str, tag: str, size: int) -> tuple[int, int] | None:
    """The first and last byte wanted; None when they do not exist. Anything odd means the whole file."""
    whole = (0, size - 1)
    found = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", asked.strip())
    if not found or if_range != tag or not any(found.groups()):
        return whole
    start, end = found.groups()
    if not start:
        return (max(size - int(end), 0), size - 1) if int(end) else None
    if int(start) >= size or (end and int(end) < int(start)):
        return None
    return int(start), min(int(end), size - 1) if end else size - 1


def _pieces(content: IO[bytes], left: int) -> Iterator[bytes]:
    with content:
        while left > 0 and (piece := content.read(min(_PIECE, left))):
            left -= len(piece)
            yield piece


def _dressed(
    answer: HttpResponseBase, file: StoredFile, name: str, tag: str, inline: bool
) -> HttpResponseBase:
    shown = inline and file.content_type in _INLINE
    answer["Content-Type"] = file.content_type
    answer["Content-Disposition"] = disposition(name_for(name, file.content_type), inline=shown)
    answer["X-Content-Type-Options"] = "nosniff"
    is_pdf = file.content_type == "application/pdf"
    answer["Content-Security-Policy"] = _PDF_POLICY if is_pdf and shown else _SANDBOX
    answer["Cache-Control"] = "private, no-store"
    answer["Accept-Ranges"] = "bytes"
    answer["ETag"] = tag
    return answer


def disposition(name: str, *, inline: bool = False) -> str:
    """Content-Disposition with a plain name for old programs and the Vietnamese one for the rest (RFC 6266)."""
    plain = re.sub(r"[^A-Za-z0-9._ -]", "_", fold(name)) or "tep"
    kind = "inline" if inline else "attachment"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
