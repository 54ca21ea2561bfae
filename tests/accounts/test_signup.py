"""Đinh Thị Huyền opens an account: once, whole, and without telling strangers who else has one."""

import random
import threading
from datetime import date
from typing import Any

import pytest
from django.core import mail
from django.db import connections
from django.test import Client

from portal.accounts.models import ConsentRecord, Party, User
from portal.accounts.services import AlreadyKnown, NewAccount, open_account
from portal.audit.models import SignInLog
from procedures.samples import invented_number

PASSWORD = "một câu dài dễ nhớ"
_random = random.SystemRandom()


def answers(**changes: Any) -> dict[str, Any]:
    number = invented_number(random.Random(_random.random()), date(1996, 4, 2), "female")
    return {
        "kind": "person",
        "name": "Đinh Thị  Huyền",
        "number": f"{number[:3]} {number[3:]}",
        "phone": f"+84 91{_random.randrange(10**7):07}",
        "email": f"huyen{_random.randrange(10**9)}@Thu.example",
        "password": PASSWORD,
        "terms": "on",
        **changes,
    }


@pytest.mark.article("ST-7.1", "HG-6.1-3", "DL-6.3-4")
def test_the_account_its_party_and_the_accepted_terms_are_made_together(visitor: Client) -> None:
    asked = answers()
    response = visitor.post("/dang-ky/", asked)
    assert response.status_code == 302 and response["Location"] == "/vao/"
    user = User.objects.get(email=asked["email"].lower())
    assert user.phone is not None and user.phone.startswith("091")
    assert user.party.name == "Đinh Thị Huyền"
    assert user.party.id_number == asked["number"].replace(" ", "")
    assert user.party.id_checked_at is None
    assert int(visitor.session["_auth_user_id"]) == user.pk


@pytest.mark.article("ST-25.1-5", "HG-15.1-5")
def test_nobody_gets_an_account_without_accepting_the_terms_and_the_acceptance_is_kept(
    visitor: Client,
) -> None:
    asked = answers()
    page = visitor.post("/dang-ky/", {k: v for k, v in asked.items() if k != "terms"})
    assert "Đọc điều khoản sử dụng rồi đánh dấu" in page.content.decode()
    assert not User.objects.filter(email=asked["email"].lower()).exists()
    visitor.post("/dang-ky/", asked)
    record = ConsentRecord.objects.get(party__email=asked["email"].lower())
    assert (record.purpose, record.text_version, record.withdrawn_at) == ("dieu_khoan", "2026-11", None)


def test_an_organisation_gives_its_tax_code(visitor: Client) -> None:
    asked = answers(kind="organisation", name="Công ty TNHH Hải Sản Vân Đồn", number="0100109106")
    assert visitor.post("/dang-ky/", asked).status_code == 302
    party = Party.objects.get(email=asked["email"].lower())
    assert (party.kind, party.tax_code, party.id_number) == ("organisation", "0100109106", "")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"number": "01234567890"}, "12 chữ số"),
        ({"phone": "12"}, "số"),
        ({"phone": "", "email": ""}, "ít nhất một trong hai"),
        ({"email": "khong-phai-thu"}, "ten@noi-nao.vn"),
        ({"password": "12345678"}, "mật khẩu"),
        ({"name": " "}, "Nhập họ, chữ đệm và tên"),
        ({"kind": "organisation", "number": "0100109107"}, "Mã số thuế"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_above(
    visitor: Client, change: dict[str, str], words: str
) -> None:
    asked = answers(**change)
    page = visitor.post("/dang-ky/", asked).content.decode()
    assert "<title>Lỗi: " in page
    assert page.lower().count(words.lower()) >= 2
    assert f'value="{asked["number"]}"' in page
    assert (
        not Party.objects.filter(name="Đinh Thị Huyền", email=asked["email"].lower())
        .exclude(email="")
        .exists()
    )


def test_two_clicks_make_one_account_and_both_are_signed_in(visitor: Client) -> None:
    asked = answers()
    again = Client(REMOTE_ADDR="10.1.1.1")
    for client in (visitor, again):
        assert client.post("/dang-ky/", asked)["Location"] == "/vao/"
        assert "_auth_user_id" in client.session
    assert User.objects.filter(email=asked["email"].lower()).count() == 1


def test_two_at_the_same_moment_make_one(committed: None) -> None:
    number = invented_number(random.Random(_random.random()), date(1990, 1, 1), "male")
    outcome: list[str] = []
    start = threading.Barrier(2)

    def click(email: str) -> None:
        start.wait()
        try:
            open_account(NewAccount("person", "Lỷ A Tắc", number, PASSWORD, email=email))
            outcome.append("opened")
        except AlreadyKnown:
            outcome.append("known")
        connections.close_all()

    threads = [threading.Thread(target=click, args=(f"{n}{number}@thu.example",)) for n in "ab"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcome) == ["known", "opened"]
    assert User.objects.filter(email__contains=number).count() == 1


def test_a_stranger_does_not_learn_what_is_taken(visitor: Client) -> None:
    mine = answers()
    visitor.post("/dang-ky/", mine)
    said = set()
    for same in ("email", "phone", "number"):
        stranger = Client(REMOTE_ADDR=f"10.2.2.{_random.randrange(1, 255)}")
        page = stranger.post("/dang-ky/", answers(**{same: mine[same]}, password="mật khẩu của người khác"))
        text = page.content.decode()
        assert "_auth_user_id" not in stranger.session
        said.add(text[text.index('id="loi"') : text.index("</section>", text.index('id="loi"'))])
    assert len(said) == 1
    assert "quầy một cửa" in said.pop()


@pytest.mark.django_db(transaction=False)
def test_the_address_is_to_be_confirmed_by_mail(
    visitor: Client, django_capture_on_commit_callbacks: Any
) -> None:
    asked = answers()
    with django_capture_on_commit_callbacks(execute=True):
        visitor.post("/dang-ky/", asked)
    letter = next(one for one in mail.outbox if one.to == [asked["email"].lower()])
    assert letter.subject == "Xác nhận thư điện tử cho tài khoản Một cửa"
    link = next(word for word in letter.body.split() if "/tai-khoan/thu/xac-nhan/" in word)
    path = link.split("testserver")[1]
    assert "Đây là thư của tôi" in visitor.get(path).content.decode()
    visitor.post(path)
    assert "Thư chưa xác nhận" not in visitor.get("/tai-khoan/").content.decode()


def test_too_many_accounts_from_one_address_are_stopped(visitor: Client) -> None:
    for _ in range(20):
        visitor.post("/dang-ky/", answers())
        visitor.logout()
    response = visitor.post("/dang-ky/", answers())
    assert response.status_code == 429
    assert "quá nhiều lần" in response.content.decode()


def test_opening_is_in_the_log(visitor: Client) -> None:
    asked = answers()
    visitor.post("/dang-ky/", asked)
    user = User.objects.get(email=asked["email"].lower())
    assert set(SignInLog.objects.filter(user_id=user.pk).values_list("act", flat=True)) == {"mo", "vao"}
