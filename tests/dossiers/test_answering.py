"""The hotline and the kiosk say what the web says, show nobody's name, and keep a log or nothing at all."""

import pytest
from django.core.cache import cache
from django.test import Client

from dossiers import kiosk
from dossiers.answering import answer, tell
from dossiers.citizen import words
from dossiers.models import Call, Dossier
from portal.agencies.models import Officer
from portal.agencies.queries import profile
from portal.audit.models import AccessLog
from tests import people
from tests.conftest import hanoi

pytestmark = pytest.mark.django_db
HOTLINE = "/lam-viec/tong-dai/"


@pytest.fixture
def dossier() -> Dossier:
    cache.clear()
    return people.accepted(hanoi("2026-11-16 08:30")).dossier


def at_the_phone(officer: Officer | None = None) -> Client:
    officer = officer or people.desk_officer()
    officer.user.must_change_password = False
    officer.user.save(update_fields=["must_change_password"])
    client = Client()
    client.force_login(officer.user)
    return client


@pytest.mark.article("QN-13.4", "ST-10.1a")
def test_the_caller_hears_the_sentence_of_the_web_and_the_call_is_kept(dossier):
    client, four = at_the_phone(), dossier.owner_number[-4:]
    asked = {"lam": "tim", "code": dossier.code, "four": four}
    page = client.post(HOTLINE, asked).content.decode()
    web = Client().post("/tra-cuu/", {"ma": dossier.code, "so": four}).content.decode()
    said = tell(dossier)
    assert said.sentence in page and said.sentence in web
    assert dossier.owner_name not in page and dossier.contact_phone not in page
    assert AccessLog.objects.filter(subject=dossier.code, purpose="trả lời điện thoại").exists()
    client.post(HOTLINE, asked | {"lam": "ghi", "question": "Bao giờ xong?", "outcome": "told"})
    call = Call.objects.get()
    assert (call.dossier, call.question, call.answer) == (dossier, "Bao giờ xong?", said.spoken)
    assert "Bao giờ xong?" in client.get(HOTLINE).content.decode()


def test_wrong_digits_say_nothing_and_may_still_be_written_down(dossier):
    client = at_the_phone()
    asked = {
        "lam": "tim",
        "code": dossier.code,
        "four": "0000" if dossier.owner_number[-4:] != "0000" else "1111",
    }
    answer = client.post(HOTLINE, asked)
    assert answer.status_code == 422 and tell(dossier).sentence not in answer.content.decode()
    client.post(HOTLINE, asked | {"lam": "ghi", "outcome": "not_proved"})
    assert Call.objects.get().answer == ""


def test_by_the_number_only_within_ones_own_office(dossier):
    asked = {"lam": "tim", "phone": dossier.contact_phone}
    assert tell(dossier).sentence in at_the_phone().post(HOTLINE, asked).content.decode()
    elsewhere = at_the_phone(people.stranger()).post(HOTLINE, asked).content.decode()
    assert dossier.code not in elsewhere and "Không có hồ sơ nào" in elsewhere


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("H49.12-261120-0042", ("H49.12-261120-0042", "")),
        ("H49.12-261120-0042|1.001193|022196004479|Giấy|Hệ thống|2026|2026|", ("H49.12-261120-0042", "4479")),
        ("https://cong.example/tra-cuu/?ma=H49.12-261120-0042", ("H49.12-261120-0042", "")),
        ("", ("", "")), ("|", ("", "")), ("?ma=", ("", "")),
    ],
)  # fmt: skip
def test_what_a_scanner_reads(typed, read):
    assert kiosk.scanned(typed) == read


@pytest.mark.article("QN-13.4", "ST-10.1c", "ST-10.1d", "HGi-look-up")
def test_the_kiosk_answers_a_scanned_receipt_and_forgets(dossier):
    client = Client()
    facts = dossier.slips.get(kind="receipt").facts["qr_text"]
    answer = client.post("/kiosk/", {"ma": facts})
    page = answer.content.decode()
    assert tell(dossier).sentence in page and dossier.owner_name not in page
    assert 'content="60;url=/kiosk/"' in page and "no-store" in answer["Cache-Control"]
    assert "sessionid" not in client.cookies
    step = client.post("/kiosk/", {"ma": dossier.code}).content.decode()
    assert 'name="so"' in step and tell(dossier).sentence not in step
    told = client.post("/kiosk/", {"ma": dossier.code, "so": dossier.owner_number[-4:]}).content.decode()
    assert tell(dossier).sentence in told
    assert client.post("/kiosk/", {"ma": dossier.code, "so": "12"}).status_code == 422


def test_nobodys_home_is_named_aloud():
    done = Dossier(state="completed", return_method="postal", return_address="tổ 5, khu 2")
    assert "tổ 5" in words.lead(done) and "tổ 5" not in words.lead(done, place=False)


def test_what_needs_signing_in_is_not_promised_to_whoever_has_the_code():
    done = Dossier(state="completed", return_method="online")
    assert words.lead(done) == "Bạn sẽ tải về trên trang này."
    assert "đăng nhập" in words.lead(done, place=False)


@pytest.mark.article("QN-13.2d", "QN-13.2đ", "HGi-look-up", "HGi-national-portal", "ST-10.1a", "ST-10.2")
def test_the_code_of_the_slip_finds_the_state_of_this_moment_and_the_way_to_the_national_portal():
    """Between an act and the next look nothing waits: no cache, no sweep."""
    cache.clear()
    drive = people.submitted(hanoi("2026-11-16 08:30"))
    asked = {"ma": drive.dossier.shown_code, "so": drive.dossier.owner_number[-4:]}
    said = []
    for act in (lambda: None, lambda: drive.wait(30).accept(), drive.transfer, drive.finish_steps):
        act()
        asked["ma"] = drive.dossier.shown_code
        page = Client().post("/tra-cuu/", asked).content.decode()
        said.append(tell(Dossier.objects.get(pk=drive.dossier.pk)).sentence)
        assert said[-1] in page
    assert len(set(said)) >= 3
    assert (
        'href="https://dichvucong.gov.vn/"' in page
        and "https://dichvucong.gov.vn/" in Client().get("/tra-cuu/").content.decode()
    )


def test_a_province_without_a_hotline_promises_no_number_and_speaks_of_its_own_codes(dossier):
    province = profile()
    province.hotline, province.agency_root = "", "H15"
    province.save()
    assert answer("xin chao")[0].endswith("Ví dụ: HS H15.12-260821-0042 4479.")
    assert answer("HS H15.12-260821-0042 4479")[0].endswith("Kiểm tra trên giấy hẹn.")
    page = Client().get("/tra-cuu/").content.decode()
    assert "Ví dụ H15.12-" in page and "H49" not in page
    Dossier.objects.filter(pk=dossier.pk).update(due_at=hanoi("2026-11-10 08:30"))
    dossier.receiving_agency.phone = ""
    dossier.due_at = hanoi("2026-11-10 08:30")
    for place in (True, False):
        assert words.lead(dossier, place=place).endswith("bạn hỏi quầy đã nhận hồ sơ.")


@pytest.mark.article("DL-12-citizen", "HGi-look-up")
@pytest.mark.parametrize(
    ("keys", "said", "not_said"),
    [
        (["code"], [], ["Quét mã vuông", "Zalo", "Hỏi tại quầy"]),
        (["code", "id", "name"], ["theo số định danh hoặc họ tên"], ["Zalo", "Nhắn tin"]),
        (["code", "qr", "app", "desk"], ["Quét mã vuông", "màn hình chính", "Hỏi tại quầy"], ["Nhắn tin"]),
    ],
)
def test_the_page_names_the_ways_to_ask_that_the_province_has_opened(keys, said, not_said):
    province = profile()
    province.lookup_keys = keys
    province.save()
    page = Client().get("/tra-cuu/").content.decode()
    assert [words for words in said if words not in page] == []
    assert [words for words in not_said if words in page] == []
