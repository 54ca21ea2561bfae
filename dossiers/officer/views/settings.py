"""D19: the person's own screen – keys on or off, hints, density, the view to begin with."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers import queue
from dossiers.officer.forms import ScreenForm
from dossiers.officer.views._acting import posted
from portal.agencies.queries import current_officer


@require_http_methods(["GET", "POST"])
def screen(request: HttpRequest) -> HttpResponse:
    """Kept with the officer, not with the browser."""
    officer = current_officer(request)
    views = [(view.slug, view.words) for view in queue.views_of(officer)]
    kept = {"shortcuts": True, "hints": True, "density": "roomy", "view": views[0][0], **officer.settings}
    form = ScreenForm(posted(request), views=views, initial=kept)
    if form.is_valid():
        officer.settings = {**officer.settings, **form.cleaned_data}
        officer.save(update_fields=["settings"])
        messages.success(request, "Đã lưu cách hiển thị.")
        return redirect("officer:screen")
    return render(request, "dossiers/officer/screen.html", {"form": form}, status=422 if form.errors else 200)
