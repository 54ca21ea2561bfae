"""The telephone world for the demo and the tests: an SMS gateway and Zalo's notification service.

`python -m portal.integrations.sandbox.telecom PORT PORTAL`; GET / shows what was sent. It fails a share of its calls if
told to, counts what it delivered by idempotency key, and calls the portal back with delivery reports and questions.
"""

import html
import json
import os
import random
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from portal.integrations.sandbox import signing


class Telecom:
    """What was taken: by id, so that a second copy of a message is not a second message."""

    def __init__(self, portal: str = "", secret: str = "", *, fails: float = 0.0, seed: int = 1) -> None:
        self.portal, self.secret, self.fails = portal.rstrip("/"), secret, fails
        self.messages: dict[str, dict[str, Any]] = {}
        self.calls = self.repeated = 0  # repeated: for a message that was taken before
        self.lines = 0  # connections that were opened
        self.no_such: set[str] = set()  # numbers that nobody has
        self.unwilling: dict[str, Any] | None = None  # said with 200 instead of taking the message
        self._chance = random.Random(seed)  # noqa: S311
        self._lock = threading.Lock()

    def take(self, way: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """One call: fails before or after it took the message, as networks do."""
        with self._lock:
            self.calls += 1
            chance = self._chance.random()
        if chance < self.fails / 2:
            return 503, {}
        if self.unwilling is not None:
            return 200, self.unwilling
        key, number = str(body.get("id") or body.get("tracking_id")), str(body.get("to") or body.get("phone"))
        if number in self.no_such:
            return (400, {}) if way == "sms" else (200, {"error": -118, "message": "no Zalo"})
        with self._lock:
            self.repeated += key in self.messages
            known = self.messages.setdefault(
                key, {"way": way, "ref": f"{way}{len(self.messages) + 1}", **body}
            )
        if chance < self.fails:
            return 503, {}  # taken, but the caller does not learn it
        return 200, {"id": known["ref"], "error": 0, "data": {"msg_id": known["ref"]}}

    def report(self, ref: str, status: str) -> str:
        """A delivery report to the portal."""
        return self._call("/tin-nhan/sms/bao-cao/", {"id": ref, "status": status})

    def ask(self, number: str, text: str, key: str) -> str:
        """A person's question by text message."""
        return self._call("/tin-nhan/sms/den/", {"id": key, "from": number, "text": text})

    def _call(self, path: str, body: dict[str, Any]) -> str:
        raw = json.dumps(body).encode()
        headers = {"X-Signature": signing.bank(raw, self.secret), "Content-Type": "application/json"}
        request = urllib.request.Request(self.portal + path, raw, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return str(answer.read().decode())


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"  # keeps the connection, as gateways do
    disable_nagle_algorithm = True
    telecom: Telecom

    def setup(self) -> None:
        super().setup()
        self.telecom.lines += 1

    def do_POST(self) -> None:
        raw = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 100_000))
        way = self.path.strip("/")
        status, said = self.telecom.take(way, json.loads(raw)) if way in ("sms", "zalo") else (404, {})
        self._say(status, json.dumps(said), "application/json")

    def do_GET(self) -> None:
        rows = "".join(
            f"<li>{html.escape(one['way'])} {html.escape(str(one.get('to') or one.get('phone')))}: "
            f"{html.escape(str(one.get('text') or one.get('template_data')))}</li>"
            for one in reversed(list(self.telecom.messages.values())[-100:])
        )
        self._say(
            200,
            f"<!doctype html><html lang=vi><meta charset=utf-8><title>Tin nhắn thử</title><ol>{rows}</ol>",
        )

    def _say(self, status: int, text: str, kind: str = "text/html") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the demo's log is for the portal."""


def serve(port: int, telecom: Telecom) -> ThreadingHTTPServer:
    """A server on 127.0.0.1, not yet running; port 0 takes a free one."""
    return ThreadingHTTPServer(("127.0.0.1", port), type("Bound", (Handler,), {"telecom": telecom}))


def main(port: int, portal: str) -> None:
    """Serve on this port until ended, and call the portal at its address."""
    serve(port, Telecom(portal, os.environ.get("SMS_SECRET", ""))).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
