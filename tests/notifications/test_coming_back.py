"""Letters that come back: the address is passed over, the message goes another way, the person hears of it."""

import hashlib
import hmac

import pytest
from django.test import Client

from portal.accounts.models import User
from portal.notifications import bounces, preferences, services, tasks
from portal.notifications.models import DeadAddress, Message
from tests import people

from .mailbox import mailbox

pytestmark = pytest.mark.django_db
REPORT = """From: MAILER-DAEMON@thu.example
To: khong-tra-loi@motcua.invalid
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It did not work.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; thu.example

Final-Recipient: rfc822; {address}
Action: failed
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: message/rfc822

Message-ID: {name}
Subject: x

Body
--b--
"""


@pytest.fixture
def box(settings):
    with mailbox() as box:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", box.port
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        settings.SMS_URL, settings.BOUNCE_SECRET = "http://127.0.0.1:9/sms", "tra-lai"
        yield box


def told(user: User, key: str, template: str = "account_opened", **context) -> Message:
    services.queue(template=template, key=key, user=user, party=user.party, context={"url": "/", **context})
    message = Message.objects.get(key=f"{key}:email")
    tasks.deliver(message.key)
    message.refresh_from_db()
    return message


def returned(box, message: Message, status: str = "5.1.1", **more: str) -> bytes:
    facts = {"address": message.address, "name": box.letters[-1]["Message-ID"], "status": status} | more
    return REPORT.format(**facts).encode()


def hand_in(raw: bytes, secret: str = "tra-lai"):
    mark = hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    return Client().post("/tin-nhan/thu-tra-lai/", raw, "message/rfc822", headers={"X-Signature": mark})


def test_a_dead_address_is_marked_passed_over_and_told(box):
    user = people.citizen()
    message = told(user, "TR-1")
    assert hand_in(returned(box, message)).json() == {"taken": "dead"}
    assert hand_in(returned(box, message)).json() == {"taken": "dead"}
    assert Message.objects.get(key="TR-1:sms").address == user.party.phone
    letters = len(box.letters)
    second = told(user, "TR-2")
    assert len(box.letters) == letters and second.sent_at is None and "trả lại" in second.error
    assert Message.objects.filter(key="TR-2:sms").exists()
    client = Client()
    signed_in = client.post("/dang-nhap/", {"login": user.email, "password": people.PASSWORD}, follow=True)
    assert "bị trả lại" in signed_in.content.decode()
    assert "Địa chỉ này dùng được rồi" in client.get("/tai-khoan/nhan-tin/").content.decode()
    client.post("/tai-khoan/nhan-tin/", {"lam": "dung-lai"})
    assert told(user, "TR-3").sent_at


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"status": "4.2.2"}, "noted"),
        ({"status": "5.2.2"}, "noted"),
        ({"address": "nguoi-khac@thu.example"}, "unknown"),
        ({"name": "<1.20200101000000@khac.example>"}, "unknown"),
        ({"name": "khong-phai"}, "unknown"),
    ],
)
def test_only_our_own_letter_for_good_marks_an_address(box, change, said):
    message = told(people.citizen(), "TR-4")
    assert bounces.take(returned(box, message, **change)) == said
    assert not DeadAddress.objects.exists()


def test_what_is_forged_or_no_report_is_not_heard(box):
    assert hand_in(returned(box, told(people.citizen(), "TR-5")), "khac").status_code == 401
    assert bounces.take(b"") == bounces.take(b"Subject: x\n\nhello") == "unknown"


def test_one_press_in_the_mail_program_stops_what_may_be_stopped(box):
    user = people.citizen()
    facts = {"code": "H-1", "procedure": "Khai sinh", "author": "Bình", "text": "Chào"}
    told(user, "TN-1", "talk", **facts)
    letter = box.letters[-1]
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = letter["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    page = Client().get(f"/{path}").content.decode()
    assert "Tin nhắn trao đổi" in page and preferences.of(user).off == []
    mail_program = Client(enforce_csrf_checks=True)
    assert mail_program.post(f"/{path}", {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert preferences.of(user).off == ["talk"]
    services.queue(template="talk", key="TN-2", user=user, party=user.party, context=facts | {"url": "/"})
    assert [one.channel for one in Message.objects.filter(key__startswith="TN-2")] == ["in_app"]
    assert Client().get("/tin-nhan/thoi-nhan/sai/").status_code == 404
    told(user, "TN-3")
    assert box.letters[-1]["List-Unsubscribe"] is None


def test_what_may_be_stopped_is_also_limited(box):
    user = people.citizen()
    facts = {"code": "H-1", "procedure": "Khai sinh", "author": "Bình", "text": "Chào", "url": "/"}
    for number in range(23):
        services.queue(template="talk", key=f"GH-{number}", user=user, party=user.party, context=facts)
    mine = Message.objects.filter(user=user)
    assert (mine.filter(channel="email").count(), mine.filter(channel="in_app").count()) == (20, 23)
