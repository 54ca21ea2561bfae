"""The tester of fees: which facts the rules ask about, and what they come to, line by line."""

from datetime import date
from typing import Any

from django import forms

from portal.agencies.queries import today
from portal.web.forms import Form
from procedures.definition import EXEMPTION, Definition, Question
from procedures.designer.fee_forms import CHANNELS
from procedures.eform import exemptions_offered
from procedures.fees import Judged, judged

MOST_ASKED = 30


def facts_of(definition: Definition) -> list[Question]:
    """The questions on which the fees depend, with those that decide whether they are asked; in form order."""
    wanted: set[str] = set()
    waiting: list[Any] = [case.when.tree for case in definition.cases]
    for rule in definition.fees:
        conditions = [rule.when, *(one.when for one in rule.exempt), *(one.when for one in rule.reduced)]
        waiting += [one.tree for one in conditions if one]
        for amount in (rule.amount, *rule.by_channel.values()):
            waiting += [{"q": key} for key in (amount.question, amount.copies) if key]
    opened = _pages_of(definition)
    while waiting:
        for key in _named(waiting.pop()) - wanted:
            wanted.add(key)
            question = definition.question(key)
            waiting += [one.tree for one in (question and question.when, question and question.value) if one]
            waiting += [opened[key]] if opened.get(key) else []
    return [
        question
        for page in definition.form.pages
        for question in page.questions
        if question.id in wanted and question.kind not in ("computed", "statement")
    ][:MOST_ASKED]


def _named(tree: Any) -> set[str]:
    if isinstance(tree, dict):
        if "q" in tree:
            return {str(tree["q"]).partition(".")[0]}
        return set().union(*(_named(one) for one in tree.get("args", [])), set())
    return set()


def _pages_of(definition: Definition) -> dict[str, Any]:
    """Question → the condition of its page."""
    return {
        question.id: page.when.tree
        for page in definition.form.pages
        if page.when is not None
        for question in page.questions
    }


class TesterForm(Form):
    """Channel, day, class of person, and one box for each fact."""

    kenh = forms.ChoiceField(label="Nộp", choices=[CHANNELS[1], CHANNELS[0], CHANNELS[2]], required=False)
    ngay = forms.DateField(
        label="Ngày nộp", required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    doi_tuong = forms.ChoiceField(label="Thuộc diện", required=False)

    def __init__(self, *args: Any, told: Definition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.told, self.asked = told, facts_of(told)
        offered = {one.id: one.label for rule in told.fees for one in rule.exempt}
        self.fields["doi_tuong"].choices = [("", "Không thuộc diện nào"), *offered.items()]  # type: ignore[attr-defined]
        for question in self.asked:
            self.fields[f"q-{question.id}"] = _box(question)

    def answers(self) -> dict[str, Any]:
        """The facts as answers; a group is as many empty items as were said."""
        got = self.cleaned_data
        found: dict[str, Any] = {EXEMPTION: got.get("doi_tuong") or ""}
        for question in self.asked:
            value = got.get(f"q-{question.id}")
            if value in (None, ""):
                continue
            found[question.id] = _answer(question, value)
        return found

    def judged(self) -> list[Judged]:
        got = self.cleaned_data
        return judged(self.told, self.answers(), got.get("kenh") or "online", got.get("ngay") or today())

    def on(self) -> date:
        return self.cleaned_data.get("ngay") or today()

    def not_offered(self) -> bool:
        """Whether the chosen class may not be chosen with these facts."""
        chosen = self.cleaned_data.get("doi_tuong")
        return bool(chosen) and chosen not in {
            one.id for one in exemptions_offered(self.told, self.answers())
        }


def _box(question: Question) -> forms.Field:
    label = question.label
    if question.kind in ("number", "money"):
        return forms.FloatField(label=label, required=False)
    if question.kind == "group":
        return forms.IntegerField(label=f"{label} (bao nhiêu)", min_value=0, max_value=100, required=False)
    if question.kind == "yes_no":
        return forms.ChoiceField(
            label=label, choices=[("", "–"), ("1", "Có"), ("0", "Không")], required=False
        )
    if question.kind in ("choice", "choices"):
        options = [(option.id, option.label) for option in question.options]
        return forms.ChoiceField(label=label, choices=[("", "–"), *options], required=False)
    if question.kind == "date":
        return forms.DateField(label=label, required=False, widget=forms.DateInput(attrs={"type": "date"}))
    return forms.CharField(label=label, max_length=200, required=False)


def _answer(question: Question, value: Any) -> Any:
    if question.kind == "group":
        return [{} for _ in range(value)]
    if question.kind == "yes_no":
        return value == "1"
    if question.kind == "choices":
        return [value]
    if question.kind == "date":
        return value.isoformat()
    if question.kind in ("commune", "address"):
        return {"commune": value} if question.kind == "address" else value
    return int(value) if isinstance(value, float) and value.is_integer() else value
