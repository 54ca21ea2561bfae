"""What is charged, to the đồng."""

import json
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from procedures.definition import Amount, PageStep, problems_of
from procedures.eform import exemptions_offered
from procedures.fees import charge, fee_sum, judged
from tests.procedures.building import definition, document, eq, page, question

TODAY = date(2026, 11, 21)
PAGES = {
    "per": "page",
    "question": "so_trang",
    "steps": [{"to": 2, "vnd": 2000}, {"vnd": 1000}],
    "cap_vnd": 200000,
}


def fee(key, amount, **facts):
    return {
        "id": key,
        "name": f"Khoản {key}",
        "kind": "phi",
        "timing": "at_receipt",
        "amount": amount,
    } | facts


FORM = page(
    "p",
    question("so_trang", "number", required=False),
    question("so_ban", "number", required=False),
    question("nguoi", "group", item_label="Người", min=0, questions=[question("ten", "name")]),
    question("loai", "choice", required=False),
)


def total(*fees, answers=None, **options):
    told = definition(FORM, fees=list(fees))
    return fee_sum(told, answers or {}, on=options.pop("on", TODAY), **options).total_vnd


@pytest.mark.parametrize(
    ("pages", "vnd"), [(0, 0), (1, 2000), (2, 4000), (3, 5000), (10, 12000), (198, 200000), (500, 200000)]
)
def test_certified_copies_are_charged_by_the_page_up_to_the_cap(pages, vnd):
    assert total(fee("f", PAGES), answers={"so_trang": pages}) == vnd


def test_the_cap_is_for_each_copy():
    assert total(fee("f", PAGES | {"copies": "so_ban"}), answers={"so_trang": 500, "so_ban": 3}) == 600_000


def test_per_copy_and_per_person():
    assert (
        total(fee("f", {"per": "copy", "vnd": 8000, "question": "so_ban"}), answers={"so_ban": 3}) == 24_000
    )
    people = {"nguoi": [{"ten": "Lê An"}, {"ten": "Lê Bình"}]}
    assert total(fee("f", {"per": "person", "vnd": 10000, "question": "nguoi"}), answers=people) == 20_000
    assert total(fee("f", {"per": "person", "vnd": 10000})) == 10_000


def test_the_channel_may_cost_less():
    stay = fee("f", {"per": "case", "vnd": 10000}, by_channel={"online": {"per": "case", "vnd": 7000}})
    assert total(stay, channel="in_person") == 10_000
    assert total(stay, channel="online") == 7_000


def test_a_price_holds_between_its_days_both_included():
    licence = [
        fee("cu", {"per": "case", "vnd": 115000}, to="2025-12-31"),
        fee("moi", {"per": "case", "vnd": 135000}, **{"from": "2026-01-01"}),
    ]
    assert total(*licence, on=date(2025, 12, 31)) == 115_000
    assert total(*licence, on=date(2026, 1, 1)) == 135_000


def test_a_ground_for_paying_less_is_offered_and_taken_off():
    poor = {"id": "ngheo", "label": "Hộ nghèo", "proof": "Sổ hộ nghèo"}
    half = {"id": "sinh_vien", "label": "Sinh viên", "percent": 50}
    rule = fee("f", {"per": "case", "vnd": 200001}, exempt=[poor, half])
    told = definition(FORM, fees=[rule])
    assert [e.id for e in exemptions_offered(told, {})] == ["ngheo", "sinh_vien"]
    line = fee_sum(told, {"mien_phi": "ngheo"}, on=TODAY).lines[0]
    assert (line.full_vnd, line.vnd, line.note) == (200001, 0, "Hộ nghèo")
    assert total(rule, exemption="sinh_vien") == 100_001
    assert total(rule, answers={"mien_phi": "giàu"}) == 200_001


def test_a_fee_of_another_case_is_not_charged():
    late = fee("f", {"per": "case", "vnd": 5000}, when=eq("loai", "hai"))
    assert total(late, answers={"loai": "mot"}) == 0
    assert total(late, answers={"loai": "hai"}) == 5000


def test_what_is_due_when():
    told = definition(
        FORM,
        fees=[fee("a", {"per": "case", "vnd": 1}), fee("b", {"per": "case", "vnd": 2}, timing="at_return")],
    )
    assert fee_sum(told, {}, on=TODAY).at("at_return").total_vnd == 2


@pytest.mark.parametrize("odd", [None, -5, "3", 2.9, {"_raw": "ba"}, 10**30, [], True])
def test_an_odd_count_never_breaks_the_sum(odd):
    assert total(fee("f", PAGES), answers={"so_trang": odd}) >= 0


AMOUNTS = st.builds(
    lambda ends, prices, cap, last: Amount(
        per="page",
        steps=(
            *(PageStep(vnd=p, to=e) for e, p in zip(sorted(ends), prices, strict=False)),
            PageStep(vnd=last),
        ),
        cap_vnd=cap,
    ),
    st.sets(st.integers(1, 60), min_size=0, max_size=4),
    st.lists(st.integers(0, 5000), min_size=4, max_size=4),
    st.none() | st.integers(0, 300_000),
    st.integers(0, 5000),
)


@settings(max_examples=200, deadline=None)
@given(AMOUNTS, st.integers(0, 400), st.integers(0, 400), st.integers(1, 5))
def test_more_never_costs_less(amount, some, more, copies):
    low, high = charge(amount, some, copies), charge(amount, some + more, copies)
    assert 0 <= low <= high
    assert amount.cap_vnd is None or high <= amount.cap_vnd * copies


@settings(max_examples=100, deadline=None)
@given(
    st.integers(0, 900),
    st.integers(0, 50),
    st.sampled_from(["", "ngheo", "nua", "la"]),
    st.sampled_from(["online", "postal"]),
)
def test_lines_add_up_to_the_sum(pages, copies, exemption, channel):
    rules = [
        fee(
            "a",
            PAGES,
            exempt=[{"id": "ngheo", "label": "Hộ nghèo"}, {"id": "nua", "label": "Nửa", "percent": 33}],
        ),
        fee(
            "b",
            {"per": "copy", "vnd": 8000, "question": "so_ban"},
            by_channel={"online": {"per": "case", "vnd": 3}},
        ),
    ]
    told = definition(FORM, fees=rules)
    due = fee_sum(told, {"so_trang": pages, "so_ban": copies}, channel, TODAY, exemption)
    assert due.total_vnd == sum(line.vnd for line in due.lines)
    assert all(0 <= line.vnd <= line.full_vnd for line in due.lines)


def asked_on_the_line(*words):
    out = StringIO()
    call_command("fee", *words, stdout=out)
    return json.loads(out.getvalue())


def test_the_command_prints_the_sum_and_its_lines(db):
    told = asked_on_the_line("1.001193", "xin_ban_sao=true", "so_ban_sao=3")
    assert (told["total_vnd"], told["lines"][0]["quantity"]) == (24_000, 3)


@pytest.mark.parametrize(
    "words", [["0.000000"], ["1.001193", "la=1"], ["1.001193", "x"], ["1.001193", "on=mai"]]
)
def test_the_command_says_what_it_does_not_know(db, words):
    with pytest.raises(CommandError):
        asked_on_the_line(*words)


COUNCIL = "Nghị quyết 27/2025/NQ-HĐND"
HALF = {"id": "mang", "label": "Nộp trực tuyến", "percent": 50, "channels": ["online"], "source": COUNCIL}


def test_the_council_takes_half_off_what_is_filed_online():
    rule = fee("f", {"per": "case", "vnd": 150_000}, reduced=[HALF | {"to": "2026-12-31"}], account="commune")
    told = definition(FORM, fees=[rule])
    line = fee_sum(told, {}, "online", TODAY).lines[0]
    assert (line.vnd, line.full_vnd, line.reduction, line.percent) == (75_000, 150_000, "mang", 50)
    assert (line.note, line.source, line.account) == ("Nộp trực tuyến", COUNCIL, "commune")
    assert total(rule, channel="in_person") == 150_000
    assert total(rule, channel="online", on=date(2027, 1, 1)) == 150_000


@pytest.mark.parametrize(("chosen", "vnd"), [("", 50), ("ngheo", 0), ("sinh_vien", 50)])
def test_percents_are_not_added_the_most_favourable_counts(chosen, vnd):
    exempt = [{"id": "ngheo", "label": "Hộ nghèo"}, {"id": "sinh_vien", "label": "Sinh viên", "percent": 30}]
    assert (
        total(fee("f", {"per": "case", "vnd": 100}, reduced=[HALF], exempt=exempt), exemption=chosen) == vnd
    )


def test_a_class_of_person_is_offered_only_where_it_can_be():
    young = {"id": "tre_em", "label": "Trẻ em", "when": eq("loai", "hai")}
    told = definition(FORM, fees=[fee("f", {"per": "case", "vnd": 9}, exempt=[young])])
    assert exemptions_offered(told, {"loai": "mot"}) == []
    assert fee_sum(told, {"loai": "mot", "mien_phi": "tre_em"}, on=TODAY).total_vnd == 9
    assert fee_sum(told, {"loai": "hai", "mien_phi": "tre_em"}, on=TODAY).total_vnd == 0


def test_each_rule_says_why_it_is_not_charged():
    rules = [
        fee("cu", {"per": "case", "vnd": 1}, to="2025-12-31"),
        fee("mai", {"per": "case", "vnd": 2}, **{"from": "2027-01-01"}),
        fee("khac", {"per": "case", "vnd": 3}, when=eq("loai", "hai")),
        fee("co", {"per": "case", "vnd": 4}),
    ]
    said = {one.rule.id: one.why_not for one in judged(definition(FORM, fees=rules), {}, on=TODAY)}
    assert said == {
        "cu": "Chỉ thu đến 31/12/2025.",
        "mai": "Thu từ 01/01/2027.",
        "khac": "Điều kiện của khoản này không đúng.",
        "co": "",
    }


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"reduced": [{"id": "a", "label": "A"}]}, "số phần trăm"),
        ({"reduced": [HALF | {"channels": ["fax"]}]}, "fax"),
        ({"reduced": [HALF | {"from": "2026-02-01", "to": "2026-01-01"}]}, "phải sau ngày bắt đầu"),
        ({"reduced": [HALF, HALF]}, "dùng hai lần"),
        ({"account": "kho_bac"}, "kho_bac"),
    ],
)
def test_what_is_wrong_in_a_fee_is_told(wrong, words):
    found = problems_of(document(FORM, fees=[fee("f", {"per": "case", "vnd": 1}, **wrong)]))
    assert any(words in text and path.startswith("fees[f]") for path, text in found)


@pytest.mark.parametrize(("pages", "vnd"), [(1, 2_000), (2, 4_000), (3, 5_000), (10, 12_000)])
def test_the_vectors_of_the_law_on_the_command_line(db, pages, vnd):
    """Certified copies, as the joint circular has them."""
    said = asked_on_the_line("2.000815", f"so_trang={pages}", "so_ban=1", "channel=in_person")
    assert said["total_vnd"] == vnd
    assert [line["id"] for line in said["lines"]] == ["phi_chung_thuc"]


@pytest.mark.parametrize(
    ("code", "words", "vnd"),
    [
        ("1.004194", ["channel=online"], 7_000),
        ("1.004194", ["channel=in_person"], 15_000),
        ("1.004194", ["channel=in_person", "exemption=ho_ngheo"], 0),
        ("3.000347", ["channel=online", "on=2025-12-31"], 115_000),
        ("3.000347", ["channel=in_person", "on=2025-12-31"], 135_000),
        ("3.000347", ["channel=online", "on=2026-01-01"], 135_000),
        ("1.001612", [], 150_000),
    ],
)
def test_stay_licence_and_business_cost_what_the_law_says(db, code, words, vnd):
    assert asked_on_the_line(code, *words)["total_vnd"] == vnd
