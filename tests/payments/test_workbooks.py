"""Workbooks and catalogues packed to burst: refused in a sentence, before much of them is unpacked."""

import gzip
import io
import resource
import zipfile

import pytest

from payments import statements, workbooks
from procedures.national import lines
from tests.payments.test_desk import workbook

SHEET, STRINGS = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"
NOTHING = b"<row/>" * 1_000_000
FAR = b'<row r="1048576"><c r="A1048576"><v>1</v></c></row>'
WIDE = b'<row r="5"><c r="XFD5"><v>1</v></c></row>'


def with_part(name, change):
    """A real statement of one line with one part of it changed."""
    made = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(workbook("MC1"))) as book,
        zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out,
    ):
        for entry in book.infolist():
            content = book.read(entry)
            out.writestr(entry.filename, change(content) if entry.filename == name else content)
        if name not in book.namelist():
            out.writestr(name, change(b""))
    return made.getvalue()


def with_rows(rows):
    return with_part(SHEET, lambda xml: xml.replace(b"</sheetData>", rows + b"</sheetData>"))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(lambda: with_rows(NOTHING), id="a million rows of nothing"),
        pytest.param(lambda: with_rows(FAR), id="one row, a million further down"),
        pytest.param(lambda: with_rows(WIDE), id="one cell, sixteen thousand to the right"),
        pytest.param(lambda: with_part(STRINGS, lambda _: b" " * 41_000_000), id="strings that swell"),
        pytest.param(lambda: with_rows(b"<!--" + b" " * 151_000_000 + b"-->"), id="a sheet that swells"),
    ],
)
def test_a_workbook_that_bursts_is_refused_in_a_sentence(content):
    packed = content()
    assert len(packed) < 1_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(
        statements.StatementError, match=r"mở ra quá lớn.*200\.000 dòng.*chia thành nhiều tệp"
    ):
        list(statements.read("sao-ke.xlsx", packed, account="0123456789"))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 60_000  # kB


def test_a_csv_with_one_endless_cell_or_too_many_lines_is_refused(monkeypatch):
    head = "Ngày,Mã giao dịch,Số tiền,Nội dung\n"
    with pytest.raises(statements.StatementError, match="ô quá dài"):
        list(statements.read("a.csv", (head + '"' + "x" * 200_000).encode(), account="1"))
    monkeypatch.setattr(statements, "MOST_LINES", 5000)
    with pytest.raises(statements.StatementError, match=r"quá 5\.000 dòng"):
        list(statements.read("a.csv", (head + "02/03/2026,FT1,1000,x\n" * 5000).encode(), account="1"))


def test_a_workbook_of_many_parts_is_not_opened(monkeypatch):
    monkeypatch.setattr(workbooks, "_MOST_PARTS", 3)
    with pytest.raises(workbooks.WorkbookError, match="quá lớn"):
        list(workbooks.rows(workbook("MC1")))


@pytest.mark.parametrize(("what", "name"), [(b"\n" * 50_000, "MOST_LINES"), (b"x" * 50_000, "MOST_UNPACKED")])
def test_a_catalogue_that_swells_is_read_to_the_limit_and_says_so(monkeypatch, what, name):
    monkeypatch.setattr(lines, name, 10_000)
    monkeypatch.setattr(lines, "MOST_BYTES", 4_000)
    told = list(lines.lines(io.BytesIO(gzip.compress(what))))
    assert told[-1].refused == lines.TOO_MUCH
