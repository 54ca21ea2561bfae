"""The catalogue's line in the menu of the administration."""

from portal.web.admin import Part, add_screen
from procedures.national.doors import may_look


def add() -> None:
    """Called once when the application starts."""
    add_screen(
        Part.PROCEDURES,
        "Danh mục quốc gia",
        "admin:national_imports",
        may=may_look,
        place=15,
        about="Nhập tệp danh mục thủ tục quốc gia thành bản nháp; quyết định những khác biệt của tệp mới.",
    )
