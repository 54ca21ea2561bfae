"""Files as people bring them, and files as attackers make them. Nothing hostile lies in the repository."""

import io
import struct
import zipfile
import zlib
from typing import Any

import pikepdf
import pillow_heif
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image, ImageDraw

pillow_heif.register_heif_opener()
TEST_VIRUS = b"".join([b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$", b"EICAR-STANDARD", b"-ANTIVIRUS-TEST-FILE!$H+H*"])


def picture(
    format: str = "JPEG", size: tuple[int, int] = (600, 800), color: str = "white", **how: Any
) -> bytes:
    image = Image.new(how.pop("mode", "RGB"), size, color)
    ImageDraw.Draw(image).rectangle((size[0] // 8, size[1] // 8, size[0] // 2, size[1] // 4), fill="black")
    buffer = io.BytesIO()
    image.save(buffer, format, **how)
    return buffer.getvalue()


def photo_with_place(orientation: int = 6, format: str = "JPEG") -> bytes:
    """A phone's photo: lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "Điện thoại của Huyền"
    exif.get_ifd(0x8825).update({1: "N", 2: (20.0, 57.0, 0.0), 3: "E", 4: (107.0, 4.0, 0.0)})
    size = (3000, 2000) if format == "JPEG" else (900, 600)
    return picture(format, size=size, exif=exif)


def tiff(pages: int) -> bytes:
    sheets = [Image.new("1", (1240, 1754), index % 2) for index in range(pages)]
    buffer = io.BytesIO()
    sheets[0].save(buffer, "TIFF", save_all=True, append_images=sheets[1:], compression="group4")
    return buffer.getvalue()


def pdf(pages: int = 1, **how: Any) -> bytes:
    """A sound PDF; change(pdf) may spoil it."""
    change = how.pop("change", None)
    book = pikepdf.new()
    for _ in range(pages):
        book.add_blank_page(page_size=(595, 842))
    if change:
        change(book)
    buffer = io.BytesIO()
    book.save(buffer, **how)
    return buffer.getvalue()


def script(book: pikepdf.Pdf) -> None:
    book.Root.OpenAction = Dictionary(S=Name.JavaScript, JS="app.alert(1)")


def hidden_script(book: pikepdf.Pdf) -> None:
    """Deep in a page's annotation, in a compressed object."""
    action = Dictionary(
        S=Name.URI, URI="https://a.example", Next=Array([Dictionary(S=Name("/JavaScript"), JS="x")])
    )
    book.pages[0].Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=action)]
    )


def launch(book: pikepdf.Pdf) -> None:
    book.Root.OpenAction = Dictionary(S=Name.Launch, F="cmd.exe")


def attachment(book: pikepdf.Pdf) -> None:
    book.attachments["giay-to.txt"] = pikepdf.AttachedFileSpec(book, b"xin chao", filename="giay-to.txt")


def xfa(book: pikepdf.Pdf) -> None:
    book.Root.AcroForm = Dictionary(Fields=Array([]), XFA=Stream(book, b"<xdp/>"))


def submit_form(book: pikepdf.Pdf) -> None:
    book.pages[0].AA = Dictionary(O=Dictionary(S=Name.SubmitForm, F="https://a.example"))


def virus_in_stream(book: pikepdf.Pdf) -> None:
    book.pages[0].Contents = Stream(book, b"q " * 40000 + TEST_VIRUS)


def swollen_stream(book: pikepdf.Pdf) -> None:
    """Some kilobytes on the disk, 200 MB in memory, packed twice."""
    packer = zlib.compressobj(9)
    once = b"".join(packer.compress(bytes(1 << 20)) for _ in range(200)) + packer.flush()
    book.pages[0].Contents = Stream(book, zlib.compress(once, 9), Filter=[Name.FlateDecode, Name.FlateDecode])


def link_to_page(book: pikepdf.Pdf) -> None:
    """What word processors write: where to open, a link to the web. Harmless."""
    book.Root.OpenAction = Array([book.pages[0].obj, Name.Fit])
    web = Dictionary(S=Name.URI, URI="https://dichvucong.gov.vn")
    book.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=web)])


def zipped(name: str = "a.txt", content: bytes = b"xin chao") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims a size; its few bytes are not the pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack("!I", len(data)) + kind + data + struct.pack("!I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


def film(brand: bytes = b"qt  ") -> bytes:
    return struct.pack("!I", 20) + b"ftyp" + brand + bytes(4) + brand + bytes(64)
