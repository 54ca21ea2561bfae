"""Rows of a workbook that a stranger packed: how much may come out of it is looked at before anything is unpacked."""

import io
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from zipfile import BadZipFile, ZipFile

MOST_ROWS = 200_000
MOST_COLUMNS = 100
_MOST_PARTS = 500
_MOST_SHEET = 150_000_000  # bytes of XML: 200,000 rows of ten cells are some 100 MB
_MOST_STRINGS = 40_000_000  # kept in memory whole, unlike the rows
_DAMAGED = (BadZipFile, KeyError, ValueError, IndexError, OSError, AttributeError, TypeError, EOFError)
TOO_MUCH = (
    f"Tệp XLSX này mở ra quá lớn (nhiều nhất {MOST_ROWS:,} dòng, {MOST_COLUMNS} cột). Xóa các dòng, cột trống, "
    "chia thành nhiều tệp hoặc lưu dạng CSV rồi tải lên."
).replace(",000", ".000")


class WorkbookError(ValueError):
    """The workbook cannot be read, or should not be; str() says why and what to do."""


def rows(content: bytes) -> Iterator[list[str]]:
    """The rows of the first sheet as text. Raises WorkbookError: damaged, or more than a person would put into it."""
    from openpyxl import load_workbook  # heavy: read only where a workbook is opened
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _measure(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what the file says of its own size may be wrong, and rows would be lost
        for number, row in enumerate(sheet.iter_rows(values_only=True)):
            if number >= MOST_ROWS or any(cell is not None for cell in islice(row, MOST_COLUMNS, None)):
                raise WorkbookError(TOO_MUCH)
            yield ["" if cell is None else _text(cell) for cell in row]
    except WorkbookError:
        raise
    except (*_DAMAGED, SyntaxError, InvalidFileException) as error:
        raise WorkbookError("Tệp XLSX này hỏng. Mở bằng bảng tính, lưu lại rồi tải lên.") from error


def _measure(content: bytes) -> None:
    """No member gives more than its entry says, so the entries tell what would be unpacked."""
    with ZipFile(io.BytesIO(content)) as parts:
        entries = parts.infolist()
        strings = sum(one.file_size for one in entries if "sharedstrings" in one.filename.lower())
        largest = max((one.file_size for one in entries), default=0)
        if len(entries) > _MOST_PARTS or strings > _MOST_STRINGS or largest > _MOST_SHEET:
            raise WorkbookError(TOO_MUCH)


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y %H:%M:%S")
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
