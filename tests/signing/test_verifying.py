"""Anybody brings a file or a key to /xac-minh/ and learns whether it is genuine; nothing is kept, nobody is named."""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dossiers import letters
from portal.calendars.now import now
from portal.documents import store, uploads
from portal.documents.drawing import draw_with_places
from portal.documents.models import StoredFile
from portal.documents.signing import faces, keys, looking, pens
from tests import people
from tests.dossiers.citizen.walking import text
from tests.trust import PIN, certify

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted_anew():
    cache.clear()


def bring(content: bytes, name: str = "ket-qua.pdf"):
    return Client().post("/xac-minh/", {"tep": SimpleUploadedFile(name, content, "application/pdf")})


@pytest.fixture
def result():
    drive = people.completed(now(), user=people.citizen("Đinh Thị Ngọc Huyền"))
    return letters.draw_result(drive.dossier.results.get())


@pytest.mark.article("QN-7.12")
def test_the_very_file_is_genuine_a_changed_one_is_not_and_nothing_is_kept(result):
    content = store.read(result.file)
    before = StoredFile.objects.count()
    page = text(bring(content))
    assert "Kết quả này là thật" in page and result.number in page and "Huyền" not in page
    changed = text(bring(content + b"\n% more"))
    assert "Tệp này khác bản đã cấp" in changed and result.number in changed
    assert StoredFile.objects.count() == before


def test_a_recalled_result_says_so_by_file_too(result):
    result.revoked_at = now()
    result.save()
    assert "đã bị thu hồi" in text(bring(store.read(result.file)))


def test_a_signed_paper_of_somebody_else_tells_who_signed_and_a_broken_one_is_refused(trust):
    officer = people.desk_officer()
    key = certify(trust, officer)
    paper, places = draw_with_places("letters/generic_result.html", {"title": "Giấy xác nhận", "rows": []})
    face = faces.of_person(officer.user.full_name)
    signed = pens.sign_as_person(paper, keys.open_key(key, PIN), places, face, "Ký")
    page = text(bring(signed))
    assert "chữ ký số hợp lệ" in page and officer.user.full_name in page
    at = signed.index(b"stream") + 40
    assert "không dùng được" in text(bring(signed[:at] + bytes([signed[at] ^ 1]) + signed[at + 1 :]))
    upload = uploads.receive(people.citizen(), "thu", SimpleUploadedFile("don.pdf", signed))
    assert upload.stored is not None, upload.error
    (found,) = looking.check_file(upload.stored)
    assert (found.signer, found.good, found.extent) == (officer.user.full_name, True, "whole")
    assert "Không biết tệp này" in text(bring(paper))


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "Chọn tệp PDF"), (b"GIF89a....", "không phải PDF"), (b"%PDF-1.4 nothing", "Không đọc được")],
)
def test_what_is_no_paper_is_said_plainly(content, words):
    answer = bring(content)
    assert answer.status_code == 422 and words in text(answer)


def test_too_many_files_from_one_place_must_wait():
    statuses = [bring(b"GIF89a").status_code for _ in range(22)]
    assert statuses[-1] == 429 and statuses[0] == 422
