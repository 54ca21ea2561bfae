"""Reads the fees: amounts with steps and caps, by channel and day, who pays less, whose budget gets it."""

from collections.abc import Mapping

from procedures.definition.reader import Names, Reader, unique
from procedures.definition.rest import cases_of
from procedures.definition.shapes import (
    CHANNELS,
    Amount,
    Case,
    Exemption,
    FeeRule,
    PageStep,
    Question,
    Reduction,
)

ACCOUNTS = ("province", "commune", "agency")
Questions = Mapping[str, Question]


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

    rule = FeeRule(
        id=reader.id(),
        name=reader.text("name", required=True),
        kind=reader.one_of("kind", ("phi", "le_phi")),
        timing=reader.one_of("timing", ("at_receipt", "at_supplement", "at_return")),
        amount=reader.child("amount", amount) or Amount("case"),
        when=reader.expression("when", names),
        cases=cases_of(reader, cases),
        by_channel=reader.mapping("by_channel", amount, CHANNELS),
        starts_on=reader.day("from"),
        ends_on=reader.day("to"),
        exempt=reader.children("exempt", lambda item: _exemption(item, names)),
        reduced=reader.children("reduced", lambda item: _reduction(item, names)),
        item=reader.text("item", most=40),
        account=reader.maybe_of("account", ACCOUNTS),
        source=reader.text("source", most=300),
        refundable=reader.flag("refundable", default=True),
    )
    _days_in_order(reader, rule)
    unique(reader.problems, f"{reader.path}.reduced", [one.id for one in rule.reduced])
    unique(reader.problems, f"{reader.path}.exempt", [e.id for e in rule.exempt])
    return rule


def _exemption(reader: Reader, names: Names) -> Exemption:
    return Exemption(
        id=reader.id(),
        label=reader.text("label", required=True),
        proof=reader.text("proof"),
        percent=reader.whole("percent", default=100, least=1, most=100) or 100,
        when=reader.expression("when", names),
        source=reader.text("source", most=300),
    )


def _reduction(reader: Reader, names: Names) -> Reduction:
    percent = reader.whole("percent", least=1, most=100)
    if reader.document.get("percent") is None and not reader.broken:
        reader.fault("percent", "Chưa có số phần trăm được giảm.")
    reduction = Reduction(
        id=reader.id(),
        label=reader.text("label", required=True),
        percent=percent or 1,
        source=reader.text("source", most=300),
        channels=reader.texts("channels"),
        when=reader.expression("when", names),
        starts_on=reader.day("from"),
        ends_on=reader.day("to"),
    )
    for channel in reduction.channels:
        if channel not in CHANNELS:
            reader.fault("channels", f"“{channel}” phải là một trong: {', '.join(CHANNELS)}.")
    _days_in_order(reader, reduction)
    return reduction


def _days_in_order(reader: Reader, rule: FeeRule | Reduction) -> None:
    if rule.starts_on and rule.ends_on and rule.starts_on > rule.ends_on:
        reader.fault("to", "Ngày hết hiệu lực phải sau ngày bắt đầu.")
