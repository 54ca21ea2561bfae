"""A result that is wrong: recalled, replaced by a new version; the old one is kept for look-up (T24, NĐ 45 Đ14)."""

import secrets
from typing import Any

from dossiers import attaching, letters, signing
from dossiers.models import Dossier, DossierResult
from dossiers.permissions import why_not_correct
from dossiers.services import _messages, vaulting
from dossiers.services._step import step
from dossiers.services.results import next_number
from dossiers.states import State
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.documents.models import StoredFile
from portal.vault import services as vault
from portal.web.refusals import StepRefused
from portal.web.show import local
from procedures.queries import definition


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
        at = now()
        new = DossierResult.objects.create(
            dossier=locked,
            kind=old.kind,
            title=old.title,
            fields={**old.fields, **fields},
            file=file,
            attached=file is not None,
            drafted_by=officer,
            drafted_at=at,
            approved_by=officer,
            approved_at=at,
            number=next_number(locked),
            issued_on=local(at).date(),
            verify_key=key,
            replaces=old,
        )
        if file is None:
            letters.draw_result_later(new)
        else:
            new.file = attaching.numbered(new)
            new.save(update_fields=["file"])
            put_in_store(locked, new)
        _messages.tell(locked, "result_corrected", result_name=new.title, reason=reason, replaced=True)
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
    if not reason.strip():
        raise StepRefused("Nhập lý do thu hồi. Người nhận kết quả sẽ đọc nguyên văn.")
    old = dossier.results.filter(revoked_at=None, issued_on__isnull=False).first()
    if old is None:
        raise StepRefused("Hồ sơ chưa có kết quả đã phát hành.")
    old.revoked_at, old.revoked_by, old.revoked_for = now(), officer, reason.strip()[:1000]
    old.save(update_fields=["revoked_at", "revoked_by", "revoked_for"])
    vault.recall(vaulting.source_of(old))
    return old
