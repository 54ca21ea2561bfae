"""Why something may not be done with a kept paper."""

from datetime import date

from portal.vault.models import ItemState, Shelf, VaultItem


def why_not_use(item: VaultItem, today: date) -> str:
    """Why a paper cannot be used for a dossier today; empty means it can."""
    if item.state == ItemState.RECALLED:
        return "Cơ quan cấp đã thu hồi giấy này nên không dùng được nữa."
    if item.state != ItemState.KEPT:
        return "Giấy này chưa có trong kho."
    if item.expires_on is not None and item.expires_on < today:
        return "Giấy này đã hết hạn."
    return ""


def why_not_open(item: VaultItem) -> str:
    """Why the paper itself is not shown to its owner; empty means it is. A recalled one lies with the authorities."""
    if item.state == ItemState.RECALLED:
        return "Cơ quan cấp đã thu hồi giấy này. Bản cũ chỉ còn cơ quan nhà nước mở được."
    return ""


def why_not_remove(item: VaultItem) -> str:
    """Only what the person brought may be deleted; the rest stays as long as the law on archives says (QN-15)."""
    if item.shelf == Shelf.OWN:
        return ""
    return "Chỉ xoá được giấy tờ bạn tự tải lên. Kết quả và giấy tờ do cơ quan số hoá được giữ theo luật lưu trữ."
