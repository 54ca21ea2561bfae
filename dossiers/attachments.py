"""In which form the province takes papers that are sent on the net (`attachment_policy`): photographs, electronic
copies, or only copies certified from the original. Nobody is stopped; the applicant is told before, the desk sees
what it has in its hands."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _

from dossiers.models import CopyKind, Delivery, DossierItem
from portal.agencies.queries import profile
from portal.documents.models import FileSignature
from procedures.definition import PaperSpec

_AS_IT_IS = (CopyKind.COPY, CopyKind.ELECTRONIC)
"""Of a plain copy, or of what never was on paper, no certified copy is wanted."""


def wanted(spec: PaperSpec) -> str:
    """What to send of this paper, for who is about to photograph it; "" where a photograph will do."""
    if spec.copy_kind in _AS_IT_IS:
        return ""
    match profile().attachment_policy:
        case "e_copy":
            return _(
                "Tỉnh nhận bản sao điện tử: cấp từ sổ gốc, hoặc chứng thực từ bản chính. Chưa có thì gửi ảnh chụp "
                "bản chính, và mang bản chính khi nhận kết quả."
            )
        case "certified":
            return _(
                "Tỉnh nhận bản chứng thực điện tử từ bản chính: tệp PDF có chữ ký số của nơi chứng thực. Chưa có thì "
                "mang bản chính đến quầy một cửa, cán bộ nộp giúp."
            )
    return ""


def wanted_of(specs: Iterable[PaperSpec]) -> Sequence[tuple[str, list[PaperSpec]]]:
    """The same for several papers: each sentence once, with the papers it is said of."""
    said: dict[str, list[PaperSpec]] = {}
    for spec in specs:
        if words := wanted(spec):
            said.setdefault(words, []).append(spec)
    return list(said.items())


def falls_short(item: DossierItem, signatures: Iterable[FileSignature]) -> str:
    """Why what came is not yet what the province takes, for the officer; "" when it is, or nothing was sent."""
    if item.delivery != Delivery.UPLOAD or item.copy_kind in _AS_IT_IS or not item.pages.all():
        return ""
    if any(one.good for one in signatures):
        return ""
    match profile().attachment_policy:
        case "e_copy":
            return "Chưa phải bản sao điện tử: đối chiếu bản chính khi trả kết quả."
        case "certified":
            return "Chưa phải bản chứng thực điện tử: quy chế của tỉnh nhận bản chứng thực từ bản chính."
    return ""
