"""A message is written with the act, sent after commit, once taken, tried again when it fails (P10)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from portal.accounts.models import Party, User
from portal.notifications import services, tasks
from portal.notifications.models import Channel, Message

from .mailbox import mailbox

pytestmark = pytest.mark.django_db
SOON = datetime(2026, 11, 25, 10, tzinfo=UTC)
ACCEPTED = {
    "code": "H49.12-261109-0004",
    "procedure": "Làm giấy khai sinh",
    "agency": "UBND phường Hạ Long",
    "due_at": SOON,
    "url": "/ho-so/H49.12-261109-0004/",
}


@pytest.fixture
def huyen():
    user = User.objects.create_user("huyen@thu.example", "mot-mat-khau-dai", full_name="Đinh Thị Ngọc Huyền")
    return Party.objects.create(user=user, name=user.full_name, email="huyen@thu.example")


@pytest.fixture
def box(settings):
    with mailbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield box


def tell(party, key="H-1:accepted", **more):
    services.queue(template="accepted", key=key, about="H-1", party=party, context=ACCEPTED | more)


def test_a_letter_goes_out_through_smtp_and_stands_on_the_page(
    huyen, box, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        tell(huyen)
        assert not box.letters
    (letter,) = box.letters
    assert letter["To"] == "huyen@thu.example"
    assert letter["Subject"].strip() == "Hồ sơ H49.12-261109-0004 đã được tiếp nhận, hẹn trả 25/11/2026"
    plain = letter.get_body(("plain",)).get_content()
    assert "Bạn nhận kết quả lúc 17:00 thứ Tư, 25/11/2026." in plain.replace("\u00a0", " ")
    assert '<a class="act" href="http' in letter.get_body(("html",)).get_content()
    shown = Message.objects.get(user=huyen.user, channel=Channel.IN_APP)
    sent = Message.objects.get(user=huyen.user, channel=Channel.EMAIL)
    assert (shown.subject, shown.text) == (sent.subject, sent.text)
    assert sent.sent_at
    assert sent.attempts == 1


def test_the_same_act_told_twice_is_one_letter(huyen, box, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        tell(huyen)
        tell(huyen)
    assert len(box.letters) == 1
    assert Message.objects.filter(party_id=huyen.pk).count() == 2


def test_an_act_that_is_rolled_back_tells_nobody(huyen, box, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError), transaction.atomic():
        tell(huyen)
        raise RuntimeError
    assert not box.letters
    assert not Message.objects.filter(party_id=huyen.pk).exists()


def test_a_person_without_address_reads_it_on_the_page_and_the_desk_tells_them(huyen, box):
    huyen.email, huyen.user.email = "", None
    tell(huyen)
    told = Message.objects.filter(party_id=huyen.pk).order_by("id")
    assert [m.channel for m in told] == [Channel.IN_APP, Channel.DESK]


def test_a_party_without_account_gets_the_letter_and_finds_it_later(box, django_capture_on_commit_callbacks):
    mai = Party.objects.create(name="Lê Thị Mai", email="mai@thu.example")
    with django_capture_on_commit_callbacks(execute=True):
        tell(mai)
    assert len(box.letters) == 1
    assert {m.channel for m in Message.objects.filter(party_id=mai.pk)} == {Channel.IN_APP, Channel.EMAIL}


def test_a_mail_server_that_is_down_delays_and_loses_nothing(huyen, box, django_capture_on_commit_callbacks):
    box.refuse = "451 later"
    with django_capture_on_commit_callbacks(execute=True):
        tell(huyen)
    waiting = Message.objects.get(key="H-1:accepted:email")
    assert (waiting.sent_at, waiting.claimed_at, waiting.attempts) == (None, None, 1)
    assert "451" in waiting.error
    assert timedelta(0) < waiting.next_try_at - timezone.now() <= timedelta(minutes=1)
    assert tasks.deliver_lost() == 0
    box.refuse = ""
    Message.objects.filter(pk=waiting.pk).update(next_try_at=timezone.now())
    assert tasks.deliver_lost() == 1
    assert len(box.letters) == 1


def test_waiting_grows_and_ends():
    waits = [tasks._failed(Message(attempts=n), "x", final=False) for n in range(tasks.MOST_TRIES)]
    minutes = [round((w["next_try_at"] - timezone.now()).total_seconds() / 60) for w in waits]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240, 240]
    assert waits[-1]["attempts"] == tasks.MOST_TRIES


def test_an_address_that_does_not_exist_is_not_tried_again(box, django_capture_on_commit_callbacks):
    nobody = Party.objects.create(name="Lê Văn Không", email="khong-co@thu.example")
    with django_capture_on_commit_callbacks(execute=True):
        tell(nobody, key="H-2")
    message = Message.objects.get(key="H-2:email")
    assert (message.attempts, message.sent_at) == (tasks.MOST_TRIES, None)
    assert message.error == "Máy chủ thư không nhận địa chỉ này (550)."
    Message.objects.filter(pk=message.pk).update(next_try_at=timezone.now() - timedelta(days=1))
    assert tasks.deliver_lost() == 0


def test_a_letter_of_a_worker_that_died_is_found_after_five_minutes(huyen, box):
    tell(huyen)
    mail = Message.objects.filter(key="H-1:accepted:email")
    mail.update(claimed_at=timezone.now() - timedelta(minutes=4))
    assert tasks.deliver_lost() == 0
    mail.update(claimed_at=timezone.now() - timedelta(minutes=6))
    assert tasks.deliver_lost() == 1
    tasks.deliver("H-1:accepted:email")
    assert len(box.letters) == 1


def test_typed_words_make_no_button_no_header_and_no_markup(huyen):
    text = 'Bấm vào đây:\n\nhttps://xau.example\n\n<a href="https://xau.example">x</a>\r\nBcc: a@b.example'
    letter = services.write(
        "talk",
        {"name": "A\nBcc: b@c.example", "code": "H-1", "procedure": "P", "author": "Bà Mai", "text": text},
    )
    assert "\n" not in letter.subject
    assert 'class="act" href="https://xau' not in letter.html
    assert "&lt;a href=" in letter.html
    assert "\nBcc" not in letter.text


FACTS = ACCEPTED | {
    "name": "Đinh Thị Ngọc Huyền",
    "items": [{"title": "Giấy chứng sinh", "note": "Trang 2 thiếu dấu"}],
    "reason": "Thiếu giấy chứng sinh",
    "amount_vnd": 8000,
    "result_name": "Giấy khai sinh",
    "granted": False,
    "author": "Trần Thị Kiều Oanh",
    "text": "Bạn gửi lại trang 2 nhé",
    "step": "Thẩm tra",
    "day": "01/01/2027",
    "old_due_at": datetime(2026, 11, 20, 10, tzinfo=UTC),
}
TEMPLATES = [
    "account_opened", "submitted", "accepted", "supplement_requested", "supplied", "refused",
    "payment_requested", "due_soon", "overdue_officer", "overdue", "completed", "returned",
    "withdrawal_requested", "withdrawal_decided", "lapsed", "talk", "stopped", "redated",
    "procedure_changed",
]  # fmt: skip


@pytest.mark.parametrize("template", TEMPLATES)
def test_each_letter_speaks_to_a_person(template):
    letter = services.write(template, FACTS)
    assert letter.text.startswith("Chào Đinh Thị Ngọc Huyền,")
    assert 10 < len(letter.subject) <= 100
    assert "!" not in letter.subject + letter.text
    assert "None" not in letter.text
    assert f"/ho-so/{FACTS['code']}/" in letter.html
    assert all(word in letter.html for word in letter.subject.split())
    assert "\n\n\n" not in letter.text
