"""Giving money back: request, decision by a second person, payout (QN-13.3c, DL-10.4). Whole đồng."""

from django.db import transaction
from django.db.models import Q, Sum

from payments import receipts
from payments.ledger import balance_vnd, by_line, enter, locked, spread
from payments.models import Charge, EntryKind, Ground, Refund, RefundState
from portal.accounts.models import User
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.calendars.queries import province_calendar, working_time
from portal.calendars.working_time import Limit
from portal.notifications import services as notifications
from portal.web.refusals import StepRefused
from portal.web.show import vnd

ANSWER_IN = Limit(5, "working_day")
_OPEN = Q(state__in=[RefundState.REQUESTED, RefundState.APPROVED])


def refundable_vnd(charge: Charge, ground: str) -> int:
    """How much may be asked back for that ground: what was paid too much, or all that was paid and not
    yet given back. Lines that the law never gives back (`"refundable": false`) are left out."""
    if ground == Ground.OVERPAID:
        return max(0, -balance_vnd(charge))
    sums = dict(charge.entries.values_list("kind").annotate(Sum("amount_vnd")))
    paid = -sums.get(EntryKind.PAID, 0) - sums.get(EntryKind.REFUNDED, 0)
    kept = sum(int(line["vnd"]) for line in charge.lines if line.get("refundable") is False)
    return int(max(0, paid - kept))


def request_refund(
    *,
    charge: Charge,
    amount_vnd: int,
    ground: str,
    reason: str,
    bank_name: str,
    account_number: str,
    account_holder: str,
    by: User,
) -> Refund:
    """Asks for money back. Raises StepRefused with the rule that stands against it."""
    with transaction.atomic():
        held = locked(charge)
        if known := held.refunds.filter(_OPEN).first():
            if known.requested_by_id == by.pk and known.amount_vnd == amount_vnd:
                return known
            raise StepRefused("Khoản này đang có một yêu cầu hoàn chưa xong.")
        most = refundable_vnd(held, ground)
        if most == 0:
            raise StepRefused(_why_nothing(held, ground))
        if not 0 < amount_vnd <= most:
            raise StepRefused("Chỉ hoàn được tối đa %(amount)s.", amount=vnd(most))
        at = now()
        return Refund.objects.create(
            charge=held,
            amount_vnd=amount_vnd,
            ground=ground,
            reason=reason[:500],
            bank_name=bank_name[:120],
            account_number=account_number[:19],
            account_holder=account_holder[:200],
            requested_by=by,
            requested_at=at,
            due_at=working_time(province_calendar()).due(at, ANSWER_IN, "civil"),
        )


def _why_nothing(charge: Charge, ground: str) -> str:
    kept = any(line.get("refundable") is False for line in charge.lines)
    if ground == Ground.OVERPAID and not (kept and charge.cancelled_at):
        return "Sổ thu không thấy khoản nào nộp thừa."
    if kept:
        return "Theo quy định, khoản này không được hoàn."
    return "Khoản này chưa nộp hoặc đã hoàn hết."


def decide_refund(*, refund: Refund, officer: Officer, approve: bool, why: str = "") -> Refund:
    """A second person approves, or refuses with a reason. Raises StepRefused."""
    with transaction.atomic():
        held = Refund.objects.select_for_update().get(pk=refund.pk)
        if held.state != RefundState.REQUESTED:
            raise StepRefused("Yêu cầu này đã có quyết định.")
        if held.requested_by_id == officer.user_id:
            raise StepRefused("Người xin hoàn không được tự duyệt. Nhờ một người khác.")
        if not approve and not why.strip():
            raise StepRefused("Nêu rõ vì sao không hoàn, người nộp sẽ đọc được.")
        held.state = RefundState.APPROVED if approve else RefundState.REFUSED
        held.decided_by, held.decided_at, held.refusal = officer.user, now(), "" if approve else why[:500]
        held.save(update_fields=["state", "decided_by", "decided_at", "refusal"])
        _tell(held)
    return held


def _tell(refund: Refund) -> None:
    """Whoever asked hears of the decision and of the payout."""
    asker = refund.requested_by
    party = getattr(asker, "party", None)
    notifications.queue(
        template="refund_decided",
        key=f"refund{refund.pk}:{refund.state}",
        about=refund.charge.subject,
        party=party,
        user=asker,
        context={
            "reference": refund.charge.reference or "",
            "matter": refund.charge.about,
            "amount_vnd": refund.amount_vnd,
            "state": refund.state,
            "reason": refund.refusal,
            "account": f"{refund.account_number[-4:]:0>4}",
        },
    )


def _kept(charge: Charge) -> dict[int, int]:
    """Line → what came for it and is neither given back nor too much; lines the law keeps come last."""
    paid = by_line(charge, EntryKind.PAID, EntryKind.REFUNDED)
    left = by_line(charge)
    kept = {str(line.get("id")) for line in charge.lines if line.get("refundable") is False}
    codes = dict(charge.rows.values_list("pk", "code"))
    room = {line: max(0, -vnd) - max(0, -left[line]) for line, vnd in paid.items()}
    return dict(sorted(room.items(), key=lambda one: codes[one[0]] in kept))


def _lessen_receipts(charge: Charge, vnd: int, reason: str, by: User) -> None:
    """Receipts never say more than the agency kept; money paid too much was never on one."""
    for receipt in charge.receipts.filter(cancelled_at=None).order_by("-id"):
        if vnd <= 0:
            return
        receipts.lessen(receipt=receipt, by_vnd=min(vnd, receipt.vnd), reason=reason, by=by)
        vnd -= receipt.vnd


def pay_refund(*, refund: Refund, officer: Officer, provider_ref: str) -> Refund:
    """Writes down that the money has left, with the bank's number of the order. Raises StepRefused."""
    with transaction.atomic():
        held = Refund.objects.select_for_update().get(pk=refund.pk)
        if held.state == RefundState.APPROVED and held.payouts.filter(state__in=["made", "sent"]).exists():
            raise StepRefused("Yêu cầu này đang có một lệnh chi chưa xong.")
        return paid_out(held, by=officer.user, provider_ref=provider_ref)


def paid_out(refund: Refund, *, by: User, provider_ref: str) -> Refund:
    """Books the money that has left, once. Raises StepRefused.

    What was not paid too much is let off first, so that the charge is not owed again by being given back.
    """
    with transaction.atomic():
        held = Refund.objects.select_for_update().select_related("charge").get(pk=refund.pk)
        if held.state != RefundState.APPROVED:
            raise StepRefused("Chỉ chi yêu cầu đã duyệt và chưa chi.")
        if not provider_ref.strip():
            raise StepRefused("Nhập số lệnh chi của ngân hàng.")
        charge = locked(held.charge)
        over = max(0, -balance_vnd(charge))
        if held.amount_vnd > over:
            parts = spread(held.amount_vnd - over, _kept(charge))
            enter(
                charge, EntryKind.WAIVED, held.amount_vnd - over, why=held.get_ground_display(), parts=parts
            )
        held.entry = enter(charge, EntryKind.REFUNDED, held.amount_vnd, why=held.get_ground_display())
        held.state, held.paid_by, held.paid_at = RefundState.PAID, by, now()
        held.provider_ref = provider_ref.strip()[:60]
        held.save(update_fields=["entry", "state", "paid_by", "paid_at", "provider_ref"])
        _lessen_receipts(charge, held.amount_vnd - over, f"Đã hoàn: {held.get_ground_display()}", by)
        _tell(held)
    return held
