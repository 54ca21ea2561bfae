"""Remote signing: a client of the Cloud Signature Consortium API, version 2 (explicit authorisation by PIN)."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Any

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256

from portal.integrations.http import OutsideDown, Refused, post_json

SHA256_OID, RSA_SHA256_OID = "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.11"
_WORDS = {
    "invalid_pin": "Mã PIN không đúng.",
    "invalid_otp": "Mã xác nhận không đúng hoặc đã hết hạn.",
    "access_denied": "Người ký đã từ chối trên thiết bị của mình.",
    "invalid_token": "Dịch vụ ký số từ xa không nhận khoá truy cập. Báo quản trị hệ thống.",
}


class Denied(Exception):
    """The service will not sign, in words for the signer."""


@dataclass(frozen=True)
class Credential:
    """One remote key: its certificate and those above it (DER in base64), and how many hashes one PIN may sign."""

    certificates: tuple[str, ...]
    multisign: int


class Service:
    """One signing service. Every method raises Denied, or OutsideDown when it does not answer."""

    def __init__(self, address: str, token: str = "") -> None:
        self.address = address.rstrip("/")
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

    def sign(self, credential: str, pin: str, data: bytes, certificate: bytes) -> bytes:
        """The RSA signature over SHA-256 of data; what comes back is checked against the certificate (DER)."""
        self.info(credential)
        digest = base64.b64encode(hashlib.sha256(data).digest()).decode()
        granted = self._ask(
            "credentials/authorize",
            {
                "credentialID": credential,
                "numSignatures": 1,
                "hashes": [digest],
                "hashAlgorithmOID": SHA256_OID,
                "authData": [{"id": "PIN", "value": pin}],
            },
        )
        told = self._ask(
            "signatures/signHash",
            {
                "credentialID": credential,
                "SAD": granted.get("SAD", ""),
                "hashes": [digest],
                "hashAlgorithmOID": SHA256_OID,
                "signAlgo": RSA_SHA256_OID,
            },
        )
        try:
            signature = base64.b64decode(told["signatures"][0], validate=True)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise OutsideDown("not a signature") from error
        _check(signature, data, certificate)
        return signature

    def _ask(self, path: str, body: dict[str, Any], *, again: bool = False) -> dict[str, Any]:
        try:
            return post_json("csc", f"{self.address}/{path}", body, headers=self.headers, again=again)
        except Refused as refused:
            code = str(refused.told.get("error", ""))
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
