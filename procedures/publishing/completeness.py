"""What is missing or leads nowhere: letters, papers nobody looks at, questions that never appear, test dossiers."""

import re
from collections.abc import Iterator

from portal.documents import drawing
from procedures import places, speaking
from procedures.comparing.words import unverified_words
from procedures.definition import CHANNELS, Definition
from procedures.definition.layout import left_out
from procedures.expressions import Expression, given
from procedures.level import WORDS, level_of
from procedures.models import Procedure
from procedures.publishing.notes import Note, warn
from procedures.publishing.wording import spoken

LEAST_TESTS = 3
MOST_LISTED = 5
_CODE = re.compile(r"(?<![\w.])\d\.\d{6}(?![\w.])")


def completeness(definition: Definition) -> Iterator[Note]:
    """What keeps the version from working as a whole, and what a careful administrator would still do."""
    yield from _letters(definition)
    yield from _never(definition)
    yield from _more_time(definition)
    yield from _level(definition)
    yield from _papers(definition)
    yield from _printed(definition)
    yield from _worded(definition)
    yield from _references(definition)
    yield from _advice(definition)


def _letters(definition: Definition) -> Iterator[Note]:
    named = definition.result.template
    if named not in ("", "generic") and not drawing.knows(named):
        yield Note("result.template", f"Không có mẫu kết quả “{named}”.")
    if named in ("", "generic") and not definition.result.fields:
        yield warn(
            "result.fields", "Kết quả theo mẫu chung và chưa có mục nào: văn bản sẽ chỉ có tên kết quả."
        )


def never(when: Expression | None) -> bool:
    """A condition that speaks of no answer and holds through no channel."""
    if when is None or when.uses:
        return False
    return not any(when.holds({}, given(channel)) for channel in CHANNELS)


def _never(definition: Definition) -> Iterator[Note]:
    for page in definition.form.pages:
        at = f"form.pages[{page.id}]"
        if never(page.when):
            yield Note(at, f"Trang “{page.title}” có điều kiện không bao giờ đúng.")
        if all(question.kind == "computed" for question in page.questions):
            yield Note(at, f"Trang “{page.title}” chỉ có câu tính sẵn, người dân không thấy gì.")
        for question in page.questions:
            if never(question.when):
                yield Note(
                    f"{at}.questions[{question.id}]",
                    f"Câu hỏi “{question.called()}” có điều kiện không bao giờ đúng.",
                )
    for step in definition.steps:
        if never(step.when):
            yield Note(f"steps[{step.id}]", f"Bước “{step.name}” có điều kiện không bao giờ đúng.")


def _level(definition: Definition) -> Iterator[Note]:
    """The level of service that is claimed against what the facts bear (QN-10)."""
    found = level_of(definition)
    if found.too_high:
        why = " ".join(one.why for one in found.lacking if not one.sometimes)
        yield Note("online", f"Ghi “{WORDS[found.claimed]}” nhưng chỉ đạt “{found.words}”. {why}")
    elif found.too_low:
        text = f"Ghi “{WORDS[found.claimed]}” trong khi nội dung đạt “{found.words}”"
        yield warn("online", f"{text}: nêu việc phải gặp mặt, hoặc nâng mức.")
    elif found.claimed == "full" and found.lacking:
        why = " ".join(one.why for one in found.lacking)
        yield warn("online", f"Toàn trình, trừ trường hợp phải mang bản gốc: {why}")


def _more_time(definition: Definition) -> Iterator[Note]:
    """A ground that never holds, names an unknown place, or stands on nothing."""
    for more in definition.limits.more:
        at = f"limits.more[{more.id}]"
        if never(more.when):
            yield Note(at, f"Thời gian thêm “{more.name}” có điều kiện không bao giờ đúng.")
        if unknown := [code for code in more.places if places.place(code) is None]:
            yield Note(at, f"Thời gian thêm “{more.name}”: không có nơi mang mã {', '.join(unknown[:5])}.")
        if not more.source:
            yield warn(at, f"Thời gian thêm “{more.name}” chưa nêu văn bản cho phép.")


def _papers(definition: Definition) -> Iterator[Note]:
    """The lead looks at every paper unless its step names some; every paper wants somebody's eyes."""
    lead = next((step for step in definition.steps if step.lead), None)
    everything = lead is None or not lead.papers
    seen = {key for step in definition.steps for key in step.papers}
    for paper in definition.papers:
        at = f"papers[{paper.id}]"
        if never(paper.when):
            yield Note(at, f"Giấy tờ “{paper.name}” có điều kiện không bao giờ đúng.")
        elif not everything and paper.id not in seen:
            yield Note(at, f"Giấy tờ “{paper.name}” không bước nào xem: bỏ đi, hoặc giao cho một bước.")


def _worded(definition: Definition) -> Iterator[Note]:
    """The words of a result say every field that an officer fills in."""
    result = definition.result
    if result.layout is None:
        return
    there = result.layout.printed()
    missing = [f"“{one.label}”" for one in result.fields if one.source != "computed" and one.id not in there]
    if missing:
        yield warn("result.layout", f"Lời kết quả không có chỗ cho {', '.join(missing[:6])}.")


def _printed(definition: Definition) -> Iterator[Note]:
    """The printed declaration says everything that was asked (QN-16.3đ): each question stands in the layout, or the
    administrator has said that the issued form has no place for it."""
    layout = definition.form.layout
    if layout is None:
        yield warn("form.layout", "Chưa có mẫu in theo văn bản ban hành: tờ khai in theo mẫu chung.")
        return
    missing = left_out(layout, definition.by_id)
    if missing:
        names = ", ".join(f"“{question.called()}”" for question in missing[:6])
        more = f" và {len(missing) - 6} câu nữa" if len(missing) > 6 else ""
        yield Note(
            "form.layout",
            f"Mẫu in không có chỗ cho {names}{more}: thêm vào mẫu in, hoặc ghi là câu không in ra.",
        )
    both = [key for key in layout.unprinted if key in layout.printed()]
    if both:
        yield warn("form.layout", f"Ghi là không in ra nhưng có trong mẫu in: {', '.join(both)}.")


def _references(definition: Definition) -> Iterator[Note]:
    """Codes of other procedures in the texts lead somewhere."""
    named = [(path, code) for path, text in spoken(definition) for code in _CODE.findall(text)]
    wanted = {code for _, code in named if code != definition.code}
    if not wanted:
        return
    known = set(Procedure.objects.filter(code__in=wanted).values_list("code", flat=True))
    for path, code in named:
        if code in wanted - known:
            yield warn(path, f"Nhắc tới thủ tục {code}, cổng này không có thủ tục ấy.")


def _advice(definition: Definition) -> Iterator[Note]:
    count = len(definition.tests)
    if count < LEAST_TESTS:
        yield warn("tests", f"Có {count} hồ sơ thử; nên có ít nhất {LEAST_TESTS}, gồm cả trường hợp ít gặp.")
    if not definition.fees:
        yield warn("fees", "Không có khoản phí, lệ phí nào: trang thủ tục sẽ ghi “Không thu”.")
    if not definition.papers:
        yield warn("papers", "Không yêu cầu giấy tờ nào.")
    if definition.english and (lacking := speaking.missing(definition)):
        yield warn(
            "english", f"{len(lacking)} câu chưa có tiếng Anh, trang tiếng Anh hiện lẫn: “{lacking[0]}”."
        )
    if definition.unverified:
        listed = unverified_words(definition)
        more = f"; và {len(listed) - MOST_LISTED} mục nữa" if len(listed) > MOST_LISTED else ""
        yield warn(
            "unverified",
            f"{len(listed)} mục chưa kiểm chứng với văn bản luật: {'; '.join(listed[:MOST_LISTED])}{more}.",
        )
