"""The way without script: a form with a file. What is too large or has no room is said on the page."""

import errno
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest
from django.test import RequestFactory

from portal.documents import uploads

from . import owners
from . import samples as make

pytestmark = pytest.mark.django_db


def sent(data: bytes, name: str = "anh.jpg") -> HttpRequest:
    return RequestFactory().post("/", {"tep": SimpleUploadedFile(name, data), "khac": "chữ"})


def test_a_file_of_a_form_is_taken():
    photo = make.picture(size=(2000, 2000))
    request = sent(photo, "Ảnh chụp.jpg")
    upload = uploads.receive(owners.citizen(), "p", request.FILES["tep"])
    assert (upload.name, upload.stored.size) == ("Ảnh chụp.jpg", len(photo))
    request.close()
    assert not list(Path(settings.UPLOAD_DIR).glob("form-*"))


def test_a_photo_of_sixty_megabytes_is_read_past_and_refused():
    """Sentence 12, and the other fields of the form are still there."""
    request = sent(bytes(60 * 1024 * 1024))
    assert request.POST["khac"] == "chữ"
    with pytest.raises(uploads.UploadRefused, match="Tệp phải nhỏ hơn 20 MB"):
        uploads.receive(owners.citizen(), "p", request.FILES["tep"])
    assert not list(Path(settings.UPLOAD_DIR).glob("form-*"))


@pytest.mark.parametrize("when", ["opening", "writing"])
def test_a_full_disk_is_a_sentence_not_an_error_page(monkeypatch, when):
    def no_room(*args, **kwargs):
        raise OSError(errno.ENOSPC, "No space left on device")

    class FullDisk:
        name = ""

        def write(self, data: bytes) -> None:
            no_room()

        def close(self) -> None:
            no_room()

    disk = no_room if when == "opening" else lambda **_: FullDisk()
    monkeypatch.setattr("portal.documents.handlers.tempfile.NamedTemporaryFile", disk)
    request = sent(make.picture())
    with pytest.raises(uploads.UploadRefused, match="hết chỗ"):
        uploads.receive(owners.citizen(), "p", request.FILES["tep"])
    assert request.POST["khac"] == "chữ"
