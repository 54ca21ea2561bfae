"""A disk that is really full, where the machine allows one to be made."""

import io
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from PIL import Image

from portal.documents import uploads
from portal.documents.models import StoredFile, UploadState

from . import owners

pytestmark = pytest.mark.django_db


@pytest.fixture
def small_disk(tmp_path) -> Iterator[Path]:
    """Two megabytes of memory as a disk."""
    if os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", tmp_path], capture_output=True)
    if made.returncode:
        pytest.skip("this machine lets nobody mount")
    yield tmp_path
    subprocess.run(["umount", "-l", tmp_path], check=True)


def noise(megabytes: float) -> bytes:
    """A sound picture of about this size."""
    side = int((megabytes * 1024 * 1024 / 3) ** 0.5) + 1
    found = io.BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(found, "PNG", compress_level=0)
    return found.getvalue()


def test_a_full_store_refuses_keeps_nothing_and_recovers(small_disk):
    default = {
        "BACKEND": "portal.documents.storage.WholeFileStorage",
        "OPTIONS": {"location": small_disk / "files"},
    }
    huyen = owners.citizen()
    with override_settings(STORAGES={**storages.backends, "default": default}):
        filler = small_disk / "filler"
        filler.write_bytes(bytes(1800 * 1024))
        photo = noise(1)
        with pytest.raises(uploads.UploadRefused, match="hết chỗ"):
            uploads.receive(huyen, "p", SimpleUploadedFile("anh.jpg", photo))
        assert not [path for path in small_disk.rglob("*") if path.is_file() and path != filler]
        assert not StoredFile.objects.filter(size=len(photo)).exists()
        filler.unlink()
        assert uploads.receive(huyen, "p", SimpleUploadedFile("anh.jpg", photo)).state == UploadState.STORED


def test_a_full_upload_disk_keeps_what_came_before(small_disk, settings):
    settings.UPLOAD_DIR = small_disk
    huyen = owners.citizen()
    photo = noise(1.5)
    key = uploads.start(huyen, "p", "anh.jpg", len(photo)).key
    uploads.append(huyen, key, 0, photo[:500_000])
    filler = small_disk / "filler"
    filler.write_bytes(bytes(1400 * 1024))
    with pytest.raises(uploads.UploadRefused, match="hết chỗ"):
        uploads.append(huyen, key, 500_000, photo[500_000:])
    assert uploads.find(huyen, key).received == 500_000
    filler.unlink()
    assert uploads.append(huyen, key, 500_000, photo[500_000:]).state == UploadState.STORED
