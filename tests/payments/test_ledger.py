"""The book of a charge: every đồng accounted for, by the database, whoever writes."""

from itertools import pairwise

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments.ledger import balance_vnd, enter, locked, pay
from payments.models import EntryKind
from payments.references import find_reference, new_reference
from payments.services import book, cancel_charge
from portal.web.refusals import StepRefused
from tests.money import charge_of

pytestmark = pytest.mark.django_db


def sql(text: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text)


def test_partial_payments_settle_at_the_last_dong():
    charge = charge_of(10_000)
    book(charge=charge, amount_vnd=4_000, method="cash", key=f"{charge.pk}a", taken_by=None)
    assert charge.settled_at is None
    with pytest.raises(StepRefused, match=r"6\.000\sđ"):
        book(charge=charge, amount_vnd=6_001, method="cash", key=f"{charge.pk}b", taken_by=None)
    book(charge=charge, amount_vnd=6_000, method="card", key=f"{charge.pk}c", taken_by=None, card_slip="7")
    assert charge.settled_at is not None
    assert [row.after_vnd for row in charge.entries.order_by("number")] == [10_000, 6_000, 0]


def test_cancelling_keeps_what_was_paid_as_money_to_give_back():
    charge = charge_of(10_000)
    book(charge=charge, amount_vnd=4_000, method="cash", key=f"{charge.pk}a", taken_by=None)
    cancel_charge(charge=charge, why="Rút hồ sơ")
    cancel_charge(charge=charge, why="Rút hồ sơ")
    assert balance_vnd(charge) == -4_000


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE payments_entry SET amount_vnd = 1",
        "DELETE FROM payments_entry",
        "TRUNCATE payments_entry CASCADE",
        "UPDATE payments_payment SET amount_vnd = 1",
        "DELETE FROM payments_payment",
    ],
)
def test_nobody_rewrites_the_book(text):
    book(charge=charge_of(5_000), amount_vnd=5_000, method="cash", key="sua-so", taken_by=None)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(DatabaseError, match="chỉ được ghi thêm"):
        sql(text)


@pytest.mark.parametrize(
    ("before", "amount", "after", "number", "previous"),
    [
        (0, 500, 500, 2, 1),
        (10_000, 500, 10_400, 2, 1),
        (10_000, 500, 10_500, 3, 2),
        (9_000, 500, 9_500, 2, 1),
    ],
)
def test_a_row_that_does_not_continue_the_one_before_is_refused(before, amount, after, number, previous):
    charge = charge_of(10_000)
    with pytest.raises(IntegrityError):
        sql(
            "INSERT INTO payments_entry (charge_id, number, previous, kind, before_vnd, amount_vnd, after_vnd,"
            " why, at) "
            f"VALUES ({charge.pk}, {number}, {previous}, 'charged', {before}, {amount}, {after}, '', now())"
        )
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


_MOVES = st.lists(
    st.tuples(st.sampled_from(["paid", "waived", "refunded"]), st.integers(1, 200_000)),
    min_size=1,
    max_size=12,
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(total=st.integers(1, 10**9), moves=_MOVES)
def test_every_history_adds_up(total, moves):
    charge = charge_of(total)
    expected = total
    for at, (kind, vnd) in enumerate(moves):
        held = locked(charge)
        if kind == "paid":
            pay(held, vnd, method="transfer", key=f"{charge.pk}-{at}", taken_by=None)
            expected -= vnd
        else:
            enter(held, EntryKind(kind), vnd)
            expected += vnd if kind == "refunded" else -vnd
        assert balance_vnd(charge) == expected
        charge.refresh_from_db()
        assert (charge.settled_at is not None) == (expected <= 0)
    rows = list(charge.entries.order_by("number"))
    assert sum(row.amount_vnd for row in rows) == expected
    assert all(before.after_vnd == row.before_vnd for before, row in pairwise(rows))


@given(st.text(max_size=15), st.text(max_size=15), st.booleans())
def test_the_code_survives_what_banks_do_to_it(before, after, lower):
    code = new_reference()
    sent = f"MBVCB.123 {before[:0]}{code} nop phi"
    assert find_reference(sent.lower() if lower else sent) == code
    assert find_reference(f"{code[:5]} {code[5:]}-CT tu 0123 toi 999") == code


@given(st.integers(2, 9), st.sampled_from("23456789ABCDEFGHJKMNPQRSTVWXY"))
def test_a_slip_in_the_code_is_noticed(at, letter):
    code = new_reference()
    wrong = code[:at] + letter + code[at + 1 :]
    assert find_reference(wrong) == ("" if wrong != code else code)
