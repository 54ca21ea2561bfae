"""Results that are signed: which agencies do, what has been signed, what is still under the pen."""

from dataclasses import dataclass

from django.db.models import Q

from dossiers import letters
from dossiers.models import Dossier, DossierResult, Task, TaskKind
from portal.agencies.duties import acting_duties
from portal.agencies.models import Officer
from portal.documents import bounded
from portal.documents.models import OrderState, SigningKey, SigningOrder, StoredFile
from portal.documents.signing import keys, looking, orders

NO_KEY = "Cơ quan đã ký số kết quả, nhưng bạn chưa có chứng thư số còn hiệu lực. Báo quản trị đơn vị nạp chứng thư."


def approval(result: DossierResult) -> str:
    """The subject of the orders by which the leader signs this result."""
    return f"duyet:{result.pk}"


def stamping(result: DossierResult) -> str:
    """The subject of the orders by which the agency stamps it."""
    return f"dong-dau:{result.pk}"


def correcting(result: DossierResult) -> str:
    """The subject of the orders by which the head signs what takes this result's place."""
    return f"dinh-chinh:{result.pk}"


def signs(dossier: Dossier) -> SigningKey | None:
    """The stamp of the competent agency; None: it does not sign electronically yet, results go out unsigned."""
    return keys.of_agency(dossier.competent_agency_id)


def key_for(officer: Officer, dossier: Dossier) -> tuple[bool, SigningKey | None, str]:
    """Whether approving here means signing, with which certificate, and why that is not possible."""
    if signs(dossier) is None:
        return False, None, ""
    key = keys.of_officer(officer)
    return True, key, "" if key else NO_KEY


def approved_signed(result: DossierResult) -> SigningOrder | None:
    """The leader's order whose signature the present file bears."""
    if result.file_id is None:
        return None
    return SigningOrder.objects.filter(
        subject=approval(result), state=OrderState.SIGNED, signed_id=result.file_id
    ).first()


def last_order(result: DossierResult) -> SigningOrder | None:
    """The leader's newest order, unless it has been carried out."""
    last = orders.last(approval(result))
    return last if last is not None and last.state != OrderState.SIGNED else None


def under_the_pen(result: DossierResult) -> SigningOrder | None:
    """The agency's stamp that is still to be put on, or could not be."""
    last = orders.last(stamping(result))
    return last if last is not None and last.state != OrderState.SIGNED else None


def unsealed(dossiers: list[Dossier]) -> set[int]:
    """The keys of those whose result still waits for the agency's stamp: nobody may send or give it out yet."""
    living = DossierResult.objects.filter(dossier__in=dossiers, revoked_at=None)
    named = {stamping(one): one.dossier_id for one in living.only("pk", "dossier_id")}
    waits: dict[str, bool] = {}
    for order in SigningOrder.objects.filter(subject__in=named).order_by("pk").only("subject", "state"):
        waits[order.subject] = order.state != OrderState.SIGNED
    return {named[subject] for subject, still in waits.items() if still}


@dataclass(frozen=True, slots=True)
class ToSign:
    """One result that waits for this leader's signature."""

    task: Task
    result: DossierResult
    mine: bool


def waiting_for(officer: Officer, most: int = 200) -> list[ToSign]:
    """Drafted results whose approval this officer may give now and nobody else holds, the most urgent first."""
    pairs = Q()
    for agency_id, duty in acting_duties(officer):
        pairs |= Q(agency_id=agency_id, duty=duty)
    if not pairs:
        return []
    tasks = (
        Task.objects.filter(pairs, Q(officer=None) | Q(officer=officer), kind=TaskKind.APPROVE, ended_at=None)
        .select_related("dossier__procedure", "dossier__owner", "agency")
        .order_by("due_at", "pk")[:most]
    )
    living = DossierResult.objects.filter(revoked_at=None, dossier__in=[task.dossier_id for task in tasks])
    drafts = {one.dossier_id: one for one in living.select_related("file", "drafted_by__user")}
    return [
        ToSign(task, drafts[task.dossier_id], task.officer_id == officer.pk)
        for task in tasks
        if task.dossier_id in drafts
    ]


def why_not_signed(dossier: Dossier, file: StoredFile | None) -> str:
    """Why this file cannot go out as a result of an agency that signs; empty means that it can.

    The agency's own stamp has to be on it, and every signature on it intact, trusted and over the paper as it stands.
    Takes some tenths of a second; empty at once where the agency does not sign.
    """
    key = signs(dossier)
    if key is None:
        return ""
    if file is None:
        return "Kết quả của cơ quan này phải được ký số. Ký bản mới rồi tải tệp PDF đã ký lên."
    try:
        found = looking.check_file(file)
    except bounded.JobFailed:
        return "Không đọc được chữ ký số trong tệp PDF này. Ký lại rồi tải lên."
    if not found:
        return "Tệp này không có chữ ký số. Ký bản mới rồi tải tệp PDF đã ký lên."
    broken = next((one for one in found if not one.good), None)
    if broken is not None:
        return f"Chữ ký số của {broken.signer} không còn giá trị hoặc nội dung đã bị sửa sau khi ký."
    if not any(one.fingerprint == key.fingerprint for one in found):
        return f"Tệp PDF này chưa có chữ ký số của {key.subject}. Đóng dấu điện tử rồi tải lên."
    return ""


def take_back(dossier: Dossier) -> None:
    """The draft is open again: what the leader signed is no paper of this dossier any more."""
    for result in dossier.results.filter(revoked_at=None, file__isnull=False):
        if (signed := approved_signed(result)) is not None:
            result.file = signed.source
            result.save(update_fields=["file"])
            if signed.source is None:
                letters.draw_result_later(result)
