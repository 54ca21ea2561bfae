"""What ships with the portal can be asked for, filled in, paid for and handled by somebody, everywhere."""

import json
from dataclasses import replace
from datetime import date

import pytest

from portal.agencies.models import Agency, AgencyKind, Duty
from portal.agencies.queries import in_service, own_communes
from portal.agencies.routing import agency_for_step, competent_agency, receiving_desk
from portal.web.show import NBSP
from procedures import overview
from procedures.definition import parse
from procedures.eform import effective, problems, text_of
from procedures.fees import fee_sum
from procedures.life_events import EVENTS
from procedures.management.commands.list_packages import PAGE
from procedures.management.commands.load_province import ANNOUNCED, PACKAGES
from procedures.models import ProcedureVersion, VersionState
from procedures.samples import sample_answers
from procedures.services import problems_before_publishing
from procedures.showing import fee_words
from procedures.steps import ready
from procedures.trials import failed, is_of_here, reckoning, run_trials
from tests.agencies.catalogue_rows import ROWS

DOCUMENTS = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(PACKAGES.glob("*.json"))}
DEFINITIONS = {code: parse(document) for code, document in DOCUMENTS.items()}
WANTED = {code for row in ROWS for code in row.names}
OTHER_MARKS = ("limits.supplement", "form.layout", "form.signed")
UNITS = {"commune": "xã", "province": "tỉnh", "both": "cả hai"}
TEMPLATES = {
    "birth_certificate", "marital_status", "extract_copy", "business_certificate", "building_permit",
    "marriage_certificate", "civil_extract", "mediation_record", "generic",
    "book_copy", "certified_copy",
}  # fmt: skip


def test_every_row_of_the_first_catalogue_is_there():
    assert len({row.number for row in ROWS}) == 42
    assert set(DEFINITIONS) == WANTED
    assert set(json.loads(ANNOUNCED.read_text("utf-8"))) <= WANTED


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"row {row.number}")
def test_a_row_says_the_same_in_its_package_and_what_is_unverified_is_marked(row):
    for code, name in row.names.items():
        told = DEFINITIONS[code]
        assert told.name.startswith(name)
        assert row.place in ("", UNITS[told.level])
        limit = told.limits.processing
        assert row.time in ("", f"{limit.value} {limit.unit}")
        assert row.result in ("", told.result.code)
        marked = [one for one in told.unverified if not one.startswith(OTHER_MARKS)]
        assert all(any(one.startswith(part) for one in marked) for part in row.unsure), (code, marked)
        said_by_the_name = "toàn trình" in told.name
        assert told.online == "none" or said_by_the_name or any(one.startswith("online") for one in marked)


@pytest.mark.parametrize("mode", ["hours", "civil"])
def test_three_and_more_test_dossiers_of_each_come_out_right(quang_ninh, mode):
    """By the office hours and the days off of the province, whichever way it counts a working day."""
    by = replace(reckoning(), mode=mode)
    for told in DEFINITIONS.values():
        trials = run_trials(told, by)
        assert len(trials) >= 3, told.code
        assert not [(trial.case.id, trial.findings, trial.outcome.problems) for trial in failed(trials)]


def test_a_test_dossier_about_an_island_is_left_out_where_nobody_serves_it(quang_ninh):
    """Five provinces load the same packages; a place of one of them keeps no other from publishing."""
    told = DEFINITIONS["1.012783"]
    island = next(case for case in told.tests if case.id == "hai_dao")
    assert is_of_here(told, island)
    elsewhere = {**island.answers["dat_dia_chi"], "commune": "00004"}
    assert not is_of_here(told, replace(island, answers={**island.answers, "dat_dia_chi": elsewhere}))


def test_together_they_try_fees_times_papers_and_steps():
    for told in DEFINITIONS.values():
        wants = [case.expect for case in told.tests]
        assert any(want.due for want in wants) and any(want.fee_vnd is not None for want in wants), told.code
        assert all(want.papers is not None for want in wants), told.code
        assert any(want.steps for want in wants), told.code
        facts = [[case.answers, case.channel, str(case.received), case.exemption] for case in told.tests]
        assert len({json.dumps(one, sort_keys=True, default=dict) for one in facts}) == len(facts), told.code


def test_the_list_of_them_is_up_to_date():
    assert PAGE.read_text("utf-8") == overview.page(overview.shipped()), "run manage.py list_packages"


def test_a_life_event_leads_to_each():
    assert {code for event in EVENTS for _, codes in event.steps for code in codes} == WANTED


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("1.001193", "Miễn phí, trừ vài trường hợp"),
        ("1.002425", "từ 700.000 đ"),
        ("1.012575", "từ 150.000 đ"),
        ("1.013831", "đến 150.000 đ, tùy trường hợp"),
        ("1.013225", "từ 75.000 đ"),
        ("2.000635", "8.000 đ một bản"),
        ("1.014159", "Miễn phí"),
    ],
)
def test_nobody_is_told_free_where_everybody_pays(code, words):
    assert fee_words(DEFINITIONS[code], date(2026, 11, 21)).replace(NBSP, " ") == words


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


def _who(competence):
    """Competence without the name of the question that tells the place."""
    return competence.kind, competence.specialty


def test_every_step_finds_somebody_in_every_commune(quang_ninh):
    held = {
        (agency, duty)
        for agency, duties in in_service().values_list("agency_id", "duties")
        for duty in duties
    }
    wanted = {
        (_who(told.competence), step.agency, step.duty)
        for told in DEFINITIONS.values()
        for step in told.steps
    }
    examples = {_who(told.competence): told.competence for told in DEFINITIONS.values()}
    nobody, desks, asked = [], set(), set()
    for unit in own_communes():
        for who, competence in examples.items():
            if who[0] == "department" and who in asked:
                continue
            competent = competent_agency(competence, {competence.question: unit.code})
            desk = receiving_desk(competent)
            desks.add(desk)
            does = {}
            for of, selector, duty in wanted - asked:
                if of != who:
                    continue
                if selector not in does:
                    does[selector] = agency_for_step(selector, competent, desk)
                if (does[selector].pk, duty) not in held:
                    nobody.append(f"{unit}: {selector} {duty} → {does[selector]}")
                if selector.startswith("department:"):  # the same for every commune
                    asked.add((of, selector, duty))
            if who[0] == "department":
                asked.add(who)
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
