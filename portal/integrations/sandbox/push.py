"""A push service and browsers for the demo and the tests: checks who signed, opens what was sealed, may lose a browser.

`python -m portal.integrations.sandbox.push PORT`; GET / shows how many messages each browser got.
"""

import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from portal.integrations import webpush

_DAY = 24 * 3600


class Browser:
    """One that subscribed: its keys, and the words that it could read."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._secret = os.urandom(16)
        self.gone = False
        self.shown: list[dict[str, Any]] = []

    def keys(self) -> dict[str, str]:
        return {
            "p256dh": webpush.unpadded(webpush.public_bytes(self._key)),
            "auth": webpush.unpadded(self._secret),
        }

    def take(self, body: bytes) -> None:
        """Opens the body and keeps the words. Raises when it was not sealed for this browser."""
        salt, length = body[:16], body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        shared = self._key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        )
        own = webpush.public_bytes(self._key)
        key, nonce = webpush.content_keys(shared, self._secret, salt, own, theirs)
        self.shown.append(json.loads(AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x02")))


class Push:
    """Browsers by the end of their address."""

    def __init__(self) -> None:
        self.browsers: dict[str, Browser] = {}
        self.fails = 0  # so many of the next calls are lost
        self._lock = threading.Lock()

    def browser(self, name: str) -> Browser:
        return self.browsers.setdefault(name, Browser())

    def take(self, name: str, sender: str, body: bytes, origin: str = "") -> int:
        with self._lock:
            if self.fails:
                self.fails -= 1
                return 503
        found = self.browsers.get(name)
        if found is None or found.gone:
            return 410
        if not genuine(sender, origin):
            return 403
        found.take(body)
        return 201


def genuine(sender: str, origin: str = "") -> bool:
    """Whether the VAPID header is signed by the key that it names, for this origin and for a day at most (RFC 8292)."""
    try:
        token, key = sender.removeprefix("vapid t=").split(", k=")
        text, _, mark = token.rpartition(".")
        raw = webpush.raw_of(mark)
        public = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), webpush.raw_of(key))
        both = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
        public.verify(both, text.encode(), ec.ECDSA(hashes.SHA256()))
        claims = json.loads(webpush.raw_of(text.partition(".")[2]))
    except (ValueError, InvalidSignature):
        return False
    timely = 0 < claims["exp"] - time.time() <= _DAY
    return timely and claims["sub"].startswith("mailto:") and claims["aud"] == (origin or claims["aud"])


class Handler(BaseHTTPRequestHandler):
    push: Push

    def do_POST(self) -> None:
        body = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 8192))
        whole = self.headers.get("Content-Encoding") == "aes128gcm" and self.headers.get("TTL", "").isdigit()
        sender, origin = self.headers.get("Authorization", ""), f"http://{self.headers.get('Host', '')}"
        status = self.push.take(self.path.strip("/"), sender, body, origin) if whole else 400
        self._say(status, "")

    def do_GET(self) -> None:
        self._say(200, json.dumps({name: len(one.shown) for name, one in self.push.browsers.items()}))

    def _say(self, status: int, text: str) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the demo's log is for the portal."""


def serve(port: int, push: Push) -> ThreadingHTTPServer:
    """A server on 127.0.0.1, not yet running; port 0 takes a free one."""
    return ThreadingHTTPServer(("127.0.0.1", port), type("Bound", (Handler,), {"push": push}))


if __name__ == "__main__":
    serve(int(sys.argv[1]), Push()).serve_forever()
