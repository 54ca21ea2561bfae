"""P6: follow a dossier without an account; nobody's name is shown."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from dossiers import queries
from dossiers.answering import tell
from dossiers.citizen import way
from dossiers.citizen.forms import TrackForm
from dossiers.codes import read_code
from dossiers.models import Dossier
from dossiers.ways_in import other_ways
from portal.agencies.queries import profile
from portal.audit.services import log_access
from portal.web import limits
from portal.web.errors import too_many
from portal.web.text import clean

TRIES, MINUTES = 10, 10
NATIONAL_PORTAL = "https://dichvucong.gov.vn/"  # as QĐ 84/2025 Quảng Ninh Đ13.4a names it


@never_cache
@require_http_methods(["GET", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """Code and last four digits. Every mismatch says the same words; too many tries from one place must wait."""
    if request.method == "GET":
        form = TrackForm(initial={"ma": clean(request.GET.get("ma", ""))[:60]})
        return render(request, "dossiers/public/track.html", _asked(form))
    form = TrackForm(request.POST)
    if not form.is_valid():
        return render(request, "dossiers/public/track.html", _asked(form), status=422)
    code = form.cleaned_data["ma"]
    if not _may_try(request, code):
        return too_many(request, MINUTES)
    found = queries.for_public(code, form.cleaned_data["so"])
    if found is None:
        form.add_error(None, _no_match())
        return render(request, "dossiers/public/track.html", _asked(form), status=422)
    log_access(request, subject=found.shown_code, act="tra cứu", party_id=found.owner_id, purpose="công khai")
    return render(request, "dossiers/public/tracked.html", _told(found))


def _asked(form: TrackForm) -> dict[str, Any]:
    return {"form": form, "national": NATIONAL_PORTAL, "ways": other_ways()}


def _may_try(request: HttpRequest, code: str) -> bool:
    """Few tries from one place, and few on one code wherever they come from."""
    window = {"times": TRIES, "seconds": MINUTES * 60}
    from_here = limits.allow("tra-cuu", limits.client_address(request), **window)
    return limits.allow("tra-cuu-ma", read_code(code), **window) and from_here


def _told(found: Dossier) -> dict[str, Any]:
    """What whoever has code and digits may see: no names, no papers, no messages, no reasons."""
    said = tell(found)
    journal = queries.journal_of(found)
    return {
        "dossier": found,
        "called": said.called,
        "sentence": said.sentence,
        "lead": said.lead,
        "plate": way.plate(found, names=False),
        "events": way.events(found, journal, reasons=False),
        "owner": said.owner,
        "office": said.office,
        "national": NATIONAL_PORTAL,
        "form": TrackForm(),
    }


def _no_match() -> str:
    hotline = profile().hotline
    if hotline:
        return _("Không có hồ sơ khớp mã và 4 số cuối này. Kiểm tra trên giấy hẹn, hoặc gọi %(phone)s") % {
            "phone": hotline
        }
    return _("Không có hồ sơ khớp mã và 4 số cuối này. Kiểm tra trên giấy hẹn.")
