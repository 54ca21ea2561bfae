"""Reads what is neither form nor fees nor steps: checks, law, limits, cases, papers, result, competence."""

import re
from collections.abc import Mapping
from dataclasses import replace

from procedures.definition.layout import read_words
from procedures.definition.reader import Names, Reader, unique
from procedures.definition.shapes import (
    CHANNELS,
    Case,
    Check,
    Competence,
    InPerson,
    Law,
    Limit,
    Limits,
    MoreTime,
    PaperSpec,
    Question,
    ResultField,
    ResultSpec,
)
from procedures.definition.steps import SPECIALTIES
from procedures.expressions import Expression, read

UNITS = ("working_hour", "working_day", "calendar_day", "same_day")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_COPIES = ("original", "copy", "certified_copy", "copy_with_original", "electronic")
Questions = Mapping[str, Question]


def read_check(reader: Reader) -> Check:
    return Check(
        id=reader.id(),
        text=reader.text("text", required=True),
        yes_is_fine=reader.flag("yes_is_fine", default=True),
        otherwise=reader.text("otherwise", required=True),
    )


def read_in_person(reader: Reader) -> InPerson:
    return InPerson(
        id=reader.id(),
        kind=reader.one_of("kind", ("presence", "field_check")),
        why=reader.text("why", required=True, most=300),
        source=reader.text("source", most=200),
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
    spec = ResultSpec(
        code=reader.text("code", most=40),
        name=reader.text("name", required=True, most=300),
        template=reader.text("template", most=60) or "generic",
        number_suffix=reader.text("number_suffix", most=20),
        fields=fields,
        others=reader.children("others", _other_result),
    )
    known = spec.known(questions)
    layout = reader.child("layout", lambda item: read_words(item, known), required=False)
    return replace(spec, layout=layout)


def _other_result(reader: Reader) -> tuple[str, str]:
    return reader.text("code", most=40), reader.text("name", required=True, most=300)


def read_limit(reader: Reader) -> Limit:
    value = reader.whole("value", least=1, most=1000)
    if value is None and not reader.broken:
        reader.fault("value", "Chưa có số.") if reader.document.get("value") is None else None
    return Limit(value or 1, reader.one_of("unit", UNITS))


def read_more_time(reader: Reader, names: Names, questions: Questions) -> MoreTime:
    """A ground on which a limit is longer: a place, a condition, or both."""
    more = MoreTime(
        id=reader.id(),
        name=reader.text("name", required=True, most=200),
        value=reader.whole("value", least=1, most=365) or 1,
        question=reader.text("question", most=60),
        places=reader.texts("places"),
        when=reader.expression("when", names),
        source=reader.text("source", most=200),
    )
    if reader.document.get("value") is None and not reader.broken:
        reader.fault("value", "Chưa có số.")
    if not more.places and more.when is None and not reader.broken and reader.raw("when") is None:
        reader.fault("when", "Nêu điều kiện hoặc nơi được thêm thời gian.")
    asked = questions.get(more.question)
    if more.places and (asked is None or asked.kind not in ("commune", "address")):
        reader.fault("question", "Phải nêu câu hỏi loại commune hoặc address cho biết nơi có việc.")
    return more


def read_limits(reader: Reader, cases: tuple[Case, ...], names: Names, questions: Questions) -> Limits:
    common = Limit(1, "working_day")
    more = reader.children("more", lambda item: read_more_time(item, names, questions))
    unique(reader.problems, f"{reader.path}.more", [one.id for one in more])
    return Limits(
        processing=reader.child("processing", read_limit) or common,
        supplement=reader.child("supplement", read_limit, required=False) or Limit(30, "calendar_day"),
        supplement_clock=reader.one_of("supplement_clock", ("restart", "pause"), "restart"),
        by_channel=reader.mapping("by_channel", read_limit, CHANNELS),
        by_case=reader.mapping("by_case", read_limit, [case.id for case in cases]),
        more=more,
    )


def read_case(reader: Reader, names: Names) -> Case:
    when = reader.expression("when", names)
    if when is None and reader.document.get("when") is None and not reader.broken:
        reader.fault("when", "Trường hợp phải có điều kiện when.")
    return Case(id=reader.id(), name=reader.text("name", required=True), when=when or _never())


def _never() -> Expression:
    return read({"v": False}, {})


def cases_of(reader: Reader, known: tuple[Case, ...]) -> tuple[str, ...]:
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
        cases=cases_of(reader, cases),
        result_code=reader.text("result_code", most=40),
        kind=reader.text("kind", most=40),
        digitise=reader.flag("digitise", default=True),
        bring_original=reader.flag("bring_original", default=False),
        sample=_sample(reader),
    )


def _sample(reader: Reader) -> str:
    """The hash of a picture; the picture itself lies beside (procedures.models.SamplePicture)."""
    value = reader.text("sample", most=64)
    if value and not _SHA256.fullmatch(value):
        reader.fault("sample", "Phải là mã SHA-256 của một ảnh đã tải lên.")
        return ""
    return value


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
        elif found.officer_only:
            reader.fault("question", "Nơi giải quyết phải hỏi người nộp, không phải câu chỉ cán bộ trả lời.")
    elif not competence.specialty and not reader.broken:
        reader.fault("specialty", "Phải nêu chuyên môn của sở, ngành.")
    return competence
