"""Who signed a PDF, when, and whether it was changed since: read in a bounded child, without the network."""

import hashlib
import logging
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

_MOST = 30
_MOST_PAGES = 10


def check(path: str, roots: str, lists: list[str]) -> list[dict[str, Any]]:
    """One row for each signature, in the order of signing. roots: folder of trusted certificates; lists: CRL files."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    logging.disable(logging.CRITICAL)
    with open(path, "rb") as file:
        reader = PdfFileReader(file, strict=False)
        found = reader.embedded_regular_signatures[:_MOST]
        return [_row(one, reader, roots, lists) for one in found]


def prove(path: str, roots: str, ours: int) -> dict[str, Any]:
    """The signatures of a paper that came back, their certificates, and whether only signatures follow our bytes."""
    import base64
    import io

    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.diff_analysis import DEFAULT_DIFF_POLICY, DiffResult, ModificationLevel

    logging.disable(logging.CRITICAL)
    content = Path(path).read_bytes()
    reader = PdfFileReader(io.BytesIO(content), strict=False)
    before = PdfFileReader(io.BytesIO(content[:ours]), strict=False).xrefs.total_revisions - 1
    try:
        change = DEFAULT_DIFF_POLICY.review_file(reader, before)
    except Exception:  # what cannot be compared is not taken for unchanged
        change = None
    found = reader.embedded_regular_signatures[:_MOST]
    return {
        "signatures": [_row(one, reader, roots, []) for one in found],
        "certificates": [_coded(one, base64.b64encode) for one in found],
        "only_signed": isinstance(change, DiffResult)
        and change.modification_level <= ModificationLevel.FORM_FILLING,
    }


def _coded(embedded: Any, code: Any) -> str:
    try:
        return str(code(embedded.signer_cert.dump()).decode())
    except Exception:  # no certificate inside
        return ""


def look(path: str, roots: str, lists: list[str]) -> dict[str, Any]:
    """What a stranger's PDF says of itself: its signatures, and the keys of check pages printed on it."""
    with open(path, "rb") as file:
        signed = b"/ByteRange" in file.read()
    return {"signatures": check(path, roots, lists) if signed else [], "keys": _keys(path)}


def _keys(path: str) -> list[str]:
    import pypdfium2

    found: list[str] = []
    with pypdfium2.PdfDocument(path) as pdf:
        for number in range(min(len(pdf), _MOST_PAGES)):
            text = "".join(pdf[number].get_textpage().get_text_bounded().split())
            found += re.findall(r"/xac-minh/([A-Za-z0-9_-]{20,64})", text)
    return found[:_MOST]


def _row(embedded: Any, reader: Any, roots: str, lists: list[str]) -> dict[str, Any]:
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel

    row: dict[str, Any] = {"field": str(embedded.field_name)[:100], **_signer(embedded)}
    try:
        status = validate_pdf_signature(embedded, **_contexts(embedded, reader, roots, lists))
    except Exception:  # a signature that cannot be read proves nothing; it is shown as broken
        return row
    at = status.timestamp_validity.timestamp if status.timestamp_validity else status.signer_reported_dt
    level, covered = status.modification_level, status.coverage
    changed = (
        level is None or level is ModificationLevel.OTHER or covered < SignatureCoverageLevel.ENTIRE_REVISION
    )
    whole = covered is SignatureCoverageLevel.ENTIRE_FILE or level is ModificationLevel.NONE
    stamp = status.timestamp_validity
    return row | {
        "intact": bool(status.intact and status.valid),
        "trusted": bool(status.trusted and (stamp is None or stamp.trusted)),
        "extent": "changed" if changed else "whole" if whole else "filled",
        "signed_at": at.astimezone(UTC).isoformat() if at else None,
        "stamped": bool(stamp and stamp.valid and stamp.trusted),
    }


def _signer(embedded: Any) -> dict[str, Any]:
    row = {
        "signer": "", "organisation": "", "issuer": "", "intact": False, "trusted": False, "extent": "changed",
        "signed_at": None, "stamped": False, "fingerprint": "",
    }  # fmt: skip
    try:
        certificate = embedded.signer_cert
        subject, issuer = certificate.subject.native, certificate.issuer.native
    except Exception:  # no certificate inside
        return row
    return row | {
        "signer": _text(subject.get("common_name")),
        "organisation": _text(subject.get("organization_name")),
        "issuer": _text(issuer.get("common_name")),
        "fingerprint": hashlib.sha256(certificate.dump()).hexdigest(),
    }


def _text(value: Any) -> str:
    return str(value[-1] if isinstance(value, list) else value or "")[:200]


def _contexts(embedded: Any, reader: Any, roots: str, lists: list[str]) -> dict[str, Any]:
    """What to believe: our roots, what the file itself brings to prove it later, and the lists that we hold.

    A certificate is judged at the moment that a time stamp proves, else now.
    """
    from asn1crypto import crl, pem, x509
    from pyhanko.sign.validation.dss import DocumentSecurityStore
    from pyhanko.sign.validation.errors import NoDSSFoundError
    from pyhanko_certvalidator import ValidationContext

    trusted = [
        x509.Certificate.load(der)
        for path in sorted(Path(roots).glob("*.pem"))
        for kind, _, der in pem.unarmor(path.read_bytes(), multiple=True)
        if kind == "CERTIFICATE"
    ]
    crls = [crl.CertificateList.load(Path(path).read_bytes()) for path in lists]
    certificates: list[Any] = []
    try:
        dss = DocumentSecurityStore.read_dss(reader)
        certificates = list(dss.load_certs())
        crls += [crl.CertificateList.load(one.get_object().data) for one in dss.crls]
    except NoDSSFoundError:
        pass
    told: dict[str, Any] = {
        "trust_roots": trusted,
        "other_certs": certificates,
        "crls": crls,
        "allow_fetching": False,
    }
    stamped = _stamped_at(embedded)
    told |= {"revocation_mode": "soft-fail"} | ({"moment": stamped} if stamped else {})
    return {
        "signer_validation_context": ValidationContext(**told),
        "ts_validation_context": ValidationContext(**told),
    }


def _stamped_at(embedded: Any) -> datetime | None:
    """The moment inside the time stamp of the signature; it is proved with the rest."""
    from pyhanko.sign.general import NonexistentAttributeError, find_unique_cms_attribute

    try:
        token = find_unique_cms_attribute(
            embedded.signer_info["unsigned_attrs"], "signature_time_stamp_token"
        )
    except NonexistentAttributeError:
        return None
    at: datetime = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
    return at
