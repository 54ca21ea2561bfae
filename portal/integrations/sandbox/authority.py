"""An invented certification authority for the demo and the tests: made at set-up, kept in the local folder.

Root, issuing authority, answers on revocation (OCSP, CRL), time stamps (RFC 3161); `issue` gives a person's or an
agency's certificate as PKCS#12.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.ocsp import (
    OCSPCertStatus,
    OCSPResponseBuilder,
    OCSPResponseStatus,
    load_der_ocsp_request,
)
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtendedKeyUsageOID, NameOID

_YEAR = timedelta(days=365)
Key = rsa.RSAPrivateKey


@dataclass
class Pair:
    """A key and its certificate."""

    key: Key
    certificate: x509.Certificate

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(Encoding.PEM)


class Authority:
    """The authority whose papers lie in `folder`; made there when it is not. `address` is where its server answers."""

    def __init__(self, folder: Path, address: str) -> None:
        self.folder, self.address = folder, address.rstrip("/")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.root = self._pair("root", "Gốc thử nghiệm Một cửa", None)
        self.issuer = self._pair("issuer", "CA thử nghiệm Một cửa", self.root)
        self.stamper = self._pair("tsa", "Dấu thời gian thử nghiệm Một cửa", self.issuer)
        self.answerer = self._pair("ocsp", "OCSP thử nghiệm Một cửa", self.issuer)
        (folder / "roots").mkdir(exist_ok=True)
        (folder / "roots" / "root.pem").write_bytes(self.root.pem)

    def issue(
        self,
        name: str,
        *,
        organisation: str = "",
        title: str = "",
        password: str,
        days: int = 730,
        began: int = 1,
        uid: str = "",
    ) -> bytes:
        """A PKCS#12 file for a person or an agency, good for `days` from `began` days ago; uid: “CCCD:0010…”."""
        pair = self._leaf(_name(name, organisation, title, uid), days, began)
        return pkcs12.serialize_key_and_certificates(
            name.encode(), pair.key, pair.certificate, [self.issuer.certificate, self.root.certificate],
            BestAvailableEncryption(password.encode()),
        )  # fmt: skip

    def revoke(self, serial: int) -> None:
        """From now on OCSP and the list say that this certificate is void."""
        (self.folder / "revoked.json").write_text(
            json.dumps({**self._revoked(), str(serial): datetime.now(UTC).isoformat()})
        )

    def _revoked(self) -> dict[str, str]:
        kept = self.folder / "revoked.json"
        told: dict[str, str] = json.loads(kept.read_text()) if kept.exists() else {}
        return told

    def crl(self, of: str) -> bytes:
        """The list of void certificates of "root" or "issuer", as DER."""
        pair, now = (self.root if of == "root" else self.issuer), datetime.now(UTC)
        built = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(pair.certificate.subject)
            .last_update(now - timedelta(minutes=1))
            .next_update(now + timedelta(days=1))
            .add_extension(x509.CRLNumber(int(now.timestamp())), critical=False)
            .add_extension(_key_of_issuer(pair), critical=False)
        )
        for serial, at in self._revoked().items() if of == "issuer" else ():
            row = x509.RevokedCertificateBuilder().serial_number(int(serial))
            built = built.add_revoked_certificate(row.revocation_date(datetime.fromisoformat(at)).build())
        return built.sign(pair.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def ocsp(self, request: bytes) -> bytes:
        """The answer to one question about a certificate of the issuing authority."""
        try:
            asked = load_der_ocsp_request(request)
        except ValueError:
            return OCSPResponseBuilder.build_unsuccessful(OCSPResponseStatus.MALFORMED_REQUEST).public_bytes(
                Encoding.DER
            )
        now, void = datetime.now(UTC), self._revoked().get(str(asked.serial_number))
        built = OCSPResponseBuilder().add_response_by_hash(
            issuer_name_hash=asked.issuer_name_hash,
            issuer_key_hash=asked.issuer_key_hash,
            serial_number=asked.serial_number,
            algorithm=asked.hash_algorithm,
            cert_status=OCSPCertStatus.REVOKED if void else OCSPCertStatus.GOOD,
            this_update=now - timedelta(minutes=1),
            next_update=now + timedelta(days=1),
            revocation_time=datetime.fromisoformat(void) if void else None,
            revocation_reason=None,
        )
        built = built.responder_id(x509.ocsp.OCSPResponderEncoding.HASH, self.answerer.certificate)
        built = built.certificates([self.answerer.certificate])
        return built.sign(self.answerer.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _pair(self, name: str, words: str, by: Pair | None) -> Pair:
        kept = self.folder / f"{name}.pem"
        if kept.exists():
            content = kept.read_bytes()
            key = load_pem_private_key(content, None)
            assert isinstance(key, rsa.RSAPrivateKey)
            return Pair(key, x509.load_pem_x509_certificate(content))
        pair = self._make(name, words, by)
        kept.touch(mode=0o600)
        told = pair.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        kept.write_bytes(told + pair.pem)
        return pair

    def _make(self, name: str, words: str, by: Pair | None) -> Pair:
        key = rsa.generate_private_key(65537, 2048)
        subject = _name(words, "Chỉ để thử, không có giá trị pháp lý")
        is_ca = name in ("root", "issuer")
        built = self._begin(key, subject, by, 20 * _YEAR if name == "root" else 10 * _YEAR)
        built = built.add_extension(
            x509.BasicConstraints(is_ca, 1 if name == "root" else 0 if is_ca else None), True
        )
        built = built.add_extension(_usage(signs_certificates=is_ca), critical=True)
        if name == "tsa":
            built = built.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
            )
        if name == "ocsp":
            built = built.add_extension(
                x509.ExtendedKeyUsage([ExtendedKeyUsageOID.OCSP_SIGNING]), critical=False
            )
            built = built.add_extension(x509.OCSPNoCheck(), critical=False)
        elif by is not None:
            built = self._where_to_ask(built, "root" if by is getattr(self, "root", None) else "issuer")
        return Pair(key, built.sign(by.key if by else key, hashes.SHA256()))

    def _leaf(self, subject: x509.Name, days: int, began: int) -> Pair:
        key = rsa.generate_private_key(65537, 2048)
        starts = datetime.now(UTC) - timedelta(days=began)
        built = self._begin(key, subject, self.issuer, timedelta(days=days), starts)
        built = built.add_extension(x509.BasicConstraints(False, None), critical=True)
        built = built.add_extension(_usage(signs_certificates=False), critical=True)
        built = self._where_to_ask(built, "issuer", ocsp=True)
        return Pair(key, built.sign(self.issuer.key, hashes.SHA256()))

    def _begin(
        self, key: Key, subject: x509.Name, by: Pair | None, lasts: timedelta, starts: datetime | None = None
    ) -> x509.CertificateBuilder:
        starts = starts or datetime.now(UTC) - timedelta(days=2)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(by.certificate.subject if by else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(starts)
            .not_valid_after(starts + lasts)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
            .add_extension(
                _key_of_issuer(by)
                if by
                else x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()),
                critical=False,
            )
        )

    def _where_to_ask(
        self, built: x509.CertificateBuilder, of: str, ocsp: bool = False
    ) -> x509.CertificateBuilder:
        crl = x509.UniformResourceIdentifier(f"{self.address}/crl/{of}.crl")
        built = built.add_extension(
            x509.CRLDistributionPoints([x509.DistributionPoint([crl], None, None, None)]), critical=False
        )
        if not ocsp:
            return built
        place = x509.UniformResourceIdentifier(f"{self.address}/ocsp")
        access = x509.AccessDescription(AuthorityInformationAccessOID.OCSP, place)
        return built.add_extension(x509.AuthorityInformationAccess([access]), critical=False)


def _key_of_issuer(pair: Pair) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_public_key(pair.key.public_key())


def _name(common: str, organisation: str = "", title: str = "", uid: str = "") -> x509.Name:
    told = [
        (NameOID.USER_ID, uid),
        (NameOID.COUNTRY_NAME, "VN"),
        (NameOID.ORGANIZATION_NAME, _short(organisation)),
        (NameOID.TITLE, _short(title)),
    ]
    told.append((NameOID.COMMON_NAME, _short(common)))
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in told if value])


def _short(words: str) -> str:
    """At most 64 bytes, whole letters: X.520 lets a part of a name have no more."""
    return words.encode()[:64].decode(errors="ignore").strip()


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True, content_commitment=not signs_certificates, key_encipherment=False,
        data_encipherment=False, key_agreement=False, key_cert_sign=signs_certificates, crl_sign=signs_certificates,
        encipher_only=False, decipher_only=False,
    )  # fmt: skip
