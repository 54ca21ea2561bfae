"""Money that came by transfer: told by the bank, matched by its code, once."""

import json

import pytest
from django.test import Client

from payments import bank
from payments.ledger import balance_vnd
from payments.models import BankLine
from payments.queries import transfer_of
from payments.vietqr import decode, encode
from portal.integrations.sandbox import signing
from portal.web.refusals import StepRefused
from tests import people
from tests.money import SECRETS, account, charge_of

pytestmark = pytest.mark.django_db
ADDRESS = "/thanh-toan/ngan-hang/bao-co/"


def notice(*rows, secret=SECRETS["BANK_NOTICE_SECRET"]):
    body = json.dumps({"transactions": list(rows)}).encode()
    return Client().post(
        ADDRESS, body, "application/json", headers={"X-Signature": signing.bank(body, secret)}
    )


def row(purpose: str, amount: int = 150_000, number: str = "FT1", **more):
    return {
        "id": number, "account": "0123456789", "amount": amount, "purpose": purpose,
        "at": "2026-03-02T08:35:00+07:00", **more,
    }  # fmt: skip


def test_what_the_payer_scans_comes_back_and_settles(outside):
    account()
    charge = charge_of()
    transfer, where = transfer_of(charge)
    scanned = decode(encode(transfer))
    assert (scanned.account, scanned.amount_vnd) == (where.number, 150_000)
    told = notice(row(f"MBVCB.998.{scanned.purpose}.CT tu 999", scanned.amount_vnd, f"FT{charge.pk}"))
    assert told.json() == {"matched": 1, "unmatched": 0, "known": 0}
    assert balance_vnd(charge) == 0
    assert charge.payments.get().method == "vietqr"


def test_the_same_line_again_books_nothing(outside):
    charge = charge_of()
    line = row(charge.reference, number=f"FT{charge.pk}")
    assert notice(line, line).json()["known"] == 1
    assert notice(line).json() == {"matched": 0, "unmatched": 0, "known": 1}
    assert charge.payments.count() == 1


@pytest.mark.parametrize(("sent", "left"), [(100_000, 50_000), (170_000, -20_000)])
def test_a_wrong_sum_is_booked_as_it_came(outside, sent, left):
    charge = charge_of()
    notice(row(charge.reference, sent, f"FT{charge.pk}"))
    assert balance_vnd(charge) == left


def test_what_names_nothing_waits_for_a_person(outside):
    charge, officer = charge_of(), people.desk_officer()
    assert notice(row("tien dien thang 3", number=f"FT{charge.pk}")).json()["unmatched"] == 1
    line = BankLine.objects.get(bank_ref=f"FT{charge.pk}")
    bank.match(line=line, charge=charge, by=officer.user)
    assert balance_vnd(charge) == 0
    with pytest.raises(StepRefused, match="đã có người xử lý"):
        bank.set_aside(line=line, why="lãi", by=officer.user)


def test_a_forged_or_broken_notice_changes_nothing(outside):
    before = BankLine.objects.count()
    assert notice(row("x"), secret="khac").status_code == 401
    for wrong in (row("x", amount=-1), row("x", amount=True), row("x", at="hôm nay"), {"id": "1"}, 5):
        assert notice(wrong).status_code == 400
    assert BankLine.objects.count() == before
