"""Who may look at imports, and who may import and decide; whoever may not look gets 404."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from procedures.models import Procedure
from procedures.national.records import CatalogueImport, CatalogueSource
from procedures.scope import may_publish

VIEW, CHANGE = "procedures.view_procedureversion", "procedures.change_procedureversion"


def may_look(request: HttpRequest) -> bool:
    return request.user.has_perm(VIEW) or request.user.has_perm(CHANGE)


def may_change(request: HttpRequest) -> bool:
    """An import reaches every procedure: it is for those who keep the catalogue, not for one agency's administrator."""
    return request.user.has_perm(CHANGE) and may_publish(request)


def looking(request: HttpRequest) -> None:
    """Raises Http404."""
    if not may_look(request):
        raise Http404


def changing(request: HttpRequest) -> None:
    """Raises Http404, or PermissionDenied for somebody who may only look."""
    looking(request)
    if not may_change(request):
        raise PermissionDenied


def import_for(request: HttpRequest, pk: int) -> CatalogueImport:
    looking(request)
    return get_object_or_404(CatalogueImport.objects.select_related("by"), pk=pk)


def source_for(request: HttpRequest, code: str) -> CatalogueSource:
    """What a procedure comes from; Http404 when it does not come from the catalogue."""
    looking(request)
    rows = CatalogueSource.objects.select_related("procedure__field", "decided_by")
    return get_object_or_404(rows, procedure__code=code)


def procedure_draft(procedure: Procedure) -> int:
    """The key of the version that an administrator goes on with; 0 when there is none."""
    found = procedure.versions.order_by("-number").values_list("pk", flat=True).first()
    return found or 0
