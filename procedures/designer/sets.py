"""A person, an organisation: asked for in one act, as the questions that they consist of.

Each is a question of its own afterwards: what the procedure does not need is deleted, conditions and the printed form
name the parts."""

import re
from typing import Any

from portal.web.text import clean, fold

SET_WORDS = {
    "person": "một người: họ tên, ngày sinh, số định danh, nơi cư trú",
    "organisation": "một tổ chức: tên, mã số thuế, trụ sở, người đại diện",
}
_THEMSELVES = re.compile(
    r"^(ban|nguoi (nop|yeu cau|de nghi|khai)|(co quan|to chuc|doanh nghiep) (nop|de nghi))\b"
)
_SEXES = [{"id": "nu", "label": "Nữ"}, {"id": "nam", "label": "Nam"}]
_PERSON: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("ho_ten", "name", "Họ, chữ đệm và tên của {}", {"prefill": "name"}),
    ("ngay_sinh", "date", "Ngày sinh của {}", {"prefill": "birth_on", "not_future": True}),
    ("gioi_tinh", "choice", "Giới tính của {}", {"prefill": "sex", "options": _SEXES}),
    ("so_dinh_danh", "id_number", "Số định danh cá nhân của {}",
     {"prefill": "id_number", "birth": "ngay_sinh", "sex": "gioi_tinh"}),
    ("noi_cu_tru", "address", "Nơi cư trú của {}", {"prefill": "address"}),
    ("dien_thoai", "phone", "Số điện thoại của {}", {"prefill": "phone", "required": False}),
)  # fmt: skip
_ORGANISATION: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("ten", "text", "Tên {}", {"prefill": "name"}),
    ("ma_so_thue", "tax_code", "Mã số thuế của {}", {"prefill": "tax_code"}),
    ("tru_so", "address", "Địa chỉ trụ sở của {}", {"prefill": "address"}),
    ("dai_dien", "name", "Họ, chữ đệm và tên người đại diện của {}", {}),
    ("dien_thoai", "phone", "Số điện thoại của {}", {"prefill": "phone", "required": False}),
)
_SETS = {"person": _PERSON, "organisation": _ORGANISATION}


def parts_of(label: str, kind: str, stem: str) -> list[dict[str, Any]]:
    """The questions of one person or organisation, each id beginning with `stem`; filled from the account where the
    label says that it is the one who files."""
    words = clean(label)[:200]
    called = words[:1].lower() + words[1:]
    own = _THEMSELVES.match(fold(words)) is not None
    made = []
    for key, part, said, facts in _SETS[kind]:
        question: dict[str, Any] = {
            "id": f"{stem}_{key}",
            "kind": part,
            "label": said.format(called),
            **facts,
        }
        source = question.pop("prefill", "")
        if own and source:
            question["prefill"] = f"party.{source}"
        question |= {name: f"{stem}_{facts[name]}" for name in ("birth", "sex") if name in facts}
        if "options" in question:
            question["options"] = [dict(one) for one in question["options"]]
        made.append(question)
    return made
