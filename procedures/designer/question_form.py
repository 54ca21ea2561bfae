"""One question in the middle of the form screen: drawn by its kind, read back whole or told what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from portal.web.text import clean
from procedures.definition.form import LONGEST, name_question
from procedures.definition.shapes import KINDS, OTHER, Document
from procedures.designer.boxes import Drawn, Part, Sheet
from procedures.designer.outline import QUESTION, Spot, free_id
from procedures.designer.question_boxes import SECTIONS, boxes_of
from procedures.formula import Scope, scope_at

__all__ = ["OptionRow", "QuestionForm", "name_question"]
_ID = re.compile(r"[a-z][a-z0-9_]{0,59}\Z")
BLANK_ROWS = 3
MOST_OPTIONS = 200


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One line of the table of options."""

    number: int
    place: str
    label: str
    key: str
    hint: str


class QuestionForm:
    """The boxes of one question. `question` is what was read; `errors` are (id of the box, sentence)."""

    def __init__(self, document: Document, spot: Spot, post: QueryDict | None = None) -> None:
        self.spot, self.inside = spot, spot.group is not None
        self.scope: Scope = scope_at(document, str(spot.part.get("id")))
        posted_kind = post.get("kind", "") if post is not None else ""
        self.kind = posted_kind if posted_kind in KINDS else str(spot.part.get("kind", "text"))
        self.kind = self.kind if self.kind in KINDS else "text"
        boxes = boxes_of(self.kind, inside=self.inside, dates=self._named("date"), sexes=self._sexes())
        shown = _with_prefill(spot.part, [box for box in boxes if box.key == "prefill"])
        typed = _flat(post, str(spot.part.get("kind")), self.kind) if post is not None else None
        self.sheet = Sheet(boxes, shown, self.scope, typed)
        self.rows = self._rows(post)
        self.errors: list[tuple[str, str]] = []
        self.question: Part = dict(spot.part)
        if post is not None:
            self.question = self._read(post)

    @property
    def name(self) -> str:
        return f"{QUESTION}:{self.spot.part.get('id')}"

    @property
    def has_options(self) -> bool:
        return self.kind in ("choice", "choices")

    @property
    def sections(self) -> list[tuple[str, list[Drawn]]]:
        drawn = [(title, self.sheet.drawn(keys)) for title, keys in SECTIONS]
        return [(title, boxes) for title, boxes in drawn if boxes]

    @property
    def other(self) -> list[Drawn]:
        return self.sheet.drawn(["other"])

    def _named(self, kind: str) -> tuple[tuple[str, str], ...]:
        return tuple(
            (key, self.scope.labels.get(key, key))
            for key, name in self.scope.names.items()
            if name.type == kind
        )

    def _sexes(self) -> tuple[tuple[str, str], ...]:
        found = [key for key, options in self.scope.options.items() if {"nam", "nu"} <= options.keys()]
        return tuple((key, self.scope.labels.get(key, key)) for key in found)

    def _rows(self, post: QueryDict | None) -> list[OptionRow]:
        if post is None:
            options = [one for one in self.spot.part.get("options") or [] if isinstance(one, dict)]
            rows = [
                OptionRow(
                    n, str(n + 1), str(o.get("label", "")), str(o.get("id", "")), str(o.get("hint", ""))
                )
                for n, o in enumerate(options)
            ]
        else:
            said = post.get("lc-so", "0")
            count = min(int(said), MOST_OPTIONS) if said.isascii() and said.isdigit() else 0
            rows = [
                OptionRow(
                    n, *(clean(post.get(f"lc-{n}-{part}", "")) for part in ("thu-tu", "nhan", "ma", "goi-y"))
                )
                for n in range(count)
            ]
        if post is None or post.get("lam", "").startswith("doi-loai"):
            rows += [OptionRow(len(rows) + n, "", "", "", "") for n in range(BLANK_ROWS)]
        return rows

    def _read(self, post: QueryDict) -> Part:
        made = self.sheet.onto(self.spot.part)
        made = {
            key: value
            for key, value in made.items()
            if key in _KEPT or key in {b.key for b in self.sheet.boxes}
        }
        self.errors += list(self.sheet.errors.items())
        made["kind"] = self.kind
        label = clean(post.get("label", ""))
        if not label:
            self.errors.append(("label", "Nhập câu hỏi"))
        key = clean(post.get("id", ""))
        if key and not _ID.match(key):
            self.errors.append(("id", "Mã gồm chữ thường không dấu, số, gạch dưới, bắt đầu bằng chữ"))
        made["id"] = key or free_id(label, set(self.scope.names) | self.scope.later)
        other = made.pop("prefill_other", None)
        if other:
            made["prefill"] = other
        if self.has_options:
            made["options"] = self._options(post)
        if self.kind != "group":
            made.pop("questions", None)
        else:
            made["questions"] = self.spot.part.get("questions") or []
        return made

    def _options(self, post: QueryDict) -> list[Part]:
        """The rows with a label, in the order of their places; pasted lines follow."""
        rows = [row for row in self.rows if row.label]
        rows.sort(key=lambda row: (_place(row), row.number))
        taken = {row.key for row in rows if row.key} | {OTHER}
        options: list[Part] = []
        for row in rows:
            key = row.key or free_id(row.label, taken)
            if row.key and not _ID.match(row.key):
                self.errors.append(
                    (f"lc-{row.number}-ma", f"Mã “{row.key}” gồm chữ thường không dấu, số, gạch dưới")
                )
            taken.add(key)
            options.append({"id": key, "label": row.label} | ({"hint": row.hint} if row.hint else {}))
        for line in post.get("lc-dan", "").splitlines()[:MOST_OPTIONS]:
            if label := clean(line):
                key = free_id(label, taken)
                taken.add(key)
                options.append({"id": key, "label": label})
        return options


_KEPT = {"questions", "options", "other"}


def _place(row: OptionRow) -> float:
    """Where the row wants to stand: 2,5 is between the second and the third; new ones last."""
    try:
        return float(row.place.replace(",", "."))
    except ValueError:
        return 10_000


def _flat(post: QueryDict, before: str, kind: str) -> Mapping[str, str]:
    """What was typed; where another kind was chosen, the usual length of the old one is not taken along."""
    typed = {key: str(value) for key, value in post.items()}
    if kind != before and typed.get("max_length") == str(LONGEST.get(before, 200)):
        typed["max_length"] = str(LONGEST.get(kind, 200))
    return typed


def _with_prefill(part: Part, boxes: list[Any]) -> Part:
    """A source that stands in the list is picked there; another one stands in the box beside it."""
    source = part.get("prefill")
    if not source or not boxes or source in {key for key, _ in boxes[0].choices}:
        return part
    return {**{key: value for key, value in part.items() if key != "prefill"}, "prefill_other": source}
