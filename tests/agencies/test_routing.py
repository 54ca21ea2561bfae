"""A dossier finds its agency by the place of the matter, through every merger."""

from dataclasses import dataclass
from datetime import date

import pytest

from portal.agencies.models import AdminUnit, Agency, AgencyKind, UnitLevel
from portal.agencies.routing import (
    RoutingProblem,
    agency_for_step,
    commune_today,
    competent_agency,
    department,
    heir_of,
    receiving_desk,
)

HA_LONG = "06688"


@dataclass
class Competence:
    kind: str
    question: str = ""
    specialty: str = ""


BY_PLACE = Competence("commune", "noi_dang_ky")


def test_the_place_in_the_answer_decides(quang_ninh):
    assert competent_agency(BY_PLACE, {"noi_dang_ky": HA_LONG}).name == "Ủy ban nhân dân phường Hạ Long"
    address = {"noi_dang_ky": {"commune": HA_LONG, "line": "Số 1"}}
    assert competent_agency(BY_PLACE, address, "06838").place_name == "Hạ Long"


def test_without_an_answer_the_home_decides(quang_ninh):
    assert competent_agency(BY_PLACE, {}, "06838").name == "Ủy ban nhân dân xã Bình Liêu"


def test_nobody_knows_where(quang_ninh):
    with pytest.raises(RoutingProblem, match="chưa cho biết xã"):
        competent_agency(BY_PLACE, {"noi_dang_ky": ""})


def test_another_province_is_named_and_refused(quang_ninh):
    with pytest.raises(
        RoutingProblem, match=r"Phường Hoàn Kiếm \(Thành phố Hà Nội\) không thuộc địa bàn Quảng Ninh"
    ):
        competent_agency(BY_PLACE, {"noi_dang_ky": "00070"})


def test_an_unknown_code_is_refused(quang_ninh):
    with pytest.raises(RoutingProblem, match="99999"):
        competent_agency(BY_PLACE, {"noi_dang_ky": "99999"})


def test_a_merged_commune_leads_to_its_heir(quang_ninh):
    old = AdminUnit.objects.filter(
        level=UnitLevel.COMMUNE, parent__code="193", merged_into__isnull=False
    ).exclude(code__in=AdminUnit.objects.filter(valid_to=None).values("code"))[0]
    assert commune_today(old.code) == old.merged_into
    assert competent_agency(BY_PLACE, {"noi_dang_ky": old.code}).admin_unit == old.merged_into


def test_a_commune_cut_in_pieces_asks_which(quang_ninh):
    with pytest.raises(RoutingProblem, match="Phường Việt Hưng, Phường Tuần Châu"):
        commune_today("06655")


def test_the_commune_police_decide_on_residence(quang_ninh):
    police = competent_agency(Competence("commune", "o", "police"), {"o": HA_LONG})
    assert police.name == "Công an phường Hạ Long"
    assert receiving_desk(police).name == "Trung tâm Phục vụ hành chính công phường Hạ Long"


def test_the_communes_own_centre_receives(quang_ninh):
    ubnd = competent_agency(BY_PLACE, {"noi_dang_ky": HA_LONG})
    desk = receiving_desk(ubnd)
    assert (desk.kind, desk.parent) == (AgencyKind.CENTRE, ubnd)


def test_departments_receive_at_the_province_centre(quang_ninh):
    justice = competent_agency(Competence("department", specialty="justice"), {})
    assert justice.name == "Sở Tư pháp"
    assert receiving_desk(justice).kind == AgencyKind.PROVINCE_CENTRE


@pytest.mark.parametrize(
    ("selector", "name"),
    [
        ("desk", "Trung tâm Phục vụ hành chính công phường Hạ Long"),
        ("competent", "Ủy ban nhân dân phường Hạ Long"),
        ("unit:justice", "Văn phòng Hội đồng nhân dân và Ủy ban nhân dân phường Hạ Long"),
        ("unit:construction", "Phòng Kinh tế, Hạ tầng và Đô thị phường Hạ Long"),
        ("unit:social_insurance", "Ủy ban nhân dân phường Hạ Long"),
        ("police", "Công an phường Hạ Long"),
        ("department:transport", "Sở Xây dựng"),
        ("department:fire", "Phòng Cảnh sát phòng cháy, chữa cháy và cứu nạn, cứu hộ"),
        ("department:land", "Văn phòng Đăng ký đất đai tỉnh Quảng Ninh"),
    ],
)
def test_a_step_finds_its_agency(quang_ninh, selector, name):
    ubnd = competent_agency(BY_PLACE, {"noi_dang_ky": HA_LONG})
    assert agency_for_step(selector, ubnd, receiving_desk(ubnd)).name == name


def test_a_department_without_divisions_does_the_work_itself(quang_ninh):
    justice = department("justice")
    assert agency_for_step("unit:justice", justice, receiving_desk(justice)) == justice


def test_an_unknown_selector_is_refused(quang_ninh):
    ubnd = competent_agency(BY_PLACE, {"noi_dang_ky": HA_LONG})
    with pytest.raises(RoutingProblem, match="somebody"):
        agency_for_step("somebody", ubnd, ubnd)
    with pytest.raises(RoutingProblem, match="space"):
        agency_for_step("department:space", ubnd, ubnd)


def test_an_ended_district_leads_to_its_successor(soc_trang):
    district = Agency.objects.get(name="Ủy ban nhân dân huyện Mỹ Tú")
    assert district.valid_to == date(2025, 6, 30)
    assert heir_of(district).name == "Ủy ban nhân dân xã Mỹ Tú"
    assert receiving_desk(district).name == "Trung tâm Phục vụ hành chính công xã Mỹ Tú"


def test_an_end_without_successor_is_told(soc_trang):
    district = Agency.objects.get(name="Ủy ban nhân dân huyện Mỹ Tú")
    district.successor = None
    district.save()
    with pytest.raises(RoutingProblem, match="chưa có cơ quan kế tục"):
        heir_of(district)


def test_old_addresses_of_soc_trang_still_lead_somewhere(soc_trang):
    """Every former commune of the province finds an agency or a question, never a fault."""
    for old in AdminUnit.objects.filter(level=UnitLevel.COMMUNE, parent__parent__code="94"):
        assert competent_agency(BY_PLACE, {"noi_dang_ky": old.code}).kind == AgencyKind.COMMUNE
