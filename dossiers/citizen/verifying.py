"""P13: is this paper genuine? By the key of its QR or by the file itself, which is kept nowhere; no personal data."""

import re
from pathlib import Path
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from dossiers import queries
from dossiers.models import DossierResult
from portal.documents import bounded, store
from portal.documents.handlers import ArrivedFile
from portal.documents.signing import looking
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
    result = queries.issued_result(key)
    if result is None:
        return _page(request, "unknown", status=404)
    return _page(request, _state(result), result)


def _verify_file(request: HttpRequest) -> HttpResponse:
    if not limits.allow("xac-minh-tep", limits.client_address(request), times=FILES, seconds=MINUTES * 60):
        return too_many(request, MINUTES)
    file = request.FILES.get("tep")
    if not isinstance(file, ArrivedFile) or not file.size:
        return _page(request, "", problem=_("Chọn tệp PDF cần kiểm tra."), status=422)
    if file.problem:
        return _page(request, "", problem=_("Tệp quá lớn. Chọn tệp dưới 20 MB."), status=422)
    path = Path(file.temporary_file_path())
    sha256, _size = store.digest(path)
    result = queries.issued_as(sha256)
    if result is not None:
        return _page(request, _state(result), result, by_file=True)
    return _of_strange_file(request, path, sha256)


def _of_strange_file(request: HttpRequest, path: Path, sha256: str) -> HttpResponse:
    """Bytes that we never issued: a changed copy of ours, somebody else's signed paper, or nothing we know."""
    with path.open("rb") as content:
        if not content.read(1024).lstrip().startswith(b"%PDF-"):
            return _page(
                request, "", problem=_("Tệp này không phải PDF. Chọn bản PDF của kết quả."), status=422
            )
    try:
        told = looking.look_at(path)
    except bounded.JobFailed:
        return _page(request, "", problem=_("Không đọc được tệp này. Có thể tệp đã hỏng."), status=422)
    copied = next((found for key in told["keys"] if (found := queries.issued_result(key))), None)
    signed = told["signatures"]
    if copied is not None:
        return _page(request, "changed", copied, by_file=True, found=signed)
    if signed:
        state = "signed" if all(one.good for one in signed) else "broken"
        return _page(request, state, by_file=True, found=signed)
    return _page(request, "unknown", by_file=True)


def _state(result: DossierResult) -> str:
    return "revoked" if result.revoked_at else "genuine"


def _page(
    request: HttpRequest, state: str, result: DossierResult | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    context: dict[str, Any] = {"by_file": False, "problem": "", "state": state, "result": result, **more}
    if result is not None:
        dossier = result.dossier
        issuer = dossier.competent_agency.name if dossier.competent_agency else ""
        owner = mask_name(dossier.owner_name or dossier.owner.name)
        context |= {"issuer": issuer, "procedure": dossier.procedure, "owner": owner}
        if "found" not in more and result.file is not None:
            context["found"] = list(result.file.signatures.all())
    return render(request, "dossiers/public/verify.html", context, status=status)
