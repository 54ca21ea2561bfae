"""The stand-in bank's key: signs budget vouchers; its certificate is what a portal would get from the bank's hand."""

import base64
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


class Seal:
    """A key made when the stand-in starts."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ngân hàng thử")])
        begun = datetime.now(UTC)
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
        builder = builder.public_key(self._key.public_key()).serial_number(x509.random_serial_number())
        dated = builder.not_valid_before(begun - timedelta(days=1)).not_valid_after(
            begun + timedelta(days=365)
        )
        self.pem = dated.sign(self._key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM).decode()

    def sign(self, text: str) -> str:
        return base64.b64encode(self._key.sign(text.encode(), ec.ECDSA(hashes.SHA256()))).decode()
