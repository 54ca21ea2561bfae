"""A province is loaded whole, once, and quickly the second time."""

import re
import time

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.models import Party, PartyKind, User
from portal.agencies.loading import staff
from portal.agencies.loading.agencies import _add, plan
from portal.agencies.loading.citizens import ORGANISATION, load_citizens, tax_code
from portal.agencies.loading.names import invent
from portal.agencies.loading.profiles import codes, load_profiles
from portal.agencies.loading.showcase import accounts
from portal.agencies.loading.staff import PASSWORD
from portal.agencies.loading.units import LAST_DAY, load_units
from portal.agencies.models import AdminUnit, Agency, AgencyKind, Duty, LoadStamp, Officer, Profile, UnitLevel
from portal.agencies.queries import profile
from tests import people

CODE = re.compile(r"[A-Z]\d{2}(\.[A-Z0-9]+)*\Z")


def test_34_provinces_and_3321_communes_stand_today(quang_ninh):
    today = AdminUnit.objects.filter(valid_to=None)
    assert today.filter(level=UnitLevel.PROVINCE).count() == 34
    assert today.filter(level=UnitLevel.COMMUNE).count() == 3321
    assert not today.filter(level=UnitLevel.DISTRICT).exists()
    assert today.filter(level=UnitLevel.COMMUNE, parent__code="22").count() == 54
    assert not AdminUnit.objects.filter(level=UnitLevel.COMMUNE, parent=None).exists()


def test_every_merged_unit_names_its_heir(quang_ninh):
    past = AdminUnit.objects.filter(valid_to=LAST_DAY)
    lost = past.exclude(level=UnitLevel.DISTRICT).filter(merged_into=None, split_into=[])
    assert not lost.exists()
    old = past.get(level=UnitLevel.PROVINCE, code="94")
    assert str(old.merged_into) == "Thành phố Cần Thơ"


def test_names_are_found_without_marks(quang_ninh):
    assert AdminUnit.objects.get(name_fold="phuong ha long", valid_to=None).code == "06688"


@pytest.mark.parametrize("code", ["quang-ninh", "dak-lak", "soc-trang", "ha-giang", "hau-giang"])
def test_each_profile_plans_its_province(quang_ninh, code):
    chosen = Profile.objects.get(code=code)
    agencies = [entry.agency for entry in plan(chosen)]
    assert all(CODE.match(agency.code) and len(agency.code) <= 35 for agency in agencies)
    assert all(agency.code.startswith(chosen.agency_root) for agency in agencies)
    assert (
        len({agency.code for agency in agencies})
        == len({agency.slug for agency in agencies})
        == len(agencies)
    )
    kinds = [agency.kind for agency in agencies]
    assert kinds.count(AgencyKind.PROVINCE_CENTRE) == 1
    assert kinds.count(AgencyKind.DEPARTMENT) >= 8
    assert kinds.count(AgencyKind.COMMUNE) == kinds.count(AgencyKind.CENTRE) > 20
    districts = [entry for entry in plan(chosen) if entry.agency.kind == AgencyKind.DISTRICT]
    assert bool(districts) == (chosen.tiers == 3)
    assert all(entry.agency.valid_to == LAST_DAY and entry.successor for entry in districts)


def test_a_three_tier_province_loads(soc_trang):
    districts = Agency.objects.filter(kind=AgencyKind.DISTRICT)
    assert districts.count() == 11
    assert all(district.successor.kind == AgencyKind.COMMUNE for district in districts)
    assert Agency.objects.filter(kind=AgencyKind.COMMUNE, valid_to=None).count() == 43
    assert profile().province_name == "Sóc Trăng"


def test_five_profiles_one_active(quang_ninh):
    assert sorted(codes()) == ["dak-lak", "ha-giang", "hau-giang", "quang-ninh", "soc-trang"]
    assert Profile.objects.count() == 5
    assert Profile.objects.get(is_active=True) == quang_ninh


@pytest.mark.article("QN-18.1")
@pytest.mark.article("DL-21.4")
def test_answer_terms_are_those_of_the_regulations(quang_ninh):
    days = dict(Profile.objects.values_list("code", "feedback_answer_days"))
    assert (days["quang-ninh"], days["dak-lak"]) == (15, 13)


@pytest.mark.article("QN-6.2")
def test_staff_of_quang_ninh_have_their_own_address(quang_ninh):
    assert quang_ninh.staff_host == "congchuc-hcc.quangninh.gov.vn"


def test_what_the_administrator_changed_stays(quang_ninh):
    quang_ninh.feedback_answer_days = 10
    quang_ninh.save()
    assert profile().feedback_answer_days == 10
    load_profiles("quang-ninh")
    assert profile().feedback_answer_days == 10


def test_loading_again_changes_nothing_and_is_quick(quang_ninh, django_assert_max_num_queries):
    before = (AdminUnit.objects.count(), Agency.objects.count(), User.objects.count())
    began = time.monotonic()
    with django_assert_max_num_queries(80):
        call_command("load_province", profile="quang-ninh", demo=True, verbosity=0)
    assert time.monotonic() - began < 1
    assert (AdminUnit.objects.count(), Agency.objects.count(), User.objects.count()) == before


def test_changed_data_is_brought_in_line(quang_ninh):
    AdminUnit.objects.filter(code="06688", valid_to=None).update(name="Sai Tên")
    LoadStamp.objects.filter(name="units").update(sha256="cũ")
    assert load_units() == 1
    assert AdminUnit.objects.get(code="06688", valid_to=None).name == "Hạ Long"


@pytest.mark.article("ST-2", "HG-1-2")
def test_every_role_has_somebody(quang_ninh):
    held = {duty for duties in Officer.objects.values_list("duties", flat=True) for duty in duties}
    assert held == {duty.value for duty in Duty}
    for centre in Agency.objects.filter(kind=AgencyKind.CENTRE):
        assert centre.officers.filter(duties__contains=[Duty.DESK_OFFICER]).exists()


def test_invented_names_do_not_change(db):
    assert invent("motcua1@x") == invent("motcua1@x")
    names = {invent(str(number), "dak-lak") for number in range(400)}
    assert any("'" in name for name in names) and max(map(len, names)) > 30


def test_demo_people_can_sign_in(quang_ninh, client):
    assert load_citizens(quang_ninh) == 0
    rows = accounts(quang_ninh)
    assert 10 <= len(rows) <= 20
    tried = {row["try"] for row in rows}
    assert len([one for one in rows if one["try"] == "Cho ý kiến về giấy phép xây dựng"]) == 2
    assert (
        "Rà soát giấy phép trước khi trình ký" in tried
    )  # whoever takes part in a building permit is in the table
    for row in rows[:4]:
        assert client.login(email=row["login"], password=PASSWORD), row
    organisation = Party.objects.get(kind=PartyKind.ORGANISATION, email=ORGANISATION[0])
    assert organisation.tax_code == tax_code(organisation.tax_code[:9])


def test_tax_code_of_a_known_number():
    assert tax_code("010010910") == "0100109106"


def test_one_database_serves_one_province(quang_ninh):
    with pytest.raises(CommandError, match="Quảng Ninh"):
        call_command("load_province", profile="dak-lak")


def test_a_commune_that_a_rearrangement_founded_is_left_as_it_is(quang_ninh):
    """The province is loaded again after an upgrade; the new commune has its offices already."""
    Agency.objects.filter(pk=people.ward().pk).update(code="H49.999")
    assert _add(plan(quang_ninh)) == 0
    staff._hire(list(staff.posts(quang_ninh)), quang_ninh)
