"""What a newer row of the catalogue would change in ours, in words, and ours with the change taken in."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from portal.web.show import vnd
from procedures.national.shapes import Span

PARTS = {
    "name": "Tên",
    "field": "Lĩnh vực",
    "audience": "Đối tượng",
    "level": "Cấp giải quyết",
    "limits": "Thời hạn",
    "cases": "Trường hợp",
    "fees": "Phí, lệ phí",
    "papers": "Giấy tờ",
    "result": "Kết quả",
    "legal": "Căn cứ pháp lý",
}
_AUDIENCES = {
    "citizen": "Người dân",
    "business": "Doanh nghiệp, tổ chức",
    "both": "Người dân và doanh nghiệp",
}
_LEVELS = {"commune": "Cấp xã", "province": "Cấp tỉnh", "both": "Cấp tỉnh và cấp xã"}
_CHANNELS = {"in_person": "nộp trực tiếp", "online": "nộp trực tuyến", "postal": "nộp qua bưu chính"}
_COPIES = {
    "original": "bản chính", "copy": "bản sao", "certified_copy": "bản sao chứng thực",
    "copy_with_original": "bản sao kèm bản chính để đối chiếu", "electronic": "bản điện tử",
}  # fmt: skip
_QUESTIONS = ("truong_hop", "nhom_ho_so", "muc_thu", "so_trang", "so_ban", "so_nguoi")
Document = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Difference:
    """One part: the lines that only ours has, those that only the catalogue has."""

    part: str
    label: str
    ours: list[str]
    theirs: list[str]


def differences(ours: Document, theirs: Document) -> list[Difference]:
    """The parts that differ in what they say; the order of papers or acts does not count."""
    found = []
    for part, label in PARTS.items():
        mine, other = told(part, ours.get(part)), told(part, theirs.get(part))
        if sorted(mine) != sorted(other) and not _unknown(part, other, theirs):
            only_mine = [line for line in mine if line not in other]
            only_other = [line for line in other if line not in mine]
            found.append(Difference(part, label, only_mine, only_other))
    return found


def _unknown(part: str, lines: list[str], theirs: Document) -> bool:
    """Whether the catalogue says nothing that could be read of this part: then ours is no difference."""
    doubted = any(path.split(".")[0] == part for path in theirs.get("unverified", []))
    return not lines and (doubted or part in ("papers", "result", "legal"))


def taken_in(ours: Document, base: Document | None, theirs: Document) -> dict[str, Any]:
    """Ours with every part that the catalogue changed since `base` (all that differ when there is none)."""
    made: dict[str, Any] = deepcopy(dict(ours))
    changed = [one.part for one in differences(base if base is not None else ours, theirs)]
    for part in changed:
        made[part] = (
            deepcopy(theirs.get(part))
            if part != "result"
            else {**made.get("result", {}), **deepcopy(theirs[part])}
        )
    if "cases" in changed or {"limits", "fees", "papers"} & set(changed):
        _ask(made, theirs)
    kept = [path for path in made.get("unverified", []) if path.split(".")[0] not in changed]
    new = [path for path in theirs.get("unverified", []) if path.split(".")[0] in changed]
    made["unverified"] = [*kept, *new]
    made["origin"] = deepcopy(theirs.get("origin", {}))
    return made


def _ask(made: dict[str, Any], theirs: Document) -> None:
    """The questions that cases and fees of the catalogue need, where our form has none of that name."""
    pages = made.get("form", {}).get("pages", [])
    known = {q.get("id") for page in pages for q in page.get("questions", [])}
    wanted = [
        q for page in theirs.get("form", {}).get("pages", []) for q in page["questions"]
        if q["id"] in _QUESTIONS and q["id"] not in known
    ]  # fmt: skip
    if pages and wanted:
        pages[0]["questions"] = [*deepcopy(wanted), *pages[0].get("questions", [])]


def told(part: str, value: Any) -> list[str]:
    """A part in lines that people read; a part of an unknown form as it stands."""
    if not value:
        return []
    try:
        return _TOLD[part](value)
    except (KeyError, TypeError, AttributeError, ValueError):
        return [str(value)[:300]]


def _limits(value: Any) -> list[str]:
    found = []
    if value.get("processing"):
        found.append(_span(value["processing"]))
    found += [f"{_CHANNELS.get(key, key)}: {_span(one)}" for key, one in value.get("by_channel", {}).items()]
    return found + [f"trường hợp {key}: {_span(one)}" for key, one in value.get("by_case", {}).items()]


def _span(value: Any) -> str:
    return Span(value["value"], value["unit"]).words


def _fee(value: Any) -> str:
    amount = value["amount"]
    steps = ", ".join(vnd(one["vnd"]) for one in amount.get("steps", []))
    per = {"page": " mỗi trang", "copy": " mỗi bản", "person": " mỗi người"}.get(amount.get("per"), "")
    more = "; ".join(
        f"{_CHANNELS.get(key, key)} {vnd(one.get('vnd', 0))}"
        for key, one in value.get("by_channel", {}).items()
    )
    lowered = "; ".join(
        f"giảm {one['percent']}% {one.get('from', '')}–{one.get('to', '')}"
        for one in value.get("reduced", [])
    )
    extra = "; ".join(filter(None, (more, lowered, *(one["label"] for one in value.get("exempt", [])))))
    return f"{value['name']}: {steps or vnd(amount['vnd'])}{per}" + (f" ({extra})" if extra else "")


def _paper(value: Any) -> str:
    optional = "" if value.get("required", True) else ", nếu có"
    return (
        f"{value['name']} · {value.get('count', 1)} {_COPIES.get(value.get('copy_kind', ''), '')}{optional}"
    )


def _result(value: Any) -> list[str]:
    named = [value, *value.get("others", [])]
    return [" ".join(filter(None, (one["name"], one.get("code") and f"({one['code']})"))) for one in named]


def _act(number: str) -> str:
    """ "Luật số 59/2020/QH14" and "Luật 59/2020/QH14" are one act, so are "NĐ …" and "Nghị định …"."""
    bare = number.replace(" số ", " ")
    for short, long in (
        ("NĐ ", "Nghị định "),
        ("TT ", "Thông tư "),
        ("QĐ ", "Quyết định "),
        ("NQ ", "Nghị quyết "),
    ):
        bare = long + bare[len(short) :] if bare.startswith(short) else bare
    return bare


_TOLD: Mapping[str, Any] = {
    "name": lambda value: [value],
    "field": lambda value: [value["name"]],
    "audience": lambda value: [_AUDIENCES.get(value, value)],
    "level": lambda value: [_LEVELS.get(value, value)],
    "limits": _limits,
    "cases": lambda value: [one["name"] for one in value],
    "fees": lambda value: [_fee(one) for one in value],
    "papers": lambda value: [_paper(one) for one in value],
    "result": _result,
    "legal": lambda value: list(dict.fromkeys(_act(one["number"]) for one in value)),
}
