"""Opening charges and booking money at the counter. Amounts are whole đồng."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from payments.accounts import account_for
from payments.exemptions import Claimed, ask_exemption
from payments.ledger import balance_vnd, by_line, enter, locked, pay
from payments.models import Charge, ChargeLine, EntryKind, Payment, Timing
from payments.queries import waiting_claim
from payments.references import new_reference
from payments.till import refuse_slip, till_of
from payments.vouchers import why_not_proved
from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.calendars.now import now
from portal.web.ready import Ready
from portal.web.refusals import StepRefused
from portal.web.show import vnd


def open_charge(
    *,
    subject: str,
    timing: str,
    lines: list[dict[str, Any]],
    payer: str,
    agency: Agency | None = None,
    about: str = "",
    settled_task: str = "",
    matter: str = "",
    claim: Claimed | None = None,
) -> Charge | None:
    """One open charge per subject and timing; None when nothing is owed. Safe to call twice.

    `settled_task` is started with the subject when the charge has been paid through a gateway or bank.
    A line names its fee (`id`, `name`, `kind`, `vnd`) and may say whose budget gets it (`account`:
    province, commune or agency). `matter` is the procedure's code, for the reports. With a `claim` the
    charge is for the whole sum until an officer has looked at the proof.
    """
    total = sum(int(line["vnd"]) for line in lines)
    if total == 0:
        return None
    with transaction.atomic():
        known = {"subject": subject, "timing": timing, "cancelled_at": None}
        if timing == Timing.OBLIGATION:
            known["pk"] = None  # every notice opens a charge of its own
        charge, made = Charge.objects.get_or_create(
            **known,
            defaults={
                "lines": lines,
                "total_vnd": total,
                "payer_name": payer,
                "agency": agency,
                "about": about[:200],
                "matter": matter,
                "settled_task": settled_task,
                "reference": new_reference(),
                "opened_at": now(),
            },
        )
        if made:
            rows = _rows(charge, lines)
            enter(charge, EntryKind.CHARGED, total, parts={row.pk: row.vnd for row in rows})
            if claim is not None:
                ask_exemption(charge, rows, claim)
    return charge


def _rows(charge: Charge, lines: list[dict[str, Any]]) -> list[ChargeLine]:
    """The lines with the account of each, as it stands now."""
    return ChargeLine.objects.bulk_create(
        ChargeLine(
            charge=charge,
            number=number,
            code=str(line.get("id", ""))[:60],
            name=str(line.get("name", ""))[:200],
            kind=str(line.get("kind")) if line.get("kind") in ("phi", "thue") else "le_phi",
            vnd=int(line["vnd"]),
            account=account_for(charge.agency, str(line.get("kind", "le_phi")), str(line.get("account", ""))),
        )
        for number, line in enumerate(lines, 1)
    )


def book(
    *, charge: Charge, amount_vnd: int, method: str, key: str, taken_by: User | None, card_slip: str = ""
) -> Payment:
    """Books money taken at a counter once: the same key again returns the first booking (promise P7).

    Raises StepRefused when the charge is settled already or the amount is not what is left: a cashier
    sees what is owed and never takes more. A card is booked with the number of the terminal's slip.
    """
    with transaction.atomic():
        held = locked(charge)
        if known := Payment.objects.filter(key=key).first():
            return known
        left = balance_vnd(held)
        if left <= 0 or held.cancelled_at:
            raise StepRefused("Khoản này đã thu đủ.")
        if waiting_claim(held) is not None:
            raise StepRefused("Người nộp xin miễn, giảm khoản này. Kiểm tra giấy tờ trước khi thu.")
        if amount_vnd <= 0 or amount_vnd > left:
            raise StepRefused("Chỉ còn phải thu %(amount)s.", amount=vnd(left))
        session, slip = till_of(taken_by), card_slip.strip().upper() if method == "card" else ""
        if method == "card":
            refuse_slip(slip, charge=held, session=session)
        payment = pay(
            held, amount_vnd, method=method, key=key, taken_by=taken_by, session=session, provider_ref=slip
        )
        if held.settled_at:
            acknowledge(held)  # whoever takes money at a counter goes on by themselves
    charge.settled_at = held.settled_at
    return payment


def cancel_charge(*, charge: Charge, why: str) -> None:
    """Nothing is asked for any more; what was paid stays on the book as paid too much, to be refunded, but for lines
    that the law keeps: of those only what is still unpaid is dropped."""
    with transaction.atomic():
        held = locked(charge)
        if held.cancelled_at:
            return
        asked = by_line(held, EntryKind.CHARGED, EntryKind.WAIVED, EntryKind.CANCELLED)
        kept = _kept(held, asked)
        dropped = {line: vnd - kept.get(line, 0) for line, vnd in asked.items()}
        if total := sum(dropped.values()):
            enter(held, EntryKind.CANCELLED, total, why=why, parts=dropped)
        held.cancelled_at = now()
        held.save(update_fields=["cancelled_at"])
    charge.cancelled_at = held.cancelled_at


def _kept(charge: Charge, asked: dict[int, int]) -> dict[int, int]:
    """Line → what was paid of what it asks, for lines that are never given back (`"refundable": false`)."""
    lasting = {str(line.get("id")) for line in charge.lines if line.get("refundable") is False}
    if not lasting:
        return {}
    paid = by_line(charge, EntryKind.PAID, EntryKind.REFUNDED)
    codes = dict(charge.rows.values_list("pk", "code"))
    return {line: min(asked[line], max(0, -vnd)) for line, vnd in paid.items() if codes[line] in lasting}


def drop_unpaid(*, charge: Charge, why: str) -> None:
    """What is still owed is no longer asked for; what was paid stays paid."""
    with transaction.atomic():
        held = locked(charge)
        owed = balance_vnd(held)
        if owed > 0 and not held.cancelled_at:
            held.told_at = now()  # nobody has paid, so there is nothing to tell the opener
            held.save(update_fields=["told_at"])
            enter(held, EntryKind.CANCELLED, owed, why=why)


def acknowledge(charge: Charge) -> bool:
    """The opener has heard that nothing is owed; True only the first time, so it acts once. Not before the bank's
    signed voucher is there, where one is demanded (QN-14.4d)."""
    if why_not_proved(charge):
        return False
    waiting = Charge.objects.filter(pk=charge.pk, told_at=None, settled_at__isnull=False)
    return waiting.update(told_at=now()) == 1


def unpaid(*, subject: str, timing: str) -> Charge | None:
    """The charge that still waits for money, if any."""
    return next((one for one in charges_of(subject) if one.timing == timing and not one.settled_at), None)


def to_acknowledge(subject: str) -> list[Charge]:
    """Settled charges of a subject that its opener has not heard of yet."""
    return list(Charge.objects.filter(subject=subject, told_at=None, settled_at__isnull=False).order_by("id"))


def charges_of(subject: str) -> list[Charge]:
    """Those that were not cancelled, the oldest first."""
    return _standing.all(subject=subject)


def _standing_of(subject: str) -> QuerySet[Charge]:
    return Charge.objects.filter(subject=subject, cancelled_at=None).order_by("id")


_standing = Ready(_standing_of, subject=str)
