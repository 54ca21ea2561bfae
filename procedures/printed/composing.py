"""A first layout from the form itself, for the administrator to bring into line with the issued form."""

from collections.abc import Iterator

from procedures.definition import Definition, Question
from procedures.definition.layout import GAP

_SIGNED = (
    ": Tôi cam đoan những nội dung khai trên đây là đúng sự thật và chịu trách nhiệm trước pháp luật.",
    ">> {@dia_danh}, {@ngay}",
    "~ | Người khai (Ký, ghi rõ họ, chữ đệm, tên) {@nguoi_khai}",
)


def compose(definition: Definition) -> list[str]:
    """Title, addressee, every question with the words of the issued form under its section, groups as tables,
    boxes for yes and no, the signature. Whatever must be printed is in it."""
    lines = [f"# {definition.form.title}", "> Kính gửi: {@co_quan}"]
    section = ""
    for page in definition.form.pages:
        if page.section and page.section != section:
            section = page.section
            lines.append(f"! {section}")
        for question in page.questions:
            if not question.officer_only:
                lines += _lines(question)
    return [*lines, *_SIGNED]


def compose_words(definition: Definition) -> list[str]:
    """First words of a result: its name, what it rests on, whose dossier it answers, every field."""
    law = [f": Căn cứ {one.number};" for one in definition.legal[:4]]
    about = ": Xét hồ sơ {@ma} của {@nguoi_khai}, {@co_quan} xác nhận:"
    fields = [
        f"{one.label.rstrip(' :?')}: {{{one.id}}}"
        for one in definition.result.fields
        if one.source != "computed"
    ]
    return [f"# {definition.result.name}", *law, about, *fields]


def _lines(question: Question) -> Iterator[str]:
    label = (question.official or question.label).rstrip(" :?")
    slot = f"{{{question.id}}}"
    match question.kind:
        case "statement" | "file" | "computed":
            return
        case "group":
            yield f"{label}:"
            yield from _table(question)
        case "yes_no":
            yield f"{label}: Có {{{question.id}=co}}{GAP}Không {{{question.id}=khong}}"
        case "choices":
            yield f"{label}: {{{question.id}:chon}}"
        case _:
            yield f"{label}: {slot}"


def _table(group: Question) -> Iterator[str]:
    inner = [one for one in group.questions if one.kind not in ("file", "statement")]
    heads = " | ".join(["TT", *((one.official or one.label).rstrip(" :?") for one in inner)])
    cells = " | ".join(["{@stt}", *(f"{{{one.id}}}" for one in inner)])
    yield f"|= {heads}"
    yield f"|* {cells}"
