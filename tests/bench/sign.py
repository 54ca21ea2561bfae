"""Row `sign`: the leader's signature and the agency's stamp with what proves them later, results a core second.

The paper is drawn before; time stamps and lists come from the stand-in, which runs in a process of its own. Judged is
the processor time of the worker, with an RSA key of 2048 bits. Told beside it is the same with the check of each file
before anybody is shown it, which bounded children make (most of it looks for changes made behind a signature).
"""

import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from asn1crypto import x509
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from django.conf import settings
from django.test import override_settings

from portal.documents.drawing import draw_with_places
from portal.documents.jobs import signatures
from portal.documents.signing import faces, pens
from portal.documents.signing.signers import FileSigner
from portal.integrations.sandbox.authority import Authority
from tests.bench.receipt import FACTS

GOAL = {"results_per_core_s": 2.5}
TEXTS = {"so": "15/2026/KQ", "ngay": "ngày 22 tháng 11 năm 2026"}


def run(full: bool) -> dict[str, object]:
    """One JSON line; `full` signs two hundred results instead of thirty."""
    rounds = 200 if full else 30
    with tempfile.TemporaryDirectory() as folder:
        port = _free_port()
        authority = Authority(Path(folder), f"http://localhost:{port}")
        command = [sys.executable, "-m", "portal.integrations.sandbox.trust", str(port), folder]
        server = subprocess.Popen(command)
        try:
            _wait(port)
            roots = f"{folder}/roots"
            with override_settings(TSA_URL=f"{authority.address}/tsa", TSA_LOGIN="", TRUSTED_ROOTS=roots):
                return _measured(authority, rounds)
        finally:
            server.kill()
            server.wait()


def _measured(authority: Authority, rounds: int) -> dict[str, object]:
    person, agency = _signer(authority, "Vũ Đình Quyết"), _signer(authority, "UBND phường Hạ Long")
    paper, places = draw_with_places("letters/generic_result.html", {**FACTS, "rows": [["Nội dung", "Đủ"]]})
    face, stamp = faces.of_person("Vũ Đình Quyết"), faces.of_agency("UBND phường Hạ Long")
    chain = [person.signing_cert, *person.cert_registry]
    one = _once(paper, places, person, agency, face, stamp, chain)
    wall, spent = time.monotonic(), time.process_time()
    for _ in range(rounds):
        _once(paper, places, person, agency, face, stamp, chain)
    spent, wall = (time.process_time() - spent) / rounds, (time.monotonic() - wall) / rounds
    value = {
        "results_per_core_s": round(1 / spent, 2),
        "checked_per_core_s": round(1 / (spent + _checks(one)), 2),
    }
    return {
        "row": "sign",
        "value": value,
        "goal": GOAL,
        "pass": value["results_per_core_s"] >= GOAL["results_per_core_s"],
        "wall_ms": round(1000 * wall),
        "bytes": {"paper": len(paper), "sealed": len(one)},
    }


def _once(
    paper: bytes, places: Any, person: Any, agency: Any, face: bytes, stamp: bytes, chain: Any
) -> bytes:
    signed = pens.sign_as_person(paper, person, places, face, "Duyệt kết quả")
    return pens.seal_as_agency(signed, agency, TEXTS, stamp, chain)


def _checks(sealed: bytes) -> float:
    """Seconds for the checks of one result, as signed and as sealed (`looking.check_own`), made in this process."""
    signed = sealed[: sealed.index(b"%%EOF", sealed.index(b"/ByteRange")) + 6]
    began, turns = time.process_time(), 5
    for _ in range(turns):
        for content, many in ((signed, 1), (sealed, 2)):
            assert [one["intact"] for one in _checked(content)] == [True] * many
    return (time.process_time() - began) / turns


def _checked(content: bytes) -> list[dict[str, Any]]:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(content)
        file.flush()
        return signatures.check(file.name, settings.TRUSTED_ROOTS, [])


def _signer(authority: Authority, name: str) -> FileSigner:
    key, certificate, above = pkcs12.load_key_and_certificates(authority.issue(name, password="1"), b"1")
    chain = [x509.Certificate.load(one.public_bytes(Encoding.DER)) for one in (certificate, *above)]
    return FileSigner(key, chain)


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the stand-in did not start")
