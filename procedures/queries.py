"""Finding procedures and their versions; a definition is parsed once per version and process."""

from collections import OrderedDict
from datetime import date
from threading import Lock
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from portal.web.ready import Ready
from procedures.definition import Definition, parse
from procedures.expressions import given
from procedures.models import EDITABLE, STANDING, Procedure, ProcedureVersion
from procedures.search import catalogue

_KEPT = 512
_parsed: OrderedDict[str, Definition] = OrderedDict()
_lock = Lock()


def definition(version: ProcedureVersion) -> Definition:
    """The typed definition of a version. Raises DefinitionError for a draft that cannot be read.

    The cache is keyed by the content's hash, so the (large) document of a known version is not even loaded
    when the caller deferred it."""
    with _lock:
        if version.sha256 in _parsed:
            _parsed.move_to_end(version.sha256)
            return _parsed[version.sha256]
    made = parse(version.definition)
    with _lock:
        _parsed[version.sha256] = made
        while len(_parsed) > _KEPT:
            _parsed.popitem(last=False)
    return made


def definition_of(pk: int, sha256: str) -> Definition:
    """The definition of a version known by key and content hash; asked of the database only when it is new here."""
    with _lock:
        kept = _parsed.get(sha256)
    return kept if kept is not None else definition(ProcedureVersion.objects.get(pk=pk))


def in_force(on: date) -> QuerySet[ProcedureVersion]:
    """The versions that apply on a day. Their dates decide alone, whatever a nightly task has already marked."""
    not_ended = Q(effective_to__isnull=True) | Q(effective_to__gte=on)
    return ProcedureVersion.objects.filter(not_ended, state__in=STANDING, effective_from__lte=on)


def current_version(procedure: Procedure, on: date) -> ProcedureVersion | None:
    """The version that applies on a day; None when the procedure cannot be asked for then.

    Its document stays away until it is read: `definition()` knows it by its hash.
    """
    return _current.first(procedure=procedure.pk, on=on)


def _in_force_of(procedure: int, on: date) -> QuerySet[ProcedureVersion]:
    found = in_force(on).filter(procedure_id=procedure).defer("definition")
    return found.order_by("-effective_from", "-number")[:1]


_current = Ready(_in_force_of, procedure=int, on=date)


def announced(procedure: Procedure) -> QuerySet[ProcedureVersion]:
    """Every version that was or will be in force, newest first; without those taken back before their first day."""
    came = Q(effective_to__isnull=True) | Q(effective_to__gte=F("effective_from"))
    return procedure.versions.filter(came, state__in=STANDING).order_by("-effective_from", "-number")


def draft_of(procedure: Procedure) -> ProcedureVersion | None:
    """The one version that is still being worked on, if any."""
    return procedure.versions.filter(state__in=EDITABLE).order_by("-number").first()


def by_code(code: str) -> Procedure | None:
    """The procedure with this national code (1.001193), whatever the way it was typed."""
    return Procedure.objects.select_related("field", "successor").filter(code=code.strip().upper()).first()


def open_procedures(on: date) -> QuerySet[Procedure]:
    """The procedures that can be asked for on a day, in the order of their names."""
    return (
        Procedure.objects.filter(pk__in=in_force(on).values("procedure_id"))
        .filter(Q(retired_on__isnull=True) | Q(retired_on__gt=on))
        .select_related("field")
        .order_by("name")
    )


def search(q: str, *, on: date | None = None, limit: int = 30, only_open: bool = True) -> list[Procedure]:
    """The procedures that the words mean, best first: without marks, by everyday words and abbreviations, with
    slips of the finger; what was typed with its marks comes first where marks decide.

    `only_open` leaves out what cannot be asked for on the day. What finds nothing is kept for administrators."""
    keys = catalogue.find(q, limit * 3 if only_open else limit)
    found = Procedure.objects.select_related("field").filter(pk__in=keys)
    if only_open:
        day = on or given().today
        found = found.filter(pk__in=in_force(day).values("procedure_id"))
        found = found.filter(Q(retired_on__isnull=True) | Q(retired_on__gt=day))
    by_key = {procedure.pk: procedure for procedure in found}
    if not by_key:
        catalogue.note_miss(q)
    return [by_key[key] for key in keys if key in by_key][:limit]


def search_all(q: str, *, on: date, limit: int, rest: int) -> tuple[list[Procedure], list[Procedure]]:
    """(what can be asked for on the day, what is only known from the national catalogue), each best first; retired
    procedures are in neither. One look-up for both."""
    keys = catalogue.find(q, limit * 3)
    openly = in_force(on).filter(procedure=OuterRef("pk"))
    found = Procedure.objects.select_related("field").filter(pk__in=keys).defer("search_fold", "keywords")
    found = found.exclude(retired_on__lte=on).annotate(is_open=Exists(openly))
    by_key = {procedure.pk: procedure for procedure in found}
    ranked: list[Any] = [by_key[key] for key in keys if key in by_key]
    offered = [one for one in ranked if one.is_open][:limit]
    if not offered:
        catalogue.note_miss(q)
    return offered, [one for one in ranked if not one.is_open][:rest]
