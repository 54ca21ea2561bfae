"""The payment platform of the national portal, protocol 1.0.6 (domain.md §8.2)."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from payments.gateways.protocol import Forged, GivenBack, Told, Unreadable
from payments.models import Attempt, Outcome, Payout
from payments.vietqr import plain
from portal.calendars.now import now
from portal.integrations.http import OutsideDown, post_json
from portal.web.show import HANOI

VERSION = "1.0.6"
_STAMP = "%Y%m%d%H%M%S"
_INIT = (
    "LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "SoTien", "LoaiHinhThanhToan", "MaKenhThanhToan", "MaThietBi",
    "NgonNgu", "MaTienTe", "MaNganHang", "ThongTinGiaoDich", "ThoiGianGD", "Ip",
)  # fmt: skip
_CONFIRM = (
    "LoaiBanTin", "MaLoi", "MaDoiTac", "MaThamChieu", "SoTien", "MaTienTe", "MaGiaoDich", "MaNganHang", "ThoiGianGD",
    "ThongTinGiaoDich",
)  # fmt: skip
_QUERY = ("LoaiBanTin", "PhienBan", "MaDoiTac", "MaThamChieu", "ThoiGianGD")
_ANSWERS = {
    Outcome.BOOKED: ("00", "Thành công"),
    Outcome.FAILED: ("00", "Thành công"),
    Outcome.PENDING: ("00", "Thành công"),
    Outcome.AGAIN: ("02", "Giao dịch đã được xác nhận"),
    Outcome.CONTRADICTED: ("02", "Giao dịch đã được xác nhận"),
    Outcome.UNKNOWN: ("01", "Không tìm thấy giao dịch"),
    Outcome.WRONG_AMOUNT: ("04", "Sai số tiền"),
    Outcome.FORGED: ("97", "Sai mã xác thực"),
}


def code_of(fields: Mapping[str, object], names: tuple[str, ...], secret: str) -> str:
    """MaXacThuc: lower-case hex SHA-256 of the named fields and the secret, with | between."""
    text = "|".join([*(str(fields.get(name, "")) for name in names), secret])
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Bill:
    """A budget voucher as it came: words and a signature over them, or a signed PDF."""

    content: str = ""
    signature: str = ""
    pdf: bytes = b""


class Platform:
    code, name, minutes = "platform", "Nền tảng thanh toán Cổng Dịch vụ công quốc gia", 30
    gives_back = False  # protocol 1.0.6 has no such message: the bank pays by list

    def configured(self) -> bool:
        return bool(settings.PAYMENT_PLATFORM_URL and settings.PAYMENT_PLATFORM_SECRET)

    def begin(self, attempt: Attempt, *, about: str, back: str) -> str:
        body: dict[str, Any] = {
            **self._head("INIT", attempt),
            "SoTien": str(attempt.amount_vnd),
            "LoaiHinhThanhToan": "PAY",
            "MaKenhThanhToan": "1",
            "MaThietBi": "1",
            "NgonNgu": "vi-VN",
            "MaTienTe": "VND",
            "MaNganHang": "PAYMENT",
            "ThongTinGiaoDich": plain(about, 200),
            "Ip": attempt.address or "127.0.0.1",
        }
        body["MaXacThuc"] = code_of(body, _INIT, settings.PAYMENT_PLATFORM_SECRET)
        body["ThongTinBienLai"] = _for_the_receipt(attempt)
        body["UrlTroVe"] = back
        said = post_json("platform", settings.PAYMENT_PLATFORM_URL, body)
        address = str(said.get("UrlThanhToan", ""))
        if str(said.get("MaLoi")) not in ("0", "00") or not address.startswith(("https://", "http://")):
            raise OutsideDown("platform refused the order")
        return address

    def read(self, fields: Mapping[str, object]) -> Told:
        told_code = str(fields.get("MaXacThuc", "")).lower()
        wanted = code_of(fields, _CONFIRM, settings.PAYMENT_PLATFORM_SECRET)
        if not hmac.compare_digest(wanted.encode(), told_code.encode()):
            raise Forged
        if fields.get("MaDoiTac") != settings.PAYMENT_PLATFORM_PARTNER or fields.get("MaTienTe") != "VND":
            raise Unreadable("another partner or another money")
        return _told(fields)

    def answer(self, outcome: Outcome) -> dict[str, str]:
        code, message = _ANSWERS.get(outcome, ("99", "Lỗi khác"))
        return {"MaLoi": code, "MoTaLoi": message}

    def ask(self, attempt: Attempt) -> Told | None:
        body = self._head("QUERY", attempt)
        body["MaXacThuc"] = code_of(body, _QUERY, settings.PAYMENT_PLATFORM_SECRET)
        said = post_json("platform", settings.PAYMENT_PLATFORM_URL, body, again=True)
        if said.get("MaThamChieu") != attempt.reference:
            return None
        return self.read({**said, "LoaiBanTin": said.get("LoaiBanTin", "CONFIRM")})

    def give_back(self, payout: Payout) -> GivenBack:
        raise OutsideDown("the platform gives nothing back")

    def ask_back(self, payout: Payout) -> GivenBack | None:
        return None

    def bill(self, attempt: Attempt) -> Bill | None:
        """GET_BILL: the voucher as JSON with the bank's signature beside it, or as a PDF signed inside (base64);
        None while there is none. Raises OutsideDown."""
        body = self._head("GET_BILL", attempt)
        body["MaXacThuc"] = code_of(body, _QUERY, settings.PAYMENT_PLATFORM_SECRET)
        said = post_json("platform", settings.PAYMENT_PLATFORM_URL, body, again=True)
        content, signature, pdf = said.get("ChungTu"), said.get("ChuKy"), said.get("ChungTuPDF")
        if str(said.get("MaLoi")) not in ("0", "00"):
            return None
        if isinstance(pdf, str) and pdf:
            try:
                return Bill(pdf=base64.b64decode(pdf, validate=True))
            except (binascii.Error, ValueError):
                return Bill(pdf=b"?")
        return (
            Bill(content, signature if isinstance(signature, str) else "")
            if isinstance(content, str)
            else None
        )

    def _head(self, kind: str, attempt: Attempt) -> dict[str, str]:
        return {
            "LoaiBanTin": kind,
            "PhienBan": VERSION,
            "MaDoiTac": settings.PAYMENT_PLATFORM_PARTNER,
            "MaThamChieu": attempt.reference,
            "ThoiGianGD": attempt.begun_at.astimezone(HANOI).strftime(_STAMP),
        }


def _for_the_receipt(attempt: Attempt) -> dict[str, Any]:
    charge = attempt.charge
    kinds = {"phi": "1", "le_phi": "2"}
    lines = [
        {
            "LoaiPhiLePhi": kinds.get(str(line.get("kind")), "2"),
            "MaPhiLePhi": str(line.get("id", "")),
            "TenPhiLePhi": str(line.get("name", "")),
            "SoTien": str(line.get("vnd", 0)),
        }
        for line in charge.lines
    ]
    agency = charge.agency
    return {
        "MaDichVu": "2",
        "MaDonVi": agency.code if agency else "",
        "TenDonVi": agency.name if agency else "",
        "MaHoSo": charge.subject,
        "NoiDungThanhToan": charge.about,
        "HoTenNguoiNop": charge.payer_name,
        "PhiLePhi": lines,
        "DSKhoanNop": [{"NoiDung": charge.about, "SoTien": str(attempt.amount_vnd)}],
    }


def _told(fields: Mapping[str, object]) -> Told:
    amount, reference = str(fields.get("SoTien", "")), str(fields.get("MaThamChieu", ""))
    if not reference or not (amount.isascii() and amount.isdigit()) or len(amount) > 16:
        raise Unreadable("reference or amount")
    code = str(fields.get("MaLoi", ""))
    try:
        at = datetime.strptime(str(fields.get("ThoiGianGD", "")), _STAMP).replace(tzinfo=HANOI)
    except ValueError:
        at = now()
    return Told(
        reference=reference[:40],
        amount_vnd=int(amount),
        success=code == "00",
        code=code[:20],
        provider_ref=str(fields.get("MaGiaoDich", ""))[:60],
        paid_at=min(at, now()),
    )
