"""Row `receipt`: Mẫu 01 on A4 with embedded Vietnamese font and two QR codes, in pages per CPU second.

Drawn by the very function that the worker calls, tagged and as PDF/A-3u. `share` says where the time goes, so that
a missed goal is not a riddle: the codes, the words put into the page, the laying out and writing.
"""

import io
import time
from collections.abc import Callable

import pikepdf

from portal.documents import drawing, qr

GOAL = {"pages_per_cpu_s": 150, "most_bytes": 60_000}
FACTS = {
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
    """One JSON line; `full` draws a hundred receipts instead of twenty."""
    rounds = 100 if full else 20
    drawn = drawing.draw("receipt", FACTS)
    with pikepdf.open(io.BytesIO(drawn)) as pdf:
        pages, conforms = len(pdf.pages), pdf.open_metadata().pdfa_status
    numbered = iter(range(10**6))
    whole = _cpu(
        lambda: drawing.draw("receipt", FACTS | {"code": f"H49.12-261109-{next(numbered):04}"}), rounds
    )
    codes = _cpu(lambda: (qr.png_address(FACTS["qr_text"]), qr.png_address(FACTS["lookup_url"])), rounds)
    words = _cpu(lambda: drawing.page("receipt", FACTS), rounds) - codes
    value = {"pages_per_cpu_s": round(1 / whole, 1), "bytes": len(drawn)}
    return {
        "row": "receipt",
        "value": value,
        "goal": GOAL,
        "pass": value["pages_per_cpu_s"] >= GOAL["pages_per_cpu_s"] and len(drawn) <= GOAL["most_bytes"],
        "pages": pages,
        "pdfa": conforms,
        "ms_per_page": round(1000 * whole, 1),
        "share_ms": {
            "codes": round(1000 * codes, 1),
            "words": round(1000 * words, 1),
            "layout_and_writing": round(1000 * (whole - codes - words), 1),
        },
        "what_it_would_take": "the page laid out once for each template version, a receipt written as its own"
        " content stream over a font subset made once, and codes from tables instead of the qrcode package",
    }


def _cpu(act: Callable[[], object], rounds: int) -> float:
    """CPU seconds of one act: the best of three runs."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        for _ in range(rounds):
            act()
        best = min(best, (time.process_time() - started) / rounds)
    return best
