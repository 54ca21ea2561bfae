"""Pictures: opened within limits, checked whole, turned upright and made small enough for paper."""

import io
from collections.abc import Iterator

import pillow_heif
from PIL import ExifTags, Image, ImageSequence, UnidentifiedImageError

pillow_heif.register_heif_opener()
Image.MAX_IMAGE_PIXELS = None  # our own limits are checked before any pixel is decoded

MOST_PIXELS = 60_000_000
MOST_PIXELS_JPEG = 210_000_000  # decoded at an eighth of its size
MOST_PIXELS_IN_ALL = 600_000_000
MOST_PAGES = 200
_FORMATS = {
    "image/jpeg": {"JPEG", "MPO"},
    "image/png": {"PNG"},
    "image/webp": {"WEBP"},
    "image/tiff": {"TIFF"},
    "image/heic": {"HEIF"},
}
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_BROKEN = "Ảnh này bị hỏng hoặc chưa tải hết. Mở thử trên máy của bạn, rồi chụp hoặc chọn lại"
_HUGE = "Ảnh này quá lớn ({width} × {height} điểm). Chụp lại ở cỡ thường của điện thoại"


def check(path: str, kind: str) -> tuple[str, int]:
    """The problem with a picture ("" when sound) and its number of pages; decodes it once."""
    try:
        with Image.open(path) as image:
            if image.format not in _FORMATS[kind]:
                return _BROKEN, 0
            pages = getattr(image, "n_frames", 1) if kind == "image/tiff" else 1
            if pages > MOST_PAGES:
                return f"Tệp TIFF này có {pages} trang. Mỗi tệp tối đa {MOST_PAGES} trang", 0
            return _check_pages(image, pages), pages
    except (OSError, ValueError, SyntaxError, EOFError, KeyError, UnidentifiedImageError):
        return _BROKEN, 0


def _check_pages(image: Image.Image, pages: int) -> str:
    total = 0
    most = MOST_PIXELS_JPEG if image.format in _FORMATS["image/jpeg"] else MOST_PIXELS
    for page in range(pages):
        if page:
            image.seek(page)
        width, height = image.size
        total += width * height
        if width * height > most or total > MOST_PIXELS_IN_ALL:
            return _HUGE.format(width=width, height=height)
        image.draft("RGB", (width // 8, height // 8))
        image.load()
    return ""


def upright_pages(path: str, kind: str, rotation: int, long_edge: int) -> Iterator[Image.Image]:
    """Each page upright (EXIF orientation, then rotation clockwise), at most long_edge, RGB, grey or bilevel."""
    with Image.open(path) as image:
        for frame in ImageSequence.Iterator(image) if kind == "image/tiff" else [image]:
            yield _upright(frame, rotation, long_edge)


def _upright(image: Image.Image, rotation: int, long_edge: int) -> Image.Image:
    """Shrinks first, so that the picture is in memory at full size only once."""
    image.draft("RGB", (long_edge, long_edge))
    image.load()  # HEIC and TIFF are turned by their readers, who then say so
    exif = image.getexif()
    page = _on_white(image)
    if max(page.size) > long_edge:
        page = page.convert("L") if page.mode == "1" else page
        page.thumbnail((long_edge, long_edge), Image.Resampling.LANCZOS)
    turn = _TURNS.get(exif.get(ExifTags.Base.Orientation, 1))
    page = page.transpose(turn) if turn is not None else page
    return page.rotate(-rotation, expand=True) if rotation % 360 else page


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode in ("1", "L", "RGB"):
        return image.copy()
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        return image.convert("L")
    if image.has_transparency_data:
        page = Image.new("RGB", image.size, "white")
        rgba = image.convert("RGBA")
        page.paste(rgba, mask=rgba.getchannel("A"))
        return page
    return image.convert("RGB")


def packed(page: Image.Image) -> bytes:
    """The page as the bytes that go into a PDF: JPEG, or PNG where it has only black and white. No metadata."""
    buffer = io.BytesIO()
    if page.mode == "1":
        page.save(buffer, "PNG")
    else:
        page.save(buffer, "JPEG", quality=82, optimize=True)
    return buffer.getvalue()
