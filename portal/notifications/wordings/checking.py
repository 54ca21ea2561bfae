"""What a wording must be before it is kept: readable, complete, and within the rules of its way out (ux.md A8)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from jinja2 import TemplateError, nodes

from portal.notifications.channels.sms_text import Measure, measure, unaccented
from portal.notifications.wordings.kinds import KINDS, examples
from portal.notifications.wordings.writing import drawn, facts_for, grammar, names_in, sandbox

MOST_SUBJECT, MOST_PARTS = 150, 2
ZALO_TITLE, ZALO_PARAGRAPH, ZALO_ROWS = (9, 65), (9, 400), (2, 8)
_LINK, _PHONE = (
    re.compile(r"https?://|www\.|\.(vn|com|net)\b", re.I),
    re.compile(r"\b0\d{2,3}[ .]?\d{3}[ .]?\d{3,4}\b"),
)
_ROW = re.compile(r"^[^:{}]{1,40}: ")


@dataclass(frozen=True)
class Preview:
    """A wording with example facts in it; `sms` when its length counts, `blocks` of a letter or a Zalo card."""

    subject: str
    text: str
    sms: Measure | None = None
    rows: list[list[str]] = field(default_factory=list)


def problems(template: str, channel: str, subject: str, text: str, marks: bool = True) -> list[str]:
    """Every reason why this wording cannot be kept, in sentences; none means it can."""
    whole = f"{subject}\n{text}"
    found = [f"Tiêu đề: {one}" for one in grammar(subject, template)] + list(grammar(text, template))
    if found:
        return found
    missing = [name for name in KINDS[template].needs if name not in names_in(whole)]
    found = [f"Thiếu {{{{ {name} }}}}: tin này bắt buộc phải nói." for name in missing]
    for bare in (False, True):
        try:
            shown = preview(template, channel, subject, text, marks, bare=bare)
        except TemplateError as error:
            return [*found, f"Không điền được: {error}."]
        found += [one for one in _rules(channel, shown) if one not in found]
    return found + (list(_zalo_grammar(text)) if channel == "zalo" else [])


def preview(
    template: str, channel: str, subject: str, text: str, marks: bool = True, *, bare: bool = False
) -> Preview:
    """The wording drawn with examples; `bare` with only what every act gives. Raises TemplateError."""
    facts = facts_for(template, examples(template, bare=bare))
    title, words = drawn(subject, facts).strip(), re.sub(r"\n{3,}", "\n\n", drawn(text, facts)).strip()
    if channel == "sms":
        words = words if marks else unaccented(words)
        return Preview("", words, measure(words))
    if channel == "zalo":
        paragraph, rows = card(words)
        return Preview(title, paragraph, rows=rows)
    return Preview(title, words)


def card(words: str) -> tuple[str, list[list[str]]]:
    """A Zalo notice: paragraphs, and the lines “Nhãn: lời” as its table."""
    lines = words.split("\n")
    rows = [line.split(": ", 1) for line in lines if _ROW.match(line)]
    return "\n".join(line for line in lines if not _ROW.match(line)).strip(), rows


def _rules(channel: str, shown: Preview) -> Iterator[str]:
    if channel == "sms":
        if shown.sms and shown.sms.parts > MOST_PARTS:
            yield f"Tin dài {shown.sms.units} ký tự, thành {shown.sms.parts} tin. Nhiều nhất {MOST_PARTS} tin."
        if not shown.text:
            yield "Nhập nội dung"
        return
    if not shown.subject or not shown.text:
        yield "Nhập tiêu đề và nội dung"
    if channel == "zalo":
        yield from _zalo(shown)
    elif len(shown.subject) > MOST_SUBJECT:
        yield f"Tiêu đề dài {len(shown.subject)} ký tự, nhiều nhất {MOST_SUBJECT}."


def _zalo(shown: Preview) -> Iterator[str]:
    for name, text, (least, most) in (
        ("Tiêu đề", shown.subject, ZALO_TITLE),
        *(("Đoạn", part, ZALO_PARAGRAPH) for part in shown.text.split("\n") if part),
    ):
        if not least <= len(text) <= most:
            yield f"{name} Zalo phải từ {least} đến {most} ký tự, đang có {len(text)}."
    if not ZALO_ROWS[0] <= len(shown.rows) <= ZALO_ROWS[1]:
        yield f"Bảng Zalo cần {ZALO_ROWS[0]} đến {ZALO_ROWS[1]} dòng “Nhãn: giá trị”, đang có {len(shown.rows)}."
    whole = f"{shown.subject}\n{shown.text}\n" + "\n".join(value for _, value in shown.rows)
    if _LINK.search(whole) or _PHONE.search(whole):
        yield "Zalo không nhận đường dẫn hay số điện thoại trong lời; dùng nút của mẫu."


def _zalo_grammar(text: str) -> Iterator[str]:
    if any(sandbox().parse(text).find_all((nodes.If, nodes.For, nodes.CondExpr))):
        yield "Mẫu Zalo đã duyệt chỉ có chỗ điền, không có điều kiện hay danh sách."
