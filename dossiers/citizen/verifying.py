"""P13: is this paper genuine? By the key of its QR or by the file itself, which is kept nowhere; no personal data."""

import re
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import checking
from dossiers.checking import Checked
from portal.documents import bounded
from portal.documents.handlers import ArrivedFile
from portal.web import limits
from portal.web.errors import too_many
from portal.web.text import clean, mask_name

KEY = re.compile("[A-Za-z0-9_-]{6,64}")
FILES, MINUTES = 20, 10


@never_cache
@require_http_methods(["GET", "POST"])
def verify_form(request: HttpRequest) -> HttpResponse:
    """Typing the key printed under a result's QR, or bringing the file."""
    if request.method == "POST":
        return _verify_file(request)
    key = clean(request.GET.get("ma", "")).replace(" ", "")
    if KEY.fullmatch(key):
        return redirect("citizen:verify", key=key)
    return _page(request, "unknown" if key else "", status=404 if key else 200)


@never_cache
@require_safe
def verify(request: HttpRequest, key: str) -> HttpResponse:
    """Genuine, recalled or unknown; issuer and date, no personal data but initials."""
    checked = checking.by_key(key)
    if checked is None:
        return _page(request, "unknown", status=404)
    return _page(request, checked.state, checked)


def _verify_file(request: HttpRequest) -> HttpResponse:
    if not limits.allow("xac-minh-tep", limits.client_address(request), times=FILES, seconds=MINUTES * 60):
        return too_many(request, MINUTES)
    file = request.FILES.get("tep")
    if not isinstance(file, ArrivedFile) or not file.size:
        return _page(request, "", problem=_("Chọn tệp PDF cần kiểm tra."), status=422)
    if file.problem:
        return _page(request, "", problem=_("Tệp quá lớn. Chọn tệp dưới 20 MB."), status=422)
    path = Path(file.temporary_file_path())
    with path.open("rb") as content:
        if not content.read(1024).lstrip().startswith(b"%PDF-"):
            return _page(
                request, "", problem=_("Tệp này không phải PDF. Chọn bản PDF của kết quả."), status=422
            )
    try:
        checked = checking.by_file(str(path))
    except bounded.JobFailed:
        return _page(request, "", problem=_("Không đọc được tệp này. Có thể tệp đã hỏng."), status=422)
    return _page(request, checked.state, checked)


def _page(
    request: HttpRequest, state: str, checked: Checked | None = None, *, status: int = 200, problem: str = ""
) -> HttpResponse:
    context: dict[str, Any] = {"by_file": False, "problem": problem, "state": state, "checked": None}
    if checked is not None:
        context |= {"by_file": checked.by_file, "found": checked.signatures}
        if checked.kind:
            owner = mask_name(checked.owner) if checked.owner else ""
            procedure = checked.result.dossier.procedure if checked.result else None
            context |= {"checked": checked, "procedure": procedure, "owner": owner}
    return render(request, "dossiers/public/verify.html", context, status=status)
