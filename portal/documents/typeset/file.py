"""Filled sheets as a file: PDF/A-3u, its fonts inside, the same sheets the same bytes."""

import hashlib
import zlib
from xml.sax.saxutils import escape

from portal.documents.typeset.faces import Face, face
from portal.documents.typeset.sheets import Sheets, code_rows

_HEAD = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
_FONTS = {"": ("F0", "Tinos"), "b": ("F1", "Tinos-Bold"), "i": ("F2", "Tinos-Italic")}
_GRAY = "/ColorSpace<</DefaultGray[/CalGray<</WhitePoint[.9505 1 1.089]/Gamma 2.2>>]>>"
_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"><pdfaid:part>3</pdfaid:part>\
<pdfaid:conformance>U</pdfaid:conformance></rdf:Description>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt>\
<rdf:li xml:lang="x-default">{}</rdf:li></rdf:Alt></dc:title></rdf:Description>
</rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""


class _Objects:
    def __init__(self) -> None:
        self.body, self.places = bytearray(_HEAD), [0]

    def reserve(self) -> int:
        self.places.append(0)
        return len(self.places) - 1

    def put(self, told: str, number: int = 0) -> int:
        return self._put(told.encode(), number)

    def stream(self, facts: str, content: bytes, *, squeezed: bool = False) -> int:
        packed = content if squeezed else zlib.compress(content, 6)
        head = f"<<{facts}/Filter/FlateDecode/Length {len(packed)}>>\nstream\n".encode()
        return self._put(head + packed + b"\nendstream")

    def open_stream(self, facts: str, content: bytes) -> int:
        head = f"<<{facts}/Length {len(content)}>>\nstream\n".encode()
        return self._put(head + content + b"\nendstream")

    def _put(self, told: bytes, number: int = 0) -> int:
        number = number or self.reserve()
        self.places[number] = len(self.body)
        self.body += b"%d 0 obj\n%s\nendobj\n" % (number, told)
        return number

    def file(self, root: int) -> bytes:
        name = hashlib.md5(self.body, usedforsecurity=False).hexdigest()
        at, count = len(self.body), len(self.places)
        rows = "".join(f"{place:010} 00000 n \n" for place in self.places[1:])
        end = f"trailer\n<</Size {count}/Root {root} 0 R/ID[<{name}><{name}>]>>\nstartxref\n{at}\n%%EOF\n"
        return bytes(self.body) + f"xref\n0 {count}\n0000000000 65535 f \n{rows}{end}".encode()


def made(sheets: Sheets, title: str) -> bytes:
    """The file. About three milliseconds."""
    objects = _Objects()
    root, pages = objects.reserve(), objects.reserve()
    fonts = "".join(
        f"/{_FONTS[key][0]} {_font(objects, face(key), used)} 0 R"
        for key, used in sorted(sheets.used.items())
    )
    resources = f"<</Font<<{fonts}>>{_GRAY}"
    if sheets.code:
        side, dots = code_rows(sheets.code)
        facts = (
            f"/Type/XObject/Subtype/Image/Width {side}/Height {side}/BitsPerComponent 8/ColorSpace/DeviceGray"
        )
        resources += f"/XObject<</Q {objects.stream(facts, dots)} 0 R>>"
    shared = objects.put(resources + ">>")
    box = f"[0 0 {sheets.width:.2f} {sheets.height:.2f}]"
    kids = []
    for page in sheets.pages:
        content = objects.stream("", "\n".join(["0 g 0 G .75 w", *page.told]).encode())
        kids.append(
            objects.put(
                f"<</Type/Page/Parent {pages} 0 R/MediaBox{box}/Resources {shared} 0 R/Contents {content} 0 R>>"
            )
        )
    metadata = objects.open_stream("/Type/Metadata/Subtype/XML", _XMP.format(escape(title)).encode())
    objects.put(f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(f'{kid} 0 R' for kid in kids)}]>>", pages)
    objects.put(
        f"<</Type/Catalog/Pages {pages} 0 R/Metadata {metadata} 0 R/Lang(vi)"
        "/ViewerPreferences<</DisplayDocTitle true>>>>",
        root,
    )
    return objects.file(root)


def _font(objects: _Objects, one: Face, used: set[int]) -> int:
    """The face with the outlines that these sheets use."""
    program = one.program(used)
    mark = hashlib.md5(repr(sorted(used)).encode(), usedforsecurity=False).hexdigest()
    tag = "".join(chr(65 + int(letter, 16)) for letter in mark[:6])
    name = f"/{tag}+{_FONTS[one.key][1]}"
    file = objects.stream(f"/Length1 {len(program)}", program)
    descriptor = objects.put(f"<</Type/FontDescriptor/FontName{name}{one.descriptor}/FontFile2 {file} 0 R>>")
    widths = " ".join(map(str, one.widths))
    below = objects.put(
        f"<</Type/Font/Subtype/CIDFontType2/BaseFont{name}/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        f"/Supplement 0>>/FontDescriptor {descriptor} 0 R/DW 500/W[0[{widths}]]/CIDToGIDMap/Identity>>"
    )
    table = objects.stream("", one.to_unicode, squeezed=True)
    return objects.put(
        f"<</Type/Font/Subtype/Type0/BaseFont{name}/Encoding/Identity-H/DescendantFonts[{below} 0 R]"
        f"/ToUnicode {table} 0 R>>"
    )
