"""Bank statements as banks give them: CSV, XLSX, MT940. What is not understood is told by its line number."""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import islice

from payments import workbooks
from payments.bank import Received
from portal.web.show import HANOI
from portal.web.text import clean, fold

MOST_LINES = workbooks.MOST_ROWS
_COLUMNS = {
    "at": ("ngay gio", "ngay giao dich", "ngay gd", "thoi gian", "ngay hieu luc", "ngay", "date"),
    "bank_ref": ("so giao dich", "ma giao dich", "so tham chieu", "so but toan", "so ct", "reference", "id"),
    "amount": ("ghi co", "so tien ghi co", "phat sinh co", "so tien", "credit", "amount"),
    "purpose": ("noi dung", "dien giai", "mo ta", "noi dung giao dich", "description", "purpose"),
    "account": ("tai khoan", "so tai khoan", "account"),
}
_DAYS = (
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%Y-%m-%d",
)


class StatementError(ValueError):
    """The file as a whole cannot be read; str() says why and what to do."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A line that was not taken: its number in the file and why."""

    number: int
    why: str


Line = Received | Skipped


def read(name: str, content: bytes, *, account: str) -> Iterator[Line]:
    """The money that came, line by line, into `account` unless the file names one.

    Raises StatementError when the kind of file or its head is not understood.
    """
    if content[:4] == b"PK\x03\x04":
        return _table(_rows_of_workbook(content), account)
    text = _decoded(content)
    if re.search(r"^:20:", text, re.MULTILINE) and ":61:" in text:
        return _mt940(text, account)
    if name.lower().endswith((".csv", ".txt")) or "," in text[:2000] or ";" in text[:2000]:
        return _table(_rows_of_csv(text), account)
    raise StatementError("Không nhận ra loại tệp. Hãy xuất sao kê dạng CSV, XLSX hoặc MT940.")


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "utf-16", "cp1258"):
        try:
            if encoding != "utf-16" or content[:2] in (b"\xff\xfe", b"\xfe\xff"):
                return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise StatementError("Không đọc được chữ trong tệp. Hãy lưu lại dạng CSV UTF-8.")


def _rows_of_csv(text: str) -> Iterator[list[str]]:
    head = text[:4000]
    delimiter = max(";,\t|", key=head.count)
    try:
        yield from csv.reader(io.StringIO(text), delimiter=delimiter)
    except csv.Error as error:  # a cell of more than 131,072 characters
        raise StatementError("Tệp CSV này có ô quá dài. Xuất lại sao kê từ ngân hàng rồi tải lên.") from error


def _rows_of_workbook(content: bytes) -> Iterator[list[str]]:
    try:
        yield from workbooks.rows(content)
    except workbooks.WorkbookError as error:
        raise StatementError(str(error)) from error


def _table(rows: Iterable[list[str]], account: str) -> Iterator[Line]:
    """Lines below the head, which is looked for in the first thirty lines: banks put their address first."""
    numbered = enumerate(rows, 1)
    columns: dict[str, int] = {}
    for _, row in islice(numbered, 30):
        columns = _columns(row)
        if {"at", "amount", "purpose"} <= set(columns):
            break
    else:
        raise StatementError("Không thấy dòng tiêu đề có ngày, số tiền ghi có và nội dung.")
    for number, row in numbered:
        if number > MOST_LINES:
            raise StatementError(
                f"Sao kê có quá {MOST_LINES // 1000}.000 dòng. Chia theo ngày rồi tải từng tệp."
            )
        if any(cell.strip() for cell in row) and (line := _line(number, row, columns, account)):
            yield line


def _columns(row: list[str]) -> dict[str, int]:
    heads = [re.sub(r"\(.*?\)|[^a-z ]", "", fold(cell)).strip() for cell in row]
    found: dict[str, int] = {}
    for name, words in _COLUMNS.items():
        for word in words:
            if word in heads:
                found[name] = heads.index(word)
                break
    return found


def _line(number: int, row: list[str], columns: dict[str, int], account: str) -> Line | None:
    def cell(name: str) -> str:
        at = columns.get(name, -1)
        return clean(row[at]) if 0 <= at < len(row) else ""

    amount = amount_vnd(cell("amount"))
    if amount is None:
        return Skipped(number, f"không đọc được số tiền “{cell('amount')[:40]}”")
    if amount <= 0:
        return None  # money that went out, or a line of totals
    at = moment(cell("at"))
    if at is None:
        return Skipped(number, f"không đọc được ngày “{cell('at')[:40]}”")
    ref = cell("bank_ref")
    if not ref:
        return Skipped(number, "không có số giao dịch, nên không biết đã ghi chưa")
    return Received(cell("account") or account, ref[:60], amount, cell("purpose"), at)


def amount_vnd(text: str) -> int | None:
    """Whole đồng from “150.000”, “150,000.00”, “+150 000 VND”; 0 for an empty cell, None for nonsense."""
    bare = re.sub(r"(?i)vnd|vnđ|đ|\+|\s| ", "", text)
    if not bare or bare == "-":
        return 0
    if re.fullmatch(r"-?\d{1,3}([.,]\d{3})+", bare):
        bare = re.sub(r"[.,]", "", bare)
    elif re.fullmatch(r"-?\d{1,3}(\.\d{3})*,\d{1,2}", bare):
        bare = bare.replace(".", "").replace(",", ".")
    else:
        bare = bare.replace(",", "")
    try:
        value = Decimal(bare)
    except InvalidOperation:
        return None
    return int(value) if value == value.to_integral_value() and abs(value) < 10**13 else None


def moment(text: str) -> datetime | None:
    """A moment on a Vietnamese clock, or None."""
    for form in _DAYS:
        try:
            return datetime.strptime(text, form).replace(tzinfo=HANOI)
        except ValueError:
            continue
    return None


_ENTRY = re.compile(
    r"^(?P<day>\d{6})(?:\d{4})?(?P<sign>R?[CD])[A-Z]?(?P<amount>[\d]+,?\d*)(?:[A-Z][A-Z0-9]{3})(?P<ref>[^\n/]*)(?://(?P<bank>[^\n]*))?"
)


def _mt940(text: str, account: str) -> Iterator[Line]:
    """SWIFT MT940: `:61:` an entry, `:86:` its purpose, `:25:` the account."""
    fields = re.findall(r"^:(\d\d[A-Z]?):(.*?)(?=^:\d\d[A-Z]?:|^-\}?\s*$|\Z)", text, re.MULTILINE | re.DOTALL)
    pending: Received | None = None
    for number, (tag, value) in enumerate(fields, 1):
        value = value.strip()
        if tag == "25":
            account = re.sub(r"[^A-Za-z0-9]", "", value.split("/")[-1])[:19] or account
        if tag == "86" and pending is not None:
            told = clean(" ".join(value.split("\n")))
            yield Received(pending.account, pending.bank_ref, pending.amount_vnd, told, pending.at)
            pending = None
        if tag == "61":
            if pending is not None:
                yield pending
            pending = None
            line = _entry(number, value, account)
            if isinstance(line, Skipped):
                yield line
            else:
                pending = line
    if pending is not None:
        yield pending


def _entry(number: int, value: str, account: str) -> Received | Skipped | None:
    found = _ENTRY.match(value)
    if not found:
        return Skipped(number, "dòng :61: không đúng dạng")
    if found["sign"] not in ("C", "RD"):
        return None
    amount = amount_vnd(found["amount"].rstrip(","))
    reference = clean(found["bank"] or found["ref"])
    if not amount or not reference:
        return Skipped(number, "thiếu số tiền hoặc số giao dịch")
    try:
        at = datetime.strptime(found["day"], "%y%m%d").replace(tzinfo=HANOI)
    except ValueError:
        return Skipped(number, "không đọc được ngày")
    return Received(account, reference[:60], amount, "", at)
