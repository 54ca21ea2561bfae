"""One row of the catalogue as a definition, with everything that the administrator should look at."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from portal.catalogues.queries import recognised
from portal.web.text import fold
from procedures.national import law, papers, skeleton
from procedures.national.cells import cells
from procedures.national.charges import charges
from procedures.national.limits import limits
from procedures.national.parts import Parts
from procedures.national.rows import Row
from procedures.national.shapes import Doubt, Paper
from procedures.national.words import cut, has, key_of, line, plain
from procedures.steps import limit_minutes

_PEOPLE = ("cong dan", "nguoi", "can bo", "cong chuc", "vien chuc", "dang vien", "ca nhan", "ho gia dinh")
_UNITS = ("doanh nghiep", "hop tac xa", "to chuc", "ho kinh doanh")
_OWN_FORM = re.compile(r"(?:đơn|tờ khai|giấy đề nghị|văn bản đề nghị|phiếu|bản khai)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Read:
    """What became of a row: the document of the draft and its doubts."""

    code: str
    name: str
    document: dict[str, Any]
    doubts: list[Doubt] = field(default_factory=list)


def build(row: Row, field_codes: Mapping[str, str], kinds: Mapping[str, str] | None = None) -> Read:
    """The definition that a row says, as far as a person could read it.

    `field_codes` are the codes of the fields already known, by their folded names; `kinds` those of the catalogue of
    papers, by every name without marks."""
    parts = Parts(cells=cells(row.raw), procedure_text=row.procedure_text)
    document = _head(row, field_codes, parts)
    document["limits"] = limits(parts)
    document["fees"] = charges(parts)
    document["papers"] = _papers(row, parts)
    for paper in document["papers"]:
        if code := recognised(paper["name"], kinds or {}):
            paper["kind"] = code
    document["legal"] = _legal(row, parts)
    document["result"] = _result(row, parts)
    document["cases"] = parts.cases
    agency = row.competent or row.performing
    document["competence"], sure = skeleton.competence(document["level"], agency, row.field, row.ministry)
    if not sure and not any(one.path == "level" for one in parts.doubts):
        words = "; ".join(filter(None, (row.competent, row.performing))) or row.level
        parts.doubt(
            "competence",
            "agency",
            "Cơ quan giải quyết được đoán từ tên cơ quan, lĩnh vực; chọn lại cho đúng.",
            words,
        )
    document["form"] = _form(row, document, parts)
    document["steps"] = skeleton.steps(_shortest(document["limits"]), row.ministry == "bo-cong-an")
    parts.doubt(
        "form",
        "form",
        "Cổng quốc gia không có tờ khai điện tử; đây là tờ khai tối thiểu, soạn tiếp theo mẫu.",
        "",
    )
    parts.doubt(
        "steps",
        "steps",
        "Cổng quốc gia không có quy trình nội bộ; đây là ba bước mẫu.",
        cut(row.procedure_text, 1500),
    )
    document["summary"] = cut(f"{row.name}. Kết quả: {document['result']['name']}.", 1900)
    document["unverified"] = list(dict.fromkeys(one.path for one in parts.doubts))
    document["origin"] = _origin(row, parts.doubts)
    return Read(row.code, row.name, document, parts.doubts)


def _head(row: Row, field_codes: Mapping[str, str], parts: Parts) -> dict[str, Any]:
    level, why = skeleton.level_of(row.level)
    if why:
        parts.doubt("level", "level", why, row.level)
    for path, sentence, words in row.odd:
        parts.doubt(path, "text", sentence, words)
    online = any(cell.channel == "online" for cell in parts.cells)
    if online:
        parts.doubt(
            "online",
            "form",
            "Có nộp trực tuyến; chọn toàn trình hay một phần theo Điều 13 Thông tư 01/2023.",
            "",
        )
    return {
        "schema": 1,
        "code": row.code,
        "name": row.name,
        "plain_name": "",
        "field": {"code": field_code(row.field, field_codes), "name": row.field or "Lĩnh vực khác"},
        "audience": _audience(row.audience, parts),
        "keywords": [],
        "level": level,
        "online": "partial" if online else "none",
        "checks": [],
        "appointment": True,
        "retention": 10,
    }


def field_code(name: str, known: Mapping[str, str]) -> str:
    """The code of a field: the known one of the same name, else made from its words."""
    folded = fold(name)
    if not folded:
        return "KHAC"
    if folded in known:
        return known[folded]
    slug = re.sub(r"[^a-z0-9]+", "-", folded).strip("-").upper()
    return f"LV-{slug}" if len(slug) <= 27 else f"LV-{slug[:20]}-{sum(map(ord, slug)) % 100_000:05}"


def _audience(names: tuple[str, ...], parts: Parts) -> str:
    people = any(has(one, *_PEOPLE) for one in names)
    units = any(has(one, *_UNITS) for one in names)
    if not people and not units:
        parts.doubt("audience", "text", "Chưa hiểu đối tượng thực hiện.", "; ".join(names))
        return "both"
    return "both" if people and units else "citizen" if people else "business"


def _papers(row: Row, parts: Parts) -> list[dict[str, Any]]:
    found, notes = papers.papers(row.raw)
    if not found:
        parts.doubt(
            "papers", "paper", "Không đọc được giấy tờ nào.", cut(plain(row.raw.get("components_raw")), 1500)
        )
    elif notes:
        parts.doubt(
            "papers", "paper", "Có lời ghi chú nằm lẫn trong bảng giấy tờ.", cut("\n".join(notes), 1500)
        )
    sections = list(dict.fromkeys(one.section for one in found if one.section))
    by_case = len(sections) > 1
    options = parts.choice("nhom_ho_so", "Hồ sơ thuộc trường hợp nào?", sections) if by_case else {}
    if by_case:
        words = cut("\n".join(sections), 1500)
        parts.doubt(
            "papers",
            "paper",
            f"Giấy tờ chia thành {len(sections)} nhóm theo trường hợp; kiểm tra từng nhóm.",
            words,
        )
    taken: set[str] = set()
    return [_paper(one, key_of(one.name, taken, "giay"), options, parts) for one in found]


def _paper(one: Paper, key: str, options: Mapping[str, dict[str, Any]], parts: Parts) -> dict[str, Any]:
    hint = one.hint if one.section in options or not one.section else f"{one.section}. {one.hint}".strip()
    made: dict[str, Any] = {
        "id": key,
        "name": one.name,
        "hint": cut(hint, 990),
        "copy_kind": one.copy_kind,
        "count": one.count,
        "required": one.required,
    }
    if one.bring_original:
        made["bring_original"] = True
    if one.section in options:
        made["when"] = options[one.section]
    why = [*one.why]
    if not one.required:
        why.append("Chỉ cần trong trường hợp nêu ở tên; tạm để không bắt buộc.")
    if why:
        parts.doubt(f"papers.{key}", "paper", " ".join(why), one.words)
    return made


def _legal(row: Row, parts: Parts) -> list[dict[str, Any]]:
    acts, rest = law.acts(row.raw)
    if rest:
        parts.doubt("legal", "law", "Có văn bản không đọc được số hiệu.", cut(rest, 1500))
    if acts:
        return [{"number": act.number, "title": act.title} for act in acts]
    parts.doubt(
        "legal", "law", "Không đọc được căn cứ pháp lý nào.", cut(plain(row.raw.get("legal_basis_raw")), 1500)
    )
    number = f"Quyết định {row.decision}" if row.decision else "Chưa có"
    return [{"number": number, "title": "Quyết định công bố thủ tục hành chính"}]


def _result(row: Row, parts: Parts) -> dict[str, Any]:
    found, raw = law.results(row.raw)
    if not found:
        parts.doubt("result", "result", "Không đọc được kết quả.", cut(raw, 1500))
        return {"name": cut(f"Kết quả giải quyết: {row.name}", 300)}
    name, code = found[0]
    if law.is_refusal(name):
        parts.doubt(
            "result", "result", "Chỉ thấy văn bản từ chối, thông báo; nêu kết quả chính.", cut(raw, 1500)
        )
    elif len([one for one in found if not law.is_refusal(one[0])]) > 1:
        parts.doubt(
            "result", "result", f"Cổng quốc gia nêu {len(found)} kết quả; chọn kết quả chính.", cut(raw, 1500)
        )
    made: dict[str, Any] = {"code": code, "name": name}
    if len(found) > 1:
        made["others"] = [{"name": other, "code": other_code} for other, other_code in found[1:20]]
    return made


def _form(row: Row, document: Mapping[str, Any], parts: Parts) -> dict[str, Any]:
    at_commune = document["competence"]["kind"] == "commune"
    questions = [*parts.questions]
    questions.append({"id": "noi_dung", "kind": "long_text", "label": "Nội dung đề nghị", "max_length": 4000})
    title = (
        next((one["name"] for one in document["papers"] if _OWN_FORM.match(one["name"])), "")
        or f"Đề nghị: {row.name}"
    )
    return {
        "code": f"{row.code}/TK",
        "title": cut(title, 300),
        "template": "generic",
        "pages": [
            skeleton.first_page(document["audience"], at_commune),
            {"id": "de_nghi", "section": "Nội dung", "title": "Nội dung đề nghị", "questions": questions},
        ],
    }


def _shortest(made: Mapping[str, Any]) -> int:
    """Working minutes of the shortest limit, for the steps; a day where none is known."""
    every = [made.get("processing"), *made.get("by_channel", {}).values(), *made.get("by_case", {}).values()]
    known = [limit_minutes(one["value"], one["unit"]) for one in every if one]
    return min(known, default=480)


def _origin(row: Row, doubts: list[Doubt]) -> dict[str, Any]:
    """Where the draft comes from, and the catalogue's own words beside each doubt."""
    return {
        "source": cut(line(row.raw.get("source"), 300), 300),
        "decision": row.decision,
        "level": row.level,
        "agency": row.performing or row.competent,
        "doubts": [asdict(one) for one in doubts],
    }
