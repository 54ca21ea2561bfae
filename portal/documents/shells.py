"""The file around a filled letter: what stays is written once, what differs is put behind it."""

import hashlib
import io
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import pikepdf

_HEAD = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_PLAIN, _PACKED = 1, 2
FLATE = pikepdf.Name("/FlateDecode")


class Shell:
    """A PDF whose objects in `differing` are left out; `file` writes them behind the rest."""

    def __init__(self, pdf: pikepdf.Pdf, differing: set[int]) -> None:
        self.size = len(pdf.objects) + 3  # and one number each for the packed objects and the table
        self._packed, self._table = self.size - 2, self.size - 1
        self.root, self.info = pdf.trailer.Root.objgen[0], pdf.trailer.Info.objgen[0]
        rows: list[tuple[int, int, int]] = [(0, 0, 65535)] * self.size
        body, small = bytearray(_HEAD), []
        for number in range(1, len(pdf.objects) + 1):
            one = pdf.get_object(number, 0)
            if number in differing or _of_the_file(one):
                continue
            if isinstance(one, pikepdf.Stream):
                rows[number] = (_PLAIN, len(body), 0)
                body += stream(number, dict(one.items()), one.read_raw_bytes())
            else:
                small.append((number, one.unparse(resolved=True)))
        for place, (number, _) in enumerate(small):
            rows[number] = (_PACKED, self._packed, place)
        rows[self._packed] = (_PLAIN, len(body), 0)
        body += _packed(self._packed, small)
        self.body, self.rows = bytes(body), rows

    def file(self, objects: Mapping[int, bytes]) -> bytes:
        """The whole file with these objects, each as `number 0 obj … endobj`."""
        rows, parts, at = list(self.rows), [self.body], len(self.body)
        for number, told in objects.items():
            rows[number] = (_PLAIN, at, 0)
            parts.append(told)
            at += len(told)
        rows[self._table] = (_PLAIN, at, 0)
        table = zlib.compress(b"".join(struct.pack("!BIH", *row) for row in rows))
        name = hashlib.md5(b"".join(parts), usedforsecurity=False).hexdigest().encode()
        facts = (
            b"<</Type/XRef/W[1 4 2]/Size %d/Root %d 0 R/Info %d 0 R/ID[<%s><%s>]/Filter/FlateDecode/Length %d>>"
            % (self.size, self.root, self.info, name, name, len(table))
        )
        end = b"\nstartxref\n%d\n%%%%EOF\n" % at
        return b"".join(
            [*parts, b"%d 0 obj\n" % self._table, facts, b"\nstream\n", table, b"\nendstream\nendobj", end]
        )


def stream(number: int, facts: Mapping[str, Any], content: bytes) -> bytes:
    """A stream object; its bytes are as they are."""
    head = pikepdf.Dictionary({**facts, "/Length": len(content)}).unparse()
    return b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (number, head, content)


def plain(number: int, told: bytes) -> bytes:
    return b"%d 0 obj\n%s\nendobj\n" % (number, told)


def text_string(text: str) -> bytes:
    """A text as PDF wants it, for any letters."""
    return b"<feff%s>" % text.encode("utf-16-be").hex().encode()


def _of_the_file(one: Any) -> bool:
    """Packed objects and tables of the file that was read are written anew."""
    return isinstance(one, pikepdf.Stream) and one.get("/Type") in ("/XRef", "/ObjStm")


def _packed(number: int, small: list[tuple[int, bytes]]) -> bytes:
    index, body = io.BytesIO(), io.BytesIO()
    for one, told in small:
        index.write(b"%d %d " % (one, body.tell()))
        body.write(told + b"\n")
    first = index.tell()
    content = zlib.compress(index.getvalue() + body.getvalue(), 9)
    facts = {
        "/Type": pikepdf.Name("/ObjStm"),
        "/N": len(small),
        "/First": first,
        "/Filter": pikepdf.Name("/FlateDecode"),
    }
    return stream(number, facts, content)
