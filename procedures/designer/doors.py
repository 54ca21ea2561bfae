"""A version is found only through these doors; who may not see it gets 404, who may not change it is told why."""

from django.http import Http404, HttpRequest

from portal.web.admin.limits import may_change
from portal.web.refusals import StepRefused
from procedures.models import ProcedureVersion
from procedures.scope import may_publish

VIEW = "procedures.view_procedureversion"
CHANGE = "procedures.change_procedureversion"


def version_for(request: HttpRequest, pk: int) -> ProcedureVersion:
    """The version with this key, with its procedure. Raises Http404 when there is none that this person may see."""
    if not (request.user.has_perm(VIEW) or request.user.has_perm(CHANGE)):
        raise Http404
    found = ProcedureVersion.objects.select_related("procedure__field", "published_by").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def draft_for(request: HttpRequest, pk: int) -> ProcedureVersion:
    """The same for a screen that saves. Raises StepRefused with the reason when nothing may be changed."""
    version = version_for(request, pk)
    if refusal := why_not_change(request, version):
        raise StepRefused(refusal)
    return version


def why_not_change(request: HttpRequest, version: ProcedureVersion) -> str:
    """Why this person cannot change this version; "" when they can."""
    if not version.editable:
        return "Phiên bản đã công bố thì không sửa được nữa. Muốn đổi, hãy làm một bản nháp từ bản này."
    if not request.user.has_perm(CHANGE):
        return "Bạn được xem thủ tục, chưa được giao quyền sửa."
    if not may_change(request, version):
        return "Thủ tục này không thuộc lĩnh vực của đơn vị bạn quản trị."
    return ""


def why_not_publish(request: HttpRequest) -> str:
    """Why this person cannot put a version in force or out of it; "" when they can."""
    return (
        "" if may_publish(request) else "Công bố và thôi dùng là việc của người kiểm soát thủ tục của tỉnh."
    )
