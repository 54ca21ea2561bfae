"""The public post of the demo and the tests: `python -m portal.integrations.sandbox.post PORT PORTAL`.

GET / shows the pieces with buttons: picked up, delivered, not delivered, back at the desk. It fails a share of its
calls before or after taking an order, knows an order by its key, and tells the portal what happened, signed. What was
collected at the door it pays over the same day, or, told so, half of it a day before and the rest on the day. Pieces
are kept in `post/` of LOCAL_DIR, or in memory only.
"""

import html
import json
import os
import random
import sys
import threading
import urllib.request
from datetime import UTC, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from portal.integrations.sandbox import signing

VN_TIME = timezone(timedelta(hours=7))
WORDS = {
    "picked": "Bưu tá đã nhận",
    "delivered": "Đã phát thành công",
    "failed": "Phát chưa thành công, sẽ phát lại",
    "returned": "Đã chuyển hoàn về nơi gửi",
}
PAYS = {"part": "Nộp một nửa tiền thu hộ, ngày hôm qua", "rest": "Nộp phần tiền thu hộ còn lại"}


class Post:
    """Pieces by key; events are numbered, so that one told twice is known."""

    def __init__(
        self,
        portal: str = "",
        secret: str = "",
        *,
        fails: float = 0.0,
        seed: int = 1,
        kept: Path | None = None,
    ) -> None:
        self.portal, self.secret, self.fails, self.kept = portal.rstrip("/"), secret, fails, kept
        self.pieces: dict[str, dict[str, Any]] = (
            json.loads(kept.read_text()) if kept and kept.exists() else {}
        )
        self.calls = 0
        self._chance, self._lock = random.Random(seed), threading.Lock()  # noqa: S311

    def take(self, what: str, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        """One call: fails before or after it did what was asked, as networks do."""
        with self._lock:
            self.calls += 1
            chance = self._chance.random()
        if chance < self.fails / 2:
            return 503, {}
        said = {"quote": self._quote, "orders": self._order, "remitted": self._remitted}[what](body)
        return (503, {}) if chance < self.fails else said

    def _quote(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        return 200, {"fee_vnd": 26_000 if body.get("zone") == "in_province" else 34_000}

    def _order(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if len(str(body.get("address", ""))) < 5:
            return 422, {}
        with self._lock:
            number = f"VN26A{len(self.pieces) + 1:06}QN"
            piece = self.pieces.setdefault(
                body["key"], {"tracking": number, "events": 0, "collected": 0, **body}
            )
        self.keep()
        expected = datetime.now(UTC) + timedelta(days=2)
        return 200, {"tracking": piece["tracking"], "expected_at": expected.isoformat()}

    def _remitted(self, body: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        day = body.get("day")
        paid = [one for one in self.pieces.values() if one["collected"] and one["collected_on"] == day]
        lines = [{"tracking": one["tracking"], "vnd": one["collected"]} for one in paid]
        for one in self.pieces.values():
            parts = [part for part in one.get("paid", []) if part["day"] == day]
            lines += [{"tracking": one["tracking"], "vnd": part["vnd"]} for part in parts]
        return 200, {"lines": lines}

    def pay(self, tracking: str, what: str) -> str:
        """Money that a postman collected who told the portal himself is paid over, half of it or the rest."""
        piece = next(one for one in self.pieces.values() if one["tracking"] == tracking)
        parts, today = piece.setdefault("paid", []), datetime.now(VN_TIME).date()
        owed = int(piece.get("owed_vnd") or 0)
        vnd = owed // 2 if what == "part" else owed - sum(part["vnd"] for part in parts)
        day = today - timedelta(days=1) if what == "part" else today
        parts.append({"day": day.isoformat(), "vnd": vnd})
        self.keep()
        return f"{vnd} đ"

    def keep(self) -> None:
        """Writes down what is known, so that it outlives this process and no number is given twice."""
        if self.kept is not None:
            with self._lock:
                self.kept.parent.mkdir(exist_ok=True)
                part = self.kept.with_suffix(".part")
                part.write_text(json.dumps(self.pieces))
                part.rename(self.kept)

    def tell(self, tracking: str, code: str, **more: Any) -> str:
        """Something happened to a piece; the postman collects what is owed when he delivers."""
        piece = next(one for one in self.pieces.values() if one["tracking"] == tracking)
        piece["events"] += 1
        body: dict[str, Any] = {
            "id": f"{tracking}-{piece['events']}", "tracking": tracking, "code": code, "words": WORDS[code],
            "place": "Bưu cục trung tâm", "at": datetime.now(UTC).isoformat(), **more,
        }  # fmt: skip
        if code == "delivered":
            piece["collected"] = body.setdefault("collected_vnd", int(piece.get("owed_vnd") or 0))
            piece["collected_on"] = datetime.now(VN_TIME).date().isoformat()
            body.setdefault("receiver", piece.get("name", ""))
        if code == "returned":
            body.setdefault("reason", "không liên lạc được người nhận")
        self.keep()
        return self.send(body)

    def send(self, body: dict[str, Any]) -> str:
        """The notice, signed; also sent again as it was."""
        raw = json.dumps(body).encode()
        headers = {"X-Signature": signing.bank(raw, self.secret), "Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.portal}/buu-chinh/bao/", raw, headers)  # noqa: S310
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return str(answer.read().decode())


class Handler(BaseHTTPRequestHandler):
    post: Post

    def do_POST(self) -> None:
        raw = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 100_000))
        what = self.path.strip("/")
        if what.startswith("play/"):
            _play, tracking, code = what.split("/")
            act = self.post.pay if code in PAYS else self.post.tell
            self._say(200, html.escape(act(tracking, code)))
            return
        known = what in ("quote", "orders", "remitted")
        status, said = self.post.take(what, json.loads(raw)) if known else (404, {})
        self._say(status, json.dumps(said), "application/json")

    def do_GET(self) -> None:
        rows = "".join(
            f"<li>{html.escape(one['tracking'])}: {html.escape(str(one.get('name')))}, {one.get('owed_vnd', 0)} đ "
            + "".join(
                f"<form method=post action=/play/{one['tracking']}/{code}><button>{words}</button></form>"
                for code, words in (WORDS | PAYS).items()
            )
            for one in reversed(self.post.pieces.values())
        )
        self._say(
            200,
            f"<!doctype html><html lang=vi><meta charset=utf-8><title>Bưu chính thử</title><ol>{rows}</ol>",
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


def serve(port: int, post: Post) -> ThreadingHTTPServer:
    """A server on 127.0.0.1, not yet running; port 0 takes a free one."""
    return ThreadingHTTPServer(("127.0.0.1", port), type("Bound", (Handler,), {"post": post}))


def main(port: int, portal: str) -> None:
    """Serve on this port until ended, and call the portal at its address."""
    kept = Path(os.environ["LOCAL_DIR"]) / "post" / "pieces.json"
    serve(port, Post(portal, os.environ.get("POST_SECRET", ""), kept=kept)).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
