"""The two switches of the desk's key bar, kept with the person."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from portal.agencies.queries import current_officer
from portal.web.links import safe_next


@login_required
@require_POST
def desk_prefs(request: HttpRequest) -> HttpResponse:
    """Density ("roomy", "compact") and key hints; unknown values are ignored."""
    officer = current_officer(request)
    if request.POST.get("density") in ("roomy", "compact"):
        officer.settings["density"] = request.POST["density"]
    officer.settings["hints"] = request.POST.get("hints") == "on"
    officer.save(update_fields=["settings"])
    if request.headers.get("X-Requested-With") == "fetch":
        return HttpResponse(status=204)
    return redirect(safe_next(request, request.POST.get("next", ""), otherwise="/lam-viec/"))
