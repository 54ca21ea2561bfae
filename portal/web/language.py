"""Pages in another language than Vietnamese: what stays Vietnamese is marked so, scripts get their words."""

import json

from django.conf import settings
from django.utils.translation import get_language, gettext, gettext_noop
from markupsafe import Markup, escape

SCRIPT_WORDS = (
    gettext_noop("Bạn đã dừng tải tệp này"),
    gettext_noop("Tệp chưa nhận được. Chọn lại tệp"),
    gettext_noop("Tệp chưa nhận được. Tải lại trang rồi chọn lại tệp"),
    gettext_noop("Dừng"),
    gettext_noop("Dừng tải %(name)s"),
    gettext_noop("Đang tải %(n)s%"),
    gettext_noop("Mất kết nối. Đã tải được %(n)s%, sẽ tải tiếp khi có mạng"),
    gettext_noop("Thử lại"),
    gettext_noop(
        "Bạn đã đăng xuất để giữ an toàn. Bấm Lưu và tiếp tục để đăng nhập lại, chữ bạn gõ vẫn còn."
    ),
    gettext_noop("Trang này đã được sửa ở cửa sổ khác. Bấm Lưu và tiếp tục để xem, chữ bạn gõ vẫn còn."),
    gettext_noop("Đã lưu lúc %(when)s. Bạn có thể làm tiếp trên máy khác."),
    gettext_noop("Chưa lưu được"),
)


def translated() -> bool:
    """Whether this page is shown in another language than Vietnamese."""
    return (get_language() or settings.LANGUAGE_CODE) != settings.LANGUAGE_CODE


class Said(str):
    """Words of a procedure in the language of the page; `vietnamese` is what stands in the procedure itself."""

    vietnamese: str = ""

    @classmethod
    def of(cls, words: str, vietnamese: str) -> "Said":
        made = cls(words)
        made.vietnamese = vietnamese
        return made


def vi(text: object = "") -> Markup:
    """The attribute of an element whose words are Vietnamese whatever the page's language: contents of procedures,
    but for those (`text`) that a procedure says in the page's language too."""
    return Markup(' lang="vi"') if translated() and not isinstance(text, Said) else Markup("")


def own() -> Markup:
    """The attribute of the portal's own words inside such an element."""
    return Markup(' lang="{}"').format(get_language()) if translated() else Markup("")


def in_vietnamese(text: object) -> Markup:
    """Words that stay Vietnamese inside a sentence of the page."""
    return Markup("<span{}>{}</span>").format(vi(text), text) if vi(text) else escape(text)


def script_words() -> Markup:
    """The attribute with the words of the scripts, keyed by the Vietnamese ones that stand in them."""
    if not translated():
        return Markup("")
    return Markup(' data-words="{}"').format(
        json.dumps({text: gettext(text) for text in SCRIPT_WORDS}, ensure_ascii=False)
    )
