"""What the screens of the catalogue show: files, rows of a report, doubts beside the present content."""

import json
from collections import Counter
from typing import Any

from django.db.models import QuerySet

from procedures.models import EDITABLE, ProcedureVersion
from procedures.national.differences import PARTS, told
from procedures.national.importing import ours
from procedures.national.records import CatalogueImport, CatalogueRow, CatalogueSource
from procedures.national.shapes import KINDS
from procedures.national.words import cut, plain

_TEXTS = {
    "level": "Cấp thực hiện",
    "audience": "Đối tượng",
    "competent_agency": "Cơ quan có thẩm quyền",
    "performing_agency": "Cơ quan thực hiện",
    "procedure_text": "Trình tự",
    "channels_raw": "Cách thức, thời hạn, phí",
    "components_raw": "Thành phần hồ sơ",
    "results_raw": "Kết quả",
    "legal_basis_raw": "Căn cứ pháp lý",
    "conditions": "Yêu cầu, điều kiện",
}


_ONLINE = {"full": "Toàn trình", "partial": "Một phần", "none": "Chưa nộp trực tuyến"}
_OTHERS = {
    "form": "Tờ khai",
    "steps": "Các bước",
    "online": "Mức độ trực tuyến",
    "competence": "Cơ quan giải quyết",
}


def files() -> QuerySet[CatalogueImport]:
    return CatalogueImport.objects.select_related("by")


def rows(record: CatalogueImport, outcome: str, kind: str, words: str) -> QuerySet[CatalogueRow]:
    """The lines of a report, chosen by outcome, doubt, code or name."""
    found = record.rows.all()
    if outcome:
        found = found.filter(outcome=outcome)
    if kind:
        found = found.filter(kinds__contains=[kind])
    if words:
        found = (
            found.filter(code__startswith=words)
            if words[:1].isdigit()
            else found.filter(name__icontains=words)
        )
    return found


def drafts_by_doubt() -> list[tuple[str, int]]:
    """How many drafts that nobody finished still have doubts of each kind; by the last report of each code."""
    drafts = ProcedureVersion.objects.filter(state__in=EDITABLE, procedure__source__isnull=False)
    counts: Counter[str] = Counter()
    for paths in drafts.values_list("definition__unverified", flat=True).iterator(chunk_size=500):
        counts.update({_kind_of(path) for path in paths or [] if isinstance(path, str)})
    return [(label, counts[kind]) for kind, label in KINDS.items() if counts[kind]]


def _kind_of(path: str) -> str:
    head = path.split(".")[0]
    return {
        "limits": "time", "fees": "fee", "papers": "paper", "legal": "law", "competence": "agency",
        "level": "level", "result": "result", "form": "form", "online": "form", "steps": "steps",
    }.get(head, "text")  # fmt: skip


def document(source: CatalogueSource) -> dict[str, Any]:
    return ours(source.procedure)


def doubts(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Each doubt with what the draft says there now and the words of the catalogue."""
    origin = content.get("origin")
    listed = origin.get("doubts") if isinstance(origin, dict) else None
    found = []
    for one in listed if isinstance(listed, list) else []:
        path = str(one.get("path", ""))
        open_still = path in content.get("unverified", [])
        found.append({**one, "now": _now(content, path), "open": open_still, "label": _label(path)})
    return sorted(
        found,
        key=lambda one: (not one["open"], list(KINDS).index(one["kind"]) if one["kind"] in KINDS else 99),
    )


def _label(path: str) -> str:
    names = PARTS | {
        "form": "Tờ khai",
        "steps": "Các bước",
        "online": "Mức độ trực tuyến",
        "competence": "Cơ quan giải quyết",
    }
    return names.get(path.split(".")[0], path)


def _now(content: dict[str, Any], path: str) -> list[str]:
    """The present content at a path, in lines that people read."""
    part, _, key = path.partition(".")
    value = content.get(part)
    if part in ("papers", "fees") and key and isinstance(value, list):
        value = [one for one in value if isinstance(one, dict) and one.get("id") == key]
    if part in PARTS:
        return told(part, value)
    if part == "competence" and isinstance(value, dict):
        at_commune = value.get("kind") == "commune"
        return ["Ủy ban nhân dân cấp xã" if at_commune else f"Sở, ngành cấp tỉnh ({value.get('specialty')})"]
    if part == "online":
        return [_ONLINE.get(str(value), "")]
    if part in ("form", "steps") and value:
        names = value if isinstance(value, list) else value.get("pages", [])
        return [str(one.get("name") or one.get("title") or "") for one in names if isinstance(one, dict)]
    return (
        [cut(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), 200)]
        if value
        else []
    )


def texts(row: Any) -> list[tuple[str, str]]:
    """The row as the catalogue has it, for reading."""
    if not isinstance(row, dict):
        return []
    return [(label, plain(row.get(key))) for key, label in _TEXTS.items() if plain(row.get(key))]
