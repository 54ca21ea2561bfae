"""Messages to browsers: RFC 8030 by HTTP, encrypted for one browser (RFC 8291), signed as ours (VAPID, RFC 8292)."""

import base64
import hmac
import json
import os
import time
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from portal.integrations.http import TIMEOUT, OutsideDown, Refused

_CURVE = ec.SECP256R1()
_RECORD = 4096
MOST_BYTES = 3000
_SIGNED_SECONDS = 12 * 3600


class Gone(Refused):
    """The browser has taken its subscription back."""


def unpadded(raw: bytes) -> str:
    """base64url without padding, as keys travel."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def raw_of(text: str) -> bytes:
    """Raises ValueError."""
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def private_key(text: str) -> ec.EllipticCurvePrivateKey:
    """The key from its 32 bytes in base64url. Raises ValueError."""
    return ec.derive_private_key(int.from_bytes(raw_of(text), "big"), _CURVE)


def public_bytes(key: ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey) -> bytes:
    """The 65 bytes of the public point."""
    public = key.public_key() if isinstance(key, ec.EllipticCurvePrivateKey) else key
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


def encrypted(
    words: bytes,
    browser: bytes,
    secret: bytes,
    *,
    salt: bytes = b"",
    own: ec.EllipticCurvePrivateKey | None = None,
) -> bytes:
    """The body that only this browser can read; `salt` and `own` are random but in the test."""
    salt, own = salt or os.urandom(16), own or ec.generate_private_key(_CURVE)
    theirs = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, browser)
    shared, ours = own.exchange(ec.ECDH(), theirs), public_bytes(own)
    key, nonce = content_keys(shared, secret, salt, browser, ours)
    sealed = AESGCM(key).encrypt(nonce, words + b"\x02", None)
    return salt + _RECORD.to_bytes(4, "big") + bytes([len(ours)]) + ours + sealed


def content_keys(
    shared: bytes, secret: bytes, salt: bytes, browser: bytes, ours: bytes
) -> tuple[bytes, bytes]:
    """Key and nonce of the content, by HKDF (RFC 8291 §3.4)."""
    drawn = _mac(_mac(secret, shared), b"WebPush: info\0" + browser + ours + b"\x01")
    seed = _mac(salt, drawn)
    return (
        _mac(seed, b"Content-Encoding: aes128gcm\0\x01")[:16],
        _mac(seed, b"Content-Encoding: nonce\0\x01")[:12],
    )


def signed(endpoint: str, contact: str, key: ec.EllipticCurvePrivateKey) -> str:
    """The Authorization header that says who sends."""
    place = urlsplit(endpoint)
    claims = {
        "aud": f"{place.scheme}://{place.netloc}",
        "exp": int(time.time()) + _SIGNED_SECONDS,
        "sub": contact,
    }
    text = ".".join(unpadded(json.dumps(part).encode()) for part in ({"typ": "JWT", "alg": "ES256"}, claims))
    r, s = decode_dss_signature(key.sign(text.encode(), ec.ECDSA(hashes.SHA256())))
    mark = unpadded(r.to_bytes(32, "big") + s.to_bytes(32, "big"))
    return f"vapid t={text}.{mark}, k={unpadded(public_bytes(key))}"


def send(
    endpoint: str, words: bytes, browser: str, secret: str, *, key: ec.EllipticCurvePrivateKey, contact: str
) -> None:
    """One message to one browser. Raises Gone, Refused or OutsideDown."""
    import requests  # see integrations/http.py

    try:
        body = encrypted(words[:MOST_BYTES], raw_of(browser), raw_of(secret))
    except ValueError as error:
        raise Gone("keys") from error
    headers = {
        "Authorization": signed(endpoint, contact, key), "Content-Encoding": "aes128gcm", "TTL": "86400",
        "Content-Type": "application/octet-stream",
    }  # fmt: skip
    try:
        answer = requests.post(endpoint, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False)
    except requests.RequestException as error:
        raise OutsideDown(type(error).__name__) from error
    if answer.status_code in (404, 410):
        raise Gone(str(answer.status_code))
    if 400 <= answer.status_code < 500 and answer.status_code != 429:
        raise Refused(str(answer.status_code))
    if answer.status_code >= 300:
        raise OutsideDown(str(answer.status_code))


def _mac(key: bytes, text: bytes) -> bytes:
    return hmac.new(key, text, "sha256").digest()
