"""The list of priorities and the report of a review as a workbook and as CSV: the same columns, numbers as numbers."""

import csv
import io
from collections.abc import Iterable

from portal.web.show import day
from procedures.level import WORDS
from procedures.online.priority import CRITERIA, Ranked
from procedures.online.records import ReviewLine

Cell = str | int | float | None
_FORMULA = ("=", "+", "-", "@")


def columns() -> list[str]:
    points = [f"{key}) {words} (điểm, tối đa {most})" for key, (words, most) in CRITERIA.items()]
    return [
        "Mã", "Thủ tục", "Lĩnh vực", "Mức đang công bố", "Mức đạt được", "Hồ sơ 12 tháng", "Nộp trên mạng (%)",
        "Hồ sơ giấy", *points, "Tổng điểm", "Tiêu chí đáp ứng",
    ]  # fmt: skip


REVIEW_COLUMNS = [
    "Mã", "Thủ tục", "Lĩnh vực", "Mức khi mở đợt", "Hồ sơ 12 tháng", "Nộp trên mạng", "Quá hạn", "Điểm ưu tiên",
    "Điều kiện thực hiện", "Đề xuất", "Ý kiến cơ quan liên quan", "Ý kiến đối tượng chịu tác động",
    "Xây dựng, vận hành", "Nội dung điều chỉnh", "Quyết định", "Ngày quyết định", "Xong trước ngày",
]  # fmt: skip


def review_rows(lines: Iterable[ReviewLine]) -> list[list[Cell]]:
    """The report of a review round (ST-19): every procedure with its figures, opinions, decision and roadmap."""
    return [
        [
            line.procedure.code,
            line.procedure.name,
            line.procedure.field.name,
            WORDS[line.level],
            *[line.figures.get(key) for key in ("received", "online", "late", "points")],
            line.conditions,
            line.get_proposal_display() if line.proposal else "",
            line.asked,
            line.affected,
            line.operation,
            line.change,
            line.decision,
            *[day(on) if on else "" for on in (line.decided_on, line.roadmap_on)],
        ]
        for line in lines
    ]


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


def as_csv(head: list[str], cells: Iterable[list[Cell]]) -> bytes:
    """With a mark at its head by which spreadsheets know UTF-8; a cell that would be read as a formula is quoted."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(head)
    writer.writerows([_plain(cell) for cell in row] for row in cells)
    return out.getvalue().encode("utf-8-sig")


def _plain(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell


def as_xlsx(head: list[str], cells: Iterable[list[Cell]], title: str) -> bytes:
    from openpyxl import Workbook  # heavy: read only where a workbook is made
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "C2"
    for letter, width in (("A", 14), ("B", 60), ("C", 24)):
        sheet.column_dimensions[letter].width = width
    named = [WriteOnlyCell(sheet, value=name) for name in head]
    for cell in named:
        cell.font = Font(bold=True)
    sheet.append(named)
    for row in cells:
        sheet.append([_plain(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
