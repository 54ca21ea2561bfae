"""Budget vouchers: asked of the platform, their bank's signature checked, before a dossier goes on (QN-14.4d).

Demanded for payments through the national platform; a portal that is only tried out (no PRODUCTION) demands them as
soon as the certificate of one bank is known. A voucher is JSON with a signature beside it, or a PDF signed inside
(voucher_papers.py). What is checked: the signature is of a certificate entered here, that is good now, and the voucher
speaks of this payment and this sum. Not checked: whether the bank has withdrawn its certificate meanwhile.
"""

import base64
import binascii
import json
import logging
from collections.abc import Set
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from django.conf import settings
from django.db import transaction

from payments import voucher_papers as papers
from payments.gateways.platform import Platform
from payments.models import BankCertificate, BudgetVoucher, Charge, Payment
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.integrations.http import OutsideDown
from portal.web.refusals import StepRefused

log = logging.getLogger(__name__)
ASK_AFTER = (1, 2, 5, 10, 30, 60)  # minutes after each other; then every hour
WAITS = "Chờ chứng từ nộp ngân sách có chữ ký hợp lệ của ngân hàng."
NO_BANK = "Chữ ký không phải của ngân hàng nào đã đăng ký."


def demanded() -> bool:
    """Whether platform payments need their voucher: always in production, else once a bank's certificate is known."""
    return settings.PRODUCTION or BankCertificate.objects.filter(withdrawn_at=None).exists()


def why_not_proved(charge: Charge) -> str:
    """Why work may not go on although the money is booked; empty when every voucher is there and good."""
    owing = charge.payments.filter(method="platform").exclude(voucher__good=True)
    if not owing.exists() or not demanded():
        return ""
    voucher = BudgetVoucher.objects.filter(payment__in=owing).exclude(problem="").first()
    return f"{WAITS} {voucher.problem}".strip() if voucher else WAITS


def expect(payment: Payment) -> None:
    """A platform payment was booked: its voucher is asked for at once, and again until it is there."""
    if payment.method == "platform" and demanded():
        BudgetVoucher.objects.create(payment=payment, checked_at=now(), ask_at=now() + timedelta(minutes=1))
        start_on_commit("payments.fetch_voucher", payment.pk)


def fetch(payment: Payment) -> BudgetVoucher | None:
    """Asks the platform for the voucher of one payment and checks it; a good one lets the dossier go on."""
    voucher = BudgetVoucher.objects.filter(payment=payment).first()
    if voucher is None or voucher.good:
        return voucher
    later = ASK_AFTER[min(voucher.asked, len(ASK_AFTER) - 1)]
    BudgetVoucher.objects.filter(pk=voucher.pk, good=False).update(
        asked=voucher.asked + 1, ask_at=now() + timedelta(minutes=later)
    )
    try:
        bill = Platform().bill(payment.attempt)
    except OutsideDown as error:
        log.warning("voucher of payment %s: %s", payment.pk, type(error).__name__)
        return voucher
    if bill is None:
        return voucher
    return keep_paper(payment, bill.pdf) if bill.pdf else keep(payment, bill.content, bill.signature)


def keep(payment: Payment, content: str, signature: str) -> BudgetVoucher:
    """Checks a voucher and keeps it word for word; a good one is never replaced. What is wrong stands in `problem`."""
    signer, told = _signer(content, signature), _fields(content)
    reference, vnd = str(told.get("MaThamChieu")), str(told.get("SoTien"))
    problem = _problem(payment, signer, names={reference}, sums={vnd})
    return _keep(
        payment,
        signer,
        problem,
        number=str(told.get("SoChungTu", ""))[:60],
        content=content[:20_000],
        signature=signature[:10_000],
    )


def keep_paper(payment: Payment, pdf: bytes) -> BudgetVoucher:
    """The same for a voucher that is a signed PDF: its bytes are kept, its words are read from it."""
    paper = papers.look(pdf, usable())
    problem = _problem(payment, paper.signer, names=paper.words, sums=paper.sums, broken=paper.problem)
    return _keep(payment, paper.signer, problem, number=paper.number, file=papers.kept(pdf))


def _keep(payment: Payment, signer: BankCertificate | None, problem: str, **told: Any) -> BudgetVoucher:
    with transaction.atomic():
        voucher, _ = BudgetVoucher.objects.select_for_update().get_or_create(payment=payment)
        if voucher.good:
            return voucher
        for name, value in told.items():
            setattr(voucher, name, value)
        voucher.certificate, voucher.problem, voucher.good = signer, problem, not problem
        voucher.checked_at = now()
        if voucher.good:
            voucher.ask_at = None
        voucher.save()
        if voucher.good and payment.charge.settled_at and payment.charge.settled_task:
            start_on_commit(payment.charge.settled_task, payment.charge.subject)
    return voucher


def _problem(
    payment: Payment, signer: BankCertificate | None, *, names: Set[str], sums: Set[str], broken: str = ""
) -> str:
    """What is wrong with a voucher that was signed by `signer`, and speaks of these codes and sums; or ""."""
    if broken or signer is None:
        return broken or NO_BANK
    if payment.attempt.reference not in names:
        return "Chứng từ của một giao dịch khác."
    if str(payment.amount_vnd) not in sums:
        return "Số tiền trên chứng từ khác số tiền đã ghi sổ."
    return ""


def usable() -> list[BankCertificate]:
    """The certificates with which banks sign now, newest first."""
    good = BankCertificate.objects.filter(withdrawn_at=None, valid_from__lte=now(), valid_to__gte=now())
    return list(good.order_by("-id"))


def _signer(content: str, signature: str) -> BankCertificate | None:
    try:
        given = base64.b64decode(signature, validate=True)
    except (binascii.Error, ValueError):
        return None
    for certificate in usable():
        key = x509.load_pem_x509_certificate(certificate.pem.encode()).public_key()
        try:
            if isinstance(key, rsa.RSAPublicKey):
                key.verify(given, content.encode(), padding.PKCS1v15(), hashes.SHA256())
            elif isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(given, content.encode(), ec.ECDSA(hashes.SHA256()))
            else:
                continue
        except InvalidSignature:
            continue
        return certificate
    return None


def _fields(content: str) -> dict[str, object]:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def ask_vouchers(most: int = 100) -> int:
    """Vouchers that are still missing; gives how many were asked for."""
    waiting = BudgetVoucher.objects.filter(good=False, ask_at__lte=now()).select_related("payment__attempt")
    found = list(waiting.order_by("ask_at")[:most])
    for voucher in found:
        fetch(voucher.payment)
    return len(found)


def register(*, name: str, pem: str) -> BankCertificate:
    """Enters a bank's certificate. Raises StepRefused when it is none, weak, or no longer good."""
    try:
        found = x509.load_pem_x509_certificate(pem.strip().encode())
    except ValueError as error:
        raise StepRefused("Đây không phải chứng thư dạng PEM.") from error
    key = found.public_key()
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < 2048:
        raise StepRefused("Khóa RSA ngắn hơn 2048 bit, không dùng được.")
    if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
        raise StepRefused("Chỉ nhận chứng thư RSA hoặc đường cong elliptic.")
    if found.not_valid_after_utc < datetime.now(UTC):
        raise StepRefused("Chứng thư đã hết hạn.")
    made, _ = BankCertificate.objects.get_or_create(
        serial=f"{found.serial_number:x}"[:64],
        defaults={
            "name": name[:200],
            "pem": pem.strip(),
            "valid_from": found.not_valid_before_utc,
            "valid_to": found.not_valid_after_utc,
        },
    )
    return made
