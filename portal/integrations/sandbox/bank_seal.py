"""The stand-in bank's key: signs budget vouchers; its certificate is what a portal would get from the bank's hand."""

import base64
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_PEM = serialization.Encoding.PEM


class Seal:
    """A key made when the stand-in starts, or that of an earlier start (`kept`)."""

    def __init__(self, key: ec.EllipticCurvePrivateKey | None = None, pem: str = "") -> None:
        self._key = key or ec.generate_private_key(ec.SECP256R1())
        self.pem = pem or self._certified()

    @classmethod
    def kept(cls, folder: Path) -> "Seal":
        """The bank's key of this folder, made there the first time."""
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        key, pem = folder / "key.pem", folder / "bank.pem"
        if not pem.exists():
            made = cls()
            plain = serialization.NoEncryption()
            key.touch(mode=0o600)
            key.write_bytes(made._key.private_bytes(_PEM, serialization.PrivateFormat.PKCS8, plain))
            pem.write_text(made.pem)
        known = serialization.load_pem_private_key(key.read_bytes(), None)
        assert isinstance(known, ec.EllipticCurvePrivateKey)
        return cls(known, pem.read_text())

    def _certified(self) -> str:
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Ngân hàng thử")])
        begun = datetime.now(UTC)
        builder = x509.CertificateBuilder().subject_name(name).issuer_name(name)
        builder = builder.public_key(self._key.public_key()).serial_number(x509.random_serial_number())
        dated = builder.not_valid_before(begun - timedelta(days=1)).not_valid_after(
            begun + timedelta(days=365)
        )
        return dated.sign(self._key, hashes.SHA256()).public_bytes(_PEM).decode()

    def paper(self, lines: list[str]) -> bytes:
        """A page with these lines (plain Latin letters), signed inside."""
        from asn1crypto import keys, pem, x509
        from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
        from pyhanko.sign import signers
        from pyhanko_certvalidator.registry import SimpleCertificateStore

        der = serialization.Encoding.DER
        private = self._key.private_bytes(
            der, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        _, _, certificate = pem.unarmor(self.pem.encode())
        registry = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        signer = signers.SimpleSigner(
            x509.Certificate.load(certificate), keys.PrivateKeyInfo.load(private), registry
        )
        writer = IncrementalPdfFileWriter(io.BytesIO(_page(lines)))
        told = signers.PdfSignatureMetadata(field_name="Bank", md_algorithm="sha256")
        return bytes(signers.sign_pdf(writer, told, signer=signer).getvalue())

    def sign(self, text: str) -> str:
        return base64.b64encode(self._key.sign(text.encode(), ec.ECDSA(hashes.SHA256()))).decode()


def _page(lines: list[str]) -> bytes:
    """A PDF of one page, written out by hand."""
    words = " ".join(f"({line.replace('(', '').replace(')', '')}) Tj T*" for line in lines)
    stream = f"BT /F1 12 Tf 60 780 Td 18 TL {words} ET".encode("latin-1", "replace")
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(out)
    out += f"xref\n0 6\n0000000000 65535 f \n{table}trailer<</Size 6/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
