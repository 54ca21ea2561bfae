"""Words of messages are an administrator's to change: checked, versioned, and never able to lose a message (A8)."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from portal.accounts.models import User
from portal.notifications import preferences, services
from portal.notifications.channels import sms
from portal.notifications.composing import compose
from portal.notifications.models import Message, Wording
from portal.notifications.proof import told
from portal.notifications.wordings import queries
from portal.notifications.wordings import services as wordings
from portal.notifications.wordings.checking import preview, problems
from portal.notifications.wordings.kinds import KINDS, examples
from portal.web.refusals import StepRefused

pytestmark = pytest.mark.django_db
GOOD = (
    "Phường báo: {{ code }} hẹn trả {{ due_at|day }}",
    "Chào {{ name }},\n\n{{ procedure }} đã được nhận.",
)
FACTS = examples("accepted") | {"name": "Lò Thị Mỷ"}


@pytest.fixture
def khue() -> User:
    wordings.forget()
    return User.objects.create_superuser("khue.loi@so.example", "x", full_name="Lê Minh Khuê")


@pytest.fixture(autouse=True)
def commits(django_capture_on_commit_callbacks):
    yield
    wordings.forget()


def in_force(khue, channel="email", words=GOOD, language="vi", **more):
    draft = wordings.save_draft(
        template="accepted",
        channel=channel,
        language=language,
        subject=words[0],
        text=words[1],
        by=khue,
        **more,
    )
    done = wordings.put_in_force(wording=draft, by=khue)
    wordings.forget()
    return done


@pytest.mark.parametrize("template", KINDS)
def test_every_shipped_letter_fits_what_the_editor_knows_of_it(template):
    for language in queries.LANGUAGES:
        letter = queries.shipped(template, language)
        if letter is None:
            assert language != "vi", f"{template} has no shipped words"
            continue
        assert problems(template, "email", letter.subject, letter.text) == []


def test_every_letter_that_is_shipped_is_known_and_a_citizens_speaks_english():
    files = {path.stem for path in (settings.BASE_DIR / "templates" / "messages").glob("*.txt")}
    assert files == set(KINDS)
    assert [
        name for name, kind in KINDS.items() if not kind.officer and not queries.shipped(name, "en")
    ] == []


@pytest.mark.parametrize(
    ("subject", "text", "said"),
    [
        (GOOD[0], "{{ password }}", "không có “password”"),
        (GOOD[0], "Chào\n{% if due_at %}", "Dòng"),
        (GOOD[0], "{{ name.__class__ }}", "không có phần"),
        (GOOD[0], "{{ name.upper() }}", "không dùng Call"),
        (GOOD[0], "{% for x in range(10**9) %}a{% endfor %}", "không dùng Call"),
        (GOOD[0], "{{ name|attr('x') }}", "không có bộ lọc"),
        ("Tiếp nhận {{ code }}", "Chào {{ name }}", "Thiếu {{ due_at }}"),
        (GOOD[0] + " dài" * 60, "Chào {{ name }}", "Tiêu đề dài"),
        ("", "{{ code }} {{ due_at|day }}", "Nhập tiêu đề"),
    ],
)
def test_words_that_cannot_be_sent_are_refused_with_their_line(khue, subject, text, said):
    with pytest.raises(StepRefused, match=said.replace("{", r"\{").replace("}", r"\}")):
        wordings.save_draft(
            template="accepted", channel="email", language="vi", subject=subject, text=text, by=khue
        )


def test_a_text_message_is_counted_and_may_drop_its_marks():
    text = "Hồ sơ {{ code }} đã nhận, hẹn trả {{ due_at|day }}"
    bare, full = preview("accepted", "sms", "", text, False), preview("accepted", "sms", "", text, True)
    assert (bare.sms.coding, bare.sms.parts, full.sms.coding) == ("gsm7", 1, "ucs2")
    assert bare.text.startswith("Ho so H49")
    long = problems("accepted", "sms", "", text + " rất dài" * 30)
    assert long[0].endswith("thành 5 tin. Nhiều nhất 2 tin.")


def test_zalo_keeps_zalos_rules():
    rows = "Mã hồ sơ: {{ code }}\nHẹn trả: {{ due_at|stamp }}"
    assert problems("accepted", "zalo", "Hồ sơ được tiếp nhận", f"Hồ sơ của bạn đã được nhận.\n{rows}") == []
    said = " ".join(
        problems(
            "accepted",
            "zalo",
            "Ngắn",
            "Gọi 0203 825 000 ngay nhé.\nHẹn {{ due_at|day }}\nMã: {{ code }}",
        )
    )
    assert "Tiêu đề Zalo" in said and "2 đến 8 dòng" in said and "số điện thoại" in said


def test_what_is_in_force_speaks_and_what_was_stays(khue):
    first = in_force(khue)
    assert compose("accepted", FACTS).letter.subject == "Phường báo: H49.12-261120-0042 hẹn trả 25/11/2026"
    second = in_force(khue, words=(GOOD[0] + ".", GOOD[1]))
    first.refresh_from_db()
    assert (first.state, second.number) == ("ended", 2)
    assert compose("accepted", FACTS).letter.wording == second.pk
    assert wordings.back_to_shipped(template="accepted", channel="email", language="vi", by=khue)
    wordings.forget()
    assert compose("accepted", FACTS).letter.subject.startswith("Hồ sơ H49.12-261120-0042 đã được tiếp nhận")
    assert [one.state for one in queries.history("accepted", "email", "vi")] == ["ended", "ended"]


def test_words_that_fail_in_use_give_way_to_the_shipped_ones(khue, caplog):
    row = in_force(khue)
    Wording.objects.filter(pk=row.pk).update(text="{{ khong_co }}")
    wordings.forget()
    assert compose("accepted", FACTS).letter.wording == 0
    assert "khong_co" in caplog.text


def test_each_way_says_its_own_and_english_goes_to_who_wants_it(khue):
    in_force(khue, "sms", ("", "{{ code }} hen {{ due_at|day }}"), marks=False)
    in_force(khue, "in_app", ("Trên cổng: {{ code }}, {{ due_at|day }}", "Chào {{ name }}"))
    preferences.change(user=khue, first="email", off=[], language="en")
    services.queue(template="accepted", key="L-1", about="L-1", user=khue, context=FACTS)
    page, mail = (Message.objects.get(key=f"L-1:{way}") for way in ("in_app", "email"))
    assert mail.subject == "Dossier H49.12-261120-0042 is accepted, result due 25/11/2026" == page.subject
    preferences.change(user=khue, first="email", off=[], language="vi")
    services.queue(template="accepted", key="L-2", about="L-2", user=khue, context=FACTS)
    page, mail = (Message.objects.get(key=f"L-2:{way}") for way in ("in_app", "email"))
    assert page.subject.startswith("Trên cổng:") and mail.subject.startswith("Hồ sơ")
    assert page.wording.channel == "in_app" and mail.wording is None
    assert sms.words_of(mail) == "H49.12-261120-0042 hen 25/11/2026"


def test_zalo_waits_for_the_approved_number(khue):
    words = (
        "Hồ sơ được tiếp nhận",
        "Hồ sơ của bạn đã được nhận.\nMã: {{ code }}\nHẹn trả: {{ due_at|stamp }}",
    )
    with pytest.raises(StepRefused, match="mã mẫu"):
        in_force(khue, "zalo", words)
    in_force(khue, "zalo", words, provider_id="301")
    told = compose("accepted", FACTS).words["zalo"]
    assert told["id"] == "301" and told["data"]["code"] == "H49.12-261120-0042"


@pytest.mark.article("QN-13.2b")
def test_what_the_law_demands_is_proved_by_the_log(khue):
    since = timezone.now()
    preferences.change(user=khue, first="email", off=list(KINDS))
    services.queue(template="accepted", key="B-1", about="B-1", user=khue, context=FACTS)
    row = next(one for one in told(since, timezone.now()) if one.template == "accepted")
    assert (row.pages, row.sent + row.waiting) == (1, 1)
    client = Client()
    client.force_login(khue)
    assert "Tiếp nhận, hẹn trả" in client.get("/quan-tri/tin-nhan/bat-buoc/").content.decode()


class TestScreens:
    here = "/quan-tri/tin-nhan/accepted/email/vi/"

    def client(self, khue) -> Client:
        client = Client()
        client.force_login(khue)
        return client

    def test_drafted_seen_used_compared_and_taken_back(self, khue):
        client = self.client(khue)
        words = {"subject": GOOD[0], "text": GOOD[1]}
        shown = client.post(self.here, words | {"lam": "xem"}).content.decode()
        assert "Phường báo: H49.12-261120-0042 hẹn trả 25/11/2026" in shown and not Wording.objects.exists()
        assert client.post(self.here, words | {"lam": "luu"}).status_code == 302
        assert client.post(self.here, words | {"lam": "dung"}).status_code == 302
        assert Wording.objects.get().state == "active"
        page = client.get(f"{self.here}?so=0").content.decode()
        assert "<ins>Phường báo" in page and "Lê Minh Khuê" in page
        assert client.post(self.here, {"lam": "goc"}).status_code == 302
        assert Wording.objects.get().state == "ended"

    def test_faulty_words_come_back_with_what_was_typed(self, khue):
        answer = self.client(khue).post(
            self.here, {"lam": "dung", "subject": GOOD[0], "text": "{{ mat_khau }}"}
        )
        assert answer.status_code == 422 and "{{ mat_khau }}" in answer.content.decode()

    def test_every_kind_and_way_opens_and_strangers_stay_out(self, khue):
        client = self.client(khue)
        assert "lời gốc" in client.get("/quan-tri/tin-nhan/").content.decode()
        for way in queries.WAYS:
            assert client.get(f"/quan-tri/tin-nhan/digest/{way}/vi/").status_code == 200
        assert client.get("/quan-tri/tin-nhan/digest/fax/vi/").status_code == 404
        assert Client().get(self.here).status_code == 302
