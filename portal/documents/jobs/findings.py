"""What an inspection answers, apart from the tools that look: they are heavy and stay in the children."""

from typing import TypedDict

INFECTED = "Tệp này có mã độc nên đã bị xóa. Quét vi-rút máy của bạn, rồi chụp lại giấy tờ"
MIXED = "Tệp này ghép hai loại tệp làm một. Mở tệp, in hoặc lưu lại thành tệp mới rồi tải lên"
EMPTY = "Tệp này trống. Mở thử trên máy của bạn, rồi chọn lại tệp"


class Finding(TypedDict):
    """problem is empty when the file may be kept; else the sentence to show."""

    type: str
    pages: int
    problem: str
