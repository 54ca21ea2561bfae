"""The national store of results, asked over real HTTP for one paper: with consent, on record, in nobody's way."""

import pytest
from django.core.cache import cache
from django.db import connection

from dossiers.models import Delivery, Dossier
from dossiers.reuse import reuse
from dossiers.services import national
from portal.accounts.models import ConsentRecord, Party
from portal.calendars.now import pretend
from portal.integrations import http, national_store
from portal.integrations.sandbox.national_store import BIRTH, Store
from portal.integrations.sandbox.registers import TOKEN, Registers, started
from portal.vault.models import ItemState, Shelf, VaultItem
from tests import people
from tests.conftest import hanoi
from tests.dossiers.citizen.walking import signed_in, text
from tests.dossiers.officer.desk import at_work

pytestmark = pytest.mark.django_db
CODE, PAPER, NUMBER = "2.000635", "giay_cu", "022190001308"
MONDAY = hanoi("2026-11-16 08:30")
HELD = {
    "MaKetQua": BIRTH, "TenGiayTo": "Giấy khai sinh", "SoKyHieu": "57/2006", "CoQuanChuQuan": "UBND phường Bãi Cháy",
}  # fmt: skip
START = "/lam-viec/quay/"


@pytest.fixture
def world(settings):
    known = Registers([], store=Store({NUMBER: [dict(HELD)]}))
    address, server = started(known)
    settings.NATIONAL_STORE_URL, settings.NATIONAL_STORE_TOKEN = address, TOKEN
    cache.clear()
    with pretend(MONDAY):
        yield known
    server.shutdown()
    server.server_close()
    http.wake(national_store.NAME)


@pytest.fixture
def huyen(world):
    user = people.citizen("Đinh Thị Ngọc Huyền")
    Party.objects.filter(user=user).update(id_number=NUMBER)
    dossier = people.drafted(MONDAY, user, CODE).dossier
    dossier.items.all().delete()
    return signed_in(user), dossier, f"/nop/{dossier.reference}/giay-to/{PAPER}/"


def looks(dossier: Dossier) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT act, purpose FROM audit_accesslog WHERE subject = %s AND act LIKE 'Hỏi%%'",
            [dossier.reference],
        )
        return cursor.fetchall()


@pytest.mark.article("DL-19.4", "QN-16.3", "ST-13.1")
def test_a_paper_of_the_national_store_is_used_after_one_consent_and_both_are_on_record(world, huyen):
    browser, dossier, url = huyen
    assert "hỏi kho quốc gia" in text(browser.get(url)) and world.calls == 0
    shown = text(browser.post(url, {"viec": f"hoi-kho:{PAPER}"}, follow=True))
    assert "Có trong kho quốc gia" in shown and "57/2006, UBND phường Bãi Cháy" in shown
    browser.post(url, {"viec": f"hoi-kho:{PAPER}"})
    assert world.calls == 1  # remembered for a quarter of an hour
    (question,) = world.store.questions.values()
    assert question["SoDinhDanhChuSoHuu"] == NUMBER and question["KenhThucHien"] == "2"
    assert question["DanhSachDanhMucKetQua"] == [{"MaKetQua": BIRTH, "SoKyHieu": ""}]
    assert dossier.reference in question["MucDich"]
    consent = ConsentRecord.objects.get(purpose=national.PURPOSE)
    assert (consent.evidence, consent.text_version) == (dossier.reference, national.TEXT_VERSION)
    assert looks(dossier) == [("Hỏi kho dữ liệu quốc gia", f"Ảnh chụp giấy cũ cho thủ tục {CODE}")]

    (paper,) = national.found(dossier, [national.papers.asked_by_name(dossier, PAPER)])[PAPER]
    for _twice in range(2):
        browser.post(url, {"viec": f"kho-qg:{PAPER}:{national.mark_of(paper)}"})
    item = dossier.items.get(paper_id=PAPER)
    kept = VaultItem.objects.get(party=dossier.owner, shelf=Shelf.NATIONAL)
    assert item.delivery == Delivery.VAULT and item.pages.get().file == kept.file
    assert (kept.number, kept.issuer, kept.result_code) == ("57/2006", "UBND phường Bãi Cháy", BIRTH)
    assert kept.state == ItemState.OFFERED  # the province keeps with consent: its owner is asked
    assert "Lưu Giấy khai sinh vào kho?" in text(browser.get("/kho/"))
    assert "Hỏi kho dữ liệu quốc gia về một giấy tờ" in text(browser.get("/tai-khoan/du-lieu/"))


def garbled(told):
    return {"DanhSachKetQua": "không"}


def elsewhere(told):
    told["DanhSachKetQua"][0]["DanhSachTepDinhKem"][0]["DuongDan"] = "http://127.0.0.1:1/tep"
    return told


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (lambda world: setattr(world, "fails", 9), "đang không trả lời"),
        (lambda world: setattr(world, "garbage", True), "đang không trả lời"),
        (lambda world: setattr(world.store, "spoil", garbled), "đang không trả lời"),
        (lambda world: setattr(world, "seconds", 0.15), "đang không trả lời"),
        (lambda world: setattr(world.store, "spoil", elsewhere), "chưa có giấy này"),
        (lambda world: world.store.papers.clear(), "chưa có giấy này"),
    ],
)
def test_when_the_store_cannot_help_the_paper_is_brought_as_ever(world, huyen, monkeypatch, trouble, words):
    monkeypatch.setattr(national_store, "PATIENCE", (0.2, 0.05))
    trouble(world)
    browser, _dossier, url = huyen
    shown = browser.post(url, {"viec": f"hoi-kho:{PAPER}"}, follow=True)
    assert shown.status_code == 200 and words in text(shown) and "Thêm trang" in text(shown)


def test_a_file_that_is_none_and_a_find_that_is_too_old_are_told(world, huyen):
    browser, dossier, url = huyen
    browser.post(url, {"viec": f"hoi-kho:{PAPER}"})
    (paper,) = national.found(dossier, [national.papers.asked_by_name(dossier, PAPER)])[PAPER]
    press = {"viec": f"kho-qg:{PAPER}:{national.mark_of(paper)}"}
    world.store.content = b"MZ khong phai giay to"
    assert "không dùng được" in text(browser.post(url, press, follow=True))
    world.fails = 9
    assert "đang không trả lời" in text(browser.post(url, press, follow=True))
    cache.clear()
    assert "đã quá 15 phút" in text(browser.post(url, press, follow=True))
    assert not dossier.items.filter(pages__removed_at=None).exists() and not VaultItem.objects.exists()


def test_nobody_elses_papers_are_asked_for(world, huyen, settings):
    _browser, dossier, url = huyen
    other = people.citizen("Sùng Thị Dợ")
    assert signed_in(other).post(url, {"viec": f"hoi-kho:{PAPER}"}).status_code == 404
    Dossier.objects.filter(pk=dossier.pk).update(submitter=other.party, created_by=other)
    shown = text(signed_in(other).post(url, {"viec": f"hoi-kho:{PAPER}"}, follow=True))
    assert "Chỉ chủ của giấy tờ" in shown and world.calls == 0
    settings.NATIONAL_STORE_URL = ""
    assert "hỏi kho quốc gia" not in text(signed_in(other).get(url))


@pytest.mark.article("DL-19.2-4")
def test_at_the_counter_the_officer_asks_for_that_very_paper_and_its_use_is_journaled(world):
    dung = at_work(people.desk_officer())
    card = f"{NUMBER}||Đinh Thị Ngọc Huyền|13051990|Nữ|Tổ 5|25052021"
    opened = dung.post(START, {"scan": card, "phone": "0912 345 678", "thu-tuc": CODE})
    dossier = Dossier.objects.get(reference=opened.url.rstrip("/").split("/")[-1])
    url = opened.url
    assert "Hỏi kho quốc gia" in dung.get(url).content.decode()
    shown = dung.post(url, {"lam": f"hoi-kho:{PAPER}", "hien": "*"}).content.decode()
    assert "Có trong kho quốc gia" in shown and "số 57/2006" in shown
    assert looks(dossier) == [("Hỏi kho dữ liệu quốc gia", f"Ảnh chụp giấy cũ cho thủ tục {CODE}")]
    assert not ConsentRecord.objects.filter(purpose=national.PURPOSE).exists()
    (paper,) = national.found(dossier, [national.papers.asked_by_name(dossier, PAPER)])[PAPER]
    mark = national.mark_of(paper)
    for _twice in range(2):
        answer = dung.post(url, {"lam": "luu", "hien": "*", f"p-{PAPER}": mark})
    cache.clear()
    again = dung.post(url, {"lam": "luu", "hien": "*", f"p-{PAPER}": mark})
    for page in (answer, again):
        assert f'value="{mark}" checked' in page.content.decode()
    item = dossier.items.get(paper_id=PAPER)
    assert item.delivery == Delivery.VAULT and item.pages.filter(removed_at=None).count() == 1
    assert [row.note for row in dossier.journal.filter(verb="use_store")] == [
        f"Giấy khai sinh từ kho dữ liệu quốc gia cho hồ sơ {dossier.reference}"
    ]


@pytest.mark.article("HG-11.5", "DL-19.4")
def test_for_a_dossier_under_way_whoever_works_on_it_takes_that_very_paper_and_its_owner_reads_who_and_why(
    world,
):
    owner = people.citizen("Đinh Thị Ngọc Huyền")
    Party.objects.filter(user=owner).update(id_number=NUMBER)
    drive = people.submitted(MONDAY, owner, CODE)
    dossier, code = drive.dossier, drive.dossier.shown_code
    dossier.items.update(verdict="wrong", verdict_note="Mờ")
    url = f"/lam-viec/ho-so/{code}/kho/"
    dung, other = at_work(people.desk_officer()), people.stranger()
    assert url in dung.get(f"/lam-viec/ho-so/{code}/").content.decode()
    assert at_work(other).get(url).status_code == 404 and world.calls == 0
    assert "Hỏi kho quốc gia" in text(dung.get(url))
    shown = text(dung.post(url, {"lam": f"hoi:{PAPER}"}, follow=True))
    assert "kho quốc gia, số 57/2006, UBND phường Bãi Cháy" in shown
    (paper,) = national.found(dossier, [national.papers.asked_by_name(dossier, PAPER)])[PAPER]
    for _twice in range(2):
        done = dung.post(url, {"lam": f"dung:{PAPER}:{national.mark_of(paper)}"}, follow=True)
    assert "Đã đưa Giấy khai sinh vào hồ sơ" in text(done)
    item = dossier.items.get(paper_id=PAPER)
    kept = VaultItem.objects.get(party=owner.party, shelf=Shelf.NATIONAL)
    assert (item.delivery, item.verdict) == (Delivery.VAULT, "") and item.pages.filter(
        file=kept.file
    ).count() == 1
    (row,) = dossier.journal.filter(verb="use_store")
    assert row.note == f"Giấy khai sinh từ kho dữ liệu quốc gia cho hồ sơ {code}"
    assert people.desk_officer().user.full_name in kept.uses.get().by
    (question,) = world.store.questions.values()
    assert (
        question["DanhSachDanhMucKetQua"] == [{"MaKetQua": BIRTH, "SoKyHieu": ""}]
        and code in question["MucDich"]
    )
    told = text(signed_in(owner).get("/tai-khoan/ai-da-xem/"))
    assert "Hỏi kho dữ liệu quốc gia" in told and people.desk().name in told
    with pretend(drive.wait(30).at):
        drive.accept().transfer()
        told = reuse([people.desk().pk], MONDAY)
        assert (told.received, told.reused, told.national, told.share) == (1, 1, 1, 100)
        assert "dùng lại giấy tờ đã có ở 1 (100%), trong đó từ kho quốc gia 1" in text(
            dung.get("/lam-viec/quay/so-hoa/")
        )
        assert "Không có bước nào của hồ sơ này đang ở chỗ bạn" in text(dung.get(url))
        assert dung.post(url, {"lam": f"hoi:{PAPER}"}).status_code == 422


def test_a_dossier_that_somebody_else_filed_opens_no_store(world):
    drive = people.submitted(MONDAY, people.citizen("Sùng Thị Dợ"), CODE)
    Dossier.objects.filter(pk=drive.dossier.pk).update(owner=people.citizen("Vàng A Páo").party)
    dung = at_work(people.desk_officer())
    url = f"/lam-viec/ho-so/{drive.dossier.shown_code}/kho/"
    assert "Chủ kho không tự nộp" in text(dung.get(url))
    assert dung.post(url, {"lam": f"hoi:{PAPER}"}).status_code == 422 and world.calls == 0
