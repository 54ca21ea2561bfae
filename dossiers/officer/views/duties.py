"""What officers must and must not do, read and confirmed by each; leaders see who has not (ST-24.5, NĐ 45/2020 Đ6)."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from dossiers import standing
from portal.agencies.models import Officer
from portal.agencies.queries import current_officer, in_service
from portal.calendars.now import now
from portal.web.show import local

EDITION = "2026-11"  # moved on whenever the words change: everybody is asked again
_MOST = 200


def has_read(officer: Officer) -> bool:
    """This edition, confirmed by the person."""
    return str(officer.settings.get("duties_read", "")).startswith(EDITION)


def unread_below(officer: Officer) -> list[Officer]:
    """Those whom this officer leads and who have not confirmed this edition; nobody for who leads nobody."""
    if not officer.has(*standing.LEADS):
        return []
    led = standing.led_by(officer)
    not_yet = Q(settings__duties_read__isnull=True) | ~Q(settings__duties_read__startswith=EDITION)
    people = in_service().filter(not_yet)
    mine = people if led is None else people.filter(agency__in=led)
    return list(mine.order_by("agency__name", "user__full_name")[:_MOST])


@require_http_methods(["GET", "POST"])
def duties(request: HttpRequest) -> HttpResponse:
    """The words, beside each what the system does about it; a POST says that they were read."""
    officer = current_officer(request)
    if request.method == "POST":
        officer.settings["duties_read"] = f"{EDITION} {local(now()):%Y-%m-%d}"
        officer.save(update_fields=["settings"])
        messages.success(request, "Đã ghi: bạn đã đọc trách nhiệm và những việc không được làm.")
        return redirect("officer:duties")
    read = str(officer.settings["duties_read"]) if has_read(officer) else ""
    context = {"read": read, "unread": unread_below(officer)}
    return render(request, "dossiers/officer/duties.html", context)
