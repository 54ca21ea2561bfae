"""Paying less: claimed by the payer, looked at by an officer, then let off in the book (Luật Phí và lệ phí, Đ10)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction

from payments.ledger import by_line, enter, locked
from payments.models import Charge, ChargeLine, ClaimPart, ClaimState, EntryKind, ExemptionClaim
from portal.accounts.models import User
from portal.calendars.now import now
from portal.web.refusals import StepRefused


@dataclass(frozen=True, slots=True)
class Claimed:
    """What a payer claims: the ground with its proof and law, and how much of which line. Whole đồng."""

    code: str
    label: str
    off_vnd: Mapping[str, int]
    proof: str = ""
    source: str = ""


def ask_exemption(charge: Charge, rows: Sequence[ChargeLine], claimed: Claimed) -> ExemptionClaim:
    """Keeps the claim of a charge that was just opened; nothing is let off yet."""
    claim = ExemptionClaim.objects.create(
        charge=charge,
        code=claimed.code[:60],
        label=claimed.label[:200],
        proof=claimed.proof[:300],
        source=claimed.source[:300],
        asked_at=now(),
    )
    ClaimPart.objects.bulk_create(
        ClaimPart(claim=claim, line=row, vnd=min(vnd, row.vnd))
        for row in rows
        if (vnd := claimed.off_vnd.get(row.code, 0)) > 0
    )
    return claim


def confirm_exemption(*, claim: ExemptionClaim, by: User, seen_proof: str) -> ExemptionClaim:
    """The proof was seen: the book lets the payer off. Raises StepRefused when it has been decided, or when
    nobody says what was seen."""
    if not seen_proof.strip():
        raise StepRefused("Ghi giấy tờ bạn đã xem, ví dụ số và ngày của giấy chứng nhận.")
    with transaction.atomic():
        charge = locked(claim.charge)
        held = _undecided(claim)
        left = by_line(charge, EntryKind.CHARGED, EntryKind.WAIVED, EntryKind.CANCELLED)
        parts = {one.line_id: min(one.vnd, left[one.line_id]) for one in held.parts.all()}
        total = sum(parts.values())
        if total <= 0 or charge.cancelled_at:
            raise StepRefused("Khoản này không còn gì để miễn, giảm.")
        held.entry = enter(charge, EntryKind.WAIVED, total, why=held.label, parts=parts)
        held.state, held.seen_proof = ClaimState.CONFIRMED, seen_proof.strip()[:300]
        _decided(held, by)
    return held


def refuse_exemption(*, claim: ExemptionClaim, by: User, why: str) -> ExemptionClaim:
    """The proof does not hold: the whole sum stays owed. Raises StepRefused without a reason."""
    if not why.strip():
        raise StepRefused("Nêu rõ vì sao không được miễn, giảm. Người nộp sẽ đọc nguyên văn.")
    with transaction.atomic():
        locked(claim.charge)
        held = _undecided(claim)
        held.state, held.refusal = ClaimState.REFUSED, why.strip()[:500]
        _decided(held, by)
    return held


def _undecided(claim: ExemptionClaim) -> ExemptionClaim:
    held = ExemptionClaim.objects.select_for_update().get(pk=claim.pk)
    if held.state != ClaimState.PENDING:
        raise StepRefused("Đề nghị miễn, giảm này đã có quyết định.")
    return held


def _decided(held: ExemptionClaim, by: User) -> None:
    held.decided_by, held.decided_at = by, now()
    held.save(update_fields=["state", "entry", "seen_proof", "refusal", "decided_by", "decided_at"])
