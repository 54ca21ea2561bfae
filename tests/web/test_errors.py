"""When something goes wrong: Vietnamese words, what to do, a code to quote, and never a bare 500."""

from typing import Any
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from portal.web import errors, limits, middleware
from portal.web.links import safe_next
from portal.web.middleware import ClientAddressMiddleware, RefusalMiddleware
from portal.web.refusals import NotYours, StepRefused
from portal.web.text import clean
from tests import people


def body(response: HttpResponse) -> str:
    return response.content.decode()


def test_not_found_helps_on_and_carries_the_code_of_the_request(db: None) -> None:
    response = Client().get("/khong-co-trang-nay/")
    assert response.status_code == 404
    assert response["X-Request-ID"] in body(response)
    assert 'action="/tim-kiem/"' in body(response)


def test_a_fault_is_shown_without_touching_what_may_be_broken(
    monkeypatch: Any, django_assert_num_queries: Any
) -> None:
    page = body(errors.server_error(RequestFactory().get("/")))
    assert "Trang này đang lỗi" in page and "vẫn được giữ" in page
    monkeypatch.setattr(errors, "render_to_string", lambda *args, **kwargs: 1 / 0)
    last = errors.server_error(RequestFactory().get("/"))
    assert last.status_code == 500 and "vẫn được giữ" in body(last)


def test_a_fault_in_a_view_becomes_that_page(db: None, monkeypatch: Any) -> None:
    monkeypatch.setattr("procedures.catalogue.today", lambda: 1 / 0)
    response = Client(raise_request_exception=False).get("/")
    assert response.status_code == 500
    assert "Trang này đang lỗi" in body(response) and response["X-Request-ID"] in body(response)


def test_without_its_token_a_form_says_that_what_was_typed_is_kept(db: None) -> None:
    response = Client(enforce_csrf_checks=True).post("/dang-nhap/", {"login": "a", "password": "b"})
    assert response.status_code == 403
    assert "Dữ liệu bạn nhập vẫn được giữ" in body(response)
    assert 'href="/dang-nhap/"' in body(response)


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotYours("Trang này dành cho Lãnh đạo phòng."), 403, "Trang này dành cho Lãnh đạo phòng."),
        (StepRefused("Chị Hoa vừa tiếp nhận hồ sơ này."), 409, "Chị Hoa vừa tiếp nhận hồ sơ này."),
    ],
)
def test_refusals_name_their_reason(db: None, error: Exception, status: int, words: str) -> None:
    request = RequestFactory().get("/")
    request.user = people.citizen()
    response = RefusalMiddleware(lambda r: HttpResponse()).process_exception(request, error)
    assert response is not None and response.status_code == status
    assert words in body(response)


def test_a_limit_counts_each_person_and_each_window() -> None:
    for who in ("a", "b"):
        limits.forget("thu", who)
    assert [limits.allow("thu", "a", times=2, seconds=60) for _ in range(3)] == [True, True, False]
    assert limits.allow("thu", "b", times=2, seconds=60)
    limits.forget("thu", "a")
    assert limits.allow("thu", "a", times=2, seconds=60)


def test_nobody_is_locked_out_when_the_cache_is_gone(monkeypatch: Any) -> None:
    monkeypatch.setattr(cache, "add", lambda *args, **kwargs: True)
    monkeypatch.setattr(cache, "incr", lambda *args, **kwargs: 1)
    assert all(limits.allow("thu-mat", "a", times=1, seconds=60) for _ in range(5))


@pytest.mark.parametrize(
    ("hops", "forwarded", "seen"),
    [
        (0, "6.6.6.6", "10.0.0.9"),
        (1, "6.6.6.6, 14.1.2.3", "14.1.2.3"),
        (2, "6.6.6.6, 14.1.2.3, 10.0.0.2", "14.1.2.3"),
        (1, "không phải địa chỉ", "10.0.0.9"),
        (2, "14.1.2.3", "10.0.0.9"),
    ],
)
def test_the_true_address_behind_proxies(settings: Any, hops: int, forwarded: str, seen: str) -> None:
    settings.PROXY_HOPS = hops
    request = RequestFactory().get("/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=forwarded)
    ClientAddressMiddleware(lambda r: HttpResponse())(request)
    assert limits.client_address(request) == seen


def test_a_unix_socket_has_an_address_too() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="")
    ClientAddressMiddleware(lambda r: HttpResponse())(request)
    assert limits.client_address(request) == "127.0.0.1"


def test_next_stays_on_this_host() -> None:
    request: HttpRequest = RequestFactory().get("/")
    assert safe_next(request, "/ho-so/?a=1", otherwise="/") == "/ho-so/?a=1"
    for bad in (
        "https://xau.example/",
        "//xau.example",
        "/\\xau.example",
        "javascript:alert(1)",
        "",
        "ho-so",
        "a b",
    ):
        assert safe_next(request, bad, otherwise="/vao/") == "/vao/"


def test_every_answer_has_safe_headers(db: None) -> None:
    for path in ("/", "/dang-nhap/", "/khong-co/"):
        response = Client().get(path)
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "unsafe" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "geolocation=()" in response["Permissions-Policy"]
        assert ' style="' not in body(response)
        assert " onclick=" not in body(response)


def test_pages_of_signed_in_people_are_kept_by_no_cache(db: None) -> None:
    client = Client()
    client.force_login(people.citizen())
    assert "no-store" in client.get("/")["Cache-Control"]


def test_the_language_is_chosen_not_guessed_and_only_among_those_there_are(
    db: None, monkeypatch: Any
) -> None:
    client = Client(headers={"accept-language": "en-US"})
    assert '<html lang="vi">' in body(client.get("/"))
    monkeypatch.setattr(middleware, "languages", lambda: (("vi", "Tiếng Việt"), ("en", "English")))
    client.post("/ngon-ngu/", {"language": "en", "next": "/"})
    assert '<html lang="en"' in body(client.get("/"))
    client.cookies["django_language"] = "xx"
    assert '<html lang="vi">' in body(client.get("/"))


NAUGHTY = (
    "a\x00b", "%", "'", '"><script>alert(1)</script>', "𝔘" * 50, "a" * 5000, "\u202e", "99999999999999999999", "../..",
    "1.001193\x00", "2026-13-45T99:99", "-1", "NaN",
)  # fmt: skip
ADDRESSES = (
    "/tim-kiem/?q={}",
    "/tim-kiem/?q=khai&linh-vuc={0}&cach={0}",
    "/thu-tuc/?van={0}&cho={0}",
    "/thu-tuc/{}/",
    "/thu-tuc/{}/in/",
    "/su-kien/{}/",
    "/dang-ky/?next={}",
    "/dang-nhap/?next={}",
    "/tai-khoan/ai-da-xem/?truoc={}",
    "/tai-khoan/mat-khau/quen/{0}-{0}/",
    "/tai-khoan/thu/xac-nhan/{}/",
)
FORMS = (
    ("/dang-nhap/", ("login", "password")),
    ("/dang-ky/", ("kind", "name", "number", "phone", "email", "password", "terms")),
    ("/tai-khoan/mat-khau/quen/", ("email",)),
    ("/tai-khoan/lien-he/", ("phone", "email", "address", "password")),
    ("/tai-khoan/mat-khau/doi/", ("oldpassword", "password1")),
    ("/lam-viec/ca-nhan/man-hinh/", ("density", "hints", "next")),
    ("/ngon-ngu/", ("language", "next")),
    ("/dang-nhap/khoa/", ("credential",)),
)


@pytest.mark.parametrize("signed_in", [False, True])
def test_nothing_typed_into_an_address_or_a_form_is_a_fault(db: None, signed_in: bool) -> None:
    client = Client(REMOTE_ADDR="10.9.9.9")
    if signed_in:
        client.force_login(people.citizen())
    for naughty in NAUGHTY:
        for address in ADDRESSES:
            response = client.get(address.format(quote(naughty)))
            assert response.status_code < 500, address
            assert "<script>alert" not in body(response)
        for address, names in FORMS:
            response = client.post(address, dict.fromkeys(names, naughty))
            assert response.status_code < 500, (address, naughty)
            assert "<script>alert" not in body(response)


def test_what_no_database_can_keep_is_cleaned_away() -> None:
    assert clean("Đinh\x00 Thị\x1b\ud800 Huyền\u200b") == "Đinh Thị Huyền"


def test_an_address_for_a_button_and_too_much_at_once_are_pages_too(db: None, settings: Any) -> None:
    client = Client(headers={"accept": "text/html"})
    client.force_login(people.citizen())
    answer = client.get("/tai-khoan/thoat-noi-khac/")
    assert answer.status_code == 405 and answer["Allow"] == "POST"
    assert "chỉ nhận từ một nút bấm" in body(answer)
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    answer = client.post(
        "/tai-khoan/lien-he/", {"address": "x" * 200}, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 413 and "quá lớn" in body(answer)
