"""VNPay 2.1.0 (domain.md §8.4): pay address, IPN, querydr and refund."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import quote_plus

from django.conf import settings
from ulid import ULID

from payments.gateways.protocol import Forged, GivenBack, Told, Unreadable
from payments.models import Attempt, Outcome, Payout
from payments.vietqr import plain
from portal.calendars.now import now
from portal.integrations.http import post_json
from portal.web.show import HANOI

_STAMP = "%Y%m%d%H%M%S"
_UNSIGNED = {"vnp_SecureHash", "vnp_SecureHashType"}
_ANSWERS = {
    Outcome.BOOKED: ("00", "Confirm Success"),
    Outcome.FAILED: ("00", "Confirm Success"),
    Outcome.PENDING: ("00", "Confirm Success"),
    Outcome.UNKNOWN: ("01", "Order not found"),
    Outcome.AGAIN: ("02", "Order already confirmed"),
    Outcome.CONTRADICTED: ("02", "Order already confirmed"),
    Outcome.WRONG_AMOUNT: ("04", "Invalid amount"),
    Outcome.FORGED: ("97", "Invalid signature"),
}
_QUERY = (
    "RequestId",
    "Version",
    "Command",
    "TmnCode",
    "TxnRef",
    "TransactionDate",
    "CreateDate",
    "IpAddr",
    "OrderInfo",
)
_QUERIED = (
    "ResponseId", "Command", "ResponseCode", "Message", "TmnCode", "TxnRef", "Amount", "BankCode", "PayDate",
    "TransactionNo", "TransactionType", "TransactionStatus", "OrderInfo", "PromotionCode", "PromotionAmount",
)  # fmt: skip
_REFUND = (
    "RequestId", "Version", "Command", "TmnCode", "TransactionType", "TxnRef", "Amount", "TransactionNo",
    "TransactionDate", "CreateBy", "CreateDate", "IpAddr", "OrderInfo",
)  # fmt: skip
_REFUNDED = (
    "ResponseId", "Command", "ResponseCode", "Message", "TmnCode", "TxnRef", "Amount", "BankCode", "PayDate",
    "TransactionNo", "TransactionType", "TransactionStatus", "OrderInfo",
)  # fmt: skip
_GIVEN_BACK = ("02", "03")
_UNFINISHED = {"01", "07"}


def signed_text(fields: Mapping[str, object]) -> str:
    """What VNPay signs: all `vnp_…` but the signature, no empty ones, by key, values as forms send them."""
    kept = sorted(
        (k, str(v)) for k, v in fields.items() if k.startswith("vnp_") and k not in _UNSIGNED and v != ""
    )
    return "&".join(f"{key}={quote_plus(value)}" for key, value in kept)


def sign(text: str, secret: str) -> str:
    """HMAC-SHA512, lower-case hex."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha512).hexdigest()


class VNPay:
    code, name, minutes = "vnpay", "Thẻ hoặc ngân hàng (VNPay)", 15
    gives_back = True

    def configured(self) -> bool:
        return bool(settings.VNPAY_URL and settings.VNPAY_TMN_CODE and settings.VNPAY_SECRET)

    def begin(self, attempt: Attempt, *, about: str, back: str) -> str:
        fields = {
            "vnp_Version": "2.1.0",
            "vnp_Command": "pay",
            "vnp_TmnCode": settings.VNPAY_TMN_CODE,
            "vnp_Amount": str(attempt.amount_vnd * 100),
            "vnp_CurrCode": "VND",
            "vnp_TxnRef": attempt.reference,
            "vnp_OrderInfo": plain(about, 200),
            "vnp_OrderType": "other",
            "vnp_Locale": "vn",
            "vnp_ReturnUrl": back,
            "vnp_IpAddr": attempt.address or "127.0.0.1",
            "vnp_CreateDate": _stamp(attempt.begun_at),
            "vnp_ExpireDate": _stamp(attempt.expires_at),
        }
        text = signed_text(fields)
        return f"{settings.VNPAY_URL}?{text}&vnp_SecureHash={sign(text, settings.VNPAY_SECRET)}"

    def read(self, fields: Mapping[str, object]) -> Told:
        given = str(fields.get("vnp_SecureHash", "")).lower()
        if not hmac.compare_digest(sign(signed_text(fields), settings.VNPAY_SECRET).encode(), given.encode()):
            raise Forged
        if fields.get("vnp_TmnCode") != settings.VNPAY_TMN_CODE:
            raise Unreadable("another terminal")
        return _told(fields)

    def answer(self, outcome: Outcome) -> dict[str, str]:
        code, message = _ANSWERS.get(outcome, ("99", "Unknown error"))
        return {"RspCode": code, "Message": message}

    def ask(self, attempt: Attempt) -> Told | None:
        said = self._asked(attempt)
        if said is None or str(said.get("vnp_TransactionType", "")) in _GIVEN_BACK:
            return None  # the payment itself is settled; what is told is what was given back
        return _told(said)

    def give_back(self, payout: Payout) -> GivenBack:
        attempt = payout.attempt
        assert attempt is not None
        body = {
            "vnp_RequestId": payout.request_id,
            "vnp_Version": "2.1.0",
            "vnp_Command": "refund",
            "vnp_TmnCode": settings.VNPAY_TMN_CODE,
            "vnp_TransactionType": "02" if payout.vnd == attempt.amount_vnd else "03",
            "vnp_TxnRef": attempt.reference,
            "vnp_Amount": str(payout.vnd * 100),
            "vnp_TransactionNo": attempt.provider_ref,
            "vnp_TransactionDate": _stamp(attempt.begun_at),
            "vnp_CreateBy": f"nv{payout.made_by_id}",
            "vnp_CreateDate": _stamp(now()),
            "vnp_IpAddr": "127.0.0.1",
            "vnp_OrderInfo": f"Hoan tien {attempt.reference}",
        }
        body["vnp_SecureHash"] = sign(_joined(body, _REFUND), settings.VNPAY_SECRET)
        said = post_json("vnpay", settings.VNPAY_API_URL, body)
        _believe(said, _REFUNDED)
        return _given_back(said)

    def ask_back(self, payout: Payout) -> GivenBack | None:
        assert payout.attempt is not None
        said = self._asked(payout.attempt)
        if said is None or str(said.get("vnp_TransactionType", "")) not in _GIVEN_BACK:
            return None
        return _given_back(said)

    def _asked(self, attempt: Attempt) -> dict[str, object] | None:
        body = {
            "vnp_RequestId": str(ULID()),
            "vnp_Version": "2.1.0",
            "vnp_Command": "querydr",
            "vnp_TmnCode": settings.VNPAY_TMN_CODE,
            "vnp_TxnRef": attempt.reference,
            "vnp_TransactionDate": _stamp(attempt.begun_at),
            "vnp_CreateDate": _stamp(now()),
            "vnp_IpAddr": "127.0.0.1",
            "vnp_OrderInfo": f"Hoi giao dich {attempt.reference}",
        }
        body["vnp_SecureHash"] = sign(_joined(body, _QUERY), settings.VNPAY_SECRET)
        said = post_json("vnpay", settings.VNPAY_API_URL, body, again=True)
        _believe(said, _QUERIED)
        if str(said.get("vnp_ResponseCode")) == "91" or said.get("vnp_TxnRef") != attempt.reference:
            return None
        return said


def _believe(said: Mapping[str, object], names: tuple[str, ...]) -> None:
    """Raises Forged unless the answer carries VNPay's own signature."""
    given = str(said.get("vnp_SecureHash", "")).lower()
    if not hmac.compare_digest(sign(_joined(said, names), settings.VNPAY_SECRET).encode(), given.encode()):
        raise Forged


def _given_back(said: Mapping[str, object]) -> GivenBack:
    response, status = str(said.get("vnp_ResponseCode", "")), str(said.get("vnp_TransactionStatus", ""))
    success: bool | None = False
    if response == "94" or (response == "00" and status in ("", "01", "05")):
        success = None  # asked before, or under way
    elif response == "00" and status in ("00", "06"):
        success = True
    return GivenBack(success, f"{response}/{status}"[:20], str(said.get("vnp_TransactionNo", ""))[:60])


def _told(fields: Mapping[str, object]) -> Told:
    reference, cents = str(fields.get("vnp_TxnRef", "")), str(fields.get("vnp_Amount", ""))
    if not reference or not (cents.isascii() and cents.isdigit()) or len(cents) > 18:
        raise Unreadable("reference or amount")
    response, status = str(fields.get("vnp_ResponseCode", "")), str(fields.get("vnp_TransactionStatus", ""))
    success: bool | None = response == "00" and status == "00"
    if not success and (status in _UNFINISHED or response == "07"):
        success = None  # not finished, or debited and under suspicion: nobody may call that a failure
    # An amount that is no whole number of đồng is nobody's charge.
    vnd, rest = divmod(int(cents), 100)
    return Told(
        reference=reference[:40],
        amount_vnd=vnd if not rest else 0,
        success=success,
        code=f"{response}/{status}"[:20],
        provider_ref=str(fields.get("vnp_TransactionNo", ""))[:60],
        paid_at=_moment(str(fields.get("vnp_PayDate", ""))),
    )


def _joined(fields: Mapping[str, object], names: tuple[str, ...]) -> str:
    return "|".join(str(fields.get(f"vnp_{name}", "")) for name in names)


def _stamp(at: datetime) -> str:
    return at.astimezone(HANOI).strftime(_STAMP)


def _moment(text: str) -> datetime | None:
    """A stamp of theirs; one that is no time, or lies in the future, is not believed."""
    try:
        at = datetime.strptime(text, _STAMP).replace(tzinfo=HANOI)
    except ValueError:
        return None
    return at if at < now() + timedelta(minutes=10) else None
