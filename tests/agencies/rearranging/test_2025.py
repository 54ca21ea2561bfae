"""The change of 1 July 2025 replayed on a later day: the district level goes, wards are merged, no dossier hangs.

The wards, the district and what became of them are the real ones of Hạ Long; people and dossiers are invented."""

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from dossiers import clock
from dossiers.citizen.way import plate
from dossiers.demo import driving
from dossiers.demo.driving import Drive
from dossiers.models import Dossier, Task
from dossiers.queries import for_officer, for_public
from dossiers.tasks import prove_holders
from payments.models import BudgetAccount, Charge
from portal.agencies.models import AdminUnit, Agency, AgencyKind, Duty, Officer, Profile
from portal.agencies.naming import called
from portal.agencies.queries import profile
from portal.agencies.rearranging import running, services
from portal.agencies.rearranging.dry_run import consequences
from portal.agencies.rearranging.fates import fates_of
from portal.agencies.rearranging.making import make_agency
from portal.agencies.rearranging.records import Act, Rearrangement, RearrangementState
from portal.agencies.routing import competent_agency
from portal.agencies.services import hire
from portal.calendars.now import pretend
from portal.web.refusals import StepRefused
from procedures import eform, places
from procedures.definition import Competence
from procedures.queries import definition
from tests import people
from tests.conftest import hanoi

pytestmark = [pytest.mark.django_db, pytest.mark.article("QN-7.5")]
MONDAY, FIRST_DAY = hanoi("2026-11-23 08:00"), date(2026, 12, 1)
AFTER = hanoi("2026-12-01 07:31")
STAFF = (
    (AgencyKind.CENTRE, [Duty.DESK_OFFICER, Duty.DESK_LEADER, Duty.CASHIER]),
    (AgencyKind.COMMUNE, [Duty.AGENCY_LEADER, Duty.CLERK]),
    (AgencyKind.DIVISION, [Duty.CASE_OFFICER, Duty.DIVISION_LEADER]),
)
BY_PLACE = Competence(kind="commune", question="noi_dang_ky")


@dataclass
class Old:
    """The three tiers as they were: two wards that will be merged into different new ones, and their district."""

    first: Agency
    second: Agency
    district: Agency
    heirs: tuple[Agency, Agency]
    by: object
    record: Rearrangement


def stand_again(unit: AdminUnit) -> AdminUnit:
    unit.valid_to, unit.merged_into, unit.split_into = None, None, []
    unit.save()
    return unit


def staffed(agencies: list[Agency]) -> None:
    for agency in agencies:
        for kind, duties in STAFF:
            if agency.kind == kind:
                hire(
                    full_name=f"Cán bộ {agency.short_name}"[:60],
                    email=f"cb{agency.pk}@cu.example",
                    agency=agency,
                    title="Chuyên viên",
                    duties=duties,
                )


def old_ward(unit: AdminUnit, number: int) -> Agency:
    name = f"Ủy ban nhân dân {unit.in_text} (cũ)"
    made = make_agency(like=people.ward(), code=f"H49.99{number}", name=name, unit=unit, day=date(2020, 1, 1))
    staffed(made)
    return made[0]


@pytest.fixture
def old(quang_ninh: Profile) -> Old:
    quang_ninh.tiers = 3
    quang_ninh.save()
    district_unit = stand_again(AdminUnit.objects.get(level="district", code="193"))
    current = set(AdminUnit.objects.filter(level="commune", valid_to=None).values_list("code", flat=True))
    gone = AdminUnit.objects.filter(parent=district_unit, merged_into__isnull=False).exclude(code__in=current)
    wards = {unit.merged_into_id: unit for unit in gone.select_related("merged_into").order_by("-code")}
    heirs = [Agency.objects.get(kind="commune", admin_unit_id=key) for key in list(wards)[:2]]
    units = [stand_again(wards[heir.admin_unit_id]) for heir in heirs]
    district = Agency.objects.create(
        code="H49.980", name="Ủy ban nhân dân thành phố Hạ Long (cũ)", short_name="Thành phố Hạ Long",
        slug="thanh-pho-ha-long-cu", kind=AgencyKind.DISTRICT, parent=people.ward().parent, admin_unit=district_unit,
    )  # fmt: skip
    Agency.objects.create(
        code="H49.980.1", name="Phòng Tư pháp (cũ)", short_name="Phòng Tư pháp", slug="phong-tu-phap-cu",
        kind=AgencyKind.DIVISION, specialty="justice", parent=district, admin_unit=district_unit,
    )  # fmt: skip
    with pretend(MONDAY):
        first, second = (old_ward(unit, number) for number, unit in enumerate(units, 1))
        by = people.citizen("Trần Thị Kiểm")
        record = services.begin(
            name="Sắp xếp năm 2025", decision="Nghị quyết 1679/NQ-UBTVQH15", effective_from=FIRST_DAY,
            by=by, new_tiers=2,
        )  # fmt: skip
    return Old(first, second, district, (heirs[0], heirs[1]), by, record)


def draw_up(old: Old) -> None:
    """Wards and their committees into the new ones; the district's dossiers by place."""
    for agency, heir in zip((old.first, old.second), old.heirs, strict=True):
        services.add_unit(record=old.record, act=Act.MERGE, unit=agency.admin_unit, heir=heir.admin_unit)
        services.add_agency(record=old.record, act=Act.MERGE, agency=agency, heir=heir)
    services.add_unit(record=old.record, act=Act.END, unit=old.district.admin_unit)
    services.add_agency(
        record=old.record, act=Act.SPLIT, agency=old.district, heir=old.heirs[0],
        share=services.Share(others=[old.heirs[1].code], by_place=True),
    )  # fmt: skip


def filed(agency: Agency) -> Drive:
    person = people.citizen(commune=agency.admin_unit.code)
    return people.submitted(MONDAY, person)


def of_the_district(old: Old, agency: Agency) -> Dossier:
    """A matter of the second ward of the district: definitions of today know none, so it is put there."""
    dossier = filed(agency).wait(30).accept().transfer().dossier
    Dossier.objects.filter(pk=dossier.pk).update(competent_agency=old.district)
    Task.objects.filter(dossier=dossier, ended_at=None).update(
        agency=old.district.children.get(), officer=None
    )
    return dossier


def wards_offices(ward: Agency) -> set[str]:
    return set(ward.children.values_list("name", flat=True))


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(pk=dossier.pk)


def words(record: Rearrangement) -> str:
    return "\n".join(one.words for one in consequences(fates_of(record)))


def test_three_tiers_become_two_and_every_open_dossier_has_its_heir(old: Old) -> None:
    at_desk, in_work = filed(old.first).dossier, filed(old.second).wait(30).accept().transfer().dossier
    of_district = of_the_district(old, old.second)
    done = filed(old.first).wait(30).accept().transfer().finish_steps().give_back().dossier
    draft = people.drafted(MONDAY, people.citizen(commune=old.first.admin_unit.code))
    owed = Charge.objects.create(
        subject="thử", timing="at_receipt", lines=[], total_vnd=8000, agency=old.first
    )
    account = BudgetAccount.objects.create(
        agency=old.district, kind="phi", bank="970436", bank_name="Ngân hàng", number="12345", holder="UBND"
    )
    codes = {one.pk: one.code for one in (in_work, of_district, done)}
    people_before = Officer.objects.filter(agency__parent=old.first).count()
    with pretend(MONDAY):
        draw_up(old)
        told = words(old.record)
        assert f"1 hồ sơ đang mở và 0 bước của {old.first}" in told and "chia theo địa bàn" in told
        assert "1 khoản chưa nộp" in told and "…2345" in told
        services.approve(record=old.record, by=old.by)
        assert running.run_due() == 0 and fresh(in_work).competent_agency == old.second
    with pretend(AFTER):
        assert competent_agency(BY_PLACE, {"noi_dang_ky": old.first.admin_unit.code}) == old.heirs[0]
        assert running.run_due() == 1
        for dossier, ward, heir in (
            (at_desk, old.first, old.heirs[0]),
            (in_work, old.second, old.heirs[1]),
            (of_district, old.second, old.heirs[1]),
        ):
            now_is = fresh(dossier)
            assert now_is.competent_agency == heir, ward
            assert now_is.receiving_agency.parent == heir
            assert now_is.holder_agency in (heir, *heir.children.all())
            assert now_is.due_at == clock.due_at(now_is)
            assert now_is.journal.order_by("-number")[0].verb == "follow_agency"
        assert {pk: Dossier.objects.get(pk=pk).code for pk in codes} == codes
        assert fresh(done).competent_agency == old.first
        prove_holders()
        draft.at = AFTER
        driving.submit(draft, draft.dossier.created_by)
        assert fresh(draft.dossier).competent_agency == old.heirs[0]
        desk = driving.somebody(Agency.objects.get(kind="centre", parent=old.heirs[0]), Duty.DESK_OFFICER)
        assert for_officer(desk, done.code).pk == done.pk
        assert for_public(done.code, done.owner_number[-4:]).pk == done.pk
        old_ward, new_ward = old.first.admin_unit, old.heirs[0].admin_unit
        assert ("Nơi giải quyết", f"{old.first.name} (nay là {old.heirs[0].name})") in plate(fresh(done)).rows
        declared = [
            row.text for page in eform.shown(definition(done.version), done.answers) for row in page.rows
        ]
        kept = f"{old_ward} (nay thuộc {new_ward.in_text}"
        assert any(kept in text for text in declared), declared
        assert {row.agency_name for row in done.journal.all()} & {
            old.first.short_name,
            *wards_offices(old.first),
        }
    assert Officer.objects.filter(agency__parent=old.first).count() == 0 < people_before
    owed.refresh_from_db()
    account.refresh_from_db()
    assert owed.agency == old.heirs[0] and account.valid_to == FIRST_DAY - timedelta(days=1)
    assert profile().tiers == 2 and old.first.admin_unit.code
    unit = AdminUnit.objects.get(pk=old.first.admin_unit_id)
    assert (unit.valid_to, unit.merged_into_id) == (FIRST_DAY - timedelta(days=1), old.heirs[0].admin_unit_id)
    done_now = Rearrangement.objects.get(pk=old.record.pk)
    assert done_now.state == RearrangementState.DONE and any(
        "3 hồ sơ" in one["words"] for one in done_now.report
    )


def test_a_run_that_was_cut_off_goes_on_and_a_second_one_changes_nothing(old: Old, monkeypatch) -> None:
    dossiers = [filed(old.first).dossier, filed(old.second).dossier]
    with pretend(MONDAY):
        draw_up(old)
        services.approve(record=old.record, by=old.by)
    with pretend(AFTER):
        Officer.objects.filter(agency=old.first).update(agency=old.heirs[0])  # as if cut off after the first
        running.run_due()
        journal = [fresh(one).journal_number for one in dossiers]
        Rearrangement.objects.filter(pk=old.record.pk).update(state="approved", alive_at=None)
        assert running.run_due() == 1
        assert [fresh(one).journal_number for one in dossiers] == journal


def test_before_its_day_everything_is_put_back(old: Old) -> None:
    before = list(Agency.objects.order_by("pk").values_list("valid_to", "successor_id"))
    units = list(AdminUnit.objects.order_by("pk").values_list("valid_to", "merged_into_id", "split_into"))
    with pretend(MONDAY):
        draw_up(old)
        services.approve(record=old.record, by=old.by)
        with pytest.raises(StepRefused, match="đã duyệt"):
            services.drop_line(line=old.record.lines.first())
        services.undo(record=old.record, by=old.by, why="Nghị quyết lùi ngày")
    assert list(Agency.objects.order_by("pk").values_list("valid_to", "successor_id")) == before
    assert units == list(
        AdminUnit.objects.order_by("pk").values_list("valid_to", "merged_into_id", "split_into")
    )
    with pretend(MONDAY):
        services.approve(record=old.record, by=old.by)
    with pretend(AFTER), pytest.raises(StepRefused, match="đã có hiệu lực"):
        services.undo(record=old.record, by=old.by, why="Muộn rồi")


def test_nothing_is_approved_that_would_leave_work_without_hands(old: Old) -> None:
    filed(old.first)
    with pretend(MONDAY):
        services.add_unit(
            record=old.record, act=Act.SPLIT, unit=old.first.admin_unit, heir=old.heirs[0].admin_unit,
            others=[old.heirs[1].admin_unit.code],
        )  # fmt: skip
        with pytest.raises(StepRefused, match="chưa nói thành gì"):
            services.approve(record=old.record, by=old.by)
        new = services.NewBody("H49.989", "Ủy ban nhân dân phường Mới")
        services.add_agency(
            record=old.record, act=Act.MERGE, agency=old.first, new=new, heir_unit=old.heirs[0].admin_unit,
            staff_follow=False,
        )  # fmt: skip
        assert "chưa ai giữ nhiệm vụ “Cán bộ một cửa”" in words(old.record)
        with pytest.raises(StepRefused, match="chưa ai giữ nhiệm vụ"):
            services.approve(record=old.record, by=old.by)
        services.drop_line(line=old.record.lines.get(agency=old.first))
    assert not Agency.objects.filter(code__startswith="H49.989").exists()


def test_a_new_name_from_a_day_on_keeps_the_old_one(old: Old) -> None:
    before = old.first.name
    with pretend(MONDAY):
        services.add_agency(
            record=old.record, act=Act.RENAME, agency=old.first, new_name="Ủy ban nhân dân phường Cảng"
        )
        services.approve(record=old.record, by=old.by)
    with pretend(AFTER):
        running.run_due()
    old.first.refresh_from_db()
    assert old.first.name == "Ủy ban nhân dân phường Cảng"
    assert old.record.lines.get(agency=old.first).old_name == before
    with pretend(AFTER):
        assert called(old.first, date(2026, 11, 30)) == f"{before} (nay là Ủy ban nhân dân phường Cảng)"
        assert called(old.first, FIRST_DAY) == "Ủy ban nhân dân phường Cảng"
    assert [(one.name, one.until) for one in old.first.former_names.all()] == [(before, date(2026, 11, 30))]


def test_an_address_in_a_divided_ward_keeps_its_name_and_names_the_heirs(old: Old) -> None:
    ward, heirs = old.second.admin_unit, [one.admin_unit for one in old.heirs]
    ward.valid_to, ward.split_into = MONDAY.date(), [one.code for one in heirs]
    ward.save()
    with pretend(AFTER):
        places.fresh()  # what another test rolled back looks the same from outside
        said = places.text_of(ward.code)
    assert said == f"{ward} (nay đã chia vào {', '.join(one.in_text for one in heirs)})"


@pytest.mark.parametrize(
    ("told", "match"),
    [
        ({"act": Act.MERGE}, "Chọn cơ quan kế tục"),
        ({"act": Act.RENAME}, "Nhập tên mới"),
        ({"act": Act.SPLIT, "share": services.Share(others=["H49.000"])}, "Chọn cơ quan|H49.000"),
    ],
)
def test_what_is_missing_is_told(old: Old, told: dict, match: str) -> None:
    with pytest.raises(StepRefused, match=match):
        services.add_agency(record=old.record, agency=old.first, **told)
