"""Whose key signs: adding a certificate, finding it, opening it for one signature."""

import base64
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from cryptography import x509
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from cryptography.x509.oid import NameOID
from django.db import transaction
from django.db.models import QuerySet

from portal.agencies.models import Agency, Officer
from portal.calendars.now import now
from portal.documents.models import KeyKind, SigningKey
from portal.documents.signing import box
from portal.documents.signing.refusals import CannotSign, TryLater
from portal.integrations import cloud_signature
from portal.integrations.http import OutsideDown
from portal.web.ready import Ready

if TYPE_CHECKING:
    from pyhanko.sign.signers import Signer

WRONG_PIN = "Mã PIN hoặc mật khẩu chứng thư không đúng."
NO_KEY_FILE = "Tệp này không phải chứng thư PKCS#12 (.p12, .pfx) có khoá ký."


def of_officer(officer: Officer) -> SigningKey | None:
    """The certificate with which this officer signs now."""
    return _good(SigningKey.objects.filter(officer=officer), now()).first()


def of_agency(agency_id: int | None) -> SigningKey | None:
    """The certificate that stands for the agency's stamp now."""
    return _stamp.first(agency=agency_id, at=now()) if agency_id else None


def _stamp_of(agency: int, at: datetime) -> QuerySet[SigningKey]:
    return _good(SigningKey.objects.filter(agency_id=agency), at).order_by("pk")[:1]


_stamp = Ready(_stamp_of, agency=int, at=datetime)


def _good(rows: QuerySet[SigningKey], at: datetime) -> QuerySet[SigningKey]:
    return rows.filter(withdrawn_at=None, valid_from__lte=at, valid_to__gt=at)


def add_pkcs12(
    content: bytes,
    password: str,
    *,
    officer: Officer | None = None,
    agency: Agency | None = None,
    keep_pin: bool,
) -> SigningKey:
    """Takes a key file in. keep_pin: the password is kept closed beside it (an agency's stamp); else asked each time.

    The one before is withdrawn. Raises CannotSign when the file or its password is wrong.
    """
    try:
        key, certificate, chain = pkcs12.load_key_and_certificates(content, password.encode())
    except ValueError as error:
        raise CannotSign(WRONG_PIN if content[:1] == b"\x30" else NO_KEY_FILE) from error
    if key is None or certificate is None:
        raise CannotSign(NO_KEY_FILE)
    return _add(
        [certificate, *chain], officer, agency, kind=KeyKind.PKCS12, content=box.close(content),
        pin=box.close(password.encode()) if keep_pin else b"",
    )  # fmt: skip


def add_token(
    module: str, token: str, certificates: bytes, *, officer: Officer | None = None, agency: Agency | None = None,
    pin: str = "",
) -> SigningKey:  # fmt: skip
    """A key in a device behind a PKCS#11 module; token: its label, or label/name of the key. Raises CannotSign."""
    try:
        chain = x509.load_pem_x509_certificates(certificates)
    except ValueError as error:
        raise CannotSign("Tệp chứng thư phải ở dạng PEM.") from error
    return _add(
        chain, officer, agency, kind=KeyKind.PKCS11, where=module, known_as=token,
        pin=box.close(pin.encode()) if pin else b"",
    )  # fmt: skip


def add_remote(
    address: str, credential: str, *, token: str = "", officer: Officer | None = None, agency: Agency | None = None,
    pin: str = "",
) -> SigningKey:  # fmt: skip
    """A key that a signing service holds (Cloud Signature Consortium API v2). Raises CannotSign or TryLater."""
    with _answering():
        told = cloud_signature.Service(address, token).info(credential)
    return _add(
        _chain_of(told), officer, agency, kind=KeyKind.REMOTE, where=address, known_as=credential,
        content=box.close(token.encode()), pin=box.close(pin.encode()) if pin else b"",
    )  # fmt: skip


def remote_keys_of(address: str, token: str, numbers: Sequence[str]) -> list[SigningKey]:
    """The keys that a service holds for whoever has one of the numbers, kept nowhere. Raises CannotSign or TryLater."""
    service = cloud_signature.Service(address, token)
    with _answering():
        names = [name for number in numbers for name in service.credentials(number)]
        found = [(name, _chain_of(service.info(name))) for name in dict.fromkeys(names)]
    return [
        SigningKey(
            kind=KeyKind.REMOTE, where=address, known_as=name, content=box.close(token.encode()), **_said_by(chain)
        )
        for name, chain in found
    ]  # fmt: skip


@contextmanager
def _answering() -> Iterator[None]:
    try:
        yield
    except cloud_signature.Denied as error:
        raise CannotSign(str(error)) from error
    except OutsideDown as error:
        raise TryLater("Dịch vụ ký số từ xa không trả lời. Thử lại sau ít phút.") from error


def _chain_of(told: cloud_signature.Credential) -> list[x509.Certificate]:
    return [x509.load_der_x509_certificate(base64.b64decode(one)) for one in told.certificates]


def _add(
    chain: list[x509.Certificate], officer: Officer | None, agency: Agency | None, **told: Any
) -> SigningKey:
    leaf = chain[0]
    if leaf.not_valid_after_utc <= now():
        raise CannotSign(f"Chứng thư đã hết hạn ngày {_day(leaf.not_valid_after_utc)}.")
    with transaction.atomic():
        withdraw(SigningKey.objects.filter(officer=officer, agency=agency, withdrawn_at=None))
        return SigningKey.objects.create(officer=officer, agency=agency, **_said_by(chain), **told)


def _said_by(chain: Sequence[x509.Certificate]) -> dict[str, Any]:
    """What the certificate says of itself, as the columns keep it."""
    leaf = chain[0]
    return {
        "subject": _common_name(leaf.subject)[:200],
        "issuer": _common_name(leaf.issuer)[:200],
        "fingerprint": leaf.fingerprint(SHA256()).hex(),
        "chain": b"".join(one.public_bytes(Encoding.PEM) for one in chain),
        "valid_from": leaf.not_valid_before_utc,
        "valid_to": leaf.not_valid_after_utc,
    }


def withdraw(rows: QuerySet[SigningKey], reason: str = "") -> None:
    """From now on they sign nothing; what they hold is thrown away, the certificate stays."""
    rows.update(withdrawn_at=now(), withdrawn_for=reason[:300], content=b"", pin=b"")


def expiring(within: timedelta) -> QuerySet[SigningKey]:
    """Certificates in use that end within this time, or have ended, the first first."""
    ending = SigningKey.objects.filter(withdrawn_at=None, valid_to__lt=now() + within)
    return ending.select_related("officer__user", "officer__agency", "agency").order_by("valid_to")


def in_use() -> QuerySet[SigningKey]:
    """Every certificate that signs now."""
    return _good(SigningKey.objects.all(), now()).select_related("officer__user", "officer__agency", "agency")


def revoked_at(key: SigningKey) -> datetime | None:
    """When its issuer took the certificate back, by the issuer's own list. Raises TryLater when it cannot be read."""
    from portal.documents.signing import signers, trust  # heavy

    return trust.revoked_at(signers.certificates(key)[0])


def open_key(key: SigningKey, pin: str = "") -> "Signer":
    """What pyHanko signs with. Raises CannotSign: expired, wrong PIN, no device; TryLater: service down."""
    if key.withdrawn_at:
        raise CannotSign(
            f"Chứng thư của {key.subject} đã thu hồi ngày {_day(key.withdrawn_at)}, không ký được nữa."
        )
    if key.valid_to <= now():
        raise CannotSign(
            f"Chứng thư của {key.subject} đã hết hạn ngày {_day(key.valid_to)}. Nạp chứng thư mới để ký."
        )
    try:
        secret = pin or (box.open_(key.pin).decode() if key.pin else "")
        content = box.open_(key.content) if key.content else b""
    except box.Unreadable as error:
        raise CannotSign(
            "Không mở được khoá ký: khoá bí mật của hệ thống đã đổi. Nạp lại chứng thư."
        ) from error
    from portal.documents.signing import signers  # heavy

    opened: Signer = signers.OPENERS[key.kind](key, secret, content)
    return opened


def _common_name(name: x509.Name) -> str:
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def _day(at: datetime) -> str:
    return f"{at:%d/%m/%Y}"
