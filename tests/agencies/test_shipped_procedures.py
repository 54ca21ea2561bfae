"""What ships with the portal can be asked for, filled in, paid for and handled by somebody, everywhere."""

import json
from datetime import date

import pytest

from portal.agencies.models import Agency, AgencyKind, Duty
from portal.agencies.queries import in_service, own_communes
from portal.agencies.routing import agency_for_step, competent_agency, receiving_desk
from procedures.definition import parse
from procedures.eform import effective, problems, text_of
from procedures.fees import fee_sum
from procedures.management.commands.load_province import PACKAGES
from procedures.models import ProcedureVersion, VersionState
from procedures.samples import sample_answers
from procedures.services import problems_before_publishing
from procedures.steps import ready

DOCUMENTS = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(PACKAGES.glob("*.json"))}
DEFINITIONS = {code: parse(document) for code, document in DOCUMENTS.items()}
WANTED = {
    "1.001193", "1.004873", "2.000635", "1.001612", "2.000815", "1.013225", "3.000347", "1.004194",
    "1.012784", "3.000333",
}  # fmt: skip
TEMPLATES = {
    "birth_certificate", "marital_status", "extract_copy", "business_certificate", "building_permit",
    "generic",
}  # fmt: skip


def test_twelve_and_more_are_there():
    assert set(DEFINITIONS) >= WANTED
    assert len(DEFINITIONS) >= 12


@pytest.mark.parametrize("code", DOCUMENTS)
def test_a_package_may_be_published(code):
    assert problems_before_publishing(DOCUMENTS[code]) == []
    assert DEFINITIONS[code].code == code
    assert DEFINITIONS[code].result.template in TEMPLATES


@pytest.mark.parametrize("code", DOCUMENTS)
def test_a_package_speaks_to_people_and_admits_what_is_unchecked(code):
    told = DEFINITIONS[code]
    assert told.plain_name and len(told.keywords) >= 3 and told.summary
    assert told.unverified and all(law.number for law in told.legal)
    questions = [question for page in told.form.pages for question in page.questions]
    assert any(question.official for question in questions)
    assert any(question.prefill for question in questions) or code == "1.000894"
    for page in told.form.pages:
        assert page.section and len(page.questions) <= 9, page.id


@pytest.mark.article("QN-16.3")
@pytest.mark.parametrize("code", DOCUMENTS)
def test_each_form_is_named_by_its_procedure(code):
    assert DEFINITIONS[code].form.code.startswith(f"{code}/")


def test_they_are_in_force(quang_ninh):
    in_force = ProcedureVersion.objects.filter(
        state=VersionState.PUBLISHED, effective_to=None, procedure__code__in=DEFINITIONS
    )
    assert in_force.count() == len(DEFINITIONS)


def test_every_step_finds_somebody_in_every_commune(quang_ninh):
    held = {
        (agency, duty)
        for agency, duties in in_service().values_list("agency_id", "duties")
        for duty in duties
    }
    wanted = {
        (told.competence, step.agency, step.duty) for told in DEFINITIONS.values() for step in told.steps
    }
    nobody, desks = [], set()
    for unit in own_communes():
        for competence in {competence for competence, _, _ in wanted}:
            competent = competent_agency(competence, {competence.question: unit.code})
            desk = receiving_desk(competent)
            desks.add(desk)
            for of, selector, duty in wanted:
                if of == competence:
                    agency = agency_for_step(selector, competent, desk)
                    if (agency.pk, duty) not in held:
                        nobody.append(f"{unit}: {selector} {duty} → {agency}")
    assert not nobody
    assert len(desks) == 55
    assert all((desk.pk, duty) in held for desk in desks for duty in (Duty.DESK_OFFICER, Duty.DESK_LEADER))


def test_a_building_permit_asks_two_offices_at_once(quang_ninh):
    told = DEFINITIONS["1.013225"]
    begun = {step.id for step in ready(told, {"kiem_tra"}, {})}
    assert begun == {"y_kien_dat", "y_kien_pccc"}
    assert [step.id for step in ready(told, {"kiem_tra", "y_kien_dat"}, {})] == ["y_kien_pccc"]
    assert [step.id for step in ready(told, {"kiem_tra", "y_kien_dat", "y_kien_pccc"}, {})] == ["tham_dinh"]
    ubnd = Agency.objects.get(slug="phuong-ha-long")
    asked = {agency_for_step(told.step(step).agency, ubnd, ubnd).kind for step in begun}
    assert asked == {AgencyKind.VERTICAL, AgencyKind.DIVISION}


def test_a_house_has_fifteen_days_a_work_twenty():
    limits = DEFINITIONS["1.013225"].limits
    assert (limits.for_("online", "nha_o").value, limits.for_("online", "cong_trinh").value) == (15, 20)


@pytest.mark.parametrize(
    ("code", "answers", "channel", "day", "vnd"),
    [
        ("2.000635", {"so_ban": 3}, "online", date(2026, 11, 21), 24_000),
        ("2.000635", {"so_ban": 3, "mien_phi": "ho_ngheo"}, "online", date(2026, 11, 21), 0),
        ("2.000815", {"so_trang": 10, "so_ban": 1}, "in_person", date(2026, 11, 21), 12_000),
        ("2.000815", {"so_trang": 3, "so_ban": 2}, "in_person", date(2026, 11, 21), 10_000),
        ("2.000815", {"so_trang": 500, "so_ban": 1}, "in_person", date(2026, 11, 21), 200_000),
        ("2.000884", {"so_truong_hop": 2}, "in_person", date(2026, 11, 21), 20_000),
        ("1.001612", {}, "online", date(2026, 11, 21), 150_000),
        ("1.013225", {"loai": "nha_o"}, "online", date(2026, 11, 21), 75_000),
        ("1.013225", {"loai": "khong_theo_tuyen"}, "online", date(2026, 11, 21), 150_000),
        ("3.000347", {}, "online", date(2025, 12, 31), 115_000),
        ("3.000347", {}, "online", date(2026, 1, 1), 135_000),
        ("1.004194", {}, "online", date(2026, 11, 21), 7_000),
        ("1.004194", {}, "in_person", date(2026, 11, 21), 15_000),
        ("1.004222", {}, "online", date(2026, 11, 21), 10_000),
        ("3.000333", {"mien_phi": "sinh_vien"}, "online", date(2026, 11, 21), 100_000),
    ],
)
def test_what_people_pay(code, answers, channel, day, vnd):
    assert fee_sum(DEFINITIONS[code], answers, channel, day).total_vnd == vnd


def test_floors_and_total_area_are_reckoned():
    told = DEFINITIONS["1.013225"]
    answers = {"loai": "nha_o", "tang": [{"tang_dien_tich": 80}, {"tang_dien_tich": 82.5}]}
    counting = effective(told, answers)
    assert (counting["tong_san"], counting["so_tang"]) == (162.5, 2)


@pytest.mark.parametrize("code", DOCUMENTS)
def test_every_form_can_be_filled_in(quang_ninh, code):
    for seed in range(12):
        answers = sample_answers(DEFINITIONS[code], seed=seed, commune="06688")
        assert not problems(DEFINITIONS[code], answers)


def test_the_decisions_that_announce_them_are_kept(quang_ninh):
    version = ProcedureVersion.objects.get(procedure__code="1.013225", effective_to=None)
    assert version.decision == "Quyết định 56/QĐ-BXD"


def test_a_repeated_group_is_printed_as_people_read_it():
    told = DEFINITIONS["1.001612"]
    trade = {"nganh_ten": "Bán lẻ thực phẩm", "nganh_ma": "4711", "nganh_chinh": "chinh"}
    said = text_of(told.by_id["nganh"], {"nganh": [trade, {"nganh_ten": "Rửa xe", "nganh_chinh": "phu"}]})
    assert said == "Bán lẻ thực phẩm, 4711, Ngành, nghề chính; Rửa xe, Ngành, nghề khác"
