"""The three places where a private key may lie, as pyHanko's signers."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from asn1crypto import pem
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign.signers import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.documents.models import KeyKind, SigningKey
from portal.documents.signing.refusals import CannotSign, Lapsed, TryLater
from portal.integrations import cloud_signature
from portal.integrations.http import OutsideDown

RSA_SHA256 = "sha256_rsa"
_RESERVED = 512  # bytes of a signature value while its room in the file is measured


def certificates(key: SigningKey) -> list[asn1.Certificate]:
    """The certificate and those above it."""
    return [asn1.Certificate.load(der) for _, _, der in pem.unarmor(bytes(key.chain), multiple=True)]


def store_of(chain: list[asn1.Certificate]) -> SimpleCertificateStore:
    store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    store.register_multiple(chain)
    return store


class FileSigner(Signer):
    """Signs with a private key in memory; it is read and proved once, not at each signature."""

    def __init__(self, private: rsa.RSAPrivateKey, chain: list[asn1.Certificate]) -> None:
        self.private = private
        super().__init__(signing_cert=chain[0], cert_registry=store_of(chain))

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != "sha256":
            raise CannotSign("Chỉ ký với SHA-256.")
        return bytes(_RESERVED) if dry_run else self.private.sign(data, PKCS1v15(), SHA256())


def _from_file(key: SigningKey, pin: str, content: bytes) -> Signer:
    known = (key.fingerprint, pin) if key.pin else None
    if known not in _opened:
        try:
            private, _, _ = pkcs12.load_key_and_certificates(content, pin.encode())
        except ValueError as error:
            raise CannotSign("Mã PIN hoặc mật khẩu chứng thư không đúng.") from error
        if not isinstance(private, rsa.RSAPrivateKey):
            raise CannotSign("Chỉ ký được bằng khoá RSA.")
        if known is None:  # a person's key is forgotten with the signature
            return FileSigner(private, certificates(key))
        _opened[known] = FileSigner(private, certificates(key))
    return _opened[known]


_opened: dict[tuple[str, str] | None, Signer] = {}  # stamps of agencies, in this worker


class TokenSigner(Signer):
    """Signs in a device or HSM behind a PKCS#11 module; one session for each signature, ended at once.

    A module knows one login for a process: a session left open would let the next person in without a PIN.
    """

    def __init__(self, key: SigningKey, pin: str) -> None:
        self.module, self.pin = key.where, pin
        self.token, _, self.label = key.known_as.partition("/")
        chain = certificates(key)
        super().__init__(signing_cert=chain[0], cert_registry=store_of(chain))
        with self._session():  # a wrong PIN is told before anything is drawn
            pass

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if digest_algorithm != "sha256":
            raise CannotSign("Chỉ ký với SHA-256.")
        if dry_run:
            return bytes(_RESERVED)
        from pkcs11 import Mechanism, ObjectClass

        with self._session() as session:
            named = {"label": self.label} if self.label else {}
            private = session.get_key(object_class=ObjectClass.PRIVATE_KEY, **named)
            return bytes(private.sign(data, mechanism=Mechanism.SHA256_RSA_PKCS))

    @contextmanager
    def _session(self) -> Iterator[Any]:
        try:
            import pkcs11
            from pkcs11 import exceptions
        except ImportError as error:
            raise CannotSign("Máy chủ này chưa cài thư viện PKCS#11 (gói python-pkcs11).") from error
        try:
            with pkcs11.lib(self.module).get_token(token_label=self.token).open(user_pin=self.pin) as session:
                yield session
        except (exceptions.PinIncorrect, exceptions.PinLenRange) as error:
            raise CannotSign("Mã PIN của thiết bị ký không đúng.") from error
        except exceptions.PinLocked as error:
            raise CannotSign("Thiết bị ký đã khoá vì nhập sai mã PIN nhiều lần.") from error
        except (exceptions.PKCS11Error, RuntimeError) as error:
            raise CannotSign(f"Không dùng được thiết bị ký {self.token}: {type(error).__name__}.") from error


def _from_token(key: SigningKey, pin: str, content: bytes) -> Signer:
    return TokenSigner(key, pin)


class RemoteSigner(Signer):
    """Signs by asking a service of the Cloud Signature Consortium for each hash, with the person's PIN."""

    def __init__(self, key: SigningKey, pin: str, token: str) -> None:
        self.service = cloud_signature.Service(key.where, token)
        self.credential, self.pin = key.known_as, pin
        chain = certificates(key)
        self.certificate: bytes = chain[0].dump()
        super().__init__(signing_cert=chain[0], cert_registry=store_of(chain))

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(_RESERVED)
        if digest_algorithm != "sha256":
            raise CannotSign("Chỉ ký từ xa với SHA-256.")
        with _answers():
            return self.service.sign(self.credential, self.pin, data, self.certificate)

    def most_at_once(self) -> int:
        """How many papers one authorisation may sign. Raises CannotSign or TryLater."""
        with _answers():
            return self.service.info(self.credential).multisign

    def sign_together(self, several: Sequence[bytes]) -> Iterator[bytes]:
        """Their signatures in order, under one authorisation. Raises Lapsed, CannotSign or TryLater on the way."""
        with _answers():
            yield from self.service.sign_together(self.credential, self.pin, several, self.certificate)


@contextmanager
def _answers() -> Iterator[None]:
    try:
        yield
    except cloud_signature.Lapsed as error:
        raise Lapsed(str(error)) from error
    except cloud_signature.Denied as error:
        raise CannotSign(str(error)) from error
    except OutsideDown as error:
        raise TryLater("Dịch vụ ký số từ xa không trả lời. Chưa ký gì, hãy thử lại.") from error


def _from_service(key: SigningKey, pin: str, content: bytes) -> Signer:
    return RemoteSigner(key, pin, content.decode())


OPENERS: dict[str, Callable[[SigningKey, str, bytes], Any]] = {
    KeyKind.PKCS12: _from_file,
    KeyKind.PKCS11: _from_token,
    KeyKind.REMOTE: _from_service,
}
