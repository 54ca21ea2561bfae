"""The boxes of a test dossier beside its answers: how it is filed and what is expected of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django import forms

from portal.web.forms import Form, TextField
from portal.web.show import HANOI
from procedures.definition import Definition, Question, TrialCase
from procedures.steps import in_order
from procedures.trials import Outcome

CHANNELS = [("online", "Trực tuyến"), ("in_person", "Tại quầy"), ("postal", "Bưu chính")]
SHOWN = [("", "Không xét"), ("asked", "Phải hiện"), ("not_asked", "Không được hiện")]
_MOMENT = "%Y-%m-%dT%H:%M"


class _Moment(forms.DateTimeField):
    """A moment on the Vietnamese clock, typed into the browser's own box."""

    def __init__(self, **facts: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=_MOMENT)
        super().__init__(widget=widget, input_formats=[_MOMENT, "%d/%m/%Y %H:%M"], **facts)


def _ticks(label: str, choices: Iterable[tuple[str, str]]) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=list(choices), required=False, widget=forms.CheckboxSelectMultiple
    )


class TrialForm(Form):
    """Made for one definition: its papers, steps, exemptions and conditional questions."""

    name = TextField(label="Tên hồ sơ thử", max_length=200)
    channel = forms.ChoiceField(label="Cách nộp", choices=CHANNELS)
    received = _Moment(label="Nộp lúc")
    exemption = forms.ChoiceField(label="Diện miễn, giảm", required=False)
    look_fee = forms.BooleanField(label="Xét số tiền", required=False)
    fee = forms.IntegerField(label="Phí, lệ phí (đồng)", min_value=0, required=False)
    look_due = forms.BooleanField(label="Xét hẹn trả", required=False)
    due = _Moment(label="Hẹn trả", required=False)
    look_papers = forms.BooleanField(label="Xét giấy tờ bắt buộc", required=False)
    look_steps = forms.BooleanField(label="Xét các bước chạy", required=False)

    def __init__(self, definition: Definition, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, prefix="hst", **kwargs)
        self.definition = definition
        self.conditional = conditional(definition)
        exemptions = {one.id: one.label for fee in definition.fees for one in fee.exempt}
        choice = self.fields["exemption"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [("", "Không có"), *exemptions.items()]
        papers = [(paper.id, paper.name) for paper in definition.papers]
        self.fields["given"] = _ticks("Giấy tờ nộp kèm", papers)
        self.fields["papers"] = _ticks("Giấy tờ bắt buộc", papers)
        self.fields["steps"] = _ticks("Các bước chạy", [(one.id, one.name) for one in in_order(definition)])
        for question in self.conditional:
            self.fields[f"q_{question.id}"] = forms.ChoiceField(
                label=question.called(), choices=SHOWN, required=False
            )

    @property
    def question_boxes(self) -> list[forms.BoundField]:
        return [self[f"q_{question.id}"] for question in self.conditional]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("look_fee") and cleaned.get("fee") is None:
            self.add_error("fee", "Nhập số tiền mong đợi, 0 nếu không thu")
        if cleaned.get("look_due") and not cleaned.get("due"):
            self.add_error("due", "Nhập hẹn trả mong đợi")
        looks = [cleaned.get(f"look_{key}") for key in ("fee", "due", "papers", "steps")]
        if not any(looks) and not any(cleaned.get(f"q_{one.id}") for one in self.conditional):
            self.add_error(None, "Đánh dấu ít nhất một điều phải xét, hoặc bấm “Lấy đúng những gì đang ra”.")
        return cleaned

    def case(self, key: str, answers: dict[str, Any]) -> dict[str, Any]:
        """The test dossier as the definition keeps it. Call it on a valid form."""
        told = self.cleaned_data
        made = {
            "id": key,
            "name": told["name"],
            "channel": told["channel"],
            "received": written(told["received"]),
            "answers": answers,
            "papers": told["given"],
            "expect": self._expect(),
        }
        return made | ({"exemption": told["exemption"]} if told["exemption"] else {})

    def _expect(self) -> dict[str, Any]:
        told = self.cleaned_data
        expect: dict[str, Any] = {}
        for how in ("asked", "not_asked"):
            named = [one.id for one in self.conditional if told.get(f"q_{one.id}") == how]
            expect |= {how: named} if named else {}
        if told["look_papers"]:
            expect["papers"] = told["papers"]
        if told["look_fee"]:
            expect["fee_vnd"] = told["fee"]
        if told["look_steps"]:
            ordered = [one.id for one in in_order(self.definition)]
            expect["steps"] = sorted(told["steps"], key=ordered.index)
        if told["look_due"]:
            expect["due"] = written(told["due"])
        return expect


def conditional(definition: Definition) -> list[Question]:
    """The questions that some people are not asked: only of them an expectation says anything."""
    return [
        question
        for page in definition.form.pages
        for question in page.questions
        if (page.when or question.when) and question.kind not in ("computed", "statement")
    ]


def initial(definition: Definition, case: TrialCase) -> dict[str, Any]:
    """What the boxes hold for a case that is kept."""
    want = case.expect
    boxes: dict[str, Any] = {
        "name": case.name,
        "channel": case.channel,
        "received": case.received,
        "exemption": case.exemption,
        "given": list(case.papers if case.papers is not None else want.papers or ()),
        "look_fee": want.fee_vnd is not None,
        "fee": want.fee_vnd,
        "look_due": want.due is not None,
        "due": want.due,
        "look_papers": want.papers is not None,
        "papers": list(want.papers or ()),
        "look_steps": want.steps is not None,
        "steps": list(want.steps or ()),
    }
    for how, keys in (("asked", want.asked), ("not_asked", want.not_asked)):
        boxes |= {f"q_{key}": how for key in keys or ()}
    return boxes


def as_it_comes(definition: Definition, outcome: Outcome) -> dict[str, Any]:
    """Boxes that expect exactly what comes: the start of a new case, to be read and corrected by a person."""
    return {
        "look_fee": True,
        "fee": outcome.fee_vnd,
        "look_due": outcome.due is not None,
        "due": outcome.due,
        "look_papers": True,
        "papers": list(outcome.papers),
        "given": list(outcome.papers),
        "look_steps": True,
        "steps": list(outcome.steps),
    } | {
        f"q_{question.id}": "asked" if question.id in outcome.asked else "not_asked"
        for question in conditional(definition)
    }


def written(moment: datetime) -> str:
    """A moment as the definition keeps it, on the Vietnamese clock."""
    return moment.astimezone(HANOI).strftime(_MOMENT)
