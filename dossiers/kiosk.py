"""The look-up of the kiosk in the hall (K1): big, for keyboard and scanner, wiped after a minute, nothing kept."""

from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dossiers import queries
from dossiers.answering import tell
from dossiers.codes import read_code
from portal.audit.services import log_access
from portal.web import limits
from portal.web.text import clean, digits

IDLE_SECONDS = 60
TRIES, SECONDS = 10, 600
FROM_ONE_KIOSK = 120


def scanned(text: str) -> tuple[str, str]:
    """Code and four digits in what was typed or scanned: the receipt's square of facts (TT 01/2023 Đ26) carries both,
    the address on it only the code."""
    typed = clean(text)[:600]
    if "|" in typed:
        facts = typed.split("|")
        return facts[0].strip(), digits(facts[2])[-4:] if len(facts) > 2 else ""
    if "ma=" in typed:
        return parse_qs(urlsplit(typed).query).get("ma", [""])[0][:60], ""
    return typed[:60], ""


@never_cache
@require_http_methods(["GET", "POST"])
def kiosk(request: HttpRequest) -> HttpResponse:
    """The code, then four digits, then the sentence; each page goes back to the first by itself."""
    if request.method == "GET":
        return _page(request, "code")
    code, four = scanned(request.POST.get("ma", ""))
    four = four or digits(request.POST.get("so", ""))[:4]
    if not code:
        return _page(request, "code", error=_("Quét mã vuông trên giấy hẹn, hoặc gõ mã hồ sơ"))
    if len(four) != 4:
        return _page(request, "four", code=code, error=_("Nhập đủ 4 số") if request.POST.get("so") else "")
    if not _may_try(request, code):
        return _page(request, "code", error=_("Thử quá nhiều lần. Hỏi cán bộ ở quầy hướng dẫn."))
    found = queries.for_public(code, four)
    if found is None:
        return _page(request, "code", error=_("Không có hồ sơ khớp mã và 4 số này. Kiểm tra trên giấy hẹn."))
    log_access(request, subject=found.shown_code, act="tra cứu", party_id=found.owner_id, purpose="ki-ốt")
    return _page(request, "told", told=tell(found))


def _may_try(request: HttpRequest, code: str) -> bool:
    """A hall shares one address, so the place may try often; one code may not."""
    here = limits.allow("ki-ot", limits.client_address(request), times=FROM_ONE_KIOSK, seconds=SECONDS)
    return limits.allow("tra-cuu-ma", read_code(code), times=TRIES, seconds=SECONDS) and here


def _page(request: HttpRequest, step: str, **more: Any) -> HttpResponse:
    context = {"step": step, "idle": IDLE_SECONDS, "error": "", "code": "", **more}
    return render(request, "dossiers/kiosk/kiosk.html", context, status=422 if context["error"] else 200)
