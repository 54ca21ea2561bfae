"""VietQR (NAPAS 247, EMVCo merchant-presented): a bank transfer as one line of text, written and read.

domain.md §8.3. A code says where money shall go; it never tells that it came (payments.services.bank does).
"""

import binascii
import re
from dataclasses import dataclass

from portal.web.text import fold

NAPAS = "A000000727"
TO_ACCOUNT, TO_CARD = "QRIBFTTA", "QRIBFTTC"
DONG, VIETNAM = "704", "VN"
MOST_PURPOSE = 25
MOST_ACCOUNT = 19
MOST_VND = 10**13 - 1


class VietQRError(ValueError):
    """The text is no VietQR code, or what should be written does not fit one; str() says why."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """One transfer: bank by its six-digit BIN, account or card, whole đồng (0 = the payer types it), purpose."""

    bank: str
    account: str
    amount_vnd: int = 0
    purpose: str = ""
    bill: str = ""
    merchant: str = ""
    city: str = ""
    to_card: bool = False
    dynamic: bool = False


def crc(text: str) -> str:
    """CRC-16/CCITT-FALSE as four upper-case hex digits; `123456789` gives `29B1`."""
    return f"{binascii.crc_hqx(text.encode(), 0xFFFF):04X}"


def plain(text: str, most: int = MOST_PURPOSE) -> str:
    """The text as a bank passes it on: no marks, letters, digits and single spaces, at most `most` characters."""
    bare = "".join(_bare(char) for char in text)
    return " ".join(re.sub(r"[^A-Za-z0-9 ]", " ", bare).split())[:most].strip()


def _bare(char: str) -> str:
    folded = fold(char)
    return folded.upper() if char.isupper() else folded or char


def encode(transfer: Transfer) -> str:
    """The line of text behind the QR picture. Raises VietQRError when something does not fit."""
    if not re.fullmatch(r"\d{6}", transfer.bank):
        raise VietQRError("Mã ngân hàng (BIN) gồm đúng 6 chữ số.")
    if not re.fullmatch(r"[A-Za-z0-9]{1,19}", transfer.account):
        raise VietQRError("Số tài khoản gồm 1 đến 19 chữ và số, không có dấu cách.")
    if not 0 <= transfer.amount_vnd <= MOST_VND:
        raise VietQRError("Số tiền là số đồng nguyên, từ 0 đến 13 chữ số.")
    where = _field("00", NAPAS)
    where += _field("01", _field("00", transfer.bank) + _field("01", transfer.account))
    where += _field("02", TO_CARD if transfer.to_card else TO_ACCOUNT)
    # 11 = a poster that many people scan, 12 = made for one payment.
    initiation = "12" if transfer.dynamic or transfer.amount_vnd else "11"
    text = _field("00", "01") + _field("01", initiation) + _field("38", where) + _field("53", DONG)
    if transfer.amount_vnd:
        text += _field("54", str(transfer.amount_vnd))
    text += _field("58", VIETNAM)
    for tag, value in (("59", plain(transfer.merchant, 25)), ("60", plain(transfer.city, 15))):
        text += _field(tag, value) if value else ""
    more = _field("01", plain(transfer.bill)) if transfer.bill else ""
    more += _field("08", plain(transfer.purpose)) if transfer.purpose else ""
    text += _field("62", more) if more else ""
    text += "6304"
    return text + crc(text)


def decode(text: str) -> Transfer:
    """What a code says. Raises VietQRError on a wrong length, checksum, or anything that is no VietQR transfer."""
    text = text.strip()
    if not text.isascii():
        raise VietQRError("Mã chỉ gồm ký tự ASCII.")
    if not re.search(r"6304[0-9A-Fa-f]{4}$", text):
        raise VietQRError("Mã không kết thúc bằng mã kiểm tra (63).")
    if crc(text[:-4]) != text[-4:].upper():
        raise VietQRError(f"Sai mã kiểm tra: ghi {text[-4:]}, tính ra {crc(text[:-4])}.")
    fields = _fields(text)
    if next(iter(fields)) != "00" or fields["00"] != "01":
        raise VietQRError("Không phải mã EMVCo phiên bản 01.")
    if fields.get("01", "11") not in ("11", "12"):
        raise VietQRError("Kiểu mã (01) phải là 11 hoặc 12.")
    if fields.get("53") != DONG or fields.get("58", "").upper() != VIETNAM:
        raise VietQRError("Không phải mã chuyển tiền đồng tại Việt Nam.")
    bank, account, service = _target(fields)
    amount = fields.get("54", "0")
    if not re.fullmatch(r"\d{1,13}(\.0{1,2})?", amount):
        raise VietQRError(f"Số tiền “{amount}” không phải số đồng nguyên.")
    more = _fields(fields["62"]) if fields.get("62") else {}
    return Transfer(
        bank=bank,
        account=account,
        amount_vnd=int(amount.split(".")[0]),
        purpose=more.get("08", ""),
        bill=more.get("01", ""),
        merchant=fields.get("59", ""),
        city=fields.get("60", ""),
        to_card=service == TO_CARD,
        dynamic=fields.get("01") == "12",
    )


def _target(fields: dict[str, str]) -> tuple[str, str, str]:
    where = _fields(fields["38"]) if fields.get("38") else {}
    if where.get("00") != NAPAS:
        raise VietQRError("Không có phần chuyển tiền NAPAS 247 (38).")
    inside = _fields(where.get("01", ""))
    bank, account = inside.get("00", ""), inside.get("01", "")
    if not re.fullmatch(r"\d{6}", bank) or not re.fullmatch(r"[A-Za-z0-9]{1,19}", account):
        raise VietQRError("Mã ngân hàng hoặc số tài khoản không đúng dạng.")
    service = where.get("02", TO_ACCOUNT)
    if service not in (TO_ACCOUNT, TO_CARD):
        raise VietQRError(f"Dịch vụ “{service}” không phải chuyển tiền tới tài khoản hoặc thẻ.")
    return bank, account, service


def _field(tag: str, value: str) -> str:
    if len(value) > 99:
        raise VietQRError(f"Trường {tag} dài quá 99 ký tự.")
    return f"{tag}{len(value):02d}{value}"


def _fields(text: str) -> dict[str, str]:
    """Tag → value of one level; every character must belong to a field."""
    found: dict[str, str] = {}
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if not re.fullmatch(r"\d{4}", head):
            raise VietQRError(f"Trường hỏng ở vị trí {at + 1}.")
        tag, length = head[:2], int(head[2:])
        value = text[at + 4 : at + 4 + length]
        if len(value) != length:
            raise VietQRError(f"Trường {tag} ghi dài {length} ký tự nhưng chỉ có {len(value)}.")
        if tag in found:
            raise VietQRError(f"Trường {tag} có hai lần.")
        found[tag] = value
        at += 4 + length
    return found
