"""The list of what the applicant has to mend: over the very papers and questions of the version."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from dossiers.models import Dossier, DossierItem
from portal.web.forms import Form, LongTextField
from portal.web.text import clean
from procedures import eform
from procedures.definition import Definition, PaperSpec
from procedures.queries import definition


@dataclass(slots=True)
class Ask:
    """One paper or question; `chosen` when it is asked for, `note` what is wrong and how to mend it."""

    kind: str
    id: str
    title: str
    shown: str = ""
    chosen: bool = False
    note: str = ""
    error: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind}-{self.id}"


class SupplementForm(Form):
    """Built from what was found wrong; anything else of the published list can be added."""

    reason = LongTextField(label="Lời chung gửi người nộp", max_length=1000, required=False)

    def __init__(self, dossier: Dossier, data: QueryDict | None) -> None:
        super().__init__(data)
        self.fields["reason"].widget.attrs["rows"] = 2
        self.asks = _papers(dossier) + _answers(dossier)
        if data is not None:
            for ask in self.asks:
                ask.chosen = data.get(f"chon-{ask.name}") == "1"
                ask.note = clean(data.get(f"sua-{ask.name}", ""))[:1000]

    @property
    def chosen(self) -> list[Ask]:
        return [ask for ask in self.asks if ask.chosen]

    @property
    def others(self) -> list[Ask]:
        return [ask for ask in self.asks if not ask.chosen]

    def clean(self) -> dict[str, Any]:
        if not self.chosen:
            self.add_error(None, "Chọn ít nhất một mục cần sửa")
        for ask in self.chosen:
            if not ask.note:
                ask.error = f"Nhập sai ở đâu, sửa thế nào cho “{ask.title}”"
        if any(ask.error for ask in self.chosen):
            self.add_error(None, "")
        return self.cleaned_data

    def problems(self) -> list[tuple[str, str]]:
        """(id of the box, sentence) for the summary."""
        found = [(f"sua-{ask.name}", ask.error) for ask in self.asks if ask.error]
        general = [("", str(text)) for text in self.non_field_errors() if str(text)]
        return [*general, *found] if self.is_bound else []

    def flagged(self) -> list[dict[str, str]]:
        return [{"kind": ask.kind, "id": ask.id, "note": ask.note} for ask in self.chosen]


def _papers(dossier: Dossier) -> list[Ask]:
    """The papers of this dossier, and those of the version that were not asked for so far."""
    told = definition(dossier.version)
    items = {item.paper_id: item for item in dossier.items.all()}
    asks = []
    named = {paper.id for paper in told.papers}
    inside = [
        spec
        for key, item in items.items()
        if key not in named and (spec := _inside_form(told, item)) is not None
    ]
    for paper in (*inside, *told.papers):
        item = items.get(paper.id)
        wrong = item is not None and item.verdict == "wrong"
        asks.append(
            Ask(
                "paper",
                paper.id,
                paper.name,
                "đã nộp" if item else "chưa nộp",
                chosen=wrong,
                note=item.verdict_note if item and wrong else "",
            )
        )
    return asks


def _inside_form(told: Definition, item: DossierItem) -> PaperSpec | None:
    """A file that the form itself asked for, under the name that it was handed in with."""
    spec = told.paper(item.paper_id)
    return replace(spec, name=item.title) if spec else None


def _answers(dossier: Dossier) -> list[Ask]:
    marks = {mark.question_id: mark.note for mark in dossier.answer_marks.all()}
    asks: dict[str, Ask] = {}
    told = definition(dossier.version)
    for page in eform.shown(told, dossier.answers):
        for row in page.rows:
            key = row.id.split("-")[0]
            question = told.question(key)
            if key in asks or question is None or question.kind in ("computed", "statement"):
                continue
            asks[key] = Ask(
                "question", key, question.label, row.text, chosen=key in marks, note=marks.get(key, "")
            )
    return list(asks.values())
