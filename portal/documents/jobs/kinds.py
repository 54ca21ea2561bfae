"""What a file is, by its content and never by its name."""

import zipfile

ALLOWED = {
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/webp": ".webp",
    "image/tiff": ".tif",
    "image/heic": ".heic",
    "application/pdf": ".pdf",
}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_VIDEO_BRANDS = {b"qt  ": "video MOV", b"3gp4": "video 3GP", b"3gp5": "video 3GP", b"M4A ": "âm thanh M4A"}
_STARTS = [
    (b"GIF8", "ảnh GIF"),
    (b"BM", "ảnh BMP"),
    (b"MZ", "chương trình EXE"),
    (b"\x7fELF", "chương trình"),
    (b"Rar!", "nén RAR"),
    (b"7z\xbc\xaf", "nén 7Z"),
    (b"\x1f\x8b", "nén GZ"),
    (b"\xd0\xcf\x11\xe0", "Office cũ (DOC, XLS)"),
    (b"\x1aE\xdf\xa3", "video MKV"),
    (b"ID3", "âm thanh MP3"),
    (b"{\\rtf", "văn bản RTF"),
]
_OFFICE = {"word/": "Word DOCX", "xl/": "Excel XLSX", "ppt/": "PowerPoint PPTX"}
_BY_MAGIC = {
    "text/html": "trang web HTML",
    "image/svg+xml": "ảnh SVG",
    "text/xml": "XML",
    "text/plain": "văn bản TXT",
    "video/mp4": "video MP4",
    "audio/mpeg": "âm thanh MP3",
}


def kind_of(head: bytes) -> str:
    """The content type of an allowed kind, or nothing."""
    if head.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    if head[:4] in (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"):
        return "image/tiff"
    if head[4:8] == b"ftyp" and _is_heif(head):
        return "image/heic"
    return "application/pdf" if head.startswith(b"%PDF-") else ""


def _is_heif(head: bytes) -> bool:
    brands = [
        head[8:12],
        *(head[at : at + 4] for at in range(16, min(int.from_bytes(head[:4], "big"), 64), 4)),
    ]
    if b"avif" in brands or head[8:12] in _VIDEO_BRANDS:
        return False
    return any(brand in _HEIF_BRANDS for brand in brands)


def name_of_kind(path: str, head: bytes) -> str:
    """What a person would call a file that we do not take ("video MOV", "Word DOCX")."""
    if head[4:8] == b"ftyp":
        return "ảnh AVIF" if b"avif" in head[8:32] else _VIDEO_BRANDS.get(head[8:12], "video MP4")
    if head[:4] == b"RIFF" and head[8:12] == b"AVI ":
        return "video AVI"
    if head.startswith(b"PK\x03\x04"):
        return _name_of_zip(path)
    for start, name in _STARTS:
        if head.startswith(start):
            return name
    if b"<svg" in head[:2048].lower():
        return "ảnh SVG"
    import magic  # only a file that we do not take needs it

    return _BY_MAGIC.get(magic.from_buffer(head[:4096], mime=True), "khác")


def _name_of_zip(path: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = [entry.filename for entry in archive.filelist[:200]]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return "nén ZIP"
    for start, name in _OFFICE.items():
        if any(entry.startswith(start) for entry in names):
            return name
    return "văn bản ODT" if "mimetype" in names else "nén ZIP"
