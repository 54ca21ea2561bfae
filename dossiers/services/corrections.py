"""A result that is wrong: recalled, replaced by a new version; the old one is kept for look-up (T24, NĐ 45 Đ14)."""

import secrets
from typing import Any

from dossiers import attaching, letters, signing
from dossiers.models import Dossier, DossierResult
from dossiers.permissions import why_not_correct
from dossiers.services import _messages, vaulting
from dossiers.services._step import step
from dossiers.services.results import next_number
from dossiers.services.signing import NO_STAMP, order_stamp
from dossiers.states import State
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.documents import pdf
from portal.documents.models import SigningOrder, StoredFile
from portal.documents.signing import keys, orders
from portal.vault import services as vault
from portal.web.refusals import StepRefused
from portal.web.show import local
from procedures.queries import definition

SIGN = "dossiers.sign_correction"
REASON = "Đính chính kết quả"


def correct_result(
    *,
    dossier: Dossier,
    officer: Officer,
    reason: str,
    fields: dict[str, Any],
    file: StoredFile | None = None,
    seen: int | None = None,
) -> DossierResult:
    """The head of the agency recalls the issued result and issues a new version in its place, in one act.

    The old version answers under its key as revoked and stays readable for the office. Where the agency signs, the
    new version is a PDF whose signatures all hold, the agency's own among them. Raises StepRefused.
    """
    unsigned = signing.why_not_signed(dossier, file)  # looked at before the lock: it may take seconds
    key = secrets.token_urlsafe(18)
    if file is not None and not (unsigned or why_not_correct(officer, dossier)):
        file, _ = attaching.taken_in(dossier, file, definition(dossier.version).result.name, key)
    with step(dossier, "correct_result", by=officer.user, officer=officer, note=reason, seen=seen) as locked:
        old = _recall(locked, officer, reason)
        if unsigned:
            raise StepRefused(unsigned)
        new = _issued(_new_version(old, locked, officer, fields, file, key), officer)
        if file is None:
            letters.draw_result_later(new)
        else:
            new.file = attaching.numbered(new)
            new.save(update_fields=["file"])
            put_in_store(locked, new)
        _messages.tell(locked, "result_corrected", result_name=new.title, reason=reason, replaced=True)
    return new


def sign_correction(
    *,
    dossier: Dossier,
    officer: Officer,
    reason: str,
    fields: dict[str, Any],
    pin: str,
    file: StoredFile | None = None,
    seen: int | None = None,
) -> SigningOrder:
    """Where the agency signs: the head's order to sign the new version here, drawn from the version's template or an
    unsigned file. Until it is signed the old one stays in force. Raises StepRefused."""
    if refusal := why_not_correct(officer, dossier):
        raise StepRefused(refusal)
    signed, key, refusal = signing.key_for(officer, dossier)
    if not signed or key is None:
        raise StepRefused(refusal or "Cơ quan này chưa dùng chữ ký số.")
    if key.asks_pin and not pin.strip():
        raise StepRefused(orders.NO_PIN)
    old = _to_replace(dossier, reason)
    verify_key = secrets.token_urlsafe(18)
    if file is not None:
        file, _ = attaching.taken_in(dossier, file, definition(dossier.version).result.name, verify_key)
    return orders.ask(
        subject=signing.correcting(old), work=SIGN, key=key, officer=officer, pin=pin.strip(), source=file,
        result=old.pk, reason=reason, fields=fields, verify_key=verify_key, seen=seen, code=dossier.shown_code,
    )  # fmt: skip


def carry_out_signing(order: SigningOrder) -> None:
    """The head's signature on the new version; with it the old one is recalled, the new one numbered and the agency's
    stamp ordered. Raises CannotSign, TryLater, StepRefused."""
    from portal.documents.signing import faces, pens  # heavy: pyHanko

    told, officer = order.told, order.officer
    shown = ("dossier__procedure", "dossier__version", "dossier__competent_agency__parent")
    old = DossierResult.objects.select_related(*shown).get(pk=told["result"])
    if refusal := why_not_correct(officer, old.dossier):
        raise StepRefused(refusal)
    draft = _new_version(old, old.dossier, officer, told["fields"], order.source, told["verify_key"])
    content, places = letters.to_sign(draft, officer)
    face = faces.of_person(officer.user.full_name, bytes(order.key.picture))
    signer = keys.open_key(order.key, orders.pin_of(order))
    file = pdf.store(pens.sign_as_person(content, signer, places, face, REASON))
    _replace(order, old, draft, file)
    order.signed = file


def _replace(order: SigningOrder, old: DossierResult, draft: DossierResult, file: StoredFile) -> None:
    told, officer, dossier = order.told, order.officer, old.dossier
    with step(
        dossier, "correct_result", by=officer.user, officer=officer, note=told["reason"], seen=told["seen"]
    ) as locked:
        if _recall(locked, officer, told["reason"]).pk != old.pk:
            raise StepRefused("Kết quả vừa được đính chính ở nơi khác. Tải lại trang để xem.")
        stamp = signing.signs(locked)
        if stamp is None:
            raise StepRefused(NO_STAMP)
        draft.dossier, draft.file = locked, file
        new = _issued(draft, officer)
        order_stamp(new, officer, stamp, order)
        _messages.tell(
            locked, "result_corrected", result_name=new.title, reason=told["reason"], replaced=True
        )


def _new_version(
    old: DossierResult,
    dossier: Dossier,
    officer: Officer,
    fields: dict[str, Any],
    file: StoredFile | None,
    key: str,
) -> DossierResult:
    """What takes the place of a result, not yet kept."""
    return DossierResult(
        dossier=dossier, kind=old.kind, title=old.title, fields={**old.fields, **fields}, file=file,
        attached=file is not None, drafted_by=officer, drafted_at=now(), verify_key=key, replaces=old,
    )  # fmt: skip


def _issued(new: DossierResult, officer: Officer) -> DossierResult:
    """Approved by the head, numbered and dated, in a step."""
    at = now()
    new.approved_by, new.approved_at = officer, at
    new.number, new.issued_on = next_number(new.dossier), local(at).date()
    new.save(force_insert=True)
    return new


def put_in_store(dossier: Dossier, result: DossierResult) -> None:
    """The new version of a result that was handed over goes where the old one went; called once it is drawn."""
    if result.replaces_id is not None and dossier.state == State.RETURNED:
        vaulting.deposit(dossier, result)


def recall_result(
    *, dossier: Dossier, officer: Officer, reason: str, seen: int | None = None
) -> DossierResult:
    """Takes back a result that was handed over and gives none in its place. Raises StepRefused."""
    with step(dossier, "recall_result", by=officer.user, officer=officer, note=reason, seen=seen) as locked:
        if locked.state != State.RETURNED:
            raise StepRefused("Kết quả chưa trả thì đính chính bằng bản mới, không thu hồi suông.")
        old = _recall(locked, officer, reason)
        _messages.tell(locked, "result_corrected", result_name=old.title, reason=reason, replaced=False)
    return old


def _recall(dossier: Dossier, officer: Officer, reason: str) -> DossierResult:
    if refusal := why_not_correct(officer, dossier):
        raise StepRefused(refusal)
    old = _to_replace(dossier, reason)
    old.revoked_at, old.revoked_by, old.revoked_for = now(), officer, reason.strip()[:1000]
    old.save(update_fields=["revoked_at", "revoked_by", "revoked_for"])
    vault.recall(vaulting.source_of(old))
    return old


def _to_replace(dossier: Dossier, reason: str) -> DossierResult:
    if not reason.strip():
        raise StepRefused("Nhập lý do thu hồi. Người nhận kết quả sẽ đọc nguyên văn.")
    old = dossier.results.filter(revoked_at=None, issued_on__isnull=False).first()
    if old is None:
        raise StepRefused("Hồ sơ chưa có kết quả đã phát hành.")
    return old
