"""The list of priorities as a workbook and as CSV: the same columns, numbers as numbers."""

import csv
import io
from collections.abc import Iterable

from procedures.level import WORDS
from procedures.online.priority import CRITERIA, Ranked

Cell = str | int | float | None
_FORMULA = ("=", "+", "-", "@")


def columns() -> list[str]:
    points = [f"{key}) {words} (điểm, tối đa {most})" for key, (words, most) in CRITERIA.items()]
    return [
        "Mã", "Thủ tục", "Lĩnh vực", "Mức đang công bố", "Mức đạt được", "Hồ sơ 12 tháng", "Nộp trên mạng (%)",
        "Hồ sơ giấy", *points, "Tổng điểm", "Tiêu chí đáp ứng",
    ]  # fmt: skip


def rows(lines: Iterable[Ranked]) -> list[list[Cell]]:
    return [
        [
            line.procedure.code,
            line.procedure.name,
            line.procedure.field.name,
            WORDS[line.level.claimed],
            WORDS[line.level.value],
            line.figures.received,
            line.figures.online_share,
            line.figures.on_paper,
            *[mark.points for mark in line.marks],
            line.points,
            ", ".join(line.met),
        ]
        for line in lines
    ]


def as_csv(lines: Iterable[Ranked]) -> bytes:
    """With a mark at its head by which spreadsheets know UTF-8; a cell that would be read as a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(columns())
    writer.writerows([_plain(cell) for cell in row] for row in rows(lines))
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def as_xlsx(lines: Iterable[Ranked]) -> bytes:
    from openpyxl import Workbook  # heavy: read only where a workbook is made
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Ưu tiên")
    sheet.freeze_panes = "C2"
    for letter, width in (("A", 14), ("B", 60), ("C", 24)):
        sheet.column_dimensions[letter].width = width
    head = [WriteOnlyCell(sheet, value=name) for name in columns()]
    for cell in head:
        cell.font = Font(bold=True)
    sheet.append(head)
    for row in rows(lines):
        sheet.append([_plain(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
