"""Budget vouchers that are signed PDF files: whose signature it is, and what the paper says (QN-14.4d).

The bytes come from elsewhere, so they are only ever opened in a bounded child. A paper's layout is not fixed by
anything we know: the code of the payment and its sum must stand on it, in any layout.
"""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from payments.models import BankCertificate
from portal.documents import bounded, checks, store
from portal.documents.models import StoredFile

MOST_BYTES = 2_000_000
_PAGES = 3
_NO_PDF = "Chứng từ không phải tệp PDF đọc được."
_UNSIGNED = "Chứng từ PDF không có chữ ký số."
_CHANGED = "Chứng từ PDF bị sửa sau khi ngân hàng ký."
_STRANGER = "Chữ ký không phải của ngân hàng nào đã đăng ký."
_NUMBER = re.compile(r"(?i:số chứng từ|so chung tu)\s*:?\s*([A-Z0-9][A-Z0-9./-]{2,59})")


@dataclass(frozen=True, slots=True)
class Paper:
    """What one PDF proves: whose signature covers all of it, and the words and sums (digits only) on its pages."""

    signer: BankCertificate | None
    problem: str
    number: str = ""
    words: frozenset[str] = frozenset()
    sums: frozenset[str] = frozenset()


def look(pdf: bytes, banks: Sequence[BankCertificate]) -> Paper:
    """Reads a voucher; `problem` says why it proves nothing."""
    if not pdf.startswith(b"%PDF-") or len(pdf) > MOST_BYTES:
        return Paper(None, _NO_PDF)
    with store.scratch() as path:
        path.write_bytes(pdf)
        try:
            signer, problem = _signer(path, banks)
            text = str(bounded.run("words.of", str(path), _PAGES))
        except bounded.JobFailed:
            return Paper(None, _NO_PDF)
    number = _NUMBER.search(text)
    return Paper(
        signer,
        problem,
        number=number[1] if number else "",
        words=frozenset(re.findall(r"[A-Z0-9]{6,40}", text)),
        sums=frozenset(re.sub(r"\D", "", one) for one in re.findall(r"\d[\d.,]{0,20}\d|\d", text)),
    )


def kept(pdf: bytes) -> StoredFile | None:
    """The bytes as they came; None for what is no PDF of a bearable size."""
    if not pdf.startswith(b"%PDF-") or len(pdf) > MOST_BYTES:
        return None
    with store.scratch() as path:
        path.write_bytes(pdf)
        return store.keep(path, content_type="application/pdf", pages=1, state=checks.first_state())


def _signer(path: Path, banks: Sequence[BankCertificate]) -> tuple[BankCertificate | None, str]:
    """The bank whose good signature covers the whole file. Each bank is tried alone, so that we know which it was."""
    problem = _STRANGER
    for bank in banks:
        with tempfile.TemporaryDirectory() as roots:
            Path(roots, "bank.pem").write_text(bank.pem)
            found = bounded.run("signatures.check", str(path), roots, [])
        if not found:
            return None, _UNSIGNED
        if any(one["intact"] and one["trusted"] and one["extent"] == "whole" for one in found):
            return bank, ""
        if any(one["extent"] == "changed" or not one["intact"] for one in found):
            problem = _CHANGED
    return None, problem
