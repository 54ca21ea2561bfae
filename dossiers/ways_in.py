"""By what a citizen may ask where a dossier is, as the province has decided (domain.md §15.6, “look-up keys”)."""

from django.utils.translation import gettext as _

from portal.agencies.models import LookupKey
from portal.agencies.queries import profile


def open_to(key: LookupKey) -> bool:
    """Whether the province answers those who ask in this way."""
    return key in profile().lookup_keys


def other_ways() -> list[str]:
    """Beside the code on the page itself: one sentence for each way that the province has opened."""
    said = {
        LookupKey.QR: _("Quét mã vuông trên giấy hẹn bằng máy ảnh của điện thoại."),
        LookupKey.SMS: _("Nhắn tin cho tỉnh: HS, mã hồ sơ, 4 số cuối."),
        LookupKey.ZALO: _("Gửi cùng câu ấy tới Zalo của tỉnh."),
        LookupKey.DESK: _("Hỏi tại quầy, hoặc quét giấy hẹn ở máy tra cứu."),
        LookupKey.APP: _("Đưa trang này ra màn hình chính của điện thoại rồi mở như một ứng dụng."),
    }
    keys = profile().lookup_keys
    found = [words for key, words in said.items() if key in keys]
    if LookupKey.ID in keys or LookupKey.NAME in keys:
        found.append(_("Đăng nhập để tìm trong hồ sơ của bạn theo số định danh hoặc họ tên."))
    return found
