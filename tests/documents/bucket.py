"""A small S3-compatible store over real HTTP, for the tests: put, get, head, delete, list, and links it really checks.

It fails, dawdles or refuses when told to. Signatures of links (Signature Version 4 in the address) are computed anew.
"""

import hashlib
import hmac
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

KEY, SECRET, NAME = "kho", "bi-mat", "luu-tru"


class Bucket:
    """What lies in the store and how it behaves."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        self.made: set[str] = set()
        self.fails = 0  # the next so many calls answer 503
        self.refuses = False  # 403 to everything
        self.calls: list[str] = []


class Handler(BaseHTTPRequestHandler):
    bucket: Bucket
    protocol_version = "HTTP/1.1"

    def answer(self) -> None:
        told = urlsplit(self.path)
        name = unquote(told.path).removeprefix(f"/{NAME}").removeprefix("/")
        body = self._body()
        self.bucket.calls.append(f"{self.command} {name}")
        query = dict(parse_qsl(told.query, keep_blank_values=True))
        if self.bucket.fails > 0:
            self.bucket.fails -= 1
            return self._say(503)
        if self.bucket.refuses or not self._signed(told.path, query):
            return self._say(403, b"<Error><Code>AccessDenied</Code></Error>")
        return getattr(self, f"_{self.command.lower()}")(name, query, body)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = answer

    def _get(self, name: str, query: dict[str, str], body: bytes) -> None:
        if unquote(urlsplit(self.path).path) == "/":
            found = "".join(f"<Bucket><Name>{one}</Name></Bucket>" for one in self.bucket.made)
            return self._say(
                200, f"<ListAllMyBucketsResult><Buckets>{found}</Buckets></ListAllMyBucketsResult>".encode()
            )
        if name not in self.bucket.objects:
            return self._say(404, b"<Error><Code>NoSuchKey</Code></Error>")
        more = {"Content-Disposition": query.get("response-content-disposition", "")}
        more["Content-Type"] = query.get("response-content-type", "binary/octet-stream")
        content, status = self.bucket.objects[name], 200
        if asked := self.headers.get("Range"):
            first, _dash, last = asked.removeprefix("bytes=").partition("-")
            end = int(last) if last else len(content) - 1
            more["Content-Range"] = f"bytes {first}-{end}/{len(content)}"
            content, status = content[int(first) : end + 1], 206
        return self._say(status, content, more)

    _head = _get

    def _put(self, name: str, query: dict[str, str], body: bytes) -> None:
        if name:
            self.bucket.objects[name] = body
        else:
            self.bucket.made.add(NAME)
        self._say(200)

    def _delete(self, name: str, query: dict[str, str], body: bytes) -> None:
        self.bucket.objects.pop(name, None)
        self._say(204)

    def _body(self) -> bytes:
        if "chunked" not in (self.headers.get("Transfer-Encoding") or ""):
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        pieces = []
        while size := int(self.rfile.readline().split(b";")[0], 16):
            pieces.append(self.rfile.read(size))
            self.rfile.readline()
        self.rfile.readline()
        return b"".join(pieces)

    def _signed(self, path: str, query: dict[str, str]) -> bool:
        if "X-Amz-Signature" not in query:
            return f"Credential={KEY}/" in (self.headers.get("Authorization") or "")
        made = datetime.strptime(query["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        if time.time() > made.timestamp() + int(query["X-Amz-Expires"]):
            return False
        given = query.pop("X-Amz-Signature")
        words = "&".join(f"{quote(k, safe='-_.~')}={quote(v, safe='-_.~')}" for k, v in sorted(query.items()))
        request = f"GET\n{path}\n{words}\nhost:{self.headers['Host']}\n\nhost\nUNSIGNED-PAYLOAD"
        scope = query["X-Amz-Credential"].partition("/")[2]
        text = f"AWS4-HMAC-SHA256\n{query['X-Amz-Date']}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        key = f"AWS4{SECRET}".encode()
        for part in (*scope.split("/"), text):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return hmac.compare_digest(key.hex(), given)

    def _say(self, status: int, body: bytes = b"", more: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {"ETag": f'"{hashlib.md5(body).hexdigest()}"', **(more or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def running() -> Iterator[tuple[Bucket, str]]:
    """A store on loopback and its address for STORAGE_URL or ARCHIVE_URL."""
    bucket = Bucket()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"bucket": bucket}))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield bucket, f"s3+http://{KEY}:{SECRET}@127.0.0.1:{server.server_address[1]}/{NAME}"
    server.shutdown()
    server.server_close()
