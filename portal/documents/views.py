"""The addresses of a resumable upload. JSON for the script of the page; the form works without it.

POST /tai-len/ opens one; PUT adds a chunk at Upload-Offset; HEAD and GET say where to go on; DELETE gives up.
"""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views import View
from django.views.decorators.cache import never_cache

from portal.accounts.models import User
from portal.documents import uploads
from portal.documents.models import Upload, UploadState

SIGNED_OUT = _("Bạn đã đăng xuất để giữ an toàn. Đăng nhập lại để làm tiếp đúng chỗ này")
BAD_REQUEST = _("Yêu cầu tải lên không đúng dạng. Tải lại trang rồi chọn lại tệp")
CUT = _("Mất kết nối. Phần đã tải vẫn còn, sẽ tải tiếp khi có mạng")
NOT_FOUND = _("Không có lượt tải này. Chọn lại tệp")


class UploadView(View):
    """What both addresses share: somebody signed in, answers that are never kept, refusals as sentences."""

    @method_decorator(never_cache)
    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _refusal(SIGNED_OUT, 401)
        try:
            answer: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
            return answer
        except Http404:
            return _refusal(NOT_FOUND, 404)
        except uploads.OutOfOrder as wrong:
            return JsonResponse({"received": wrong.resume_at}, status=409)
        except uploads.UploadRefused as refusal:
            return _refusal(str(refusal), 422)

    @property
    def user(self) -> User:
        user = self.request.user
        if not isinstance(user, User):
            raise Http404("user")
        return user


class Uploads(UploadView):
    def post(self, request: HttpRequest) -> HttpResponse:
        told = _told(request)
        try:
            size = int(told.get("size", ""))
        except (TypeError, ValueError):
            return _refusal(BAD_REQUEST, 400)
        upload = uploads.start(self.user, str(told.get("purpose", "")), str(told.get("name", "")), size)
        return JsonResponse(_shown(upload) | {"chunk": uploads.CHUNK_BYTES}, status=201)


class OneUpload(UploadView):
    def get(self, request: HttpRequest, key: str) -> HttpResponse:
        upload = uploads.find(self.user, key)
        answer = JsonResponse(_shown(upload))
        answer["Upload-Offset"], answer["Upload-Length"] = str(upload.received), str(upload.size)
        return answer

    def put(self, request: HttpRequest, key: str) -> HttpResponse:
        try:
            offset = int(request.headers.get("Upload-Offset", ""))
            length = int(request.headers.get("Content-Length", "0"))
        except ValueError:
            return _refusal(BAD_REQUEST, 400)
        if offset < 0 or length > 4 * uploads.CHUNK_BYTES:
            return _refusal(BAD_REQUEST, 400)
        try:
            chunk = request.body
        except UnreadablePostError:  # the line was cut; what came before is kept
            return _refusal(CUT, 400)
        return JsonResponse(_shown(uploads.append(self.user, key, offset, chunk)))

    patch = put

    def delete(self, request: HttpRequest, key: str) -> HttpResponse:
        uploads.cancel(self.user, key)
        return HttpResponse(status=204)


def _told(request: HttpRequest) -> dict[str, Any]:
    if request.content_type != "application/json":
        return request.POST.dict()
    try:
        told = json.loads(request.body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _shown(upload: Upload) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "key": upload.key,
        "name": upload.name,
        "size": upload.size,
        "received": upload.received,
        "state": upload.state,
    }
    if upload.state == UploadState.FAILED:
        shown["problem"] = upload.error
    if upload.stored is not None:
        shown |= {"pages": upload.stored.pages, "checked": upload.stored.state == "clean"}
    return shown


def _refusal(problem: object, status: int) -> JsonResponse:
    return JsonResponse({"problem": str(problem)}, status=status)
