"""Figures of money for a span of days: by agency, account, procedure, exemption, way of paying (domain.md §8.1).

Every figure is a sum over the parts of the books, at the time that the bank gives (QN-14.4c). Whole đồng.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from portal.web.show import HANOI

BY = {
    "co-quan": "Cơ quan",
    "tai-khoan": "Tài khoản",
    "thu-tuc": "Thủ tục",
    "khoan": "Khoản thu",
    "mien-giam": "Đối tượng miễn, giảm",
    "cach-nop": "Cách nộp",
}
_KEYS = {
    "co-quan": "COALESCE(g.name, 'Chưa rõ cơ quan')",
    "tai-khoan": "COALESCE(a.number || ' · ' || a.bank_name || ' · ' || a.holder, 'Chưa gắn tài khoản')",
    "thu-tuc": "CASE WHEN c.matter = '' THEN 'Không gắn thủ tục' WHEN c.about LIKE 'Phí, lệ phí: %%'"
    " THEN c.matter || ' · ' || substr(c.about, 14) ELSE c.matter END",
    "khoan": "CASE l.kind WHEN 'phi' THEN 'Phí' WHEN 'thue' THEN 'Thuế, nghĩa vụ khác' ELSE 'Lệ phí' END"
    " || ' · ' || l.name",
    "mien-giam": "m.label",
    "cach-nop": "COALESCE(y.method, '')",
}
_ONLY = {"mien-giam": "AND m.id IS NOT NULL", "cach-nop": "AND y.id IS NOT NULL"}
_FROM = """
    FROM payments_entrypart p JOIN payments_entry e ON e.id = p.entry_id
    JOIN payments_chargeline l ON l.id = p.line_id JOIN payments_charge c ON c.id = e.charge_id
    LEFT JOIN payments_payment y ON y.id = e.payment_id LEFT JOIN agencies_agency g ON g.id = c.agency_id
    LEFT JOIN payments_budgetaccount a ON a.id = l.account_id
    LEFT JOIN payments_exemptionclaim m ON m.entry_id = e.id
    WHERE c.agency_id = ANY(%(agencies)s) AND COALESCE(y.paid_at, e.at) >= %(start)s
    AND COALESCE(y.paid_at, e.at) < %(end)s
"""
_FIGURES = """
    SELECT {key} AS name, count(DISTINCT c.id) AS charges,
        COALESCE(sum(p.vnd) FILTER (WHERE e.kind = 'charged'), 0),
        COALESCE(-sum(p.vnd) FILTER (WHERE e.kind = 'waived'), 0),
        COALESCE(-sum(p.vnd) FILTER (WHERE e.kind = 'cancelled'), 0),
        COALESCE(-sum(p.vnd) FILTER (WHERE e.kind = 'paid'), 0),
        COALESCE(sum(p.vnd) FILTER (WHERE e.kind = 'refunded'), 0)
    {source} {only} GROUP BY 1 ORDER BY 6 DESC, 1
"""
_DAYS = """
    SELECT (y.paid_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date, -sum(p.vnd)
    {source} AND e.kind = 'paid' GROUP BY 1 ORDER BY 1
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a report."""

    name: str
    charges: int
    charged_vnd: int
    waived_vnd: int
    cancelled_vnd: int
    paid_vnd: int
    refunded_vnd: int

    @property
    def kept_vnd(self) -> int:
        """What stays with the agency."""
        return self.paid_vnd - self.refunded_vnd


HEADS = (
    "Số khoản thu", "Phải thu", "Miễn, giảm", "Đã hủy", "Đã nộp", "Đã hoàn", "Thực thu",
)  # fmt: skip


def figures(*, by: str, first: date, last: date, agencies: set[int]) -> list[Figure]:
    """The report of these days (both included), one line per agency, account, … as `by` says (a key of BY)."""
    sql = _FIGURES.format(key=_KEYS[by], source=_FROM, only=_ONLY.get(by, ""))
    with connection.cursor() as cursor:
        cursor.execute(sql, _span(first, last, agencies))
        return [Figure(str(name), *(int(one) for one in rest)) for name, *rest in cursor.fetchall()]


def days(*, first: date, last: date, agencies: set[int]) -> list[tuple[date, int]]:
    """What was paid on each day, days without money included."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS.format(source=_FROM), _span(first, last, agencies))
        found = {day: int(vnd) for day, vnd in cursor.fetchall()}
    return [
        (day, found.get(day, 0)) for at in range((last - first).days + 1) if (day := first + timedelta(at))
    ]


def total(lines: list[Figure]) -> Figure:
    """The last line of a report."""
    sums = (
        sum(getattr(line, name) for line in lines)
        for name in ("charges", "charged_vnd", "waived_vnd", "cancelled_vnd", "paid_vnd", "refunded_vnd")
    )
    return Figure("Cộng", *sums)


def named(line: Figure, name: str) -> Figure:
    """The same figures under another name."""
    return replace(line, name=name)


def cells(line: Figure) -> tuple[str, int, int, int, int, int, int, int]:
    """A line as a row of a sheet."""
    return (
        line.name, line.charges, line.charged_vnd, line.waived_vnd, line.cancelled_vnd, line.paid_vnd,
        line.refunded_vnd, line.kept_vnd,
    )  # fmt: skip


def _span(first: date, last: date, agencies: set[int]) -> dict[str, Any]:
    return {
        "agencies": sorted(agencies),
        "start": datetime.combine(first, time(), HANOI),
        "end": datetime.combine(last + timedelta(days=1), time(), HANOI),
    }
