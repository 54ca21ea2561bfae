"""A stored file on its way out: a download by default, safe headers, ranges."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import RequestFactory

from portal.documents import answers, pdf, uploads

from . import owners
from . import samples as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def huyen():
    return owners.citizen()


@pytest.fixture
def photo(huyen):
    return uploads.receive(huyen, "p", SimpleUploadedFile("anh.jpg", make.picture())).stored


def ask(user, file, inline=False, **headers):
    request = RequestFactory().get("/", headers=headers)
    request.user = user
    answer = answers.serve(request, file, "Giấy chứng sinh.pdf", inline)
    answer.got = b"".join(answer)
    return answer


def test_a_file_is_a_download_with_the_ending_of_its_content(huyen, photo):
    answer = ask(huyen, photo)
    assert answer.got == make.picture()
    assert answer["Content-Disposition"].startswith('attachment; filename="giay chung sinh.jpg"')
    assert answer["Content-Type"] == "image/jpeg"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Security-Policy"].endswith("sandbox")
    assert answer["Content-Length"] == str(photo.size)


def test_inline_only_for_what_browsers_show(huyen, photo):
    assert ask(huyen, photo, inline=True)["Content-Disposition"].startswith("inline")
    tiff = uploads.receive(huyen, "p", SimpleUploadedFile("a.tif", make.tiff(1))).stored
    assert ask(huyen, tiff, inline=True)["Content-Disposition"].startswith("attachment")
    book = pdf.store(make.pdf(1))
    shown = ask(huyen, book, inline=True)
    assert "default-src 'none'" in shown["Content-Security-Policy"]
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-99", 206, slice(0, 100)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-50", 206, slice(-50, None)),
        ("bytes=10-99999999", 206, slice(10, None)),
        ("bytes=0-0,5-6", 200, slice(None)),
        ("bytes=a-b", 200, slice(None)),
        ("bytes=-", 200, slice(None)),
        ("items=0-5", 200, slice(None)),
    ],
)
def test_ranges(huyen, photo, asked, status, part):
    answer = ask(huyen, photo, Range=asked)
    assert (answer.status_code, answer.got) == (status, make.picture()[part])


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=9-5", "bytes=-0"])
def test_ranges_that_do_not_exist(huyen, photo, asked):
    answer = ask(huyen, photo, Range=asked)
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{photo.size}")


def test_the_same_content_is_not_sent_again(huyen, photo):
    tag = ask(huyen, photo)["ETag"]
    assert ask(huyen, photo, **{"If-None-Match": tag}).status_code == 304
    stale = ask(huyen, photo, **{"Range": "bytes=0-9", "If-Range": '"khac"'})
    assert stale.status_code == 200


def test_a_page_as_a_picture(huyen, photo):
    request = RequestFactory().get("/")
    request.user = huyen
    answer = answers.picture(request, photo, 1, 240)
    assert answer["Content-Type"] == "image/webp"
    with pytest.raises(Http404):
        answers.picture(request, photo, 2, 240)
