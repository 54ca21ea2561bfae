"""The line of the fees' revision in the menu of the administration."""

from portal.web.admin import Part, add_screen
from procedures.national.doors import may_look


def add() -> None:
    """Called once when the application starts."""
    add_screen(
        Part.PROCEDURES,
        "Sửa phí hàng loạt",
        "admin:fee_revisions",
        may=may_look,
        place=17,
        about="Sau nghị quyết của Hội đồng nhân dân: một thay đổi cho nhiều thủ tục, xem trước rồi công bố cùng ngày.",
    )
