"""The catalogue as its people see it: only records of agencies whose archive they keep."""

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from archive.models import Destruction, Package, PackageState, Reading
from archive.permissions import archives_of
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.web.refusals import NotYours
from portal.web.text import fold

PAGE = 50
_READING = timedelta(minutes=30)


def catalogue(officer: Officer) -> QuerySet[Package]:
    """Every record that this officer may look for. Raises NotYours for who keeps no archive."""
    agencies = archives_of(officer)
    if not agencies:
        raise NotYours("Kho lưu trữ của văn thư, lưu trữ và lãnh đạo cơ quan.")
    return Package.objects.filter(agency__in=agencies)


def found(officer: Officer, text: str, year: str, state: str, before: int | None) -> list[Package]:
    """One page of the catalogue, newest first, and one more row when there are more."""
    rows = catalogue(officer)
    if text:
        words = Q()
        for word in fold(text).split():
            words &= Q(title_fold__contains=word)
        rows = rows.filter(words | Q(code__startswith=text.upper()) | Q(procedure_code=text))
    if year.isdigit() and len(year) == 4:
        rows = rows.filter(year=int(year))
    if state in PackageState.values:
        rows = rows.filter(state=state)
    if before:
        rows = rows.filter(pk__lt=before)
    return list(rows.order_by("-pk")[: PAGE + 1])


def package(officer: Officer, code: str) -> Package:
    return get_object_or_404(
        catalogue(officer).select_related("agency", "delivery", "destruction"), code=code
    )


def reading(officer: Officer, package: Package) -> Reading | None:
    """What for this officer reads it: said within the last half hour, else None."""
    return package.readings.filter(officer=officer, at__gt=now() - _READING).order_by("-at").first()


def destructions(officer: Officer) -> list[Destruction]:
    rows = Destruction.objects.filter(agency__in=archives_of(officer))
    return list(rows.select_related("proposed_by__user", "decided_by__user").order_by("-pk")[:20])


def destruction(officer: Officer, pk: int) -> Destruction:
    rows = Destruction.objects.filter(agency__in=archives_of(officer))
    return get_object_or_404(rows.select_related("proposed_by__user", "decided_by__user"), pk=pk)


def damaged(officer: Officer) -> int:
    return catalogue(officer).exclude(damage="").count()
