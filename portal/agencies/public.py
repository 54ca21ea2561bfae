"""The pages on which anybody finds an agency, its hours and its people."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from portal.agencies import contacts
from portal.agencies.queries import agency_by_slug, profile
from portal.web.text import clean


@require_safe
def agencies(request: HttpRequest) -> HttpResponse:
    """All agencies that people come to, and who answers for the portal."""
    find = clean(request.GET.get("tim", ""))[:80]
    context = {"groups": contacts.groups(find), "find": find, "owner": profile()}
    return render(request, "agencies/public/list.html", context)


@require_safe
def agency(request: HttpRequest, slug: str) -> HttpResponse:
    """One agency; one that has ended says who has taken its place."""
    found = agency_by_slug(slug)
    context = {"agency": found, "week": contacts.week(found), "people": contacts.people(found)}
    return render(request, "agencies/public/agency.html", context)
