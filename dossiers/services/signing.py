"""The leader signs what he approves; the clerk's number and day go in with the agency's stamp (QN-7.12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from dossiers import letters
from dossiers.models import DossierResult, Task
from dossiers.permissions import why_not_approve
from dossiers.services import processing
from dossiers.signing import approval, approved_signed, key_for, signs, stamping
from portal.agencies.models import Officer
from portal.celery import start_on_commit
from portal.documents import pdf, store
from portal.documents.drawing import Place, spelled_day
from portal.documents.models import KeyKind, SigningKey, SigningOrder, new_ulid
from portal.documents.signing import keys, looking, orders
from portal.documents.signing.orders import NO_PIN
from portal.web.refusals import StepRefused

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

    from portal.documents.signing.apart import Prepared

SIGN, STAMP, SITTING = "dossiers.sign_result", "dossiers.stamp_result", "dossiers.sign_sitting"
REASON = "Duyệt kết quả"
_WithKey = tuple[bool, SigningKey | None, str]
NO_STAMP = "Chứng thư con dấu của cơ quan đã hết hạn hoặc bị thu hồi. Báo quản trị đơn vị."


def sign_and_approve(
    *, task: Task, officer: Officer, pin: str, note: str = "", seen: int | None = None
) -> SigningOrder:
    """The leader's order to sign this result; the dossier moves on once it is signed, else it stays with the leader.

    Raises StepRefused.
    """
    with_key = key_for(officer, task.dossier)
    return _order(task, officer, pin, note, seen, with_key, _drafts([task]).get(task.dossier_id))


def _drafts(tasks: Sequence[Task]) -> dict[int, DossierResult]:
    """What waits to be approved, by dossier."""
    living = DossierResult.objects.filter(revoked_at=None, dossier__in=[one.dossier_id for one in tasks])
    return {one.dossier_id: one for one in living.order_by("-pk")}


def _order(
    task: Task, officer: Officer, pin: str, note: str, seen: int | None,
    with_key: _WithKey, result: DossierResult | None,
    sitting: str = "", together: bool = False,
) -> SigningOrder:  # fmt: skip
    if refusal := why_not_approve(officer, task):
        raise StepRefused(refusal)
    signed, key, refusal = with_key
    if not signed or key is None:
        raise StepRefused(refusal or "Cơ quan này chưa dùng chữ ký số.")
    if key.asks_pin and not pin.strip():
        raise StepRefused(NO_PIN)
    if result is None:
        raise StepRefused("Chưa có dự thảo kết quả để phê duyệt.")
    return orders.ask(
        subject=approval(result), work=SITTING if together else SIGN, key=key, officer=officer, pin=pin.strip(),
        sitting=sitting, start=not together, task=task.pk, note=note, seen=seen, code=task.dossier.shown_code,
    )  # fmt: skip


def sign_many(*, tasks: Sequence[tuple[Task, int | None]], officer: Officer, pin: str) -> str:
    """One sitting: an order for each of these tasks and the revision that was seen. Its name, for its page.

    At a remote service one authorisation is asked for all of them (QN-7.12). What cannot even be asked for is not
    forgotten: the first such refusal is raised when nothing could be.
    """
    key = keys.of_officer(officer)
    together = key is not None and key.kind == KeyKind.REMOTE and len(tasks) > 1
    sitting, refusals, asked = new_ulid(), [], []
    drafts = _drafts([task for task, _ in tasks])
    with_keys: dict[int | None, _WithKey] = {}
    with transaction.atomic():  # two hundred orders are one commit
        for task, seen in tasks:
            agency, draft = task.dossier.competent_agency_id, drafts.get(task.dossier_id)
            with_key = with_keys.get(agency) or with_keys.setdefault(agency, key_for(officer, task.dossier))
            try:
                asked.append(_order(task, officer, pin, "", seen, with_key, draft, sitting, together))
            except StepRefused as refusal:
                refusals.append(str(refusal))
        if asked and together:
            start_on_commit(SITTING, asked[0].pk)
    if not asked:
        raise StepRefused(refusals[0] if refusals else "Chọn ít nhất một kết quả.")
    return sitting


@dataclass(frozen=True, slots=True)
class _Paper:
    """What is signed for one order: the page with room for number and day, and how the signature looks on it."""

    task: Task
    drafted_at: datetime
    content: bytes
    places: list[Place] | None
    face: bytes


def carry_out_signing(order: SigningOrder) -> None:
    """Draws the paper with room for number and day, signs it, approves. Raises CannotSign, TryLater, StepRefused."""
    from portal.documents.signing import pens  # heavy: pyHanko

    paper = _drawn(order)
    signer = keys.open_key(order.key, orders.pin_of(order))
    signed = pens.sign_as_person(paper.content, signer, paper.places, paper.face, REASON)
    _approve(order, paper, signed)


def carry_out_sitting(order_id: int) -> int:
    """Signs what waits in the sitting of this order under one authorisation; how many."""
    from portal.documents.signing import apart, together  # heavy: pyHanko

    drawn: dict[int, _Paper] = {}

    def make(order: SigningOrder, signer: "Signer") -> "Prepared":
        paper = drawn[order.pk] = _drawn(order)
        return apart.prepare(paper.content, signer, paper.places, paper.face, REASON)

    return together.carry_out(
        order_id, make, lambda order, signed: _approve(order, drawn.pop(order.pk), signed)
    )


def _drawn(order: SigningOrder) -> _Paper:
    from portal.documents.signing import faces  # heavy

    task = Task.objects.select_related("dossier__procedure", "dossier__version", "agency").get(
        pk=order.told["task"]
    )
    if refusal := why_not_approve(order.officer, task):
        raise StepRefused(refusal)
    result = task.dossier.results.select_related("file").get(revoked_at=None)
    order.source = result.file if result.attached else None
    content, places = letters.to_sign(result, order.officer)
    face = faces.of_person(order.officer.user.full_name, bytes(order.key.picture))
    return _Paper(task, result.drafted_at, content, places, face)


def _approve(order: SigningOrder, paper: _Paper, signed: bytes) -> None:
    file = pdf.store(signed)
    looking.check_own(file)
    processing.approve(
        task=paper.task, officer=order.officer, note=order.told["note"], seen=order.told["seen"],
        signed=(file, paper.drafted_at),
    )  # fmt: skip
    order.signed = file


def stamp_later(result: DossierResult, officer: Officer) -> bool:
    """Orders the agency's stamp for a result that the leader has signed; False when it was never signed."""
    by_leader = approved_signed(result)
    if by_leader is None:
        return False
    key = signs(result.dossier)
    if key is None:
        raise StepRefused(NO_STAMP)
    order_stamp(result, officer, key, by_leader)
    return True


def order_stamp(result: DossierResult, officer: Officer, key: SigningKey, by_leader: SigningOrder) -> None:
    """Number, day and the agency's stamp on the file that this order has signed."""
    orders.ask(
        subject=stamping(result), work=STAMP, key=key, officer=officer, source=result.file,
        result=result.pk, leader_key=by_leader.key_id,
    )  # fmt: skip


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
    looking.check_own(order.signed)
