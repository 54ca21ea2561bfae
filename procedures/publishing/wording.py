"""The words that citizens read (ux.md §5.1, A3): plain, short, without blame; nothing shouted or abbreviated."""

import re
from collections.abc import Iterator

from procedures.definition import Definition, Question
from procedures.publishing.notes import Note, warn

Said = tuple[str, str]
MOST_WORDS = 25
MOST_SCREENS = 9
MOST_QUESTIONS = 6
_BANNED = {
    "vui lòng": "bỏ chữ ấy, nói thẳng việc cần làm",
    "rất tiếc": "nói điều gì không được và cách làm tiếp",
    "không hợp lệ": "nói rõ sai ở đâu, sửa thế nào",
    "quý khách": "gọi là “bạn”",
    "quý vị": "gọi là “bạn”",
    "kính mong": "nói thẳng việc cần làm",
    "sớm nhất có thể": "nói thời gian cụ thể",
}
_SHORT = {"TTHC": "thủ tục", "DVC": "dịch vụ công", "CSDL": "cơ sở dữ liệu", "KQ": "kết quả"}
_ABBREVIATED = re.compile(rf"(?<!\w)({'|'.join(_SHORT)})(?!\w)")
_SHOUTED = re.compile(r"(?:\b[A-ZĐÀ-Ỹ]{2,}\b[ ,]+){2,}\b[A-ZĐÀ-Ỹ]{2,}\b")
_ENDS = re.compile(r"[.;:?]\s+|\n")


def wording(definition: Definition) -> Iterator[Note]:
    """Words that must go, and sentences and pages that should be shorter."""
    for path, text in spoken(definition):
        yield from _words(path, text)
    yield from _pages(definition)


def spoken(definition: Definition) -> Iterator[Said]:
    """Every text of a definition that a citizen reads, but for what the law words itself (names, papers, laws)."""
    yield "plain_name", definition.plain_name
    yield "summary", definition.summary
    for check in definition.checks:
        yield f"checks[{check.id}].text", check.text
        yield f"checks[{check.id}].otherwise", check.otherwise
    for page in definition.form.pages:
        at = f"form.pages[{page.id}]"
        yield f"{at}.title", page.title
        yield f"{at}.help", page.help
        for question in page.questions:
            yield from _of_question(f"{at}.questions[{question.id}]", question)
    for paper in definition.papers:
        yield f"papers[{paper.id}].hint", paper.hint
    for fee in definition.fees:
        for exemption in fee.exempt:
            yield f"fees[{fee.id}].exempt[{exemption.id}].label", exemption.label


def _of_question(at: str, question: Question) -> Iterator[Said]:
    for key in ("label", "hint", "missing", "pattern_error"):
        yield f"{at}.{key}", str(getattr(question, key))
    for option in question.options:
        yield f"{at}.options[{option.id}].label", option.label
        yield f"{at}.options[{option.id}].hint", option.hint
    for inner in question.questions:
        yield from _of_question(f"{at}.questions[{inner.id}]", inner)


def _words(path: str, text: str) -> Iterator[Note]:
    if not text:
        return
    folded = text.lower()
    for phrase, instead in _BANNED.items():
        if phrase in folded:
            yield Note(path, f"Có chữ “{phrase}”: {instead}.")
    if found := _ABBREVIATED.search(text):
        yield Note(path, f"Viết tắt “{found[0]}”: người dân đọc “{_SHORT[found[0]]}”.")
    if "!" in text:
        yield Note(path, "Có dấu chấm than; bỏ đi.")
    if _SHOUTED.search(text):
        yield Note(path, "Viết hoa cả cụm; chỉ viết hoa chữ đầu.")
    longest = max((len(part.split()) for part in _ENDS.split(text)), default=0)
    if longest > MOST_WORDS:
        yield warn(path, f"Có câu dài {longest} chữ; tách thành các câu đến 20 chữ.")


def _pages(definition: Definition) -> Iterator[Note]:
    pages = definition.form.pages
    if len(pages) > MOST_SCREENS:
        yield warn("form.pages", f"Tờ khai có {len(pages)} trang; nên từ {MOST_SCREENS} trang trở xuống.")
    for page in pages:
        at = f"form.pages[{page.id}]"
        asked = [question for question in page.questions if question.kind not in ("computed", "statement")]
        if len(asked) > MOST_QUESTIONS:
            yield warn(at, f"Trang “{page.title}” hỏi {len(asked)} câu một lúc; nên tách trang.")
        bare = [question for question in asked if _wants_hint(question)]
        if bare:
            names = ", ".join(f"“{question.called()}”" for question in bare[:3])
            more = f" và {len(bare) - 3} câu nữa" if len(bare) > 3 else ""
            yield warn(at, f"Chưa có gợi ý hoặc ví dụ cho {names}{more}.")


def _wants_hint(question: Question) -> bool:
    """Free text and numbers are answered better with a hint; names, dates and choices explain themselves."""
    kinds = ("text", "long_text", "number", "money")
    return question.kind in kinds and not question.hint and not question.example and not question.unit
