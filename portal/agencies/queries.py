"""Who runs the portal, who works where, which places there are."""

from collections.abc import Iterable
from datetime import date

from django.conf import settings
from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from portal.accounts.models import User
from portal.agencies.models import AdminUnit, Agency, AgencyKind, Officer, Profile
from portal.calendars.now import now
from portal.web.cache import near
from portal.web.refusals import NotYours
from portal.web.show import local

_PROFILE_SECONDS = 300


def today() -> date:
    """The calendar day in Việt Nam."""
    return local(now()).date()


def profile() -> Profile:
    """The active profile; before anything is loaded, the one the settings name. Cached until saved."""
    kept: Profile | None = near(Profile.cache_key())
    if kept is not None:
        return kept
    found = Profile.objects.filter(is_active=True).first()
    if found is None:
        from portal.agencies.loading.profiles import shipped

        return shipped(settings.PROFILE)
    cache.set(Profile.cache_key(), found, _PROFILE_SECONDS)
    return found


def current_officer(request: HttpRequest) -> Officer:
    """The officer who is signed in, in service today.

    Asked anew on each request, so that leaving takes every right away at once (QN-12.1, DL-24.3).
    Raises NotYours for everybody else.
    """
    kept: Officer | None = getattr(request, "_officer", None)
    if kept is not None:
        return kept
    if not request.user.is_authenticated:
        raise NotYours("Trang này dành cho cán bộ. Bạn cần đăng nhập bằng tài khoản công vụ.")
    officer = _officer_of(request.user)
    if officer is None:
        raise NotYours("Trang này dành cho cán bộ, tài khoản của bạn không phải tài khoản công vụ.")
    if not officer.user.is_active or not officer.serves_on(today()):
        raise NotYours("Tài khoản công vụ của bạn đã hết hạn. Liên hệ người quản trị của đơn vị.")
    request._officer = officer  # type: ignore[attr-defined]
    return officer


def _officer_of(user: User) -> Officer | None:
    """Read with the session; after signing in, within the same request, by itself."""
    if Officer._meta.get_field("user").remote_field.is_cached(user):
        return getattr(user, "officer", None)
    return Officer.objects.select_related("agency__admin_unit", "user").filter(user=user).first()


def in_service(on: date | None = None) -> QuerySet[Officer]:
    """Officers whose account is open and who serve on that day (today by default)."""
    day = on or today()
    return Officer.objects.select_related("user", "agency").filter(
        Q(valid_from=None) | Q(valid_from__lte=day),
        Q(valid_to=None) | Q(valid_to__gte=day),
        user__is_active=True,
    )


def officers_of(agency: Agency, duty: str = "") -> QuerySet[Officer]:
    """Those in service at this agency today, with this duty if one is named, by name."""
    found = in_service().filter(agency=agency)
    return (found.filter(duties__contains=[duty]) if duty else found).order_by("user__full_name")


def standing(on: date | None = None) -> QuerySet[Agency]:
    """Agencies that exist on that day."""
    day = on or today()
    return Agency.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_to=None) | Q(valid_to__gte=day)
    )


def agency_by_slug(slug: str) -> Agency:
    """Raises Http404."""
    return get_object_or_404(Agency.objects.select_related("admin_unit", "parent", "successor"), slug=slug)


def predecessors(agencies: Iterable[int]) -> set[int]:
    """The agencies whose place these have taken, and theirs, all the way back."""
    found: set[int] = set()
    level = set(agencies)
    while level:
        level = set(Agency.objects.filter(successor__in=level).values_list("pk", flat=True)) - found
        found |= level
    return found


def own_communes() -> QuerySet[AdminUnit]:
    """The communes that this portal serves: those with a People's Committee of its own here."""
    served = standing().filter(kind=AgencyKind.COMMUNE).values("admin_unit_id")
    return AdminUnit.objects.filter(pk__in=served).order_by("name_fold")
