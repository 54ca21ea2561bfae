"""The addresses of an upload: JSON, only for the owner, only with the page's own token."""

import json

import pytest
from django.test import Client
from django.test.client import FakePayload
from django.urls import reverse

from portal.documents.models import Upload

from . import owners
from . import samples as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def huyen(client):
    user = owners.citizen()
    client.force_login(user)
    return user


def open_one(client, size, name="Giấy chứng sinh.jpg"):
    return client.post(reverse("documents:uploads"), {"purpose": "p", "name": name, "size": size})


def put(client, key, offset, data):
    return client.put(
        reverse("documents:upload", args=[key]),
        data,
        content_type="application/octet-stream",
        headers={"Upload-Offset": str(offset)},
    )


def test_the_whole_way_of_a_file(client, huyen):
    photo = make.picture(size=(1500, 1500))
    opened = open_one(client, len(photo)).json()
    assert opened["chunk"] == 256 * 1024
    half = len(photo) // 2
    assert put(client, opened["key"], 0, photo[:half]).json()["received"] == half
    asked = client.head(reverse("documents:upload", args=[opened["key"]]))
    assert (asked["Upload-Offset"], asked["Upload-Length"]) == (str(half), str(len(photo)))
    done = put(client, opened["key"], half, photo[half:])
    assert done.json() == {
        "key": opened["key"],
        "name": "Giấy chứng sinh.jpg",
        "size": len(photo),
        "received": len(photo),
        "state": "stored",
        "pages": 1,
        "checked": True,
    }
    assert done["Cache-Control"].startswith("max-age=0")


def test_a_chunk_out_of_order_is_told_where_to_go_on(client, huyen):
    key = open_one(client, 1000).json()["key"]
    wrong = put(client, key, 500, b"x" * 10)
    assert (wrong.status_code, wrong.json()) == (409, {"received": 0})


def test_refusals_are_sentences(client, huyen):
    large = open_one(client, 60 * 1024 * 1024)
    assert (large.status_code, large.json()["problem"]) == (
        422,
        "Tệp phải nhỏ hơn 20 MB. Chụp lại từng trang sẽ nhẹ hơn",
    )
    film = make.film()
    key = open_one(client, len(film)).json()["key"]
    refused = put(client, key, 0, film)
    assert refused.status_code == 422
    assert refused.json()["problem"].endswith("Bạn chọn tệp video MOV")
    assert client.get(reverse("documents:upload", args=[key])).json()["state"] == "failed"
    assert put(client, key, 0, film).status_code == 422


@pytest.mark.parametrize("size", ["", "x", "-1", "0", "9" * 30, "1e5"])
def test_a_size_that_is_none_is_refused(client, huyen, size):
    assert open_one(client, size).status_code in (400, 422)


def test_odd_json_and_odd_offsets_are_refused(client, huyen):
    address = reverse("documents:uploads")
    for body in ["", "[]", "{", json.dumps({"size": []}), "[" * 5000]:
        assert client.post(address, body, content_type="application/json").status_code == 400
    key = open_one(client, 1000).json()["key"]
    for offset in ["", "-5", "x", "1.5"]:
        answer = put(client, key, offset, b"x")
        assert answer.status_code == 400
    assert put(client, key, 0, bytes(2 * 1024 * 1024)).status_code == 400


def test_a_stranger_finds_nothing(client, huyen):
    key = open_one(client, 1000).json()["key"]
    stranger = Client()
    stranger.force_login(owners.citizen("Người Lạ"))
    address = reverse("documents:upload", args=[key])
    assert stranger.get(address).status_code == 404
    assert put(stranger, key, 0, b"x").status_code == 404
    assert stranger.delete(address).status_code == 404
    assert Upload.objects.filter(key=key).exists()


def test_without_signing_in_nothing_is_taken():
    anybody = Client()
    assert open_one(anybody, 10).status_code == 401
    assert "Đăng nhập lại" in put(anybody, "01ABC", 0, b"x").json()["problem"]


def test_a_line_cut_in_the_middle_of_a_chunk_keeps_what_came_before(client, huyen):
    key = open_one(client, 1000).json()["key"]
    put(client, key, 0, b"x" * 100)

    class Cut(FakePayload):
        def read(self, *args):
            raise OSError("connection reset")

    address = reverse("documents:upload", args=[key])
    said = {"CONTENT_LENGTH": "900", "wsgi.input": Cut(b""), "HTTP_UPLOAD_OFFSET": "100"}
    assert client.generic("PUT", address, **said).status_code == 400
    assert client.get(address).json()["received"] == 100


def test_giving_up_throws_the_bytes_away(client, huyen):
    key = open_one(client, 1000).json()["key"]
    put(client, key, 0, b"x" * 100)
    assert client.delete(reverse("documents:upload", args=[key])).status_code == 204
    assert not Upload.objects.filter(key=key).exists()


def test_a_foreign_page_cannot_upload(huyen):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(huyen)
    assert open_one(strict, 10).status_code == 403
    assert put(strict, "01ABC", 0, b"x").status_code == 403
