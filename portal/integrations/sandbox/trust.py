"""The signing world for the demo and the tests: time stamps (RFC 3161), revocation (OCSP, CRL) and a remote signing
service that speaks the API of the Cloud Signature Consortium, version 2.

`python -m portal.integrations.sandbox.trust PORT FOLDER`. A credential may be told to fail: "slow", "refused",
"wrong" (it signs something else), "expired", "lapse" (the authorisation ends after the first part), "late" (it ends
before the first), "down" (503).
POST /csc/v2/demo/<id> {"fails": …} sets
it, and GET / shows what was asked.
"""

import base64
import hashlib
import html
import json
import secrets
import sys
import threading
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, utils
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs12
from cryptography.x509 import load_pem_x509_certificate
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from portal.integrations.sandbox.authority import Authority

SHA256_OID, RSA_SHA256_OID = "2.16.840.1.101.3.4.2.1", "1.2.840.113549.1.1.11"
_SAD_SECONDS = 300


class Denied(Exception):
    """An error of the API: its code, and what it says."""

    def __init__(self, code: str, words: str = "") -> None:
        super().__init__(code)
        self.words = words or code


class Down(Exception):
    """The service is there and answers nothing of use (503)."""


@dataclass
class Credential:
    """One remote key and how it behaves."""

    pkcs12: bytes
    pin: str
    number: str = ""
    fails: str = ""
    signed: int = 0
    granted: dict[str, "Grant"] = field(default_factory=dict)


@dataclass
class Grant:
    """Activation data: until when, for which hashes; one call of signHash, then it can only be extended."""

    until: float
    hashes: list[str]
    parts: int = 0
    spent: bool = False


class Trust:
    """What the server knows. `slow_seconds`: how long a slow credential takes to answer."""

    def __init__(self, authority: Authority, token: str = "", slow_seconds: float = 20.0) -> None:
        self.authority, self.token, self.slow_seconds = authority, token, slow_seconds
        self.credentials: dict[str, Credential] = {}
        self.asked: dict[str, int] = {}
        self._stamper = _stamper(authority)
        self._lock = threading.Lock()
        self._learn()

    def _learn(self) -> None:
        """What was enrolled meanwhile, by another process too."""
        for kept in sorted(self.authority.folder.glob("csc-*.json")):
            if kept.stem[4:] in self.credentials:
                continue
            told = json.loads(kept.read_text())
            content, number = base64.b64decode(told["pkcs12"]), told.get("number", "")
            self.credentials[told["id"]] = Credential(content, told["pin"], number)

    def enrol(
        self, name: str, *, pin: str, organisation: str = "", title: str = "", number: str = "", uid: str = ""
    ) -> str:
        """A new remote key; its id. number: whose it is for the service; uid: what its certificate says of that."""
        known = secrets.token_hex(8)
        content = self.authority.issue(name, organisation=organisation, title=title, password=pin, uid=uid)
        kept = self.authority.folder / f"csc-{known}.json"
        kept.touch(mode=0o600)
        coded = base64.b64encode(content).decode()
        kept.write_text(json.dumps({"id": known, "pin": pin, "number": number, "pkcs12": coded}))
        self.credentials[known] = Credential(content, pin, number)
        return known

    def count(self, what: str) -> None:
        with self._lock:
            self.asked[what] = self.asked.get(what, 0) + 1

    def stamp(self, request: bytes) -> bytes:
        """The answer to a request for a time stamp."""
        answer: tsp.TimeStampResp = self._stamper.request_tsa_response(tsp.TimeStampReq.load(request))
        return bytes(answer.dump())

    def call(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """One call of the signing API. Raises Denied."""
        if path == "info":
            return {
                "specs": "2.0.0.2",
                "name": "Ký số từ xa thử nghiệm",
                "region": "VN",
                "lang": "vi",
                "authType": ["external"],
            }
        if path == "credentials/list":
            wanted = str(body.get("userID", ""))
            if wanted:
                self._learn()
            return {"credentialIDs": [k for k, one in self.credentials.items() if wanted in ("", one.number)]}
        known = str(body.get("credentialID", ""))
        credential = self.credentials.get(known)
        if credential is None:
            self._learn()
            credential = self.credentials.get(known)
        if credential is None:
            raise Denied("invalid_request")
        if credential.fails == "slow":
            time.sleep(self.slow_seconds)
        if credential.fails == "down":
            raise Down
        if path == "credentials/info":
            return self._info(credential)
        if path == "credentials/authorize":
            return self._authorize(credential, body)
        if path == "credentials/extendTransaction":
            return self._extend(credential, body)
        if path == "signatures/signHash":
            return self._sign(credential, body)
        raise Denied("invalid_request")

    def _info(self, credential: Credential) -> dict[str, Any]:
        _, certificate, chain = pkcs12.load_key_and_certificates(credential.pkcs12, credential.pin.encode())
        assert certificate is not None
        told = [base64.b64encode(one.public_bytes(Encoding.DER)).decode() for one in (certificate, *chain)]
        expired = credential.fails == "expired"
        return {
            "key": {"status": "enabled", "algo": [RSA_SHA256_OID], "len": 2048},
            "cert": {"status": "expired" if expired else "valid", "certificates": told},
            "auth": {"mode": "explicit", "objects": [{"type": "Password", "id": "PIN", "format": "N"}]},
            "SCAL": "2",
            "multisign": 500,
        }

    def _authorize(self, credential: Credential, body: dict[str, Any]) -> dict[str, Any]:
        if credential.fails == "refused":
            raise Denied("access_denied")
        told = {str(one.get("id")): str(one.get("value")) for one in body.get("authData", [])}
        if told.get("PIN") != credential.pin:
            raise Denied("invalid_pin")
        told_hashes = list(body.get("hashes", []))
        if int(body.get("numSignatures", 1)) != len(told_hashes):
            raise Denied("invalid_request")
        lasts = -1 if credential.fails == "late" else _SAD_SECONDS
        return self._grant(credential, Grant(time.monotonic() + lasts, told_hashes))

    def _grant(self, credential: Credential, grant: Grant) -> dict[str, Any]:
        sad = secrets.token_urlsafe(24)
        credential.granted[sad] = grant
        return {"SAD": sad, "expiresIn": _SAD_SECONDS}

    def _extend(self, credential: Credential, body: dict[str, Any]) -> dict[str, Any]:
        """The next part of a transaction of many signatures: new activation data for the same hashes."""
        old = credential.granted.pop(str(body.get("SAD")), None)
        if old is None or time.monotonic() > old.until or credential.fails == "lapse":
            raise Denied("invalid_request", "SAD expired")
        if any(one not in old.hashes for one in body.get("hashes", [])):
            raise Denied("invalid_request")
        return self._grant(credential, Grant(time.monotonic() + _SAD_SECONDS, old.hashes, old.parts))

    def _sign(self, credential: Credential, body: dict[str, Any]) -> dict[str, Any]:
        grant = credential.granted.get(str(body.get("SAD")))
        wanted = list(body.get("hashes", []))
        if grant is None or grant.spent or time.monotonic() > grant.until:
            raise Denied("invalid_request", "Invalid SAD")
        if any(one not in grant.hashes for one in wanted):
            raise Denied("invalid_request")
        grant.spent, grant.parts = True, grant.parts + 1
        grant.hashes = [one for one in grant.hashes if one not in wanted]
        if body.get("hashAlgorithmOID") != SHA256_OID:
            raise Denied("invalid_request")
        key, _, _ = pkcs12.load_key_and_certificates(credential.pkcs12, credential.pin.encode())
        signed = []
        for one in wanted:
            digest = base64.b64decode(one)
            if credential.fails == "wrong":
                digest = hashlib.sha256(digest).digest()
            content = key.sign(digest, padding.PKCS1v15(), utils.Prehashed(hashes.SHA256()))  # type: ignore[union-attr,call-arg,arg-type]
            signed.append(base64.b64encode(content).decode())
        credential.signed += len(signed)
        return {"signatures": signed}


def _stamper(authority: Authority) -> DummyTimeStamper:
    pair = authority.stamper
    key = pair.key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    chain = [asn1_x509.Certificate.load(_der(one.pem)) for one in (pair, authority.issuer, authority.root)]
    above = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    above.register_multiple(chain[1:])
    return DummyTimeStamper(chain[0], keys.PrivateKeyInfo.load(key), above)


def _der(pem: bytes) -> bytes:
    return load_pem_x509_certificate(pem).public_bytes(Encoding.DER)


class Handler(BaseHTTPRequestHandler):
    trust: Trust
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path in ("/crl/issuer.crl", "/crl/root.crl"):
            self.trust.count("crl")
            self._answer(200, self.trust.authority.crl(path[5:-4]), "application/pkix-crl")
        elif path == "/root.pem":
            self._answer(200, self.trust.authority.root.pem, "application/x-pem-file")
        elif path == "/":
            self._answer(200, self._page().encode(), "text/html; charset=utf-8")
        else:
            self._answer(404, b"", "text/plain")

    def do_POST(self) -> None:
        raw = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 1_000_000))
        if self.path == "/tsa":
            self.trust.count("tsa")
            self._answer(200, self.trust.stamp(raw), "application/timestamp-reply")
        elif self.path == "/ocsp":
            self.trust.count("ocsp")
            self._answer(200, self.trust.authority.ocsp(raw), "application/ocsp-response")
        elif self.path.startswith("/csc/v2/"):
            self._call(self.path.removeprefix("/csc/v2/").strip("/"), raw)
        else:
            self._answer(404, b"", "text/plain")

    def _call(self, path: str, raw: bytes) -> None:
        if self.trust.token and self.headers.get("Authorization") != f"Bearer {self.trust.token}":
            return self._json(401, {"error": "invalid_token"})
        try:
            body = json.loads(raw or b"{}")
            if path.startswith("demo/"):
                self.trust.credentials[path[5:]].fails = str(body.get("fails", ""))
                return self._json(200, {})
            self.trust.count(path)
            return self._json(200, self.trust.call(path, body))
        except Denied as denied:
            return self._json(400, {"error": str(denied), "error_description": denied.words})
        except Down:
            return self._json(503, {})
        except (ValueError, KeyError, TypeError):
            return self._json(400, {"error": "invalid_request"})

    def _json(self, status: int, told: dict[str, Any]) -> None:
        self._answer(status, json.dumps(told).encode(), "application/json")

    def _answer(self, status: int, content: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def _page(self) -> str:
        asked = "".join(f"<li>{html.escape(what)}: {count}</li>" for what, count in self.trust.asked.items())
        keys_ = "".join(
            f"<li>{known}: {one.signed} {html.escape(one.fails)}</li>"
            for known, one in self.trust.credentials.items()
        )
        return f"<!doctype html><title>Ký số thử</title><h1>Ký số thử</h1><ul>{asked}</ul><ul>{keys_}</ul>"

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


def serve(trust: Trust, port: int = 0) -> ThreadingHTTPServer:
    """The server, not yet running; `server_address` tells its port."""
    handler = type("TrustHandler", (Handler,), {"trust": trust})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


def main(port: int, folder: str) -> None:
    """Serve on this port until ended; the authority's papers lie in the folder."""
    serve(Trust(Authority(Path(folder), f"http://localhost:{port}")), port).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
