"""Row `receipt`: Mẫu 01 on A4 with embedded Vietnamese font and two QR codes, in pages per CPU second.

Drawn by the very function that the worker calls, tagged and as PDF/A-3u. What is judged is a receipt for an office and
a procedure for which the worker has drawn before; `ms` also says what the first one costs, and one whose words do not
fit into the page laid out for its like.
"""

import io
import time
from collections.abc import Callable
from typing import Any

import pikepdf

from portal.documents import drawing
from portal.documents.qr_tables import modules

GOAL = {"pages_per_cpu_s": 150, "most_bytes": 60_000}
TOO_LONG = {"address": "tổ dân phố số 5, khu 2, " * 5}
FACTS: dict[str, Any] = {
    "superior_name": "Ủy ban nhân dân phường Hạ Long",
    "agency_name": "Trung tâm Phục vụ hành chính công phường Hạ Long",
    "desk_name": "Trung tâm Phục vụ hành chính công phường Hạ Long",
    "place_name": "Hạ Long",
    "issued_on": "2026-11-09",
    "code": "H49.12-261109-0004",
    "procedure_code": "1.013225",
    "procedure_name": "Cấp giấy phép xây dựng mới đối với công trình cấp III, cấp IV và nhà ở riêng lẻ",
    "owner_name": "Đinh Thị Ngọc Huyền",
    "submitter_name": "Đinh Thị Ngọc Huyền",
    "address": "tổ 5, khu 2, phường Hạ Long, tỉnh Quảng Ninh",
    "phone": "0912345678",
    "id_number": "036196012345",
    "officer_name": "Trần Thị Kiều Oanh",
    "received_at": "2026-11-09T01:40:00+00:00",
    "due_at": "2026-11-25T10:00:00+00:00",
    "limit_text": "15 ngày",
    "papers": [
        {"title": f"Giấy tờ số {n} của hồ sơ", "originals": 1, "electronic": True} for n in range(1, 4)
    ],
    "qr_text": "|".join(
        [
            "H49.12-261109-0004|1.013225|036196012345|Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
            "Hệ thống thông tin giải quyết thủ tục hành chính tỉnh Quảng Ninh",
            "2026-11-09T08:41:00+07:00|2026-11-25T17:00:00+07:00|",
        ]
    ),
    "lookup_url": "https://motcua.invalid/tra-cuu/?ma=H49.12-261109-0004",
}


def run(full: bool) -> dict[str, object]:
    """One JSON line; `full` draws a thousand receipts instead of two hundred."""
    rounds = 1000 if full else 200
    drawn = drawing.draw("receipt", FACTS)
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        pages, conforms = len(pdf.pages), pdf.open_metadata().pdfa_status
    numbered = iter(range(10**6))
    filled = _cpu(lambda: drawing.draw("receipt", _one(next(numbered))), rounds)
    first = _cpu(lambda: _first(next(numbered)), 5)
    whole = _cpu(lambda: drawing.draw("receipt", _one(next(numbered)) | TOO_LONG), 10)
    codes = _cpu(lambda: (modules(FACTS["qr_text"].encode()), modules(FACTS["lookup_url"].encode())), rounds)
    value = {"pages_per_cpu_s": round(1 / filled, 1), "bytes": len(drawn)}
    return {
        "row": "receipt",
        "value": value,
        "goal": GOAL,
        "pass": value["pages_per_cpu_s"] >= GOAL["pages_per_cpu_s"] and len(drawn) <= GOAL["most_bytes"],
        "pages": pages,
        "pdfa": conforms,
        "ms": {
            "filled": round(1000 * filled, 2),
            "of_that_codes": round(1000 * codes, 2),
            "first_of_an_office_and_procedure": round(1000 * first, 1),
            "laid_out_whole": round(1000 * whole, 1),
        },
    }


def _one(number: int) -> dict[str, Any]:
    """A receipt for somebody else, with another code and another moment."""
    code, name = f"H49.12-261109-{number % 10_000:04}", f"Đinh Thị {'ẨỖỮỢẶ'[number % 5]}n {number % 97}"
    return FACTS | {
        "code": code, "lookup_url": f"https://motcua.invalid/tra-cuu/?ma={code}", "owner_name": name,
        "submitter_name": name, "id_number": f"0361960{number % 100_000:05}",
        "qr_text": FACTS["qr_text"].replace("H49.12-261109-0004", code),
        "received_at": f"2026-11-09T01:{number % 60:02}:00+00:00",
    }  # fmt: skip


def _first(number: int) -> bytes:
    """What a worker draws for an office and a procedure that it has not drawn for yet."""
    return drawing.draw("receipt", _one(number) | {"procedure_name": f"Thủ tục thử thứ {number}"})


def _cpu(act: Callable[[], object], rounds: int) -> float:
    """CPU seconds of one act: the best of three runs."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for _ in range(rounds):
            act()
        best = min(best, (time.process_time() - started) / rounds)
    return best
