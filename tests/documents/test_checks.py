"""No hostile file is kept, every sound one is, and each refusal says what to do (scorecard rows 14, 15)."""

import time

import pytest

from portal.documents import bounded, checks
from portal.documents.jobs.inspection import EMPTY, INFECTED, MIXED
from portal.documents.jobs.pdf_rules import ACTIVE, ATTACHED, BROKEN, DYNAMIC, LOCKED, SWOLLEN

from . import samples as make

SOUND = {
    "jpeg": (lambda: make.picture("JPEG"), "image/jpeg", 1),
    "jpeg with place": (make.photo_with_place, "image/jpeg", 1),
    "jpeg progressive": (lambda: make.picture("JPEG", progressive=True), "image/jpeg", 1),
    "cmyk": (lambda: make.picture("JPEG", mode="CMYK", color="blue"), "image/jpeg", 1),
    "png": (lambda: make.picture("PNG"), "image/png", 1),
    "png with holes": (lambda: make.picture("PNG", mode="RGBA"), "image/png", 1),
    "png of 16 bit": (lambda: make.picture("PNG", mode="I;16", color=0), "image/png", 1),
    "webp": (lambda: make.picture("WEBP"), "image/webp", 1),
    "heic": (lambda: make.picture("HEIF"), "image/heic", 1),
    "tiff": (lambda: make.tiff(3), "image/tiff", 3),
    "pdf": (lambda: make.pdf(7), "application/pdf", 7),
    "pdf of an office": (lambda: make.pdf(change=make.link_to_page), "application/pdf", 1),
}


@pytest.mark.parametrize("name", SOUND)
def test_a_sound_file_is_known_by_its_content(tmp_path, name):
    build, kind, pages = SOUND[name]
    file = tmp_path / "khong-co-duoi"
    file.write_bytes(build())
    assert checks.inspect(file) == {"type": kind, "pages": pages, "problem": ""}


HOSTILE = {
    "nothing": (lambda: b"", EMPTY),
    "test virus": (lambda: make.TEST_VIRUS, INFECTED),
    "test virus after a picture": (lambda: make.picture() + make.TEST_VIRUS, INFECTED),
    "test virus in a zip": (lambda: make.zipped("a.com", make.TEST_VIRUS), INFECTED),
    "test virus in a docx": (lambda: make.zipped("word/document.xml", make.TEST_VIRUS), INFECTED),
    "test virus in a pdf stream": (
        lambda: make.pdf(change=make.virus_in_stream, compress_streams=True, recompress_flate=True),
        INFECTED,
    ),
    "script on opening": (lambda: make.pdf(change=make.script), ACTIVE),
    "script in an annotation": (lambda: make.pdf(change=make.hidden_script), ACTIVE),
    "launch": (lambda: make.pdf(change=make.launch), ACTIVE),
    "form that sends": (lambda: make.pdf(change=make.submit_form), ACTIVE),
    "attachment": (lambda: make.pdf(change=make.attachment), ATTACHED),
    "xfa": (lambda: make.pdf(change=make.xfa), DYNAMIC),
    "password": (lambda: make.pdf(encryption=make.pikepdf.Encryption(user="a", owner="b")), LOCKED),
    "owner lock": (lambda: make.pdf(encryption=make.pikepdf.Encryption(user="", owner="b")), LOCKED),
    "pdf bomb": (lambda: make.pdf(change=make.swollen_stream), SWOLLEN),
    "half a pdf": (lambda: make.pdf(3)[:300], BROKEN),
    "pdf then zip": (lambda: make.pdf() + make.zipped(), MIXED),
    "picture then zip": (lambda: make.picture() + make.zipped(), MIXED),
    "picture that is a page": (lambda: make.picture(comment=b"<script>alert(1)</script>"), MIXED),
    "picture that is php": (lambda: make.picture(comment=b"<?php system($_GET[1]); ?>"), MIXED),
    "picture that is a pdf": (lambda: make.picture(comment=b"%PDF-1.7"), MIXED),
    "junk then pdf": (lambda: b"GARBAGE\n" + make.pdf(), "Tệp PDF này có dữ liệu lạ ở đầu"),
    "pixel bomb": (lambda: make.png_of(60000, 60000), "Ảnh này quá lớn (60000 × 60000 điểm)"),
    "picture without its pixels": (lambda: make.png_of(3000, 3000), "Ảnh này bị hỏng"),
    "half a photo": (lambda: make.picture(size=(2000, 2000))[:9000], "Ảnh này bị hỏng"),
    "svg": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "Bạn chọn tệp ảnh SVG"),
    "svg with a head": (lambda: b"<?xml version='1.0'?>\n<!-- a -->\n<svg/>", "Bạn chọn tệp ảnh SVG"),
    "page": (lambda: b"<!doctype html><html><body>a</body></html>", "Bạn chọn tệp trang web HTML"),
    "program": (lambda: b"MZ" + bytes(300), "Bạn chọn tệp chương trình EXE"),
    "docx": (lambda: make.zipped("word/document.xml"), "Bạn chọn tệp Word DOCX"),
    "xlsx": (lambda: make.zipped("xl/workbook.xml"), "Bạn chọn tệp Excel XLSX"),
    "zip bomb": (lambda: make.zipped("a", bytes(50 << 20)), "Bạn chọn tệp nén ZIP"),
    "film": (make.film, "Tệp phải là ảnh (JPG, PNG, HEIC) hoặc PDF. Bạn chọn tệp video MOV"),
    "film mp4": (lambda: make.film(b"isom"), "Bạn chọn tệp video MP4"),
    "gif": (lambda: make.picture("GIF"), "Bạn chọn tệp ảnh GIF"),
    "words": (lambda: "Xin chào".encode(), "Bạn chọn tệp văn bản TXT"),
    "old word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Office cũ (DOC, XLS)"),
    "noise": (lambda: bytes(range(256)) * 20, "Bạn chọn tệp khác"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason(tmp_path, name):
    build, sentence = HOSTILE[name]
    file = tmp_path / "anh.jpg"
    file.write_bytes(build())
    started = time.monotonic()
    problem = checks.inspect(file)["problem"]
    assert sentence in problem
    assert len(problem) <= 300
    assert time.monotonic() - started < 10


def test_a_job_that_eats_memory_ends_alone(tmp_path):
    """The child is killed, the caller hears JobFailed, and the next job works."""
    file = tmp_path / "a"
    file.write_bytes(make.picture("PNG", size=(6000, 6000), compress_level=1))
    with pytest.raises(bounded.JobFailed):
        bounded.run("images.check", str(file), "image/png", megabytes=40)
    with pytest.raises(bounded.JobFailed):
        bounded.run("inspection.no_such_job", str(file))
    assert bounded.run("inspection.inspect", str(file))["type"] == "image/png"


def test_the_fork_server_is_replaced_when_it_dies(tmp_path):
    file = tmp_path / "a"
    file.write_bytes(make.picture())
    assert checks.inspect(file)["problem"] == ""
    assert bounded._server is not None
    bounded._server[2].kill()
    bounded._server[2].wait()
    assert checks.inspect(file)["problem"] == ""
