"""The doors: the books of one's own agencies; a copy by the key of its QR for anybody."""

from typing import Any

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from portal.agencies.models import Officer
from portal.copies.models import Conversion, ElectronicCopy
from portal.copies.permissions import books_of
from portal.web.text import clean

PAGE = 50


def conversions(officer: Officer) -> QuerySet[Conversion]:
    """The book of conversions of the agencies whose books this officer keeps, the newest first. Raises Http404."""
    return (
        Conversion.objects.filter(agency__in=_own(officer))
        .select_related("agency", "officer__user")
        .annotate(printed=Count("prints"))
        .order_by("-id")
    )


def conversions_about(code: str) -> list[Conversion]:
    """What of a dossier was put on paper, for whoever came through the dossier's door."""
    return list(Conversion.objects.filter(about=code).order_by("-id")[:20])


def conversion(officer: Officer, pk: int) -> Conversion:
    """One conversion of one's own agencies. Raises Http404."""
    found = Conversion.objects.filter(agency__in=_own(officer))
    return get_object_or_404(found.select_related("agency__parent", "officer__user", "source", "file"), pk=pk)


def copies(officer: Officer) -> QuerySet[ElectronicCopy]:
    """The books of electronic copies of one's own agencies, the newest first. Raises Http404."""
    found = ElectronicCopy.objects.filter(agency__in=_own(officer))
    return found.select_related("agency", "party", "compared_by__user", "signer__user").order_by("-id")


def copy(officer: Officer, pk: int) -> ElectronicCopy:
    """One electronic copy of one's own agencies. Raises Http404."""
    return get_object_or_404(copies(officer).select_related("scan", "file", "agency__parent"), pk=pk)


def _own(officer: Officer) -> list[int]:
    if not (found := books_of(officer)):
        raise Http404
    return found


def searched(rows: QuerySet[Any], text: str) -> QuerySet[Any]:
    """Rows whose dossier, title or key says this."""
    text = clean(text)[:100]
    if not text:
        return rows
    return rows.filter(Q(about__iexact=text) | Q(title__icontains=text) | Q(key=text))


def conversion_by_key(key: str) -> Conversion | None:
    """A conversion by the key of its QR. Anybody may ask."""
    return Conversion.objects.select_related("agency", "officer__user", "source").filter(key=key).first()


def copy_by_key(key: str) -> ElectronicCopy | None:
    """An issued electronic copy by the key of its QR, also one recalled since. Anybody may ask."""
    return _issued().filter(key=key).first()


def copy_issued_as(sha256: str) -> ElectronicCopy | None:
    """An electronic copy that went out as exactly these bytes."""
    return _issued().filter(file__sha256=sha256).first()


def _issued() -> QuerySet[ElectronicCopy]:
    found = ElectronicCopy.objects.filter(issued_at__isnull=False)
    return found.select_related("agency", "party", "file", "signer__user")
