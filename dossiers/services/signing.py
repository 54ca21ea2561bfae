"""The leader signs what he approves; the clerk's number and day go in with the agency's stamp (QN-7.12)."""

from collections.abc import Sequence

from dossiers import letters
from dossiers.models import DossierResult, Task
from dossiers.permissions import why_not_approve
from dossiers.services import processing
from dossiers.signing import approval, approved_signed, key_for, signs, stamping
from portal.agencies.models import Officer
from portal.celery import start_on_commit
from portal.documents import pdf, store
from portal.documents.drawing import spelled_day
from portal.documents.models import SigningOrder, new_ulid
from portal.documents.signing import keys, orders
from portal.web.refusals import StepRefused

SIGN, STAMP = "dossiers.sign_result", "dossiers.stamp_result"
NO_PIN = "Nhập mã PIN của chứng thư số."


def sign_and_approve(
    *, task: Task, officer: Officer, pin: str, note: str = "", seen: int | None = None, sitting: str = ""
) -> SigningOrder:
    """The leader's order to sign this result; the dossier moves on once it is signed, else it stays with the leader.

    Raises StepRefused.
    """
    if refusal := why_not_approve(officer, task):
        raise StepRefused(refusal)
    signed, key, refusal = key_for(officer, task.dossier)
    if not signed or key is None:
        raise StepRefused(refusal or "Cơ quan này chưa dùng chữ ký số.")
    if key.asks_pin and not pin.strip():
        raise StepRefused(NO_PIN)
    result = task.dossier.results.filter(revoked_at=None).first()
    if result is None:
        raise StepRefused("Chưa có dự thảo kết quả để phê duyệt.")
    return orders.ask(
        subject=approval(result), work=SIGN, key=key, officer=officer, pin=pin.strip(), sitting=sitting,
        task=task.pk, note=note, seen=seen, code=task.dossier.shown_code,
    )  # fmt: skip


def sign_many(*, tasks: Sequence[tuple[Task, int | None]], officer: Officer, pin: str) -> str:
    """One sitting: an order for each of these tasks and the revision that was seen. Its name, for its page.

    What cannot even be asked for is not forgotten: the first such refusal is raised when nothing could be.
    """
    sitting, refusals = new_ulid(), []
    for task, seen in tasks:
        try:
            sign_and_approve(task=task, officer=officer, pin=pin, seen=seen, sitting=sitting)
        except StepRefused as refusal:
            refusals.append(str(refusal))
    if len(refusals) == len(tasks):
        raise StepRefused(refusals[0] if refusals else "Chọn ít nhất một kết quả.")
    return sitting


def carry_out_signing(order: SigningOrder) -> None:
    """Draws the paper with room for number and day, signs it, approves. Raises CannotSign, TryLater, StepRefused."""
    from portal.documents.signing import faces, pens  # heavy: pyHanko

    task = Task.objects.select_related("dossier__procedure", "dossier__version", "agency").get(
        pk=order.told["task"]
    )
    if refusal := why_not_approve(order.officer, task):
        raise StepRefused(refusal)
    result = task.dossier.results.select_related("file").get(revoked_at=None)
    order.source = result.file if result.attached else None
    content, places = letters.to_sign(result, order.officer)
    face = faces.of_person(order.officer.user.full_name, bytes(order.key.picture))
    signer = keys.open_key(order.key, orders.pin_of(order))
    signed = pdf.store(pens.sign_as_person(content, signer, places, face, "Duyệt kết quả"))
    processing.approve(
        task=task, officer=order.officer, note=order.told["note"], seen=order.told["seen"],
        signed=(signed, result.drafted_at),
    )  # fmt: skip
    order.signed = signed


def stamp_later(result: DossierResult, officer: Officer) -> bool:
    """Orders the agency's stamp for a result that the leader has signed; False when it was never signed."""
    by_leader = approved_signed(result)
    if by_leader is None:
        return False
    key = signs(result.dossier)
    if key is None:
        raise StepRefused("Chứng thư con dấu của cơ quan đã hết hạn hoặc bị thu hồi. Báo quản trị đơn vị.")
    orders.ask(
        subject=stamping(result), work=STAMP, key=key, officer=officer, source=result.file,
        result=result.pk, leader_key=by_leader.key_id,
    )  # fmt: skip
    return True


def carry_out_stamping(order: SigningOrder) -> None:
    """Number, day and stamp. Raises CannotSign, TryLater."""
    from portal.documents.signing import faces, pens, signers  # heavy: pyHanko

    result = DossierResult.objects.select_related("dossier__competent_agency__parent").get(
        pk=order.told["result"]
    )
    agency = result.dossier.competent_agency
    assert agency is not None and order.source is not None
    day = spelled_day(result.issued_on)
    texts = {"so": result.number, "ngay": day, "ghi-so": f"Số: {result.number}", "ghi-ngay": day}
    face = faces.of_agency(agency.name, agency.parent.name if agency.parent else "", bytes(order.key.picture))
    chain = signers.certificates(type(order.key).objects.get(pk=order.told["leader_key"]))
    sealed = pens.seal_as_agency(store.read(order.source), keys.open_key(order.key), texts, face, chain)
    order.signed = pdf.store(sealed)
    DossierResult.objects.filter(pk=result.pk, file=order.source).update(file=order.signed)
    start_on_commit("documents.check_signatures", order.signed.pk)
