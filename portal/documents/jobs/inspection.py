"""The checks that every upload passes before anything else looks at it. Answers what a person can act on."""

import mmap
import zipfile
import zlib

from . import images, kinds, pdf_rules
from .findings import EMPTY, INFECTED, MIXED, Finding

_TEST_VIRUS = b"".join([b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$", b"EICAR-STANDARD-", b"ANTIVIRUS-TEST-FILE!$H+H*"])
_MOST_MEMBERS = 100
_MEMBER_BYTES = 1 << 20


def inspect(path: str) -> Finding:
    """Looks at one file: its true kind, active content, bombs, two-faced files, the test virus."""
    with open(path, "rb") as file:
        head = file.read(8192)
        if not head:
            return _refused(EMPTY)
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
            if content.find(_TEST_VIRUS) >= 0:
                return _refused(INFECTED)
            kind = kinds.kind_of(head)
            if not kind:
                return _refused(_why_not_this_kind(path, head))
            if _is_two_faced(path, head, content, kind):
                return _refused(MIXED)
            if kind == "application/pdf" and content.rfind(b"%%EOF") <= content.rfind(b"startxref"):
                return _refused(pdf_rules.BROKEN)  # its end never came
    if kind == "application/pdf":
        problem, pages = pdf_rules.check(path, _TEST_VIRUS, INFECTED)
    else:
        problem, pages = images.check(path, kind)
    return {"type": kind, "pages": pages, "problem": problem}


def _refused(problem: str) -> Finding:
    return {"type": "", "pages": 0, "problem": problem}


def _why_not_this_kind(path: str, head: bytes) -> str:
    if head.startswith(b"PK\x03\x04") and _infected_zip(path):
        return INFECTED
    if b"%PDF-" in head[:1024]:
        return "Tệp PDF này có dữ liệu lạ ở đầu. Mở tệp, chọn In, lưu thành PDF mới rồi tải lên"
    return f"Tệp phải là ảnh (JPG, PNG, HEIC) hoặc PDF. Bạn chọn tệp {kinds.name_of_kind(path, head)}"


def _infected_zip(path: str) -> bool:
    """Only the beginning of each member is unpacked, so no archive can swell."""
    try:
        with zipfile.ZipFile(path) as archive:
            for entry in archive.filelist[:_MOST_MEMBERS]:
                if not entry.flag_bits & 1:
                    with archive.open(entry) as member:
                        if _TEST_VIRUS in member.read(_MEMBER_BYTES):
                            return True
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, zlib.error, EOFError):
        pass
    return False


def _is_two_faced(path: str, head: bytes, content: mmap.mmap, kind: str) -> bool:
    """A file that another program would open as something else: an archive at its end, a page inside a picture."""
    if zipfile.is_zipfile(path):
        return True
    if kind == "application/pdf":
        tail = content[max(content.rfind(b"%%EOF"), 0) :]
        return any(mark in tail for mark in (b"Rar!\x1a", b"7z\xbc\xaf", b"<script", b"<?php", b"<html"))
    if b"%PDF-" in head[:1024]:
        return True
    return any(content.find(mark) >= 0 for mark in (b"<?php", b"<script", b"<SCRIPT", b"Rar!\x1a\x07"))
