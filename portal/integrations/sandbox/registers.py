"""The national registers and the national store of the demo and the tests: people, enterprises, papers over HTTP.

`python -m portal.integrations.sandbox.registers PORT FILE`; the file holds {"people": [...], "enterprises": [...]}. It
fails or dawdles when told to, wants the token, and counts a question that comes twice under one key once."""

import json
import sys
import threading
import time
import unicodedata
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from portal.integrations.sandbox.national_portal import Listing
from portal.integrations.sandbox.national_store import Store, of_people

TOKEN = "dung-thu"  # noqa: S105  (of the demo)


class Registers:
    """Who is on file, and what was asked: `questions` by key, with the purpose that was given."""

    def __init__(
        self,
        people: list[dict[str, Any]],
        enterprises: list[dict[str, Any]] | None = None,
        store: Store | None = None,
    ) -> None:
        self.store = store or Store()
        self.listing = Listing()
        self.people = {one["so_dinh_danh"]: one for one in people}
        self.enterprises = {one["ma_so"]: one for one in enterprises or []}
        self.questions: dict[str, dict[str, Any]] = {}
        self.calls = 0
        self.fails = 0  # the next so many calls answer 503
        self.seconds = 0.0  # before each answer
        self.garbage = False

    def answer(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        if what == "tra-cuu":
            return self.store.answer(body)
        if what in ("dich-vu", "go-dich-vu"):
            return self.listing.answer(what, body)
        self.questions[str(body.get("ma_yeu_cau"))] = body
        if what == "doanh-nghiep":
            found = self.enterprises.get(str(body.get("ma_so")))
            return {"ket_qua": "co", "du_lieu": found} if found else {"ket_qua": "khong_co"}
        person = self.people.get(str(body.get("so_dinh_danh")))
        if person is None:
            return {"ket_qua": "khong_co"}
        same = _bare(person["ho_ten"]) == _bare(str(body.get("ho_ten")))
        if not same or person["ngay_sinh"] != body.get("ngay_sinh"):
            return {"ket_qua": "khong_khop"}
        return {"ket_qua": "co", "du_lieu": person}


def _bare(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


class Handler(BaseHTTPRequestHandler):
    registers: Registers

    def do_POST(self) -> None:
        raw = self.rfile.read(min(int(self.headers.get("Content-Length") or 0), 100_000))
        registers, what = self.registers, self.path.strip("/")
        if status := self._troubled():
            return self._say(status, b"{}")
        if what not in ("nguoi", "doanh-nghiep", "tra-cuu", "dich-vu", "go-dich-vu"):
            return self._say(404, b"{}")
        said = (
            b"<html>" if registers.garbage else json.dumps(registers.answer(what, json.loads(raw))).encode()
        )
        return self._say(200, said)

    def do_GET(self) -> None:
        """A file of the national store."""
        if status := self._troubled():
            return self._say(status, b"{}")
        content = self.registers.store.file(self.path.strip("/"))
        return self._say(200 if content else 404, content or b"{}")

    def _troubled(self) -> int:
        """Counts the call and dawdles as told; the status of a refusal, or 0."""
        self.registers.calls += 1
        time.sleep(self.registers.seconds)
        if self.registers.fails > 0:
            self.registers.fails -= 1
            return 503
        return 0 if self.headers.get("Authorization") == f"Bearer {TOKEN}" else 401

    def _say(self, status: int, body: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            """The caller had no patience."""

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet: the demo's log is for the portal."""


def serve(port: int, registers: Registers) -> ThreadingHTTPServer:
    """A server on 127.0.0.1, not yet running; port 0 takes a free one."""
    return ThreadingHTTPServer(("127.0.0.1", port), type("Bound", (Handler,), {"registers": registers}))


def started(registers: Registers) -> tuple[str, ThreadingHTTPServer]:
    """A running server for tests and its address."""
    server = serve(0, registers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return f"http://127.0.0.1:{server.server_address[1]}", server


class OnFile(Registers):
    """The file may be written after this stands, and anew: questions are answered from what it holds then."""

    def __init__(self, file: Path) -> None:
        super().__init__([])
        self.file, self._read = file, 0

    def answer(self, what: str, body: dict[str, Any]) -> dict[str, Any]:
        written = self.file.stat().st_mtime_ns if self.file.exists() else 0
        if written != self._read:
            kept = json.loads(self.file.read_text(encoding="utf-8"))
            on_file = kept.get("people", [])
            self.people = {one["so_dinh_danh"]: one for one in on_file}
            self.enterprises = {one["ma_so"]: one for one in kept.get("enterprises", [])}
            self.store, self._read = of_people(on_file), written
        return super().answer(what, body)


def main(port: int, file: str) -> None:
    """Serve on this port until ended."""
    serve(port, OnFile(Path(file))).serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2])
