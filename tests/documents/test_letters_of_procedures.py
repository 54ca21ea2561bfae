"""Every shipped procedure's result, drawn from its own fields: nothing that an officer wrote is missing on paper."""

import json
import unicodedata
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings

from portal.documents import drawing

PACKAGES = sorted((Path(settings.BASE_DIR) / "procedures" / "packages").glob("*.json"))
EXAMPLES = {"date": "1996-02-03", "money": "150000000"}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda path: path.stem)
def test_the_result_of_a_procedure_says_all_its_fields(package):
    told = json.loads(package.read_text())
    result = told["result"]
    fields = {
        field["id"]: EXAMPLES.get(field.get("kind", ""), f"Lời {number} Đẹp Ngày")
        for number, field in enumerate(result["fields"])
        if field["from"] != "computed"
    }
    rows = [[field["label"], fields[field["id"]]] for field in result["fields"] if field["id"] in fields]
    name = result["template"] if result["template"] not in ("", "generic") else "generic_result"
    facts = {
        "title": result["name"],
        "agency_name": "Ủy ban nhân dân phường Hạ Long",
        "procedure_name": told["name"],
        "fields": fields,
        "rows": rows,
        "legal": [law["number"] for law in told["legal"]],
        "number": "12/2026",
        "issued_on": "2026-11-09",
        "owner_name": "Đinh Thị Ngọc Huyền",
        "signer_name": "Nguyễn Văn Thắng",
        "signer_title": "Chủ tịch UBND phường Hạ Long",
    }
    with pypdfium2.PdfDocument(drawing.draw(name, facts)) as book:
        text = " ".join(page.get_textpage().get_text_range() for page in book)
    said = unicodedata.normalize("NFC", " ".join(text.split())).upper()
    for field in result["fields"]:
        value = fields.get(field["id"])
        if value and field.get("kind") != "date":
            assert value.upper() in said, field["id"]
    assert "12/2026" in said
    assert "NGUYỄN VĂN THẮNG" in said
