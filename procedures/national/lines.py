"""The lines of a file of the catalogue, plain or compressed, one at a time and never more than a line in memory."""

import gzip
import json
import math
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

MOST_BYTES = 4 * 1024 * 1024
MOST_LINES = 1_000_000
MOST_UNPACKED = 2 * 1024**3
TOO_MUCH = (
    f"Dừng đọc ở đây: tệp có quá {MOST_LINES // 10**6} triệu dòng hoặc giải nén ra quá "
    f"{MOST_UNPACKED // 1024**3} GB. Chia thành nhiều tệp."
)
_DEPTH = 24
_GZIP, _UTF16 = b"\x1f\x8b", (b"\xff\xfe", b"\xfe\xff")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file: its number and what it holds, or why it cannot be read."""

    number: int
    value: Any = None
    refused: str = ""


def lines(file: IO[bytes]) -> Iterator[Line]:
    """Every line that holds something; a broken one with its reason. Reading goes on after it."""
    stream, number = _opened(file), 0
    try:
        while raw := stream.readline(MOST_BYTES + 1):
            number += 1
            if number > MOST_LINES or stream.tell() > MOST_UNPACKED:
                yield Line(number, refused=TOO_MUCH)
                return
            if len(raw) > MOST_BYTES:
                _to_the_end(stream, raw)
                yield Line(number, refused=f"Dòng dài quá {MOST_BYTES // 1024 // 1024} MB.")
            else:
                yield from _read(number, raw)
    except (OSError, EOFError, zlib.error):
        yield Line(number + 1, refused="Tệp nén bị hỏng hoặc bị cắt từ dòng này.")


def _opened(file: IO[bytes]) -> IO[bytes]:
    head = file.read(2)
    file.seek(0)
    if head == _GZIP:
        return gzip.GzipFile(fileobj=file, mode="rb")  # type: ignore[return-value]
    return file


def _to_the_end(stream: IO[bytes], part: bytes) -> None:
    while part and not part.endswith(b"\n") and stream.tell() <= MOST_UNPACKED:
        part = stream.readline(MOST_BYTES)


def _read(number: int, raw: bytes) -> Iterator[Line]:
    if raw[:2] in _UTF16:
        yield Line(number, refused="Tệp phải là chữ UTF-8, không phải UTF-16.")
        return
    try:
        text = raw.decode("utf-8-sig").strip().strip("\x00")
    except UnicodeDecodeError:
        yield Line(number, refused="Dòng không phải chữ UTF-8.")
        return
    text = text.removesuffix(",") if text.startswith("{") else text
    if not text or text in ("[", "]", "],"):
        return
    try:
        value = json.loads(text)
    except RecursionError:
        yield Line(number, refused="Dòng lồng nhau quá sâu.")
    except ValueError as error:
        yield Line(number, refused=_why(error, text))
    else:
        for one in value if isinstance(value, list) else [value]:
            yield Line(number, value=storable(one))


def _why(error: ValueError, text: str) -> str:
    if isinstance(error, json.JSONDecodeError):
        cut = error.pos >= len(text) - 1 or error.msg.startswith("Unterminated")
        return "Dòng bị cắt giữa chừng." if cut else f"Dòng không phải JSON (ký tự thứ {error.pos + 1})."
    return "Dòng có số quá dài."


def storable(value: Any, depth: int = 0) -> Any:
    """The value as the database can keep it: no NUL, no half characters, no infinite numbers, not endlessly deep."""
    if isinstance(value, str):
        return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if depth > _DEPTH:
        return None
    if isinstance(value, list):
        return [storable(one, depth + 1) for one in value]
    if isinstance(value, dict):
        return {storable(key): storable(one, depth + 1) for key, one in value.items()}
    return value
