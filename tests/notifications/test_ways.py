"""Text messages and Zalo: what fits, which way first, what happens when one fails, and questions answered."""

import hashlib
import json
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from portal.agencies.queries import profile
from portal.integrations.sandbox import signing
from portal.integrations.sandbox.telecom import Telecom, serve
from portal.notifications import by_hand, preferences, proof, queries, rules, services, tasks
from portal.notifications.channels.sms_text import measure, short, unaccented
from portal.notifications.models import Message
from tests import people
from tests.conftest import hanoi

SECRET = "nha-mang-thu"
NOON = hanoi("2026-11-16 12:00")


@pytest.fixture
def telecom(settings):
    world = Telecom(secret=SECRET)
    server = serve(0, world)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    settings.SMS_URL, settings.SMS_SECRET = f"{address}/sms", SECRET
    settings.ZALO_URL, settings.ZALO_TEMPLATES = f"{address}/zalo", {"accepted": "12345"}
    settings.ZALO_APP_ID, settings.ZALO_SECRET = "app", "zalo-thu"
    yield world
    server.shutdown()
    server.server_close()


@pytest.fixture
def by_day(monkeypatch):
    """Nobody's quiet hours."""
    monkeypatch.setattr(rules, "not_before", lambda channel, at: at)


def told(user, template="accepted", key="HS-1:accepted", **context):
    facts = {"code": "H49.84.1-261116-0001", "procedure": "Khai sinh", "agency": "Quầy", **context}
    services.queue(template=template, key=key, about="T-1", party=user.party, user=user, context=facts)


def send_all():
    """Sweeps until nothing is due, as the beat does over the hours."""
    for _ in range(40):
        Message.objects.filter(sent_at=None).update(next_try_at=timezone.now() - timedelta(seconds=1))
        if not tasks.deliver_lost():
            break


class TestText:
    @pytest.mark.parametrize(
        ("text", "coding", "parts"),
        [("a" * 160, "gsm7", 1), ("a" * 161, "gsm7", 2), ("đ" * 70, "ucs2", 1), ("đ" * 71, "ucs2", 2),
         ("€" * 80, "gsm7", 1), ("€" * 81, "gsm7", 2), ("a" * 306, "gsm7", 2), ("a" * 307, "gsm7", 3)],
    )  # fmt: skip
    def test_parts_as_the_operator_counts_them(self, text, coding, parts):
        assert (measure(text).coding, measure(text).parts) == (coding, parts)

    def test_words_without_marks(self):
        assert unaccented("Hồ sơ của bạn: đã nhận “đủ” – 8.000 đ") == 'Ho so cua ban: da nhan "du" - 8.000 d'

    @given(st.text(max_size=400), st.booleans())
    def test_never_more_than_two_messages_of_ordinary_words(self, subject, marks):
        text = short("Hồ sơ " * 60 + subject, "dichvucong.example", marks=marks)
        assert measure(text).parts <= 2 or len(subject) > 60

    @given(st.text(max_size=200))
    def test_without_marks_everything_is_gsm(self, text):
        assert measure(unaccented(text)).coding == "gsm7"


@pytest.mark.django_db
@pytest.mark.usefixtures("by_day")
class TestWays:
    def person(self, **more):
        user = people.citizen(**more)
        user.party.phone = "0912345678"
        user.party.save()
        return user

    def test_without_an_address_a_text_message_goes_out_without_marks(self, telecom):
        user = self.person()
        user.party.email = user.email = ""
        user.party.save()
        user.email = None
        user.save()
        told(user, "refused", "HS-2:refused", reason="Không thuộc thẩm quyền")
        send_all()
        (sent,) = telecom.messages.values()
        assert sent["to"] == "84912345678" and sent["coding"] == "gsm7" and "Ho so" in sent["text"]

    def test_who_wants_zalo_first_gets_it_and_text_when_there_is_no_zalo(self, telecom):
        user = self.person()
        preferences.change(user=user, first="zalo", off=[])
        told(user)
        send_all()
        assert [one["way"] for one in telecom.messages.values()] == ["zalo"]
        telecom.messages.clear()
        telecom.no_such = {"84912345678"}
        told(user, key="HS-3:accepted")
        send_all()
        ways = list(Message.objects.filter(key__startswith="HS-3").values_list("channel", flat=True))
        assert sorted(ways) == ["email", "in_app", "zalo"]

    @pytest.mark.article("QN-13.2b")
    def test_what_the_law_demands_cannot_be_turned_off(self, telecom):
        user = self.person()
        preferences.change(user=user, first="email", off=["accepted", "talk", "overdue"])
        assert preferences.of(user).off == ["talk"]
        told(user)
        assert Message.objects.filter(user=user, channel="email", template="accepted").exists()
        told(user, "talk", "HS-1:talk1", author="Cán bộ", text="Xin chào", url="/ho-so/1/")
        assert not Message.objects.filter(user=user, template="talk").exclude(channel="in_app").exists()

    def test_a_gateway_that_fails_every_fifth_call_delivers_each_once(self, telecom):
        telecom.fails = 0.2
        users = [self.person() for _ in range(3)]
        for user in users:
            preferences.change(user=user, first="sms", off=[])
        for number in range(60):
            told(users[number % 3], key=f"HS-{number}:accepted")
        for _ in range(30):
            cache.delete("outside:sms")
            send_all()
            if not Message.objects.filter(channel="sms", sent_at=None).exists():
                break
        assert len(telecom.messages) == 60 and telecom.calls > 60
        assert telecom.lines < telecom.calls / 2  # one connection for a batch
        counted = Counter(one["id"] for one in telecom.messages.values())
        assert set(counted.values()) == {1}
        assert not Message.objects.filter(channel="sms", sent_at=None).exists()

    def test_a_gateway_that_has_to_rest_costs_no_tries(self, telecom):
        user = self.person()
        preferences.change(user=user, first="sms", off=[])
        told(user)
        cache.set("outside:sms", 5, 30)
        send_all()
        message = Message.objects.get(user=user, channel="sms")
        assert (message.attempts, message.claimed_at, telecom.calls) == (0, None, 0)
        assert not Message.objects.filter(user=user, channel="email").exists()
        cache.delete("outside:sms")
        send_all()
        assert telecom.calls == 1

    @pytest.mark.parametrize(
        ("way", "said", "given_up"),
        [
            ("sms", {"error": "het han muc"}, False),
            ("sms", {"error": "so khong ton tai", "final": True}, True),
            ("sms", {}, False),
            ("zalo", {"error": -124, "message": "refused"}, True),
            ("zalo", {"error": "qua tai"}, False),
        ],
    )
    def test_two_hundred_and_a_refusal_in_the_body_is_not_taken(self, telecom, way, said, given_up):
        user = self.person()
        preferences.change(user=user, first=way, off=[])
        told(user)
        cache.delete(f"outside:{way}")
        telecom.unwilling = said
        message = Message.objects.get(user=user, channel=way)
        tasks.deliver(message.key)
        message.refresh_from_db()
        assert message.sent_at is None and message.error and (message.attempts == 12) is given_up
        assert Message.objects.filter(user=user, channel="email").exists() is given_up

    def test_a_message_that_breaks_our_own_code_holds_up_no_other(self, telecom, caplog):
        user = self.person()
        preferences.change(user=user, first="sms", off=[])
        told(user, key="HS-1:accepted")
        broken = Message.objects.create(
            channel="push", address="khong-phai-so", key="x:push", subject="x", text=""
        )
        told(user, key="HS-2:accepted")
        cache.delete("outside:sms")
        send_all()
        assert len(telecom.messages) == 2
        broken.refresh_from_db()
        assert broken.attempts > 0 and broken.claimed_at is None and "ValueError" in broken.error

    @pytest.mark.article("QN-13.2b")
    def test_whom_no_way_reaches_is_an_officers_work_and_the_log_says_who_told_them(self, telecom):
        user = people.citizen()
        type(user.party).objects.filter(pk=user.party.pk).update(email="", phone="")
        type(user).objects.filter(pk=user.pk).update(email=None, phone=None)
        told(type(user).objects.get(pk=user.pk))
        told(type(user).objects.get(pk=user.pk), "talk", "HS-1:talk1", author="Cán bộ", text="x", url="/")
        ways = dict(Message.objects.filter(user=user, template="accepted").values_list("channel", "sent_at"))
        assert set(ways) == {"in_app", "desk"} and ways["in_app"] and ways["desk"] is None
        assert not Message.objects.filter(user=user, template="talk").exclude(channel="in_app").exists()
        day = proof.told(timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=1))
        accepted = next(row for row in day if row.template == "accepted")
        assert (accepted.sent, accepted.given_up, accepted.by_hand, accepted.unheard) == (0, 0, 0, 1)
        send_all()
        row = Message.objects.get(user=user, channel="desk")
        assert row.sent_at is None and row.attempts == 0, "no worker ever takes it"
        assert not tasks.send_again(str(row.pk))
        (lost,) = (one for one in queries.undelivered(timezone.now() - timedelta(days=1)) if one.said == row)
        assert not queries.reached(lost)
        client = Client()
        client.force_login(user)
        assert "quầy sẽ gọi hoặc gửi giấy" in client.get("/tai-khoan/tin/").content.decode()
        heard = {"about": "T-1", "party_id": user.party.pk, "by": "Nguyễn Thị Bình", "how": "phone"}
        assert by_hand.told(**heard, note="Con gái nghe máy") == 1 and by_hand.told(**heard) == 0
        assert "Nguyễn Thị Bình đã báo" in client.get("/tai-khoan/tin/").content.decode()

    def test_when_the_last_way_fails_an_officer_tells(self, telecom):
        user = people.citizen()
        type(user.party).objects.filter(pk=user.party.pk).update(phone="")
        user.party.refresh_from_db()
        told(user)
        message = Message.objects.get(user=user, channel="email")
        tasks.came_back(message, "hộp thư không còn")
        row = Message.objects.get(user=user, channel="desk")
        assert row.error == by_hand.ALL_FAILED and row.subject == message.subject
        told(user, "talk", "HS-1:talk1", author="Cán bộ", text="x", url="/")
        tasks.came_back(Message.objects.get(user=user, channel="email", template="talk"), "không còn")
        assert Message.objects.filter(user=user, channel="desk").count() == 1, "nobody has to hear of a talk"

    @pytest.mark.article("QN-13.2b", "ST-4.4")
    def test_one_reads_everything_one_was_told_and_how_each_went(self, telecom):
        user = self.person()
        preferences.change(user=user, first="sms", off=[])
        told(user)
        send_all()
        assert report(
            {"id": Message.objects.get(user=user, channel="sms").provider_ref, "status": "delivered"}
        )
        told(
            user,
            "refund_decided",
            "HT-1",
            reference="MC1",
            matter="Lệ phí",
            amount_vnd=8000,
            state="paid",
            account="4479",
        )
        told(
            user,
            "supplement_requested",
            "HS-8:asked",
            items=[{"title": "Giấy chứng sinh", "note": "Thiếu dấu"}],
        )
        for number in range(queries.A_PAGE - 2):
            told(user, "completed", f"HS-9{number}:completed", result_name="Giấy khai sinh")
        client, stranger = Client(), Client()
        client.force_login(user)
        stranger.force_login(people.citizen("Lò Thị Ơn"))
        newest = client.get("/tai-khoan/tin/").content.decode()
        assert (
            "Đã hoàn" in newest
            and "Giấy chứng sinh" in newest
            and "đang gửi" in newest
            and "Giấy khai sinh" in newest
            and newest.count("<article") == queries.A_PAGE
        )
        older = client.get(
            "/tai-khoan/tin/" + newest.split('rel="next" href="')[1].split('"')[0]
        ).content.decode()
        assert older.count("<article") == 1 and "0912345678: đã đến" in older and 'rel="next"' not in older
        assert "<article" not in stranger.get("/tai-khoan/tin/").content.decode()
        assert client.get("/tai-khoan/tin/?truoc=9e9").status_code == 200

    def test_what_did_not_arrive_is_listed_with_its_reason_and_sent_again(self, telecom):
        user = self.person()
        preferences.change(user=user, first="sms", off=[])
        telecom.no_such = {"84912345678"}
        told(user)
        cache.delete("outside:sms")
        send_all()
        lost = Message.objects.get(user=user, channel="sms")
        khue = type(user).objects.create_superuser("khue.tin@so.example", "x", full_name="Lê Minh Khuê")
        admin, here = Client(), "/quan-tri/tin-nhan/chua-den/"
        admin.force_login(khue)
        assert "T-1<" not in admin.get(here).content.decode()  # the letter brought it
        Message.objects.filter(user=user, channel="email").update(error="5.1.1 no such user")
        page = admin.get(here).content.decode()
        assert "T-1<" in page and "•••678" in page and "0912345678" not in page and "cũng không được" in page
        telecom.no_such = set()
        admin.post(here, {"tin": lost.pk})
        admin.post(here, {"tin": "khong-phai-so"})
        send_all()
        assert len(telecom.messages) == 1 and "T-1<" not in admin.get(f"{here}?ca=0").content.decode()
        plain = Client()
        plain.force_login(user)
        assert plain.get(here).status_code in (302, 403, 404)

    def test_a_report_of_failure_sends_it_another_way(self, telecom):
        user = self.person()
        preferences.change(user=user, first="sms", off=[])
        told(user)
        send_all()
        ref = Message.objects.get(user=user, channel="sms").provider_ref
        for _ in range(2):
            assert report({"id": ref, "status": "failed"}).json() == {"known": True}
        assert report({"id": ref, "status": "delivered"}).json() == {
            "known": True
        }  # late, and after a failure
        assert Message.objects.filter(user=user, channel="email").count() == 1
        assert report({"id": "khong-co", "status": "delivered"}).json() == {"known": False}
        assert report({"id": ref, "status": "failed"}, secret="sai").status_code == 401
        assert report({"status": "x"}).status_code == 400

    def test_the_page_of_wishes(self):
        user = self.person()
        client = Client()
        assert client.get("/tai-khoan/nhan-tin/").status_code == 302
        client.force_login(user)
        client.post("/tai-khoan/nhan-tin/", {"truoc": "sms", "nhan": ["due_soon"]})
        assert preferences.of(user).order[0] == "sms" and "talk" in preferences.of(user).off
        assert 'id="truoc-sms" value="sms" checked' in client.get("/tai-khoan/nhan-tin/").content.decode()


def test_nothing_rings_at_night(telecom):
    assert rules.not_before("sms", NOON) == NOON
    assert rules.not_before("sms", hanoi("2026-11-16 21:30")) == hanoi("2026-11-17 07:00")
    assert rules.not_before("zalo", hanoi("2026-11-16 03:00")) == hanoi("2026-11-16 07:00")
    assert rules.not_before("email", hanoi("2026-11-16 03:00")) == hanoi("2026-11-16 03:00")


def report(body, secret=SECRET):
    raw = json.dumps(body).encode()
    headers = {"X-Signature": signing.bank(raw, secret)}
    return Client().post("/tin-nhan/sms/bao-cao/", raw, "application/json", headers=headers)


def ask(text, number="84912345678", key="1", secret=SECRET):
    raw = json.dumps({"id": key, "from": number, "text": text}).encode()
    headers = {"X-Signature": signing.bank(raw, secret)}
    return Client().post("/tin-nhan/sms/den/", raw, "application/json", headers=headers)


@pytest.mark.django_db
@pytest.mark.article("QN-13.4")
class TestQuestions:
    @pytest.fixture(autouse=True)
    def nobody_asked_before(self):
        cache.clear()

    def test_by_text_message_the_same_sentence_as_on_the_page(self, telecom):
        dossier = people.accepted(hanoi("2026-11-16 08:30")).dossier
        four = dossier.owner_number[-4:]
        said = ask(f"HS {dossier.code} {four}").json()["answer"]
        page = Client().post("/tra-cuu/", {"ma": dossier.code, "so": four}).content.decode()
        sentence = said.split(": ", 1)[1].split(".")[0]
        assert sentence in page
        assert ask(f"hs {dossier.code.lower()} {four}", key="2").json()["answer"] == said
        row = Message.objects.get(key="sms-in:1:sms")
        assert row.address == "0912345678" and row.text == said

    def test_without_the_four_digits_nothing_is_said(self, telecom):
        dossier = people.accepted(hanoi("2026-11-16 08:30")).dossier
        assert "4 số cuối" in ask(f"HS {dossier.code}").json()["answer"]
        wrong = ask(f"HS {dossier.code} 0000", key="2").json()["answer"]
        assert "Không có hồ sơ khớp" in wrong and dossier.owner_name not in wrong

    def test_the_same_question_twice_is_answered_once(self, telecom):
        for _ in range(3):
            ask("HS", key="cung-mot-tin")
        assert Message.objects.filter(key="sms-in:cung-mot-tin:sms").count() == 1

    def test_forged_questions_are_not_heard(self, telecom):
        assert ask("HS", secret="khac").status_code == 401
        assert Client().post("/tin-nhan/sms/den/", b"{", "application/json").status_code == 401

    def test_a_province_that_has_not_opened_this_way_says_so(self, telecom):
        dossier = people.accepted(hanoi("2026-11-16 08:30")).dossier
        province = profile()
        province.lookup_keys = ["code", "zalo"]
        province.save()
        said = ask(f"HS {dossier.code} {dossier.owner_number[-4:]}").json()["answer"]
        assert (
            said == "Tỉnh không trả lời tra cứu hồ sơ qua tin nhắn. Bạn tra cứu trên cổng, mục Tra cứu hồ sơ."
        )

    def test_zalo_signs_in_its_own_way(self, telecom):
        body = {"timestamp": "1", "sender": {"id": "u1"}, "message": {"text": "hồ sơ của tôi đâu"}}
        raw = json.dumps(body).encode()
        mac = hashlib.sha256(b"app" + raw + b"1" + b"zalo-thu").hexdigest()
        good = Client().post(
            "/tin-nhan/zalo/", raw, "application/json", headers={"X-ZEvent-Signature": f"mac={mac}"}
        )
        assert "Soạn" in good.json()["answer"]
        assert Client().post("/tin-nhan/zalo/", raw, "application/json").status_code == 401
