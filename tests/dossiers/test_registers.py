"""The registers of people and enterprises, asked over real HTTP: with consent, on record, and never in the way."""

from datetime import date

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse

from dossiers import registers as asking
from dossiers.models import Dossier
from portal.accounts.models import ConsentRecord, Party, User
from portal.audit.models import AccessLog
from portal.integrations import http, registers
from portal.integrations.sandbox.registers import TOKEN, Registers, started
from procedures import eform
from procedures.definition import problems_of
from procedures.eform import view
from tests import people
from tests.dossiers.citizen.walking import begin, signed_in, text
from tests.dossiers.officer.desk import at_work
from tests.procedures.building import definition, document, page, question

pytestmark = pytest.mark.django_db
CODE = "1.001612"
BORN = date(1990, 5, 13)
NUMBER = "022190001308"
ON_FILE = {
    "so_dinh_danh": NUMBER,
    "ho_ten": "Đinh Thị Ngọc Huyền",
    "ngay_sinh": "1990-05-13",
    "gioi_tinh": "nu",
    "dan_toc": "Tày",
    "quoc_tich": "VN",
    "noi_thuong_tru": {"xa": "06673", "dia_chi": "tổ 5"},
    "que_quan": {"xa": "khong-phai", "dia_chi": 7},
}
COMPANY = {"ma_so": "0100109106", "ten": "Công ty Sóng Xanh", "nguoi_dai_dien": "Vũ Thị Song", "von_vnd": 5}


@pytest.fixture
def world(settings):
    known = Registers([ON_FILE], [COMPANY])
    address, server = started(known)
    settings.POPULATION_URL = settings.ENTERPRISE_URL = address
    settings.REGISTERS_TOKEN = TOKEN
    for name in asking.WORDS:
        http.wake(name)
    yield known
    server.shutdown()
    server.server_close()
    for name in asking.WORDS:
        http.wake(name)


def huyen() -> User:
    user = people.citizen("Đinh Thị Ngọc Huyền")
    Party.objects.filter(user=user).update(id_number=NUMBER, birth_on=BORN, sex="female")
    return user


def asked(**changes):
    told = {"number": NUMBER, "name": "Đinh Thị Ngọc Huyền", "birth_on": BORN, "purpose": "thử", "key": "k1"}
    return registers.person(**{**told, **changes})


@pytest.mark.article("QN-16.3")
def test_with_consent_the_form_is_filled_from_the_register_and_both_are_on_record(world):
    browser = signed_in(huyen())
    assert "cơ sở dữ liệu quốc gia về dân cư để điền sẵn" in text(browser.get(f"/nop/{CODE}/"))
    ref = begin(browser, CODE, tra_cuu="on")
    answers = Dossier.objects.get(reference=ref).answers
    assert answers["chu_dan_toc"] == "Tày"
    assert eform.source_of("chu_dan_toc", answers) == "cơ sở dữ liệu quốc gia về dân cư"
    assert ConsentRecord.objects.filter(evidence=ref, purpose="query_population").count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT act, purpose FROM audit_accesslog WHERE subject = %s", [ref])
        assert cursor.fetchall() == [("tra cứu population", f"Điền sẵn tờ khai {CODE}: ethnicity")]
    (question_,) = world.questions.values()
    assert question_["muc_dich"] == f"Giải quyết thủ tục {CODE}, hồ sơ {ref}"


@pytest.mark.article("QN-16.3", "HG-8.1a")
def test_at_the_counter_the_officer_asks_once_the_person_has_agreed(world):
    """Huyền stands before Dung: nothing is asked before she agrees, what Dung typed stays, both are on record."""
    dung = at_work(people.desk_officer())
    desk = "/lam-viec/quay/"
    who = {"number": NUMBER, "name": "Đinh Thị Ngọc Huyền", "birth_on": "1990-05-13", "thu-tuc": CODE}
    page = dung.post(desk, who)["Location"]
    assert "Đinh Thị Ngọc Huyền đồng ý để tra cơ sở dữ liệu quốc gia về dân cư" in text(dung.get(page))
    typed = {"lam": "tra-cuu", "hien": "*", "von": "80000000"}
    assert "đánh dấu “đồng ý”" in text(dung.post(page, typed, follow=True)) and world.calls == 0
    told = text(dung.post(page, {**typed, "dong-y-tra-cuu": "on"}, follow=True))
    assert "Đã điền các mục còn trống" in told
    dossier = Dossier.objects.get(reference=page.rstrip("/").split("/")[-1])
    assert (dossier.answers["chu_dan_toc"], dossier.answers["von"]) == ("Tày", 80_000_000)
    assert ConsentRecord.objects.get(evidence=dossier.reference).party == dossier.owner
    line = AccessLog.objects.get(subject=dossier.reference, act="tra cứu population")
    assert line.user_id == people.desk_officer().user_id
    assert line.purpose == f"Điền sẵn tờ khai {CODE} tại quầy: ethnicity"
    world.people.clear()
    again = text(dung.post(page, {**typed, "dong-y-tra-cuu": "on"}, follow=True))
    assert "chưa có người này" in again and "nhập tay" in again
    other = dung.post(desk, {**who, "owner_number": "022190001316", "owner_name": "Vũ Thị Sen"})["Location"]
    assert "đồng ý để tra" not in text(dung.get(other))
    assert "không còn gì để tra cứu" in text(
        dung.post(other, {"lam": "tra-cuu", "dong-y-tra-cuu": "on"}, follow=True)
    )


def test_without_consent_nobody_is_asked(world):
    ref = begin(signed_in(huyen()), CODE)
    assert world.calls == 0 and "chu_dan_toc" not in Dossier.objects.get(reference=ref).answers
    assert not ConsentRecord.objects.filter(purpose="query_population").exists()


def test_where_no_register_is_connected_nothing_is_offered(settings):
    settings.POPULATION_URL = ""
    assert "để điền sẵn" not in text(signed_in(huyen()).get(f"/nop/{CODE}/"))


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (lambda world: setattr(world, "fails", 9), "đang không trả lời"),
        (lambda world: setattr(world, "garbage", True), "đang không trả lời"),
        (lambda world: world.people.clear(), "chưa có bạn"),
        (lambda world: world.people[NUMBER].update(ho_ten="Người Khác"), "khác với tài khoản của bạn"),
    ],
)
def test_the_wizard_goes_on_and_says_why(world, trouble, words):
    world.people = {NUMBER: dict(ON_FILE)}
    trouble(world)
    browser = signed_in(huyen())
    answer = browser.get(f"/nop/{begin(browser, CODE, tra_cuu='on')}/", follow=True)
    assert answer.status_code == 200 and words in text(answer)
    assert "Bạn tự điền" in text(answer)


def test_one_failure_is_asked_again_under_the_same_key_and_counts_once(world):
    world.fails = 1
    assert asked().ethnicity == "Tày"
    assert world.calls == 2 and list(world.questions) == ["k1"]


def test_a_register_that_dawdles_is_not_waited_for_and_is_then_left_alone(world, monkeypatch):
    monkeypatch.setattr(registers, "PATIENCE", (0.2, 0.05))
    world.seconds = 0.15
    for _ in range(3):
        with pytest.raises(http.OutsideDown):
            asked()
    before = world.calls
    with pytest.raises(http.OutsideDown, match="left alone"):
        asked()
    assert world.calls == before <= 6
    assert http.seen("population").resting and http.seen("population").why == "ReadTimeout"
    http.wake("population")
    world.seconds = 0.0
    assert asked().name == "Đinh Thị Ngọc Huyền" and not http.seen("population").resting


def test_what_the_register_says_is_read_part_by_part(world):
    found = asked()
    assert found.residence == registers.Place("06673", "tổ 5") and found.hometown is None
    company = registers.enterprise(tax_code="0100109106", purpose="thử", key="k2")
    assert (company.representative, company.capital_vnd, company.registered_on) == ("Vũ Thị Song", 5, None)
    with pytest.raises(registers.NotOnFile):
        registers.enterprise(tax_code="0100109107", purpose="thử", key="k3")


def test_an_answer_about_somebody_else_is_no_answer(world):
    world.people["022190001309"] = {**ON_FILE}
    with pytest.raises(http.OutsideDown, match="somebody else"):
        asked(number="022190001309")


@pytest.mark.article("QN-16.3")
def test_what_the_version_locks_stays_as_the_register_says():
    told = definition(
        page("p", question("dan_toc", "ethnicity", prefill="population.ethnicity", locked=True))
    )
    known = eform.Known({"ethnicity": "Tày"}, "cơ sở dữ liệu")
    answers = eform.prefill(told, Party(pk=1), once={"population": lambda *_: known})
    sheet = told.form.pages[0]
    assert eform.read_page(sheet, {"dan_toc": "Kinh"}, answers)["dan_toc"] == "Tày"
    assert eform.read_page(sheet, {"dan_toc": "Kinh"}, {})["dan_toc"] == "Kinh"  # the register said nothing
    (field,) = view.fields(told, sheet, answers, {})
    assert field.locked == "Tày"
    wrong = document(page("p", question("a", prefill="party.name", locked=True)))
    assert "Chỉ giữ nguyên được" in dict(problems_of(wrong))["form.pages[p].questions[a].locked"]


@pytest.mark.article("ST-3.3", "HG-3.4", "ST-23.2-8")
def test_the_administration_sees_each_system_and_calls_it_again(client, world):
    cache.set("outside:population", 7, 600)
    client.force_login(User.objects.create_superuser("may@so.example", "x", full_name="Trần Thị Máy"))
    shown = text(client.get(reverse("outside_systems")))
    assert (
        "CSDL quốc gia về dân cư" in shown
        and "đang nghỉ" in shown
        and "VNPay" in shown
        and "Cổng quốc gia" in shown
    )
    client.post(reverse("outside_systems"), {"he-thong": "population"})
    assert not http.seen("population").resting
    assert client.post(reverse("outside_systems"), {"he-thong": "la"}).status_code == 404
    client.force_login(people.desk_officer().user)
    assert client.get(reverse("outside_systems")).status_code in (302, 403)
