"""Nothing uploaded is lost or half-kept (P6); a content is kept once (P9); every limit is said in words."""

import errno
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404

from portal.documents import uploads
from portal.documents.models import FileState, StoredFile, Upload, UploadState

from . import owners
from . import samples as make

pytestmark = pytest.mark.django_db


def chunks(data: bytes, size: int = 5000) -> list[tuple[int, bytes]]:
    return [(at, data[at : at + size]) for at in range(0, len(data), size)]


def form_file(data: bytes, name: str = "anh.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def test_a_photo_arrives_by_chunks_and_is_kept_as_it_was():
    huyen = owners.citizen()
    photo = make.picture("JPEG", size=(1200, 900))
    upload = uploads.start(huyen, "giay_chung_sinh", "Giấy chứng sinh.jpg", len(photo))
    for at, piece in chunks(photo):
        upload = uploads.append(huyen, upload.key, at, piece)
    assert upload.state == UploadState.STORED
    assert upload.stored.content_type == "image/jpeg"
    with default_storage.open(upload.stored.path) as kept:
        assert kept.read() == photo
    assert not (Path(settings.UPLOAD_DIR) / f"{upload.key}.phan").exists()


def test_after_a_cut_the_upload_goes_on_where_it_was():
    """The last chunk was lost on the way: the next one is refused with the place to resume."""
    huyen = owners.citizen()
    photo = make.photo_with_place()
    key = uploads.start(huyen, "p", "a.jpg", len(photo)).key
    uploads.append(huyen, key, 0, photo[:5000])
    with pytest.raises(uploads.OutOfOrder) as cut:
        uploads.append(huyen, key, 9000, photo[9000:])
    assert cut.value.resume_at == 5000
    assert uploads.append(huyen, key, 0, photo[:5000]).received == 5000
    assert uploads.append(huyen, key, 2000, photo[2000:7000]).received == 7000
    assert uploads.append(huyen, key, 7000, photo[7000:]).state == UploadState.STORED
    assert uploads.append(huyen, key, 7000, photo[7000:]).state == UploadState.STORED


def test_a_part_that_vanished_from_the_disk_is_asked_for_again():
    huyen = owners.citizen()
    photo = make.photo_with_place()
    key = uploads.start(huyen, "p", "a.jpg", len(photo)).key
    uploads.append(huyen, key, 0, photo[:8000])
    os.truncate(Path(settings.UPLOAD_DIR) / f"{key}.phan", 3000)
    with pytest.raises(uploads.OutOfOrder) as cut:
        uploads.append(huyen, key, 8000, photo[8000:])
    assert cut.value.resume_at == 3000
    assert uploads.append(huyen, key, 3000, photo[3000:]).state == UploadState.STORED


def test_another_persons_upload_does_not_exist():
    huyen, stranger = owners.citizen(), owners.citizen("Người Lạ")
    key = uploads.start(huyen, "p", "a.jpg", 100).key
    with pytest.raises(Http404):
        uploads.append(stranger, key, 0, b"x")
    with pytest.raises(Http404):
        uploads.find(stranger, key)
    with pytest.raises(Http404):
        uploads.cancel(stranger, key)


def test_more_bytes_than_announced_are_refused():
    huyen = owners.citizen()
    key = uploads.start(huyen, "p", "a.jpg", 100).key
    with pytest.raises(uploads.UploadRefused, match="không khớp"):
        uploads.append(huyen, key, 0, bytes(101))


def test_a_photo_of_sixty_megabytes_gets_the_sentence():
    with pytest.raises(uploads.UploadRefused) as refused:
        uploads.start(owners.citizen(), "p", "a.jpg", 60 * 1024 * 1024)
    assert str(refused.value) == "Tệp phải nhỏ hơn 20 MB. Chụp lại từng trang sẽ nhẹ hơn"


def test_an_empty_file_gets_its_sentence():
    with pytest.raises(uploads.UploadRefused, match="trống"):
        uploads.receive(owners.citizen(), "p", form_file(b""))


def test_a_day_has_a_limit(settings):
    settings.UPLOAD_DAY_BYTES, settings.UPLOAD_DAY_FILES = 1000, 3
    huyen = owners.citizen()
    uploads.start(huyen, "p", "a", 900)
    with pytest.raises(uploads.UploadRefused, match="Hôm nay bạn đã tải lên quá nhiều"):
        uploads.start(huyen, "p", "b", 200)
    uploads.start(huyen, "p", "b", 50)
    uploads.start(huyen, "p", "c", 1)
    with pytest.raises(uploads.UploadRefused, match="quá nhiều"):
        uploads.start(huyen, "p", "d", 1)
    uploads.start(owners.citizen("Người Khác"), "p", "d", 1)


def test_a_false_ending_does_not_matter_the_content_does():
    upload = uploads.receive(owners.citizen(), "p", form_file(make.picture("PNG"), "giay.pdf"))
    assert upload.stored.content_type == "image/png"


def test_a_film_is_refused_and_leaves_nothing():
    huyen, before = owners.citizen(), StoredFile.objects.count()
    with pytest.raises(uploads.UploadRefused, match="Bạn chọn tệp video MOV"):
        uploads.receive(huyen, "p", form_file(make.film(), "quay.mov"))
    assert StoredFile.objects.count() == before
    assert Upload.objects.get(user=huyen).error.startswith("Tệp phải là ảnh")


def test_the_same_content_is_kept_once():
    photo = make.picture(color="tan")
    one = uploads.receive(owners.citizen(), "p", form_file(photo)).stored
    stamp = os.stat(default_storage.inner.path(one.path)).st_mtime_ns
    two = uploads.receive(owners.citizen("Người Khác"), "q", form_file(photo, "khac.jpg")).stored
    assert one == two
    assert os.stat(default_storage.inner.path(one.path)).st_mtime_ns == stamp


def test_a_content_lost_from_the_storage_comes_back_with_the_next_copy():
    photo = make.picture(color="plum")
    kept = uploads.receive(owners.citizen(), "p", form_file(photo)).stored
    default_storage.delete(kept.path)
    uploads.receive(owners.citizen(), "p", form_file(photo))
    assert default_storage.exists(kept.path)


def test_a_content_once_rejected_stays_rejected():
    photo = make.picture(color="red")
    kept = uploads.receive(owners.citizen(), "p", form_file(photo)).stored
    StoredFile.objects.filter(pk=kept.pk).update(state=FileState.REJECTED, reason="Tệp này có mã độc.")
    with pytest.raises(uploads.UploadRefused, match="mã độc"):
        uploads.receive(owners.citizen(), "p", form_file(photo))


@pytest.mark.parametrize("where", ["storage", "chunk"])
def test_a_full_disk_is_said_and_nothing_is_half_kept(monkeypatch, where):
    huyen = owners.citizen()
    photo = make.picture(color=(where == "storage" and "navy") or "olive")
    full = OSError(errno.ENOSPC, "No space left on device")

    def no_room(*args, **kwargs):
        raise full

    if where == "storage":
        monkeypatch.setattr("portal.documents.storage._to_disk", no_room)
        with pytest.raises(uploads.UploadRefused, match="hết chỗ"):
            uploads.receive(huyen, "p", form_file(photo))
        assert not [path for path in Path(default_storage.inner.path(".")).rglob(".*") if path.is_file()]
        assert Upload.objects.get(user=huyen).stored is None
        monkeypatch.undo()
        assert uploads.receive(huyen, "p", form_file(photo)).state == UploadState.STORED
        return
    key = uploads.start(huyen, "p", "a.jpg", len(photo)).key
    uploads.append(huyen, key, 0, photo[:1000])
    monkeypatch.setattr("portal.documents.uploads.os.open", no_room)
    with pytest.raises(uploads.UploadRefused, match="hết chỗ"):
        uploads.append(huyen, key, 1000, photo[1000:])
    monkeypatch.undo()
    assert uploads.find(huyen, key).received == 1000
    assert uploads.append(huyen, key, 1000, photo[1000:]).state == UploadState.STORED
