"""So sánh: this version beside any other of the procedure, in sentences; printable."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from procedures import queries
from procedures.comparing import Comparison, compare
from procedures.definition import Definition, DefinitionError
from procedures.designer.doors import version_for
from procedures.designer.frame import frame
from procedures.models import ProcedureVersion
from procedures.queries import definition


@require_GET
def comparison(request: HttpRequest, pk: int) -> HttpResponse:
    """`voi` names the other version; without it the one that applied before this one."""
    version = version_for(request, pk)
    others = list(version.procedure.versions.exclude(pk=version.pk).order_by("-number").defer("definition"))
    other = _chosen(request, version, others)
    old, new = _told(other), _told(version)
    older = other is not None and other.number < version.number
    if other is not None and not older:
        old, new = new, old
    found: Comparison | None = compare(old, new) if old and new else None
    context = {
        **frame(request, version, "designer_compare"),
        "others": others,
        "other": other,
        "before": other if older else version,
        "after": version if older else other,
        "comparison": found,
        "changed": [group for group in found.groups if group.count] if found else [],
        "same": [group for group in found.groups if not group.count] if found else [],
    }
    return render(request, "procedures/designer/compare.html", context)


def _chosen(
    request: HttpRequest, version: ProcedureVersion, others: list[ProcedureVersion]
) -> ProcedureVersion | None:
    named = request.GET.get("voi", "")
    found = next((one for one in others if str(one.number) == named), None)
    if found is not None:
        return found
    announced = {one.pk for one in queries.announced(version.procedure)}
    before = [one for one in others if one.number < version.number]
    return next((one for one in before if one.pk in announced), before[0] if before else None)


def _told(version: ProcedureVersion | None) -> Definition | None:
    """None also for a draft that cannot be read yet."""
    try:
        return definition(version) if version else None
    except DefinitionError:
        return None
