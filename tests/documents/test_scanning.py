"""With a scanner, nobody but the one who brought a file opens it before it is clean; a dead scanner loses nothing."""

import pytest
from django.core.checks import run_checks
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory

from portal.documents import answers, checks, pdf, tasks, uploads
from portal.documents.models import FileState, StoredFile
from portal.web.refusals import NotYours

from . import owners
from . import samples as make
from .scanner import scanner

pytestmark = pytest.mark.django_db


def bring(user, data: bytes) -> StoredFile:
    return uploads.receive(user, "p", SimpleUploadedFile("anh.jpg", data)).stored


def ask(user, file: StoredFile):
    request = RequestFactory().get("/")
    request.user = user
    answer = answers.serve(request, file, "anh.jpg")
    b"".join(answer)
    return answer


def test_without_a_scanner_the_structural_checks_are_enough():
    assert bring(owners.citizen(), make.picture(color="gold")).state == FileState.CLEAN


def test_a_clean_file_leaves_quarantine(settings, django_capture_on_commit_callbacks):
    with scanner() as address:
        settings.CLAMD_URL = address
        with django_capture_on_commit_callbacks(execute=True):
            file = bring(owners.citizen(), make.picture(color="silver"))
            assert file.state == FileState.QUARANTINED
    file.refresh_from_db()
    assert file.state == FileState.CLEAN
    assert file.checked_at


def titled_xau(book) -> None:
    book.docinfo["/Title"] = "XAU"


def test_a_virus_is_thrown_away_and_its_content_never_comes_back(
    settings, django_capture_on_commit_callbacks
):
    virus = make.pdf(change=titled_xau)
    with scanner() as address:
        settings.CLAMD_URL = address
        with django_capture_on_commit_callbacks(execute=True):
            file = bring(owners.citizen(), virus)
    file.refresh_from_db()
    assert file.state == FileState.REJECTED
    assert "mã độc" in file.reason
    assert not default_storage.exists(file.path)
    with pytest.raises(uploads.UploadRefused, match="mã độc"):
        bring(owners.citizen(), virus)
    with pytest.raises(NotYours, match="mã độc"):
        ask(owners.citizen(), file)
    with pytest.raises(uploads.UploadRefused, match="mã độc"):
        pdf.images_to_pdf([(file, 0)])


@pytest.mark.parametrize("mode", ["hangs up", "nonsense", "gone"])
def test_while_the_scanner_is_down_files_wait_and_the_page_can_say_so(settings, mode):
    huyen, officer = owners.citizen(), owners.citizen("Cán bộ")
    with scanner(mode) as address:
        settings.CLAMD_URL = "unix:///khong/co" if mode == "gone" else address
        file = bring(huyen, make.picture(size=(300, 300 + len(mode))))
        assert tasks.scan_waiting() == 0
    file.refresh_from_db()
    assert (file.state, file.reason) == (FileState.QUARANTINED, checks.SCANNER_DOWN)
    assert ask(huyen, file).status_code == 200
    with pytest.raises(NotYours, match="quét vi-rút"):
        ask(officer, file)
    bound = pdf.images_to_pdf([(file, 90)])
    assert bound.state == FileState.QUARANTINED
    with scanner() as address:
        settings.CLAMD_URL = address
        assert tasks.scan_waiting() >= 2
    file.refresh_from_db()
    assert (file.state, file.reason) == (FileState.CLEAN, "")
    assert ask(officer, file).status_code == 200


def test_production_insists_on_a_scanner(settings):
    settings.PRODUCTION, settings.CLAMD_URL = True, ""
    assert "documents.E001" in {error.id for error in run_checks(include_deployment_checks=True)}
    file = bring(owners.citizen(), make.picture(color="coral"))
    tasks.scan_waiting()
    file.refresh_from_db()
    assert file.state == FileState.QUARANTINED
