"""Reads everything of a definition that is not the form: limits, papers, fees, steps, result."""

import re
from collections.abc import Mapping

from portal.agencies.models import Duty
from procedures.definition.reader import Names, Reader, unique
from procedures.definition.shapes import (
    CHANNELS,
    Amount,
    Case,
    Check,
    Competence,
    Exemption,
    FeeRule,
    Law,
    Limit,
    Limits,
    PageStep,
    PaperSpec,
    Question,
    ResultField,
    ResultSpec,
    Step,
)
from procedures.expressions import Expression, read

UNITS = ("working_hour", "working_day", "calendar_day", "same_day")
SPECIALTIES = [
    "justice",
    "economy",
    "culture",
    "office",
    "police",
    "construction",
    "land",
    "finance",
    "home_affairs",
    "health",
    "education",
    "environment",
    "transport",
    "social_insurance",
    "fire",
    "science",
    "agriculture",
    "industry",
]
_AGENCY = re.compile(rf"desk|competent|police|(unit|department):({'|'.join(SPECIALTIES)})")
_COPIES = ("original", "copy", "certified_copy", "copy_with_original", "electronic")
Questions = Mapping[str, Question]


def read_check(reader: Reader) -> Check:
    return Check(
        id=reader.id(),
        text=reader.text("text", required=True),
        yes_is_fine=reader.flag("yes_is_fine", default=True),
        otherwise=reader.text("otherwise", required=True),
    )


def read_law(reader: Reader) -> Law:
    return Law(
        number=reader.text("number", required=True),
        title=reader.text("title"),
        checked=reader.flag("checked", default=False),
    )


def read_result(reader: Reader, questions: Questions) -> ResultSpec:
    def field(item: Reader) -> ResultField:
        source = item.text("from") or "officer"
        if source not in ("computed", "officer"):
            head, _, key = source.partition(".")
            if head != "answers" or key.partition(".")[0] not in questions:
                item.fault("from", "Phải là computed, officer hoặc answers.<mã câu hỏi có trong tờ khai>.")
        return ResultField(
            id=item.id(),
            label=item.text("label", required=True),
            source=source,
            kind=item.one_of("kind", ("text", "long_text", "number", "date", "money"), "text"),
        )

    fields = reader.children("fields", field)
    unique(reader.problems, f"{reader.path}.fields", [f.id for f in fields])
    return ResultSpec(
        code=reader.text("code", most=40),
        name=reader.text("name", required=True, most=300),
        template=reader.text("template", most=60) or "generic",
        number_suffix=reader.text("number_suffix", most=20),
        fields=fields,
    )


def read_limit(reader: Reader) -> Limit:
    value = reader.whole("value", least=1, most=1000)
    if value is None and not reader.broken:
        reader.fault("value", "Chưa có số.") if reader.document.get("value") is None else None
    return Limit(value or 1, reader.one_of("unit", UNITS))


def read_limits(reader: Reader, cases: tuple[Case, ...]) -> Limits:
    common = Limit(1, "working_day")
    return Limits(
        processing=reader.child("processing", read_limit) or common,
        supplement=reader.child("supplement", read_limit, required=False) or Limit(30, "calendar_day"),
        supplement_clock=reader.one_of("supplement_clock", ("restart", "pause"), "restart"),
        by_channel=reader.mapping("by_channel", read_limit, CHANNELS),
        by_case=reader.mapping("by_case", read_limit, [case.id for case in cases]),
    )


def read_case(reader: Reader, names: Names) -> Case:
    when = reader.expression("when", names)
    if when is None and reader.document.get("when") is None and not reader.broken:
        reader.fault("when", "Trường hợp phải có điều kiện when.")
    return Case(id=reader.id(), name=reader.text("name", required=True), when=when or _never())


def _never() -> Expression:
    return read({"v": False}, {})


def _cases(reader: Reader, known: tuple[Case, ...]) -> tuple[str, ...]:
    cases = reader.texts("cases")
    for case in cases:
        if case not in {one.id for one in known}:
            reader.fault("cases", f"Không có trường hợp “{case}”.")
    return cases


def read_paper(reader: Reader, names: Names, cases: tuple[Case, ...]) -> PaperSpec:
    return PaperSpec(
        id=reader.id(),
        name=reader.text("name", required=True, most=500),
        hint=reader.text("hint", most=1000),
        copy_kind=reader.one_of("copy_kind", _COPIES, "original"),
        count=reader.whole("count", default=1, least=1, most=50) or 1,
        required=reader.flag("required", default=True),
        when=reader.expression("when", names),
        cases=_cases(reader, cases),
        result_code=reader.text("result_code", most=40),
        digitise=reader.flag("digitise", default=True),
        bring_original=reader.flag("bring_original", default=False),
    )


def read_amount(reader: Reader, questions: Questions) -> Amount:
    per = reader.one_of("per", ("case", "copy", "person", "page"))
    amount = Amount(
        per=per,
        vnd=reader.whole("vnd", default=0) or 0,
        question=reader.text("question", most=60),
        copies=reader.text("copies", most=60),
        steps=_page_steps(reader),
        cap_vnd=reader.whole("cap_vnd"),
    )
    if per in ("copy", "page") and not amount.question:
        reader.fault("question", "Phải nêu câu hỏi cho biết số bản hoặc số trang.")
    for key, allowed in (("question", ("number", "group")), ("copies", ("number",))):
        named = getattr(amount, key)
        found = questions.get(named)
        if named and (found is None or found.kind not in allowed):
            reader.fault(key, f"“{named}” phải là một câu hỏi số lượng trong tờ khai.")
    if amount.steps and per != "page":
        reader.fault("steps", "Chỉ mức thu theo trang có bậc.")
    if not amount.steps and reader.document.get("vnd") is None and not reader.broken:
        reader.fault("vnd", "Chưa có mức thu.")
    return amount


def _page_steps(reader: Reader) -> tuple[PageStep, ...]:
    def step(item: Reader) -> PageStep:
        return PageStep(vnd=item.whole("vnd", default=0) or 0, to=item.whole("to", least=1))

    steps = reader.children("steps", step)
    ends = [step.to for step in steps]
    if steps and (
        ends[-1] is not None or None in ends[:-1] or ends[:-1] != sorted(set(ends[:-1]), key=lambda e: e or 0)
    ):
        reader.fault("steps", "Các bậc phải tăng dần theo to; bậc cuối không có to.")
    return steps


def read_fee(reader: Reader, names: Names, questions: Questions, cases: tuple[Case, ...]) -> FeeRule:
    def amount(item: Reader) -> Amount:
        return read_amount(item, questions)

    def exemption(item: Reader) -> Exemption:
        percent = item.whole("percent", default=100, least=1, most=100)
        return Exemption(item.id(), item.text("label", required=True), item.text("proof"), percent or 100)

    rule = FeeRule(
        id=reader.id(),
        name=reader.text("name", required=True),
        kind=reader.one_of("kind", ("phi", "le_phi")),
        timing=reader.one_of("timing", ("at_receipt", "at_supplement", "at_return")),
        amount=reader.child("amount", amount) or Amount("case"),
        when=reader.expression("when", names),
        cases=_cases(reader, cases),
        by_channel=reader.mapping("by_channel", amount, CHANNELS),
        starts_on=reader.day("from"),
        ends_on=reader.day("to"),
        exempt=reader.children("exempt", exemption),
    )
    if rule.starts_on and rule.ends_on and rule.starts_on > rule.ends_on:
        reader.fault("to", "Ngày hết hiệu lực phải sau ngày bắt đầu.")
    unique(reader.problems, f"{reader.path}.exempt", [e.id for e in rule.exempt])
    return rule


def read_step(reader: Reader, names: Names) -> Step:
    agency = reader.text("agency", required=True, most=60)
    if agency and not _AGENCY.fullmatch(agency):
        reader.fault(
            "agency",
            f"“{agency}” phải là desk, competent, police, unit:<chuyên môn> hoặc department:<chuyên môn>.",
        )
    kind = reader.one_of("kind", ("work", "consult", "approve", "issue"))
    return Step(
        id=reader.id(),
        name=reader.text("name", required=True, most=200),
        kind=kind,
        agency=agency,
        duty=reader.one_of("duty", Duty.values),
        minutes=reader.whole("minutes", default=0, most=200_000) or 0,
        after=reader.texts("after"),
        lead=reader.flag("lead", default=False),
        when=reader.expression("when", names),
        produces=reader.maybe_of("produces", ("result", "opinion")),
    )


def read_competence(reader: Reader, questions: Questions) -> Competence:
    kind = reader.one_of("kind", ("commune", "department"))
    competence = Competence(
        kind=kind,
        question=reader.text("question", most=60),
        specialty=reader.maybe_of("specialty", SPECIALTIES),
    )
    if kind == "commune":
        found = questions.get(competence.question)
        if found is None or found.kind not in ("commune", "address"):
            reader.fault("question", "Phải nêu câu hỏi loại commune hoặc address cho biết nơi giải quyết.")
    elif not competence.specialty and not reader.broken:
        reader.fault("specialty", "Phải nêu chuyên môn của sở, ngành.")
    return competence
