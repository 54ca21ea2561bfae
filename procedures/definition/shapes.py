"""What a procedure definition is made of, once it has been read and found good. Nothing here changes."""

import dataclasses
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from procedures.definition.sheet import Layout
from procedures.definition.times import Limit as Limit
from procedures.definition.times import Limits as Limits
from procedures.definition.times import MoreTime as MoreTime
from procedures.expressions import CHANNELS as CHANNELS
from procedures.expressions import Expression

TEXT_KINDS = frozenset({"text", "long_text", "name", "id_number", "tax_code", "phone", "email"})
KINDS = TEXT_KINDS | {
    "number",
    "money",
    "date",
    "time",
    "yes_no",
    "choice",
    "choices",
    "commune",
    "address",
    "country",
    "ethnicity",
    "group",
    "computed",
    "statement",
    "file",
}
EXEMPTION = "mien_phi"
OTHER = "khac"
RAW = "_raw"
SLOT = "-"  # between a question of kind file and the item of its group, in the id of its paper


@dataclass(frozen=True, slots=True)
class Option:
    id: str
    label: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """One question; which of the fields below count depends on its kind."""

    id: str
    kind: str
    label: str
    hint: str = ""
    example: str = ""
    noun: str = ""  # the words for it in error sentences ("Ngày sinh phải có năm"); otherwise the label
    missing: str = ""  # the sentence when it is left empty, where the made one would read badly
    required: bool = True
    when: Expression | None = None
    prefill: str = ""
    prefill_when: Expression | None = None  # only then is it filled, as soon as it holds
    locked: bool = False  # what a national register said of it stays as it is
    official: str = ""
    indexed: bool = False
    pattern: re.Pattern[str] | None = None
    pattern_error: str = ""
    max_length: int = 200
    min: float | None = None
    max: float | None = None
    decimals: int = 0
    unit: str = ""
    not_future: bool = False
    not_past: bool = False
    min_age: int | None = None
    options: tuple[Option, ...] = ()
    other: bool = False
    scope: str = ""  # commune: "province" = only places of this province
    birth: str = ""  # id_number: the date question to compare with
    sex: str = ""  # id_number: the choice question (nam/nu) to compare with
    item_label: str = ""
    questions: tuple["Question", ...] = ()
    value: Expression | None = None
    officer_only: bool = False  # asked at the desk, never of the citizen
    shown_to_citizen: bool = False  # an officer's answer that the citizen may read

    @property
    def other_id(self) -> str:
        """Where the free text of “Khác” is kept."""
        return f"{self.id}_{OTHER}"

    def called(self) -> str:
        return self.noun or self.label.rstrip(" ?:.")


@dataclass(frozen=True, slots=True)
class Page:
    id: str
    section: str
    title: str
    questions: tuple[Question, ...]
    when: Expression | None = None
    help: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    code: str
    title: str
    template: str
    pages: tuple[Page, ...]
    layout: Layout | None = None  # the form as its regulation prints it; None = the plain one
    signed: bool = False  # who files on the net signs it with a certificate of their own (QN-16.3d)


@dataclass(frozen=True, slots=True)
class Check:
    """One question of “Bạn có làm được việc này không?”; the other answer leads to an explanation."""

    id: str
    text: str
    yes_is_fine: bool
    otherwise: str


@dataclass(frozen=True, slots=True)
class Law:
    number: str
    title: str
    checked: bool = False


@dataclass(frozen=True, slots=True)
class ResultField:
    id: str
    label: str
    source: str  # "answers.<id>", "computed" or "officer"
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class ResultSpec:
    code: str
    name: str
    template: str
    number_suffix: str
    fields: tuple[ResultField, ...] = ()
    layout: Layout | None = (
        None  # its words as an administrator wrote them; None: the page named by `template`
    )
    others: tuple[tuple[str, str], ...] = ()  # (code, name) of what may come instead, a refusal for example

    def known(self, questions: Mapping[str, Question]) -> dict[str, Question]:
        """What the words of the result may name: its own fields first, then the questions of the form."""
        own = {field.id: Question(id=field.id, kind=field.kind, label=field.label) for field in self.fields}
        return {**questions, **own}


@dataclass(frozen=True, slots=True)
class Case:
    id: str
    name: str
    when: Expression


@dataclass(frozen=True, slots=True)
class PaperSpec:
    id: str
    name: str
    hint: str = ""
    copy_kind: str = "original"
    count: int = 1
    required: bool = True
    when: Expression | None = None
    cases: tuple[str, ...] = ()
    result_code: str = ""
    digitise: bool = True
    bring_original: bool = False
    kind: str = ""  # its code in the shared catalogue of papers
    sample: str = ""  # SHA-256 of a picture that shows what it looks like


@dataclass(frozen=True, slots=True)
class PageStep:
    """Of pages up to `to` (None = all further ones) each costs `vnd`."""

    vnd: int
    to: int | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """per = case, copy, person or page; the count comes from the answer to `question`."""

    per: str
    vnd: int = 0
    question: str = ""
    copies: str = ""
    steps: tuple[PageStep, ...] = ()
    cap_vnd: int | None = None


@dataclass(frozen=True, slots=True)
class Exemption:
    """A class of person who pays less; the applicant chooses it under `mien_phi`, where `when` allows it."""

    id: str
    label: str
    proof: str = ""
    percent: int = 100
    when: Expression | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Reduction:
    """Per cent taken off for everybody who files in this way or in these days, by a resolution (`source`)."""

    id: str
    label: str
    percent: int
    source: str = ""
    channels: tuple[str, ...] = ()
    when: Expression | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True, slots=True)
class FeeRule:
    id: str
    name: str
    kind: str  # phi or le_phi
    timing: str  # at_receipt, at_supplement, at_return
    amount: Amount
    when: Expression | None = None
    cases: tuple[str, ...] = ()
    by_channel: Mapping[str, Amount] = dataclasses.field(default_factory=dict, hash=False)
    starts_on: date | None = None
    ends_on: date | None = None
    exempt: tuple[Exemption, ...] = ()
    reduced: tuple[Reduction, ...] = ()
    item: str = ""  # its code in the shared catalogue of revenues (khoản thu)
    account: str = ""  # whose budget gets it: province, commune or agency; "" = not said
    source: str = ""  # the resolution or circular that sets the amount
    refundable: bool = True  # false: the law keeps it whatever becomes of the dossier


@dataclass(frozen=True, slots=True)
class Step:
    """A piece of work; begins when every step in `after` is done or skipped. minutes are working minutes.

    agency "chosen": whoever ends the step before picks one of `among`. back_to: earlier steps to which this one
    may return the work; empty means the leading step before it."""

    id: str
    name: str
    kind: str  # work, consult, approve, issue
    agency: str
    duty: str
    minutes: int
    after: tuple[str, ...] = ()
    lead: bool = False
    when: Expression | None = None
    produces: str = ""  # result, opinion, report (a written note is wanted)
    among: tuple[str, ...] = ()
    back_to: tuple[str, ...] = ()
    output: str = ""  # what must come out, in words ("Biên bản kiểm tra thực địa")
    papers: tuple[str, ...] = ()  # the papers looked at here; none named = all of them at the leading step


@dataclass(frozen=True, slots=True)
class Competence:
    kind: str  # commune or department
    question: str = ""
    specialty: str = ""


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come of a test dossier; None = not looked at. Ids; `papers` and `steps` exactly, whole đồng."""

    asked: tuple[str, ...] | None = None
    not_asked: tuple[str, ...] | None = None
    papers: tuple[str, ...] | None = None
    fee_vnd: int | None = None
    steps: tuple[str, ...] | None = None
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrialCase:
    """A test dossier that a version carries: what is handed in, and what is expected of it."""

    id: str
    name: str
    channel: str
    received: datetime
    answers: Mapping[str, Any] = dataclasses.field(hash=False)
    expect: Expected
    papers: tuple[str, ...] | None = None  # None = whatever is required
    exemption: str = ""


@dataclass(frozen=True, slots=True)
class InPerson:
    """What the law does not let be done on the net. kind: presence (people must come), field_check (somebody goes)."""

    id: str
    kind: str
    why: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    code: str
    name: str


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Definition:
    """One version of one procedure, complete and consistent; the same only as itself (hashing it is cheap)."""

    code: str
    name: str
    plain_name: str
    field: Field
    audience: str
    keywords: tuple[str, ...]
    summary: str
    level: str
    online: str
    minutes_to_file: int
    checks: tuple[Check, ...]
    competence: Competence
    legal: tuple[Law, ...]
    result: ResultSpec
    limits: Limits
    appointment: bool
    cases: tuple[Case, ...]
    form: Form
    papers: tuple[PaperSpec, ...]
    fees: tuple[FeeRule, ...]
    steps: tuple[Step, ...]
    retention: str
    unverified: tuple[str, ...]
    tests: tuple[TrialCase, ...]
    in_person: tuple[InPerson, ...]
    english: Mapping[str, str]  # its Vietnamese words → English ones; what is not here is shown in Vietnamese
    by_id: Mapping[str, Question] = dataclasses.field(repr=False)

    def question(self, key: str) -> Question | None:
        """The question with this id, also inside a repeated group."""
        return self.by_id.get(key)

    def page(self, key: str) -> Page | None:
        return next((page for page in self.form.pages if page.id == key), None)

    def paper(self, key: str) -> PaperSpec | None:
        found = next((paper for paper in self.papers if paper.id == key), None)
        return found or self._file_paper(key)

    def _file_paper(self, key: str) -> PaperSpec | None:
        """A question of kind file is handed in like a paper: `id`, or `id-slot` inside a repeated group."""
        question = self.by_id.get(key.partition(SLOT)[0])
        return file_paper(question, key) if question is not None and question.kind == "file" else None

    def step(self, key: str) -> Step | None:
        return next((step for step in self.steps if step.id == key), None)


def file_paper(question: Question, key: str, of_item: str = "") -> PaperSpec:
    """The paper as which a file question is handed in; `of_item` names the item of the group it belongs to."""
    name = f"{of_item}: {question.label}" if of_item else question.label
    return PaperSpec(key, name, question.hint, copy_kind="copy", required=question.required)


class DefinitionError(ValueError):
    """A document that is not a definition; `problems` lists every fault as (path, Vietnamese sentence)."""

    def __init__(self, problems: list[tuple[str, str]]) -> None:
        self.problems = problems
        super().__init__("; ".join(f"{path}: {text}" for path, text in problems[:5]))


Document = Mapping[str, Any]
