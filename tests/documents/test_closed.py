"""Files lie closed on the disk: read in parts, changed by nobody unnoticed, and moved to a new key without a stop."""

import hashlib
import io
import itertools
import os
import random

import pytest
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.test import override_settings

from portal.documents import closed, filekeys, previews, rotating, store
from portal.documents.models import FileState, StoredFile
from portal.vault import services as vault
from tests import people
from tests.documents import samples as make

pytestmark = pytest.mark.django_db
SIZES = (0, 1, closed.PIECE - 1, closed.PIECE, closed.PIECE + 1, 3 * closed.PIECE, 200_001)


@pytest.fixture
def keys(tmp_path):
    """A key file of its own with one key."""
    path = tmp_path / "keys"
    filekeys.forget()
    with override_settings(FILE_KEYS=[], FILE_KEYS_FILE=str(path)):
        filekeys.add(path)
        yield path
    filekeys.forget()


@pytest.fixture
def folder(tmp_path, keys, settings):
    """A store of its own, so that every file in it is of this test."""
    inner = {
        "BACKEND": "portal.documents.storage.WholeFileStorage",
        "OPTIONS": {"location": tmp_path / "kho"},
    }
    place = {"BACKEND": "portal.documents.storage.ClosedStorage", "OPTIONS": {"inner": inner}}
    with override_settings(STORAGES={**settings.STORAGES, "default": place}):
        yield tmp_path / "kho"


def kept(content: bytes) -> StoredFile:
    return store.keep_bytes(content)


def flip(path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1
    path.write_bytes(content)


@pytest.mark.parametrize("size", SIZES)
def test_what_went_in_comes_out_whole_and_in_parts(folder, size):
    content = random.Random(size).randbytes(size)
    file = kept(content)
    raw = (folder / file.path).read_bytes()
    assert content[:64] not in raw or size < 16
    assert raw.startswith(closed.MARK) and len(raw) >= size + closed.HEAD
    assert store.read(file) == content and storages["default"].size(file.path) == size
    with storages["default"].open(file.path) as opened:
        for start, end in itertools.product((0, 1, closed.PIECE - 3, size // 2), (1, 5, closed.PIECE + 7)):
            opened.seek(start)
            assert opened.read(end) == content[start : start + end]
        opened.seek(-1, os.SEEK_END) if size else None
        assert opened.read() == content[-1:]


@pytest.mark.parametrize("size", [1, 3 * closed.PIECE])
def test_one_changed_byte_anywhere_is_noticed(folder, size):
    file = kept(bytes(size))
    path = folder / file.path
    sound = path.read_bytes()
    places = {0, 5, 8, 12, 20, 30, closed.HEAD - 1, closed.HEAD, len(sound) - 1, len(sound) // 2}
    for at in places:
        flip(path, at)
        with pytest.raises(OSError):
            store.read(file)
        path.write_bytes(sound)
    cuts = (sound[:-1], sound[: closed.HEAD], sound + b"x", sound[: -closed.PIECE] or b"", b"")
    for cut in cuts:
        path.write_bytes(cut)
        with pytest.raises(closed.Damaged):
            store.read(file)
    path.write_bytes(sound)
    assert store.read(file) == bytes(size)


def test_pieces_and_files_cannot_change_places(folder):
    one, other = kept(b"mot" * closed.PIECE), kept(b"hai" * closed.PIECE)
    first, second = folder / one.path, folder / other.path
    sound = first.read_bytes()
    first.write_bytes(second.read_bytes())
    with pytest.raises(closed.Damaged):
        store.read(one)
    step = closed.PIECE + 16
    body = sound[closed.HEAD :]
    first.write_bytes(sound[: closed.HEAD] + body[step : 2 * step] + body[:step] + body[2 * step :])
    with pytest.raises(closed.Damaged):
        store.read(one)


def test_a_damaged_paper_is_told_in_words_before_a_byte_goes_out(folder, client, caplog):
    huyen = people.citizen()
    file = store.keep_bytes(make.picture("JPEG", size=(1200, 900)), content_type="image/jpeg")
    item = vault.add_own(party=huyen.party, title="Ảnh thẻ", file=file)
    client.force_login(huyen)
    page = f"/kho/giay/{item.key}/tep/"
    assert b"".join(client.get(page).streaming_content) == store.read(file)
    part = client.get(page, headers={"range": "bytes=10-19"})
    assert (part.status_code, b"".join(part.streaming_content)) == (206, store.read(file)[10:20])
    flip(folder / file.path, -1)
    answer = client.get(page)
    assert answer.status_code == 409 and "đã hỏng trong kho" in answer.content.decode()
    assert "is damaged" in caplog.text


def test_a_picture_of_a_page_lies_closed_too(folder, settings, tmp_path):
    settings.LOCAL_DIR = str(tmp_path)
    file = store.keep_bytes(make.picture("JPEG"), content_type="image/jpeg")
    drawn = previews.page_picture(file, 1, 240)
    (path,) = (tmp_path / "previews").rglob("*.webp")
    assert drawn[:4] == b"RIFF" and path.read_bytes().startswith(closed.MARK)
    assert previews.page_picture(file, 1, 240) == drawn
    flip(path, -1)
    assert previews.page_picture(file, 1, 240) == drawn


def test_files_move_to_a_new_key_and_a_broken_run_goes_on(folder, keys, monkeypatch):
    old = filekeys.newest()
    files = [kept(f"tờ {number}".encode() * 30_000) for number in range(5)]
    bodies = {one.pk: (folder / one.path).read_bytes()[closed.HEAD :] for one in files}
    call_command("rotate_file_keys", "--add", verbosity=0)
    new = filekeys.newest()
    assert {one.closed_with for one in files} == {old} != {new} and rotating.waiting() == 5
    assert rotating.turn(most=2).done == 2 and rotating.waiting() == 3
    gone = folder / files[4].path
    gone.rename(folder / "aside")
    with pytest.raises(CommandError, match="1 tệp không có"):
        call_command("rotate_file_keys", verbosity=0)
    (folder / "aside").rename(gone)
    call_command("rotate_file_keys", verbosity=0)
    assert rotating.waiting() == 0
    keys.write_text(keys.read_text().split()[-1])  # the old key is thrown away
    filekeys.forget()
    for one in files:
        one.refresh_from_db()
        assert one.closed_with == new and store.digest(_aside(folder, one))[0] == one.sha256
        assert (folder / one.path).read_bytes()[closed.HEAD :] == bodies[
            one.pk
        ]  # the content was not touched


def _aside(folder, one):
    path = folder / "doc"
    path.write_bytes(store.read(one))
    return path


def test_without_its_key_a_file_says_which_is_missing(folder, keys):
    file = kept(b"to khai")
    old = filekeys.newest()
    keys.write_text("")
    filekeys.add(keys)
    with pytest.raises(filekeys.NoKey, match=old):
        store.read(file)


def test_a_file_from_before_the_keys_is_read_proved_and_closed(folder):
    plain = StoredFile(size=7, content_type="application/pdf", state=FileState.CLEAN)
    plain.sha256 = hashlib.sha256(b"tu truoc").hexdigest()
    plain.save()
    path = folder / plain.path
    path.parent.mkdir(parents=True)
    path.write_bytes(b"tu truoc")
    assert store.read(plain) == b"tu truoc"
    path.write_bytes(b"ke gian dat vao")
    with pytest.raises(closed.Damaged):
        store.read(plain)
    path.write_bytes(b"tu truoc")
    assert rotating.turn().damaged == 0 and path.read_bytes().startswith(closed.MARK)
    assert store.read(plain) == b"tu truoc"


def test_a_stream_of_any_crumbs_is_the_same_file(keys):
    content = os.urandom(150_000)
    crumbs = [content[at : at + 777] for at in range(0, len(content), 777)]
    raw = io.BytesIO(b"".join(closed.close(crumbs, "a")))
    with closed.Reading(raw, "a") as opened:
        assert opened.read() == content
