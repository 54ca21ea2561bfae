"""Signing in and out: by mail or telephone, first password, limits, second factor, safe ways onward."""

import time
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth.models import AnonymousUser
from django.core import mail
from django.test import Client, RequestFactory

from portal.accounts.models import User
from portal.accounts.queries import current_party
from portal.agencies.models import Officer
from portal.audit.models import SignInLog
from portal.web.refusals import NotYours
from tests import people

WRONG = "mật khẩu chưa đúng"


def enter(visitor: Client, login: str, password: str = people.PASSWORD, **more: str) -> Any:
    return visitor.post("/dang-nhap/", {"login": login, "password": password, **more})


def test_by_mail_and_by_telephone_however_it_is_typed(visitor: Client) -> None:
    user = people.citizen()
    user.phone = f"0987{user.pk % 10**6:06}"
    user.save()
    spaced = f"+84 {user.phone[1:4]} {user.phone[4:7]}.{user.phone[7:]}"
    for login in (user.email or "", (user.email or "").upper(), user.phone, spaced):
        assert enter(visitor, login)["Location"] == "/vao/", login
        assert visitor.get("/vao/")["Location"] == "/ho-so/"
        visitor.post("/dang-xuat/")
        assert "_auth_user_id" not in visitor.session


def test_the_same_words_whoever_does_not_exist(visitor: Client) -> None:
    user = people.citizen()
    pages = [
        enter(visitor, login, "sai mật khẩu").content.decode()
        for login in (user.email or "", "khong-co@thu.example", "0911111111", "không phải gì cả")
    ]
    for page in pages:
        assert WRONG in page and "<title>Lỗi: " in page
        assert "sai mật khẩu" not in page


def test_after_five_wrong_tries_even_the_right_password_waits(visitor: Client) -> None:
    user, other = people.citizen(), people.citizen()
    for _ in range(5):
        enter(visitor, user.email or "", "sai")
    assert "Sai quá nhiều lần" in enter(visitor, user.email or "").content.decode()
    assert enter(visitor, other.email or "").status_code == 302


def test_telephones_are_counted_each_for_itself(visitor: Client) -> None:
    for _ in range(5):
        enter(visitor, "0912000001", "sai")
    assert "Sai quá nhiều lần" in enter(visitor, "0912000001", "sai").content.decode()
    assert WRONG in enter(visitor, "0912000002", "sai").content.decode()


def test_every_try_is_in_the_log_but_never_a_password(visitor: Client) -> None:
    user = people.citizen()
    enter(visitor, user.email or "", "sai")
    enter(visitor, "mật khẩu gõ nhầm ô", "sai")
    enter(visitor, user.email or "")
    visitor.post("/dang-xuat/")
    address = str(visitor.defaults["REMOTE_ADDR"])
    rows = list(SignInLog.objects.filter(ip=address).order_by("pk").values_list("act", "login"))
    assert rows == [("tu_choi", user.email), ("tu_choi", ""), ("vao", ""), ("ra", "")]


@pytest.mark.parametrize(
    "bad", ["https://xau.example/", "//xau.example", "javascript:alert(1)", "/\\xau.example"]
)
def test_next_never_leads_to_another_site(visitor: Client, bad: str) -> None:
    user = people.citizen()
    assert enter(visitor, user.email or "", next=bad)["Location"] == "/vao/"


def test_next_leads_back_to_the_page_one_came_from(visitor: Client) -> None:
    user = people.citizen()
    assert visitor.get("/tai-khoan/lien-he/")["Location"] == "/dang-nhap/?next=/tai-khoan/lien-he/"
    assert enter(visitor, user.email or "", next="/tai-khoan/lien-he/")["Location"] == "/tai-khoan/lien-he/"


def test_officers_go_to_their_desk_and_administrators_to_theirs(visitor: Client) -> None:
    officer = Officer.objects.filter(duties__contains=["desk_officer"]).select_related("user").first()
    assert officer is not None
    officer.user.must_change_password = False
    officer.user.save()
    visitor.force_login(officer.user)
    assert visitor.get("/vao/")["Location"] == "/lam-viec/"
    admin = User.objects.create_superuser(
        f"quan-tri{officer.pk}@thu.example", people.PASSWORD, full_name="Quản Trị"
    )
    visitor.force_login(admin)
    assert visitor.get("/vao/")["Location"] == "/quan-tri/"


@pytest.mark.article("DL-24.1-9")
def test_a_given_password_opens_only_the_page_that_replaces_it(visitor: Client) -> None:
    user = people.citizen()
    user.must_change_password = True
    user.save()
    enter(visitor, user.email or "")
    for path in ("/", "/tai-khoan/", "/ho-so/", "/thu-tuc/", "/quan-tri/"):
        assert visitor.get(path)["Location"] == "/tai-khoan/mat-khau/doi/", path
    page = visitor.get("/tai-khoan/mat-khau/doi/").content.decode()
    assert "Chọn mật khẩu của riêng bạn" in page
    change = {"oldpassword": people.PASSWORD, "password1": "câu mới của riêng tôi"}
    assert visitor.post("/tai-khoan/mat-khau/doi/", change).status_code == 302
    assert visitor.get("/tai-khoan/").status_code == 200
    user.refresh_from_db()
    assert not user.must_change_password and user.check_password("câu mới của riêng tôi")


def test_a_disabled_account_is_out_at_its_next_request(visitor: Client) -> None:
    user = people.citizen()
    enter(visitor, user.email or "")
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert visitor.get("/tai-khoan/")["Location"].startswith("/dang-nhap/")
    assert enter(visitor, user.email or "")["Location"] == "/tai-khoan/tam-khoa/"


def test_other_browsers_are_signed_out_on_demand_and_by_a_new_password(visitor: Client) -> None:
    user = people.citizen()
    elsewhere = Client(REMOTE_ADDR="10.3.3.3")
    enter(visitor, user.email or "")
    enter(elsewhere, user.email or "")
    assert visitor.post("/tai-khoan/thoat-noi-khac/").status_code == 302
    assert visitor.get("/tai-khoan/").status_code == 200
    assert elsewhere.get("/tai-khoan/").status_code == 302
    enter(elsewhere, user.email or "")
    visitor.post(
        "/tai-khoan/mat-khau/doi/", {"oldpassword": people.PASSWORD, "password1": "câu khác hẳn nhé"}
    )
    assert visitor.get("/tai-khoan/").status_code == 200
    assert elsewhere.get("/tai-khoan/").status_code == 302


def test_a_lost_password_comes_back_by_mail_once(
    visitor: Client, django_capture_on_commit_callbacks: Any
) -> None:
    user = people.citizen()
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post("/tai-khoan/mat-khau/quen/", {"email": user.email})
    letter = next(one for one in mail.outbox if one.to == [user.email])
    path = next(word for word in letter.body.split() if "/quen/" in word).split("testserver")[1]
    form = visitor.get(path, follow=True)
    where = form.redirect_chain[-1][0]
    assert visitor.post(where, {"password1": "tôi nhớ câu này rồi"}).status_code == 302
    assert enter(visitor, user.email or "", "tôi nhớ câu này rồi").status_code == 302
    stale = Client(REMOTE_ADDR="10.4.4.4").get(path, follow=True)
    assert "không còn dùng được" in stale.content.decode()


def test_asking_for_a_password_tells_nothing(
    visitor: Client, django_capture_on_commit_callbacks: Any
) -> None:
    before = len(mail.outbox)
    with django_capture_on_commit_callbacks(execute=True):
        response = visitor.post("/tai-khoan/mat-khau/quen/", {"email": "khong-co@thu.example"}, follow=True)
    assert "Nếu địa chỉ đó có tài khoản" in response.content.decode()
    assert len(mail.outbox) == before


def test_the_second_step_asks_for_a_code_and_its_secret_is_not_readable_in_the_database(
    visitor: Client,
) -> None:
    user = people.citizen()
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    kept = Authenticator.objects.get(user=user, type="totp")
    assert secret not in str(kept.data)
    assert enter(visitor, user.email or "")["Location"] == "/dang-nhap/buoc-hai/"
    assert "_auth_user_id" not in visitor.session
    assert "Bước hai" in visitor.get("/dang-nhap/buoc-hai/").content.decode()
    assert "Mã chưa đúng" in visitor.post("/dang-nhap/buoc-hai/", {"code": "000000"}).content.decode()
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    answer = visitor.post("/dang-nhap/buoc-hai/", {"code": f"{code[:3]} {code[3:]}"})
    assert answer["Location"] == "/vao/" and "_auth_user_id" in visitor.session


def test_only_people_with_a_party_are_applicants(db: None) -> None:
    request = RequestFactory().get("/")
    request.user = people.citizen()
    assert current_party(request).user == request.user
    request.user = User.objects.create_user(
        "khong-ho-so@thu.example", people.PASSWORD, full_name="Trần Văn Không"
    )
    with pytest.raises(NotYours, match="người dân hoặc tổ chức"):
        current_party(request)
    request.user = AnonymousUser()
    with pytest.raises(NotYours):
        current_party(request)


def test_the_administration_has_no_door_of_its_own(visitor: Client) -> None:
    for path in ("/quan-tri/", "/quan-tri/login/"):
        assert (
            visitor.get(path, follow=True).redirect_chain[-1][0].startswith("/dang-nhap/?next=%2Fquan-tri%2F")
        )
    visitor.force_login(people.citizen())
    assert visitor.get("/quan-tri/login/").status_code == 403
