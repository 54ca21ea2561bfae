"""The rows of the queue look as the parts of the desk do, and nothing in them is taken for markup."""

from datetime import UTC, datetime

import pytest
from django.template import engines

from dossiers.officer.columns import COLUMNS
from dossiers.officer.lists import Row
from dossiers.officer.remaining import Remaining
from dossiers.officer.table import table_rows
from dossiers.queue import Line

NASTY = """<script>alert("1")</script> & 'x'"""
AT = datetime(2026, 11, 16, 2, tzinfo=UTC)


def row(**other):
    facts = {
        "due": AT, "pk": 1, "code": "H49.31.1-261116-0007", "state": "processing", "channel": "online",
        "owner_name": NASTY, "owner_number": "", "on_behalf": NASTY, "registered_at": AT, "held_since": AT,
        "due_at": AT, "next_due_for": "", "holder_kind": "", "holder_duty": "", "holder_officer_id": None,
        "holder_name": NASTY, "procedure_code": "1", "procedure_name": NASTY, "version_id": 1,
        "version_sha256": "", "fee_vnd": 8000, "unpaid_now": False,
    }  # fmt: skip
    line = Line(**(facts | {name: value for name, value in other.items() if name in facts}))
    clock = other.get("clock", Remaining("day", NASTY, NASTY, 40))
    return Row(line, clock, f"/a/?q={NASTY}", NASTY, NASTY, other.get("tag", NASTY), "bad")


def test_nothing_that_people_typed_is_markup():
    drawn = table_rows([row(code=NASTY, owner_number="<b>036196004217", state="processing")], tuple(COLUMNS))
    assert "<b>0" not in drawn
    assert "<script" not in drawn and drawn.count("&lt;script&gt;") == drawn.count("&lt;/script&gt;") > 8


@pytest.mark.parametrize(
    "one",
    [
        row(),
        row(code="T-01JXYZ0123456789ABCDEFGHJK"),
        row(clock=Remaining("late", "Quá 2 giờ", "T6 28/08", 7)),
    ],
)
def test_code_and_clock_are_those_of_the_desk(one):
    macros = engines["jinja2"].env.from_string(
        '{% from "dossiers/officer/_code.html" import code %}{% from "components/desk.html" import clock %}'
        "{{ clock(c.state, c.words, c.used, c.moment) }}\n{{ code(d.code, href) }}"
    )
    drawn = table_rows([one])
    for part in macros.render(c=one.clock, d=one.line, href=one.href).split("\n"):
        assert part in drawn
