"""Another's dossier does not exist; without an account one sees where it is and nobody's name (P8)."""

import pytest
from django.core.cache import cache
from django.test import Client

from portal.audit.models import AccessLog
from portal.web.text import mask_name
from tests import people
from tests.conftest import hanoi
from tests.dossiers.citizen.walking import signed_in, text

pytestmark = pytest.mark.django_db
MONDAY = hanoi("2026-11-16 08:30")


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
    yield
    cache.clear()


def addresses(dossier) -> list[str]:
    code = dossier.shown_code
    page = dossier.items.get().pages.get()
    return [
        f"/ho-so/{code}/", f"/ho-so/{code}/da-gui/", f"/ho-so/{code}/rut/", f"/ho-so/{code}/bo-sung/",
        f"/ho-so/{code}/to-khai.pdf", f"/ho-so/{code}/lich.ics", f"/ho-so/{code}/tin-da-gui/",
        f"/ho-so/{code}/tep/{page.pk}/", f"/ho-so/{code}/ket-qua/", f"/ho-so/{code}/giay/1/",
        f"/ho-so/{code}/ban-ghep/{page.item.paper_id}/", f"/nop/{dossier.reference}/kiem-tra/",
    ]  # fmt: skip


def test_another_citizens_dossier_is_not_there():
    dossier = people.submitted(MONDAY).dossier
    other = signed_in(people.citizen("Lý Thị Mẩy"))
    for url in addresses(dossier):
        assert other.get(url).status_code == 404, url


def test_an_officer_has_no_citizens_door():
    dossier = people.submitted(MONDAY).dossier
    officer = signed_in(people.desk_officer().user)
    for url in addresses(dossier):
        assert officer.get(url).status_code == 404, url


def test_whoever_is_not_signed_in_is_asked_to():
    dossier = people.submitted(MONDAY).dossier
    for url in addresses(dossier):
        answer = Client().get(url)
        assert answer.status_code == 302, url
        assert answer["Location"].startswith("/dang-nhap/?next=")


def test_a_page_number_of_another_dossier_is_not_there_even_for_its_own_reader():
    mine, other = people.submitted(MONDAY).dossier, people.submitted(MONDAY).dossier
    browser = signed_in(mine.created_by)
    foreign = other.items.get().pages.get().pk
    assert browser.get(f"/ho-so/{mine.shown_code}/tep/{foreign}/").status_code == 404
    assert browser.get(f"/ho-so/{mine.shown_code}/tep/99999999999999999999/").status_code == 404


def test_the_owner_reads_the_page_and_its_small_picture():
    dossier = people.submitted(MONDAY).dossier
    browser = signed_in(dossier.created_by)
    page = dossier.items.get().pages.get()
    whole = browser.get(f"/ho-so/{dossier.shown_code}/tep/{page.pk}/?xem")
    assert whole["Content-Type"] == "image/jpeg"
    assert "no-store" in whole["Cache-Control"]
    small = browser.get(f"/ho-so/{dossier.shown_code}/tep/{page.pk}/?rong=240")
    assert small["Content-Type"] == "image/webp"
    assert len(small.content) < 12_000


@pytest.mark.article("QN-17.2", "QN-13.2d-đ")
def test_the_public_sees_where_it_is_and_no_name():
    drive = people.processing(MONDAY, user=people.citizen("Đinh Thị Ngọc Huyền"))
    dossier = drive.dossier
    typed = dossier.code.replace("-", " ").lower()
    answer = Client().post("/tra-cuu/", {"ma": typed, "so": dossier.owner_number[-4:]})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert mask_name("Đinh Thị Ngọc Huyền") in page
    for hidden in ("Huyền", dossier.owner_number, dossier.contact_phone, str(dossier.holder_officer)):
        assert hidden not in page
    assert AccessLog.objects.filter(subject=dossier.code, party_id=dossier.owner_id, act="tra cứu").exists()


def test_every_mismatch_says_the_same_words():
    dossier = people.submitted(MONDAY).dossier
    wrong = "0000" if not dossier.owner_number.endswith("0000") else "1111"
    pairs = [
        (dossier.reference, wrong),
        ("H49.99-261116-0001", wrong),
        ("???", "1"),
        (dossier.reference, "123456"),
    ]
    told = {_error(Client().post("/tra-cuu/", {"ma": code, "so": four})) for code, four in pairs}
    assert len(told) == 1
    assert "Không có hồ sơ khớp mã và 4 số cuối này" in told.pop()


def _error(answer) -> str:
    return answer.content.decode().split('id="loi">')[1].split("</section>")[0].strip()


def test_guessing_is_slowed_down():
    dossier = people.submitted(MONDAY).dossier
    statuses = [
        Client()
        .post("/tra-cuu/", {"ma": dossier.reference, "so": f"{n:04}"}, REMOTE_ADDR=f"10.0.0.{n}")
        .status_code
        for n in range(15)
    ]
    assert statuses[-1] == 429


def test_the_link_of_the_receipt_fills_the_code_in():
    page = Client().get("/tra-cuu/?ma=H49.12-261119-0007").content.decode()
    assert 'value="H49.12-261119-0007"' in page


def test_a_result_is_verified_by_its_key_with_initials_only():
    drive = people.completed(MONDAY, user=people.citizen("Đinh Thị Ngọc Huyền"))
    result = drive.dossier.results.get()
    page = Client().get(f"/xac-minh/{result.verify_key}/").content.decode()
    assert "Kết quả này là thật" in page
    assert "Đ. T. N. H." in page
    assert "Huyền" not in page
    assert people.ward().name in page
    result.revoked_at = MONDAY
    result.save()
    assert "đã bị thu hồi" in text(Client().get(f"/xac-minh/{result.verify_key}/"))


def test_an_unknown_key_and_a_result_not_issued_yet_are_warned_of_alike():
    drive = people.processing(MONDAY).finish_steps(1)
    draft = drive.dossier.results.get()
    for key in (draft.verify_key, "khong-co-ma-nay"):
        answer = Client().get(f"/xac-minh/{key}/")
        assert answer.status_code == 404
        assert "Không có kết quả nào mang mã này" in text(answer)
