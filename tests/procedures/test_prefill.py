"""What is known about the applicant is filled in with its source; what somebody typed is never overwritten."""

from datetime import UTC, date, datetime

import pytest

from portal.accounts.models import Party
from procedures import eform, places
from procedures.definition import DefinitionError
from procedures.designer.references import rename, users
from procedures.eform import view
from tests.procedures.building import definition, document, eq, page, question
from tests.procedures.packages import shipped

pytestmark = pytest.mark.django_db
SEXES = [{"id": "nam", "label": "Nam"}, {"id": "nu", "label": "Nữ"}]


@pytest.fixture
def hue():
    """Invented: Triệu Thị Huệ of Hồng Gai, whose papers a desk has seen."""
    return Party.objects.create(
        name="Triệu Thị Huệ",
        id_number="022190000123",
        birth_on=date(1990, 5, 1),
        sex="female",
        phone="0912345678",
        email="hue@thu.example",
        address="tổ 5, khu 2",
        commune_code=hong_gai(),
        id_checked_at=datetime(2026, 3, 12, 2, tzinfo=UTC),
    )


def hong_gai():
    return places.resolve("phường Hồng Gai", at_home=True)[0].code


def filled(party, before=None, **sources):
    kinds = {"sex": {"options": SEXES}}
    questions = [
        question(key, kind, prefill=f"party.{what}", **kinds.get(what, {}))
        for key, (kind, what) in sources.items()
    ]
    told = definition(page("p", *questions))
    return told, eform.prefill(told, party, before)


@pytest.mark.article("QN-16.3")
def test_the_form_is_filled_from_the_account_and_says_so(hue):
    birth = shipped("1.001193")
    answers = eform.prefill(birth, hue)
    assert answers["nguoi_yeu_cau_ho_ten"] == "Triệu Thị Huệ"
    assert answers["nguoi_yeu_cau_noi_cu_tru"] == {"commune": hong_gai(), "line": "tổ 5, khu 2"}
    assert answers["noi_dang_ky"] == hong_gai()
    first = view.fields(birth, birth.form.pages[0], answers)[0]
    assert first.source == "hồ sơ tài khoản của bạn, đã đối chiếu giấy tờ ngày 12/03/2026"
    assert set(eform.page_problems(birth, birth.form.pages[0], answers)) <= {"quan_he", "xin_ban_sao"}


def test_every_source_fits_its_question(hue):
    told, answers = filled(
        hue,
        ten=("name", "name"),
        so=("id_number", "id_number"),
        sinh=("date", "birth_on"),
        gioi=("choice", "sex"),
        may=("phone", "phone"),
        thu=("email", "email"),
        noi=("text", "address"),
        xa=("commune", "commune"),
    )
    assert eform.problems(told, answers) == {}
    assert (answers["sinh"], answers["gioi"]) == ("1990-05-01", "nu")
    assert answers["noi"] == "tổ 5, khu 2, Phường Hồng Gai, tỉnh Quảng Ninh"


def test_what_was_typed_stays(hue):
    _, answers = filled(hue, {"ten": "Huệ"}, ten=("name", "name"))
    assert answers == {"ten": "Huệ"}


def test_a_typed_value_loses_its_source(hue):
    told, answers = filled(hue, ten=("name", "name"))
    changed = eform.read_page(told.form.pages[0], {"ten": "Triệu Huệ"}, answers)
    assert eform.source_of("ten", answers) and not eform.source_of("ten", changed)
    assert eform.effective(told, answers) == {"ten": "Triệu Thị Huệ"}


def test_an_empty_account_fills_nothing():
    _, answers = filled(
        Party(name=""), ten=("name", "name"), xa=("commune", "commune"), sinh=("date", "birth_on")
    )
    assert answers == {}


def test_the_mothers_answers_are_carried_to_the_mothers_page_until_she_changes_them(hue):
    birth = shipped("1.001193")
    asked = birth.form.pages[0]
    begun = eform.prefill(birth, hue)
    assert not any(begun.get(f"me_{what}") for what in ("ho_ten", "ngay_sinh", "so_dinh_danh", "noi_cu_tru"))
    said = begun | {"quan_he": "me", "nguoi_yeu_cau_ho_ten": "Triệu Thị Huệ Chi"}
    said |= eform.carried(birth, said, hue, asked)
    assert (said["me_ho_ten"], said["me_ngay_sinh"]) == ("Triệu Thị Huệ Chi", "1990-05-01")
    assert (said["me_so_dinh_danh"], said["me_noi_cu_tru"]["line"]) == ("022190000123", "tổ 5, khu 2")
    assert eform.source_of("me_ho_ten", said) == "câu trả lời của bạn ở phần trước"
    assert said.get("cha_ho_ten") is None

    touched = said | {"me_noi_cu_tru": {"commune": hong_gai(), "line": "số 1"}, "quan_he": "cha"}
    touched |= eform.carried(birth, touched, hue, asked)
    assert touched["me_ho_ten"] is None and touched["me_noi_cu_tru"]["line"] == "số 1"
    assert touched["cha_ho_ten"] == "Triệu Thị Huệ Chi"

    emptied = said | {"me_so_dinh_danh": None, "quan_he": "me"}
    assert "me_so_dinh_danh" not in eform.carried(birth, emptied, hue, asked)


@pytest.mark.parametrize(
    ("facts", "path"),
    [
        ({"prefill": "answers.sau"}, "prefill"),
        ({"prefill": "answers.ngay"}, "prefill"),
        ({"prefill": "population.name", "prefill_when": eq("ten", "x")}, "prefill_when"),
        ({"prefill": "party.name", "prefill_when": eq("sau", "x")}, "prefill_when"),
    ],
)
def test_a_carried_answer_stands_before_and_fits(facts, path):
    with pytest.raises(DefinitionError) as refused:
        definition(
            page("p", question("ten", "name"), question("ngay", "date")),
            page("q", question("ho", "name", **facts), question("sau", "name")),
        )
    assert [where.rsplit(".", 1)[-1] for where, _ in refused.value.problems] == [path]


def test_a_renamed_question_is_still_carried():
    told = document(
        page("p", question("ten", "name")), page("q", question("ho", "name", prefill="answers.ten"))
    )
    assert users(told, "ten") == ["câu “Mục ho”"]
    rename(told, "ten", "ho_ten")
    assert told["form"]["pages"][1]["questions"][0]["prefill"] == "answers.ho_ten"


def test_places_are_suggested_while_they_are_typed(client):
    found = client.get("/dia-ban/", {"q": "hong g", "pham-vi": "own"}).json()["places"]
    assert "Phường Hồng Gai, tỉnh Quảng Ninh" in found
    assert client.get("/dia-ban/", {"q": " "}).json() == {"places": []}
    assert len(client.get("/dia-ban/", {"q": "a"}).json()["places"]) <= 12


def test_an_old_name_leads_to_its_heir_after_asking():
    gone = places.AdminUnit.objects.filter(level="commune", merged_into__isnull=False)
    names = set(places.places().by_name)
    old = next(
        unit
        for unit in gone
        if unit.name_fold not in names and unit.merged_into.code in places.places().by_code
    )
    place, options = places.resolve(old.name)
    assert place is None
    assert old.merged_into.code in [one.code for one in options]


def test_every_place_is_found_again_by_its_own_words():
    lost = [
        place.text for place in places.places().by_code.values() if places.resolve(place.text)[0] != place
    ]
    assert lost == []
