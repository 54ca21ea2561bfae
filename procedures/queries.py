"""Finding procedures and their versions; a definition is parsed once per version and process."""

from collections import OrderedDict
from datetime import date
from threading import Lock

from django.db.models import Q, QuerySet

from procedures.definition import Definition, parse
from procedures.models import Procedure, ProcedureVersion, VersionState

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


def in_force(on: date) -> QuerySet[ProcedureVersion]:
    """The published versions that apply on a day."""
    not_ended = Q(effective_to__isnull=True) | Q(effective_to__gte=on)
    return ProcedureVersion.objects.filter(not_ended, state=VersionState.PUBLISHED, effective_from__lte=on)


def current_version(procedure: Procedure, on: date) -> ProcedureVersion | None:
    """The version that applies on a day; None when the procedure cannot be asked for then."""
    return in_force(on).filter(procedure=procedure).order_by("-effective_from", "-number").first()


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
