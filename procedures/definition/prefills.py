"""Where an answer may be taken from, and into which kinds of question it fits."""

import re
from collections.abc import Collection, Mapping

from procedures.definition.shapes import TEXT_KINDS, Question

_TEXTS = frozenset({"name", "text"})
_PERSON: dict[str, frozenset[str]] = {
    "name": _TEXTS,
    "id_number": frozenset({"id_number", "tax_code", "text"}),
    "birth_on": frozenset({"date"}),
    "sex": frozenset({"choice"}),
    "address": frozenset({"address", "text", "long_text"}),
    "commune": frozenset({"commune"}),
}
FIELDS: Mapping[str, Mapping[str, frozenset[str]]] = {
    "party": _PERSON
    | {
        "tax_code": frozenset({"tax_code", "text"}),
        "phone": frozenset({"phone", "text"}),
        "email": frozenset({"email", "text"}),
    },
    "population": _PERSON
    | {
        "ethnicity": frozenset({"ethnicity", "text"}),
        "nationality": frozenset({"country", "text"}),
        "hometown": frozenset({"address", "text", "long_text"}),
        "father_name": _TEXTS,
        "mother_name": _TEXTS,
        "spouse_name": _TEXTS,
        "marital_status": frozenset({"choice", "text"}),
    },
    "enterprise": {
        "name": _TEXTS,
        "tax_code": frozenset({"tax_code", "text"}),
        "address": frozenset({"address", "text", "long_text"}),
        "commune": frozenset({"commune"}),
        "representative": _TEXTS,
        "registered_on": frozenset({"date"}),
        "capital_vnd": frozenset({"money", "number"}),
        "phone": frozenset({"phone", "text"}),
        "email": frozenset({"email", "text"}),
    },
}
CARRIED = "answers."
REGISTERS = ("population.", "enterprise.")
_OPEN = {
    "vault": (
        re.compile(r"vault\.[A-Z0-9]+(\.[A-Z0-9]+)*\.[a-z][a-z0-9_]*\Z"),
        "vault.<mã kết quả>.<mã trường>",
    ),
    "last_dossier": (re.compile(r"last_dossier\.[a-z][a-z0-9_]*\Z"), "last_dossier.<mã câu hỏi>"),
}
_NOT_FILLED = {"group", "file", "statement", "computed"}


def prefill_problem(source: str, kind: str, options: Collection[str]) -> str:
    """Why a question of this kind cannot be filled from there; "" when it can.

    Whether the source is connected shows only when it is asked; one that is not yields nothing."""
    head, _, field = source.partition(".")
    if head in _OPEN:
        pattern, shape = _OPEN[head]
        if not pattern.match(source):
            return f"“{source}” phải có dạng {shape}."
        return f"Không điền sẵn được câu hỏi loại {kind}." if kind in _NOT_FILLED else ""
    fields = FIELDS.get(head)
    if fields is None or field not in fields:
        known = [f"{one}.{name}" for one in FIELDS for name in FIELDS[one]] + [
            shape for _, shape in _OPEN.values()
        ]
        return f"“{source}” phải là một trong: {', '.join(sorted(known))}."
    if kind and kind not in fields[field]:
        return f"Không điền được {source} vào câu hỏi loại {kind}."
    if field == "sex" and not {"nam", "nu"} <= set(options):
        return "Câu hỏi giới tính phải có lựa chọn mã nam và nu."
    return ""


def carried_problem(source: Question | None, kind: str) -> str:
    """Why an earlier answer cannot be carried into a question of this kind; "" when it can."""
    if source is None or source.officer_only:
        return "Sau “answers.” phải là mã một câu hỏi phía trước mà người dân trả lời."
    if kind in _NOT_FILLED or source.kind in _NOT_FILLED or kind in ("choice", "choices"):
        return f"Không điền sẵn được câu hỏi loại {kind} từ câu “{source.id}”."
    fits = kind == source.kind or (kind in ("text", "long_text") and source.kind in TEXT_KINDS)
    return "" if fits else f"Câu “{source.id}” là loại {source.kind}, không điền được vào câu loại {kind}."
