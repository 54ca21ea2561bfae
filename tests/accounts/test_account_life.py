"""Recovery by text message, the list of sessions, the idle lock, the second factor, new devices."""

import re
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from portal.accounts import recovery
from portal.accounts.devices import device_words
from portal.accounts.models import RecoveryCode, SafetyRules, Session, User
from portal.accounts.rules import forget_rules, set_rules
from portal.agencies.models import Duty
from portal.integrations.sandbox.telecom import Telecom, serve
from tests import people

CHROME = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
)
SAFARI = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile Safari/604.1"

Messages = Callable[[], list[dict[str, Any]]]


@pytest.fixture(autouse=True)
def _as_loaded() -> Any:
    """What is counted or kept in the cache begins anew."""
    cache.clear()
    yield
    forget_rules()


def enter(visitor: Client, user: User, **more: str) -> Any:
    return visitor.post("/dang-nhap/", {"login": user.email, "password": people.PASSWORD, **more})


# Recovery by text message ---------------------------------------------------------------------------------


@pytest.fixture
def sent(settings: Any) -> Iterator[Messages]:
    """What went to the text message gateway, a stand-in that speaks its protocol."""
    world = Telecom()
    server = serve(0, world)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.SMS_URL = f"http://127.0.0.1:{server.server_address[1]}/sms"
    yield lambda: list(world.messages.values())
    server.shutdown()
    server.server_close()


def with_phone() -> User:
    user = people.citizen()
    user.phone = f"0977{user.pk % 10**6:06}"
    user.save()
    return user


def ask(visitor: Client, phone: str, capture: DjangoCaptureOnCommitCallbacks) -> Any:
    with capture(execute=True):
        return visitor.post("/tai-khoan/mat-khau/quen/tin-nhan/", {"phone": phone})


def test_a_lost_password_is_replaced_by_text_message_in_four_screens(
    visitor: Client,
    sent: Messages,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    user = with_phone()
    elsewhere = Client()
    elsewhere.force_login(user)
    spaced = f"+84 {user.phone[1:4]} {user.phone[4:]}"
    assert ask(visitor, spaced, django_capture_on_commit_callbacks)["Location"].endswith("/tin-nhan/ma/")
    code = re.match(r"\d{6}", sent()[0]["text"])[0]
    assert sent()[0]["to"] == "84" + user.phone[1:] and len(sent()[0]["text"]) <= 160
    spaced = f"{code[:3]} {code[3:]}"
    answer = visitor.post("/tai-khoan/mat-khau/quen/tin-nhan/ma/", {"code": spaced})
    assert answer["Location"].endswith("/tin-nhan/mat-khau/")
    refused = visitor.post(answer["Location"], {"password": "ngắn"})
    assert "Mật khẩu phải từ 8 ký tự trở lên" in refused.content.decode()
    assert "ngắn&" not in refused.content.decode() and 'value="ngắn"' not in refused.content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post(answer["Location"], {"password": "con mèo đi qua cầu"})
    user.refresh_from_db()
    assert user.check_password("con mèo đi qua cầu")
    assert elsewhere.get("/ho-so/").status_code == 302, "other browsers are signed out"
    assert mail.outbox[-1].to == [user.email]
    assert visitor.get(answer["Location"])["Location"].endswith("/tin-nhan/"), "proved once, used once"


def test_nobody_learns_which_numbers_have_an_account(
    visitor: Client,
    sent: Messages,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    officer = people.desk_officer().user
    User.objects.filter(pk=officer.pk).update(phone="0977000111")
    pages = []
    for phone in ("0977999999", "0977000111", with_phone().phone):
        one = Client(REMOTE_ADDR=visitor.defaults["REMOTE_ADDR"])
        answer = ask(one, phone, django_capture_on_commit_callbacks)
        page = one.post(answer["Location"], {"code": "000000"}).content.decode()
        pages.append(re.sub(r"0977[\d\xa0 ]+|csrf\w+\" value=\"\w+", "", page))
    assert pages[0] == pages[1] == pages[2]
    assert len(sent()) == 1, "staff ask their administrator"


def test_a_code_is_good_once_for_ten_minutes_and_five_tries(
    sent: Messages, db: None, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    user = with_phone()

    def code_for() -> tuple[int | None, str]:
        with django_capture_on_commit_callbacks(execute=True):
            key = recovery.send_code(user.phone or "")
        return key, sent()[-1]["text"][:6]

    key, code = code_for()
    assert recovery.check_code(key, code) == user and recovery.check_code(key, code) is None
    key, code = code_for()
    assert [recovery.check_code(key, "x") for _ in range(5)] == [None] * 5
    assert recovery.check_code(key, code) is None, "the sixth try is one too many"
    key, code = code_for()
    RecoveryCode.objects.filter(pk=key).update(made_at=timezone.now() - timedelta(minutes=11))
    assert recovery.check_code(key, code) is None
    first, code = code_for()
    code_for()
    assert recovery.check_code(first, code) is None, "a newer code ends the older one"
    assert not RecoveryCode.objects.filter(code_sha__contains=code).exists()


def test_codes_to_one_number_are_few(
    visitor: Client,
    sent: Messages,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    phone = with_phone().phone or ""
    statuses = [ask(visitor, phone, django_capture_on_commit_callbacks).status_code for _ in range(4)]
    assert statuses == [302, 302, 302, 429]


def test_without_a_gateway_the_way_is_not_offered(visitor: Client) -> None:
    assert visitor.get("/tai-khoan/mat-khau/quen/tin-nhan/").status_code == 404
    assert "tin-nhan" not in visitor.get("/tai-khoan/mat-khau/quen/").content.decode()


# Sessions and devices -------------------------------------------------------------------------------------


def test_one_of_several_sessions_is_ended(visitor: Client) -> None:
    user = people.citizen()
    phone = Client(HTTP_USER_AGENT=SAFARI, REMOTE_ADDR="10.9.8.7")
    enter(phone, user)
    visitor.defaults["HTTP_USER_AGENT"] = CHROME
    enter(visitor, user)
    page = visitor.get("/tai-khoan/phien/").content.decode()
    assert "Safari, iPhone" in page and "Chrome, Android" in page and "10.9.8.7" in page
    assert page.count("Máy này") == 1 and phone.session.session_key not in page
    other = Session.objects.get(session_key=phone.session.session_key)
    assert visitor.post(f"/tai-khoan/phien/{other.mark}/ket-thuc/").status_code == 302
    assert phone.get("/ho-so/")["Location"].startswith("/dang-nhap/")
    assert visitor.get("/ho-so/").status_code == 200


def test_nobody_ends_the_session_of_another(visitor: Client) -> None:
    other, mine = Client(), people.citizen()
    other.force_login(people.citizen())
    visitor.force_login(mine)
    row = Session.objects.get(session_key=other.session.session_key)
    assert visitor.post(f"/tai-khoan/phien/{row.mark}/ket-thuc/").status_code == 404
    assert other.get("/ho-so/").status_code == 200


def test_ended_sessions_are_not_listed(visitor: Client) -> None:
    user = people.citizen()
    other = Client()
    other.force_login(user)
    visitor.force_login(user)
    visitor.post("/tai-khoan/thoat-noi-khac/")
    assert visitor.get("/tai-khoan/phien/").content.decode().count("Đăng nhập lúc") == 1


def test_a_new_device_is_told_by_mail_the_first_one_is_not(
    visitor: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    user = people.citizen()
    for client, letters in ((visitor, 0), (visitor, 0), (Client(HTTP_USER_AGENT=SAFARI), 1)):
        with django_capture_on_commit_callbacks(execute=True):
            enter(client, user)
        client.post("/dang-xuat/")
        assert len([one for one in mail.outbox if "thiết bị mới" in one.subject]) == letters
    assert "Safari, iPhone" in mail.outbox[-1].body and mail.outbox[-1].to == [user.email]


@pytest.mark.parametrize(
    ("agent", "words"),
    [(CHROME, "Chrome, Android"), (SAFARI, "Safari, iPhone"), ("curl/8", ""), ("", "")],
)
def test_devices_are_called_by_plain_words(agent: str, words: str) -> None:
    assert device_words(agent) == words


# The idle lock --------------------------------------------------------------------------------------------


def leave_alone(browser: Client, minutes: int) -> None:
    key = browser.session.session_key
    Session.objects.filter(session_key=key).update(seen_at=timezone.now() - timedelta(minutes=minutes))


def test_an_officers_screen_locks_and_what_was_sent_is_done_after_the_password(db: None) -> None:
    officer = people.desk_officer()
    officer.user.set_password(people.PASSWORD)
    officer.user.must_change_password = False
    officer.user.save()
    browser = Client()
    browser.force_login(officer.user)
    assert browser.get("/lam-viec/ca-nhan/").status_code == 200
    leave_alone(browser, 29)
    assert browser.get("/lam-viec/ca-nhan/").status_code == 200
    leave_alone(browser, 31)
    assert browser.get("/lam-viec/hang-doi/", headers={"accept": "application/json"}).status_code == 401
    answer = browser.post("/lam-viec/ca-nhan/", {"density": "compact", "view": "cho-tiep-nhan"})
    assert answer["Location"] == "/tai-khoan/xac-thuc-lai/?next=%2Flam-viec%2Fca-nhan%2F"
    assert browser.get("/lam-viec/")["Location"].startswith("/tai-khoan/xac-thuc-lai/"), "it stays locked"
    assert "Màn hình đã khoá" in browser.get(answer["Location"]).content.decode()
    assert browser.post(answer["Location"], {"password": "sai"}).status_code == 200
    browser.post(answer["Location"], {"password": people.PASSWORD})
    assert browser.get("/lam-viec/").status_code == 200
    officer.refresh_from_db()
    assert officer.settings["density"] == "compact", "what was sent to the locked screen is done"


@pytest.mark.article("QN-7.15-16")
def test_citizens_are_not_locked_and_the_province_sets_the_minutes(db: None) -> None:
    citizen, officer = Client(), Client()
    citizen.force_login(people.citizen())
    officer.force_login(people.desk_officer().user)
    set_rules(idle_minutes=5)
    for browser in (citizen, officer):
        browser.get("/tai-khoan/")
        leave_alone(browser, 6)
    assert citizen.get("/ho-so/").status_code == 200
    assert officer.get("/lam-viec/").status_code == 302


# The second factor ----------------------------------------------------------------------------------------


def test_who_approves_sets_up_a_second_factor_before_anything_else(db: None) -> None:
    set_rules(second_factor="approvers")
    leader = people.driving.somebody(people.ward(), Duty.AGENCY_LEADER).user
    desk, browser, clerk = people.desk_officer().user, Client(), Client()
    browser.force_login(leader)
    clerk.force_login(desk)
    assert clerk.get("/lam-viec/").status_code == 200
    assert browser.get("/lam-viec/")["Location"] == "/tai-khoan/bao-mat/"
    assert "phải có bước hai" in browser.get("/tai-khoan/bao-mat/").content.decode()
    TOTP.activate(leader, generate_totp_secret())
    assert browser.get("/lam-viec/").status_code == 200
    set_rules(second_factor="staff")
    assert clerk.get("/lam-viec/").status_code == 302


def test_without_a_choice_approvers_are_bound_and_the_demo_only_offers(db: None) -> None:
    assert SafetyRules().second_factor == "approvers" and SafetyRules().idle_minutes == 30
    assert SafetyRules.objects.get().second_factor == "offered"
    browser = Client()
    browser.force_login(people.citizen())
    set_rules(second_factor="staff")
    assert browser.get("/ho-so/").status_code == 200, "citizens are never bound"
