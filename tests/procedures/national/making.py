"""Rows in the shape of the national catalogue, with invented procedures."""

import gzip
import io
import json
from typing import Any

HEADS = {
    "channels_raw": "Hình thức nộpThời gianPhí, lệ phíMô tả",
    "components_raw": "--Tên giấy tờMẫu đơn, tờ khaiSố lượng",
    "legal_basis_raw": "Tên văn bản pháp lýMã văn bản",
}


def row(code: str = "9.100001", **changes: Any) -> dict[str, Any]:
    """A plain row: three working days, free, two papers, one law, one result. `channels`, `papers` and `law` replace
    the raw texts after their heads."""
    made: dict[str, Any] = {
        "code": code,
        "ministry": "bo-tu-phap",
        "name": "Cấp thẻ trồng sen trên hồ",
        "decision": "12/QĐ-BTP",
        "level": "Cấp xã",
        "kind": "Loại khác",
        "field": "Trồng sen",
        "audience": ["Công dân Việt Nam"],
        "competent_agency": "Ủy ban nhân dân cấp xã",
        "performing_agency": "Ủy ban nhân dân cấp xã",
        "procedure_text": "Bước 1: Nộp hồ sơ.\nBước 2: Nhận thẻ.",
        "channels": [],
        "components": [],
        "legal_basis": [],
        "conditions": "",
        "results": [],
        "results_raw": "Thẻ trồng senMã: KQ.G15.900001",
        "source": "https://catalogue.example/9.100001",
    }
    texts = {
        "channels_raw": changes.pop("channels", "Trực tiếp3 Ngày làm việcMiễn phíNộp tại xã."),
        "components_raw": changes.pop(
            "papers", "Đơn đề nghị cấp thẻ1 bản chínhSơ đồ hồ0 bản chính,2 bản sao"
        ),
        "legal_basis_raw": changes.pop("law", "Quy định về trồng sen12/2024/NĐ-CP"),
    }
    return made | {key: HEADS[key] + text if text else "" for key, text in texts.items()} | changes


def file_of(*rows: Any, packed: bool = False) -> io.BytesIO:
    """A file with these rows; a text is taken for a line as it stands."""
    text = (
        "\n".join(one if isinstance(one, str) else json.dumps(one, ensure_ascii=False) for one in rows) + "\n"
    )
    data = text.encode()
    return io.BytesIO(gzip.compress(data) if packed else data)
