"""Cold storage: sealed records and files in an S3-compatible store over HTTP, its failures and its signed links."""

import hashlib
import os
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.management import call_command
from django.test import RequestFactory, override_settings

from archive import fixity
from archive.models import Package
from portal.documents import answers, closed, cold, store
from portal.web.health import why_no_storage
from tests import people
from tests.documents.bucket import NAME, running

pytestmark = pytest.mark.django_db


@pytest.fixture
def bucket(settings):
    with running() as (bucket, address):
        place = cold.place(urlsplit(address))
        place["OPTIONS"]["client_config"].retries["total_max_attempts"] = 1
        shut = {"BACKEND": "portal.documents.storage.ClosedStorage", "OPTIONS": {"inner": place}}
        with override_settings(STORAGES={**settings.STORAGES, "archive": shut, "default": shut}):
            yield bucket, place


def test_a_record_lies_closed_in_the_store_and_its_damage_or_absence_is_told(bucket):
    kept, _place = bucket
    content = os.urandom(300_000)
    package = Package(code="H49-1", agency_code="H49", year=2026, sha256=hashlib.sha256(content).hexdigest())
    assert "không còn" in fixity.damage_of(package)
    storages["archive"].save(package.path, ContentFile(content))
    assert kept.objects[package.path].startswith(closed.MARK) and fixity.damage_of(package) == ""
    with storages["archive"].open(package.path) as file:
        file.seek(150_000)
        assert file.read(10) == content[150_000:150_010]
    sound = kept.objects[package.path]
    kept.objects[package.path] = sound[:-3] + b"abc"
    assert "hỏng" in fixity.damage_of(package)
    kept.objects[package.path] = sound
    kept.fails = 5
    assert "từ chối" in fixity.damage_of(package)
    kept.fails, kept.refuses = 0, True
    assert "từ chối" in fixity.damage_of(package)
    kept.refuses = False
    storages["archive"].delete(package.path)
    assert not storages["archive"].exists(package.path) and not kept.objects


def test_a_store_that_is_gone_is_an_error_of_the_disk(bucket, settings):
    _kept, place = bucket
    gone = {**place, "OPTIONS": {**place["OPTIONS"], "endpoint_url": "http://127.0.0.1:9"}}
    with override_settings(STORAGES={**settings.STORAGES, "archive": gone}):
        package = Package(code="H49-1", agency_code="H49", year=2026)
        assert "không trả lời" in fixity.damage_of(package)
        with pytest.raises(OSError, match="không trả lời"):
            storages["archive"].save("a", ContentFile(b"a"))


def test_the_place_is_made_and_tried_before_use(bucket, capsys):
    kept, _place = bucket
    call_command("prepare_storage")
    assert kept.made == {NAME} and why_no_storage() == ""


def test_an_open_file_is_sent_by_the_store_through_a_link_that_ends(bucket, settings, monkeypatch):
    _kept, place = bucket
    request = RequestFactory().get("/")
    request.user = people.citizen()
    shut = store.keep_bytes(b"%PDF-1.7 kin")
    assert (
        answers.serve(request, shut, "Giấy.pdf").status_code == 200
    )  # a closed file never goes out by a link
    with override_settings(STORAGES={**settings.STORAGES, "default": place}):
        file = store.keep_bytes(b"%PDF-1.7 mo")
        sent = answers.serve(request, file, "Giấy khai sinh.pdf")
        assert sent.status_code == 302
        with urlopen(sent["Location"]) as got:
            assert got.read() == b"%PDF-1.7 mo" and "giay khai sinh.pdf" in got.headers["Content-Disposition"]
        with pytest.raises(HTTPError, match="403"):
            urlopen(sent["Location"].replace(file.sha256, shut.sha256))
        monkeypatch.setattr(cold, "LINK_SECONDS", -1)
        with pytest.raises(HTTPError, match="403"):
            urlopen(answers.serve(request, file, "Giấy.pdf")["Location"])
        assert answers.serve(request, file, "Giấy.pdf", inline=True).status_code == 200
