"""The list of what the applicant has to mend: over the very papers and questions of the version."""

from dataclasses import dataclass, replace
from typing import Any

from django.http import QueryDict

from dossiers.models import Dossier, DossierItem, SupplementDraft
from dossiers.services.papers import BEYOND
from portal.web.forms import Form, LongTextField, TextField
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
    extra = TextField(label="Giấy tờ ngoài danh mục đã công bố", max_length=300, required=False)
    extra_note = LongTextField(label="Nộp thế nào, để làm gì", max_length=1000, required=False)
    legal_ground = TextField(
        label="Căn cứ pháp lý của giấy tờ ấy",
        max_length=300,
        required=False,
        help_text="Điều, khoản, tên văn bản",
    )

    def __init__(
        self, dossier: Dossier, data: QueryDict | None, begin: SupplementDraft | None = None
    ) -> None:
        super().__init__(data)
        for name in ("reason", "extra_note"):
            self.fields[name].widget.attrs["rows"] = 2
        self.asks = _papers(dossier) + _answers(dossier)
        if data is None and begin is not None:
            self._begin_from(begin)
        if data is not None:
            for ask in self.asks:
                ask.chosen = data.get(f"chon-{ask.name}") == "1"
                ask.note = clean(data.get(f"sua-{ask.name}", ""))[:1000]

    def _begin_from(self, begin: SupplementDraft) -> None:
        """What a leader returned stands in the boxes again."""
        self.initial.update(reason=begin.reason, legal_ground=begin.legal_ground)
        notes = {f"{item['kind']}-{item['id']}": item["note"] for item in begin.flagged}
        for ask in self.asks:
            ask.chosen, ask.note = ask.name in notes, notes.get(ask.name, ask.note)
        beyond = [item for item in begin.flagged if item["id"].startswith(BEYOND)]
        if beyond:
            self.initial.update(extra=beyond[0]["title"], extra_note=beyond[0]["note"])

    @property
    def has_extra(self) -> bool:
        """The part for a paper outside the list stands open."""
        return any(self[name].value() for name in ("extra", "extra_note", "legal_ground"))

    @property
    def count(self) -> int:
        return len(self.chosen) + bool(self["extra"].value())

    @property
    def chosen(self) -> list[Ask]:
        return [ask for ask in self.asks if ask.chosen]

    @property
    def others(self) -> list[Ask]:
        return [ask for ask in self.asks if not ask.chosen]

    def clean(self) -> dict[str, Any]:
        self._clean_extra()
        if not self.chosen and not self.has_extra:
            self.add_error(None, "Chọn ít nhất một mục cần sửa")
        for ask in self.chosen:
            if not ask.note:
                ask.error = f"Nhập sai ở đâu, sửa thế nào cho “{ask.title}”"
        if any(ask.error for ask in self.chosen):
            self.add_error(None, "")
        return self.cleaned_data

    def _clean_extra(self) -> None:
        """A paper beyond the published list needs all three: its name, the way, the legal ground."""
        wanted = {
            "extra": "Nhập tên giấy tờ",
            "extra_note": "Nhập cách nộp giấy tờ này",
            "legal_ground": "Nhập căn cứ pháp lý của giấy tờ ngoài danh mục",
        }
        if any(self.cleaned_data.get(name) for name in wanted):
            for name, text in wanted.items():
                if not self.cleaned_data.get(name):
                    self.add_error(name, text)

    def problems(self) -> list[tuple[str, str]]:
        """(id of the box, sentence) for the summary."""
        found = [(f"sua-{ask.name}", ask.error) for ask in self.asks if ask.error]
        general = [("", str(text)) for text in self.non_field_errors() if str(text)]
        of_fields = [
            (self[name].id_for_label, str(text))
            for name, texts in self.errors.items()
            if name != "__all__"
            for text in texts
        ]
        return [*general, *found, *of_fields] if self.is_bound else []

    def flagged(self) -> list[dict[str, str]]:
        named = [{"kind": ask.kind, "id": ask.id, "note": ask.note} for ask in self.chosen]
        if title := self.cleaned_data["extra"]:
            named.append({"kind": "paper", "id": "", "title": title, "note": self.cleaned_data["extra_note"]})
        return named


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
    """A file that the form or an officer asked for beside the list, under the name that it was handed in with."""
    if item.paper_id.startswith(BEYOND):
        return PaperSpec(item.paper_id, item.title)
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
