"""A provider's settlement file: CSV lines of our reference, their number, whole đồng."""

import csv
import io
from collections.abc import Iterator

from payments.statements import StatementError, amount_vnd


def settlement_rows(content: bytes) -> Iterator[tuple[str, str, int]]:
    """Reads line by line; a head without a number is skipped. Raises StatementError naming the bad line."""
    try:
        text = io.TextIOWrapper(io.BytesIO(content), "utf-8-sig", newline="")
        head = text.read(2000)
        text.seek(0)
        rows = csv.reader(text, delimiter=max(";,\t", key=head.count))
        for number, row in enumerate(rows, 1):
            if not any(row):
                continue
            vnd = amount_vnd(row[2]) if len(row) >= 3 else None
            if vnd is None or vnd <= 0:
                if number == 1:
                    continue
                raise StatementError(f"Dòng {number}: cần ba cột mã tham chiếu, mã giao dịch, số tiền.")
            yield row[0].strip(), row[1].strip(), vnd
    except (UnicodeDecodeError, csv.Error) as error:
        raise StatementError("Tệp phải là CSV, chữ UTF-8.") from error
