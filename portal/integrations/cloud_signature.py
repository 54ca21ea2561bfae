"""Remote signing: a client of the Cloud Signature Consortium API, version 2 (explicit authorisation by PIN)."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from portal.integrations.http import OutsideDown, Refused, post_json

SHA256_OID, RSA_SHA256_OID = "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.11"
BATCH = 20  # hashes in one call of signatures/signHash
_WORDS = {
    "invalid_pin": "Mã PIN không đúng.",
    "invalid_otp": "Mã xác nhận không đúng hoặc đã hết hạn.",
    "access_denied": "Người ký đã từ chối trên thiết bị của mình.",
    "invalid_token": "Dịch vụ ký số từ xa không nhận khoá truy cập. Báo quản trị hệ thống.",
}


class Denied(Exception):
    """The service will not sign, in words for the signer."""


class Lapsed(Denied):
    """The authorisation has ended before everything was signed: the signer has to authorise again."""


@dataclass(frozen=True)
class Credential:
    """One remote key: its certificate and those above it (DER in base64), and how many hashes one PIN may sign."""

    certificates: tuple[str, ...]
    multisign: int


class Service:
    """One signing service. Every method raises Denied, or OutsideDown when it does not answer."""

    def __init__(self, address: str, token: str = "") -> None:
        self.address = address.rstrip("/")
        self.system = f"csc:{urlsplit(address).netloc}"  # one that is down leaves the others asked
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def info(self, credential: str) -> Credential:
        """The certificate behind a credential. Raises Denied also when it has expired."""
        asked = {"credentialID": credential, "certificates": "chain", "certInfo": True, "authInfo": True}
        told = self._ask("credentials/info", asked, again=True)
        if told.get("cert", {}).get("status") not in (None, "valid"):
            raise Denied("Chứng thư ở dịch vụ ký số từ xa đã hết hạn hoặc bị khoá.")
        chain = told.get("cert", {}).get("certificates") or []
        if not chain:
            raise Denied("Dịch vụ ký số từ xa không đưa chứng thư.")
        return Credential(tuple(chain), int(told.get("multisign") or 1))

    def credentials(self, number: str) -> list[str]:
        """The keys that the service holds for the person or organisation with this number."""
        told = self._ask("credentials/list", {"userID": number}, again=True)
        return [str(one) for one in told.get("credentialIDs") or []]

    def sign(self, credential: str, pin: str, data: bytes, certificate: bytes) -> bytes:
        """The RSA signature over SHA-256 of data; what comes back is checked against the certificate (DER)."""
        self.info(credential)
        (signature,) = self.sign_together(credential, pin, [data], certificate)
        return signature

    def sign_together(
        self, credential: str, pin: str, several: Sequence[bytes], certificate: bytes
    ) -> Iterator[bytes]:
        """The signatures of several texts in their order, under one authorisation for all of their hashes.

        They are asked for in parts of BATCH, each under activation data that the last was extended to. Raises Lapsed
        when the authorisation ends before the last part; what was yielded until then holds.
        """
        digests = [base64.b64encode(hashlib.sha256(data).digest()).decode() for data in several]
        activation = self._authorize(credential, pin, digests)
        for at in range(0, len(several), BATCH):
            part = digests[at : at + BATCH]
            if at:
                activation = self._extend(credential, activation, part)
            signatures = self._sign_hashes(credential, activation, part)
            for signature, data in zip(signatures, several[at : at + BATCH], strict=True):
                _check(signature, data, certificate)
                yield signature

    def _authorize(self, credential: str, pin: str, digests: Sequence[str]) -> str:
        told = self._ask(
            "credentials/authorize",
            {
                "credentialID": credential,
                "numSignatures": len(digests),
                "hashes": list(digests),
                "hashAlgorithmOID": SHA256_OID,
                "authData": [{"id": "PIN", "value": pin}],
            },
        )
        return str(told.get("SAD", ""))

    def _extend(self, credential: str, activation: str, digests: Sequence[str]) -> str:
        """New activation data for the next part of what was authorised (credentials/extendTransaction)."""
        asked = {
            "credentialID": credential,
            "SAD": activation,
            "hashes": list(digests),
            "hashAlgorithmOID": SHA256_OID,
        }
        return str(self._ask("credentials/extendTransaction", asked).get("SAD", ""))

    def _sign_hashes(self, credential: str, activation: str, digests: Sequence[str]) -> list[bytes]:
        told = self._ask(
            "signatures/signHash",
            {
                "credentialID": credential,
                "SAD": activation,
                "hashes": list(digests),
                "hashAlgorithmOID": SHA256_OID,
                "signAlgo": RSA_SHA256_OID,
            },
        )
        try:
            signatures = [base64.b64decode(one, validate=True) for one in told["signatures"]]
        except (KeyError, TypeError, ValueError) as error:
            raise OutsideDown("not signatures") from error
        if len(signatures) != len(digests):
            raise OutsideDown("not as many signatures as asked for")
        return signatures

    def _ask(self, path: str, body: dict[str, Any], *, again: bool = False) -> dict[str, Any]:
        try:
            return post_json(self.system, f"{self.address}/{path}", body, headers=self.headers, again=again)
        except Refused as refused:
            code, more = (str(refused.told.get(name, "")) for name in ("error", "error_description"))
            if "SAD" in more and path != "credentials/authorize":
                raise Lapsed("Phiên uỷ quyền ký đã hết hạn.") from refused
            raise Denied(_WORDS.get(code, f"Dịch vụ ký số từ xa từ chối ({code or refused}).")) from refused


def _check(signature: bytes, data: bytes, certificate: bytes) -> None:
    """A signature over something else must never get into a document."""
    key = x509.load_der_x509_certificate(certificate).public_key()
    try:
        if not isinstance(key, rsa.RSAPublicKey):
            raise InvalidSignature
        key.verify(signature, data, padding.PKCS1v15(), SHA256())
    except InvalidSignature as error:
        raise Denied("Dịch vụ ký số từ xa trả về chữ ký không khớp văn bản. Chưa ký gì.") from error
