"""Whether a paper that comes back signed is ours, whole and unchanged, and signed by whom it should be."""

import base64
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from asn1crypto import x509 as asn1
from django.conf import settings

from portal.documents import bounded, store
from portal.documents.signing import holders, trust
from portal.documents.signing.personal import NOT_THEIRS
from portal.documents.signing.refusals import CannotSign

NOT_OURS = (
    "Tệp này không phải tờ khai đã tải về ở trang này, hoặc phần mềm ký đã ghi lại cả tệp. Tải tờ khai về lại, ký, rồi "
    "tải lên."
)
UNSIGNED = "Tệp chưa có chữ ký số. Ký tờ khai bằng phần mềm ký số của bạn rồi tải lên."
ALTERED = "Tờ khai đã bị thêm hoặc sửa nội dung ngoài chữ ký. Tải tờ khai về lại, chỉ ký, rồi tải lên."
BROKEN = "Chữ ký không còn khớp với tờ khai. Tải tờ khai về lại, ký, rồi tải lên."
UNTRUSTED = "Nơi cấp chứng thư không có trong danh sách được tin cậy, hoặc chứng thư đã hết hạn."
REVOKED = "Chứng thư này đã bị nơi cấp thu hồi. Ký lại bằng chứng thư còn hiệu lực."
TOO_HARD = "Tệp này quá phức tạp nên không kiểm tra được chữ ký."


def prove(content: bytes, ours: bytes, numbers: Sequence[str]) -> dict[str, Any]:
    """The applicant's signature as it was read. Raises CannotSign with what is wrong, TryLater when a list is away.

    Good: our very bytes at the front, nothing but signatures behind them, a signature over the whole by a trusted
    certificate that bears one of the numbers and is not revoked now.
    """
    if content == ours:
        raise CannotSign(UNSIGNED)
    if not content.startswith(ours):
        raise CannotSign(NOT_OURS)
    told = _read(content, len(ours))
    rows = told["signatures"]
    if not rows:
        raise CannotSign(UNSIGNED)
    if not told["only_signed"]:
        raise CannotSign(ALTERED)
    if any(not row["intact"] or row["extent"] == "changed" for row in rows):
        raise CannotSign(BROKEN)
    row, certificate = _own(rows, told["certificates"], numbers)
    if not row["trusted"]:
        raise CannotSign(UNTRUSTED)
    if trust.revoked_at(certificate):
        raise CannotSign(REVOKED)
    when = row["signed_at"]
    return {**row, "signed_at": datetime.fromisoformat(when) if when else None}


def _read(content: bytes, ours: int) -> dict[str, Any]:
    with store.scratch() as path:
        path.write_bytes(content)
        try:
            told: dict[str, Any] = bounded.run(
                "signatures.prove", str(path), settings.TRUSTED_ROOTS, ours, seconds=30
            )
        except bounded.JobFailed as error:
            raise CannotSign(TOO_HARD) from error
    return told


def _own(
    rows: Sequence[dict[str, Any]], certificates: Sequence[str], numbers: Sequence[str]
) -> tuple[dict[str, Any], asn1.Certificate]:
    """The signature of whoever has one of the numbers. Raises CannotSign when nobody has."""
    for row, coded in zip(rows, certificates, strict=True):
        certificate = asn1.Certificate.load(base64.b64decode(coded)) if coded else None
        if certificate is not None and holders.numbers_in(certificate) & set(numbers):
            return row, certificate
    raise CannotSign(NOT_THEIRS)
