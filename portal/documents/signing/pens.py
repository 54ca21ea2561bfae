"""Putting signatures into a PDF: the person's, then number, day and the agency's stamp, each behind what is there."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

from asn1crypto import x509 as asn1
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.validation.dss import DocumentSecurityStore
from pyhanko.stamp import StaticStampStyle

from portal.calendars.now import now
from portal.documents.drawing import Place
from portal.documents.signing import faces, trust
from portal.documents.signing.faces import MM
from portal.documents.signing.refusals import CannotSign, TryLater

PERSON, AGENCY, CITIZEN = "nguoi-ky", "co-quan", "nguoi-nop"
_OURS = ("Số", "Ngày")  # what our places for number and day are called
Box = tuple[float, float, float, float]
_Name = generic.pdf_name
_Dictionary: Any = generic.DictionaryObject
_Number: Any = generic.NumberObject
_Float: Any = generic.FloatObject


def sign_as_person(
    content: bytes, signer: Signer, places: Sequence[Place] | None, face: bytes, reason: str
) -> bytes:
    """The person's signature with a time stamp (PAdES B-T); room for number, day and the agency is made before it.

    places None: the paper bears signatures already, so nothing is shown on it.

    Raises CannotSign or TryLater; then there is no new file.
    """
    writer, field = _for_person(content, places)
    return _sign(writer, signer, field, face, reason)


def with_room(content: bytes) -> bytes:
    """A paper of ours with an empty field for a citizen's signature, which every tool finds: in the foot of the first
    page, where nothing is printed."""
    writer = _writer(content)
    width, high = _size_of(writer, 0)[0], faces.NOTE_MM[1] * MM
    left = (50 if width > 160 * MM else 33) * MM
    right = min(left + faces.NOTE_MM[0] * MM, width - 8 * MM)
    _add_signature_field(writer, CITIZEN, 0, (left, 2.5 * MM, right, 2.5 * MM + high))
    writer.root["/AcroForm"][_Name("/SigFlags")] = _Number(
        3
    )  # as signing leaves it: nothing else may change then
    out = io.BytesIO()
    writer.write(out)  # type: ignore[no-untyped-call]
    return out.getvalue()


def sign_as_citizen(content: bytes, signer: Signer, reason: str) -> bytes:
    """A citizen's signature with a time stamp (PAdES B-T) in the room made for it, which then says who signed and when;
    unseen on a paper without such room. Raises as above."""
    writer = _writer(content)
    if not (field := _waiting(writer, CITIZEN)):
        return _sign(writer, signer, _unseen(writer, CITIZEN), b"", reason)
    name = signer.signing_cert.subject.native.get("common_name", "") if signer.signing_cert else ""
    return _sign(writer, signer, field, faces.of_citizen(str(name), now()), reason)


def pen_of_person(
    content: bytes, signer: Signer, places: Sequence[Place] | None, face: bytes, reason: str
) -> tuple[PdfSigner, Any]:
    """The same up to the signature itself, which comes later (signing.apart): the pen and the paper under it."""
    trust.refuse_revoked(signer.signing_cert)
    writer, field = _for_person(content, places)
    return _pen(signer, field, face, reason), writer


def _for_person(content: bytes, places: Sequence[Place] | None) -> tuple[IncrementalPdfFileWriter, str]:
    """The paper with room for what comes, and the name of the person's field."""
    writer = _writer(content)
    if places is None:
        field, _ = _unseen(writer, PERSON), _unseen(writer, AGENCY)
        return writer, field
    for place in places:
        if place.name.startswith(("so", "ngay", "ghi-")):
            _add_text_field(writer, place)
    page, box = _where_to_sign(writer, places)
    _add_signature_field(writer, PERSON, page, box)
    _add_signature_field(writer, AGENCY, page, _where_to_stamp(box))
    return writer, PERSON


def _unseen(writer: Any, name: str) -> str:
    """A new signature field that shows nothing; a paper of another portal like ours may have one of that name."""
    taken = {str(field.get("/T", "")) for field in _fields(writer)}
    free = next(one for one in (name, *(f"{name}-{number}" for number in range(2, 99))) if one not in taken)
    fields.append_signature_field(writer, fields.SigFieldSpec(free))
    return free


def _waiting(writer: Any, name: str) -> str:
    """The field of this name, or of one counted on from it, that nobody has signed; empty when there is none."""
    empty = [str(field.get("/T", "")) for field in _fields(writer) if "/V" not in field]
    return next((one for one in empty if one == name or one.startswith(f"{name}-")), "")


def seal_as_agency(
    content: bytes,
    signer: Signer,
    texts: Mapping[str, str],
    face: bytes,
    chain: Sequence[asn1.Certificate] = (),
    places: Sequence[Place] = (),
) -> bytes:
    """Number and day are filled in, the agency signs, and what proves all of it goes in (PAdES B-LTA).

    texts: beginning of a place's name → what stands there. chain: the certificates of who signed before. places:
    where a paper that nobody signed before has its room.
    Raises CannotSign or TryLater.
    """
    writer = _writer(content)
    for place in _fields(writer):
        told = str(place.get("/T", ""))
        text = next((text for name, text in texts.items() if told.startswith(name)), None)
        if text is not None and place.get("/FT") == "/Tx" and place.get("/TU") in _OURS:
            _fill(writer, place, text, italic="ngay" in told)
    if not (field := _waiting(writer, AGENCY)):
        field, (page, box) = AGENCY, _where_to_sign(writer, places)
        _add_signature_field(writer, AGENCY, page, _amid(box) if places else _where_to_stamp(box))
    if chain:
        DocumentSecurityStore.supply_dss_in_writer(
            writer, None, certs=list(chain), crls=trust.revoked_lists(chain)
        )
    return _sign(writer, signer, field, face, "Đóng dấu", for_good=True)


def seal_scan(content: bytes, signer: Signer, face: bytes) -> bytes:
    """The agency signs a scan that was checked, upper right on its first page. Raises CannotSign or TryLater."""
    writer = _writer(content)
    width, height = (one * MM for one in faces.SCAN_MM)
    across, up = _size_of(writer, 0)
    right, top = across - 8 * MM, up - 6 * MM
    _add_signature_field(writer, AGENCY, 0, (right - width, top - height, right, top))
    return _sign(writer, signer, AGENCY, face, "Số hoá giấy tờ", for_good=True)


def _sign(
    writer: Any, signer: Signer, field: str, face: bytes, reason: str, *, for_good: bool = False
) -> bytes:
    trust.refuse_revoked(signer.signing_cert)
    pen = _pen(signer, field, face, reason, for_good=for_good)
    try:
        out = pen.sign_pdf(writer)
    except TimestampRequestError as error:
        raise TryLater(trust.TSA_DOWN) from error
    except PdfError as error:
        raise CannotSign(f"Tệp PDF này không ký được ({error}).") from error
    signed: bytes = out.getvalue()
    return signed


def _pen(signer: Signer, field: str, face: bytes, reason: str, *, for_good: bool = False) -> PdfSigner:
    more: dict[str, Any] = {}
    if for_good:
        chain = [one for one in (signer.signing_cert, *signer.cert_registry) if one is not None]
        more = {
            "embed_validation_info": True,
            "use_pades_lta": True,
            "validation_context": trust.context(chain),
        }
    told = PdfSignatureMetadata(
        field_name=field,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        reason=reason,
        **more,
    )
    return PdfSigner(told, signer=signer, timestamper=trust.stamper(), stamp_style=_style(face))


def _writer(content: bytes) -> IncrementalPdfFileWriter:
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(content))
    except PdfError as error:
        raise CannotSign(f"Tệp PDF này không đọc được ({error}).") from error
    if writer.prev.encrypted:
        raise CannotSign("Tệp PDF này có mật khẩu nên không ký được.")
    return writer


class _Face(PdfContent):
    """The one page of a PDF in memory."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.content = content

    def render(self) -> bytes:
        page = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self.content)))
        left, low, right, high = (float(one) for one in page.get_object()["/BBox"])
        self.resources.xobject["/Face"] = page
        self.box = BoxConstraints(width=right - left, height=high - low)
        return b"/Face Do"


def _style(face: bytes) -> StaticStampStyle:
    return StaticStampStyle(
        background=_Face(face), border_width=0, background_opacity=1, background_layout=_FILL
    )


_FILL = SimpleBoxLayoutRule(
    AxisAlignment.ALIGN_MID, AxisAlignment.ALIGN_MID, inner_content_scaling=InnerScaling.STRETCH_TO_FIT
)


def _where_to_sign(writer: Any, places: Sequence[Place]) -> tuple[int, Box]:
    """The room that the letter left; on a paper of somebody else's the lower right of the last page."""
    width, height = (one * MM for one in faces.SIGNATURE_MM)
    for place in places:
        if place.name == "cho-ky":
            middle = (place.box[0] + place.box[2]) / 2
            low = (place.box[1] + place.box[3] - height) / 2
            return place.page, (middle - width / 2, low, middle + width / 2, low + height)
    last = int(writer.root["/Pages"]["/Count"]) - 1
    right = _size_of(writer, last)[0] - 20 * MM
    return last, (right - width, 30 * MM, right, 30 * MM + height)


def _where_to_stamp(box: Box) -> Box:
    """True to size, over the left third of the signature (NĐ 30/2020)."""
    side = faces.STAMP_MM * MM
    right, middle = box[0] + (box[2] - box[0]) / 3, (box[1] + box[3]) / 2
    left = max(right - side, 2 * MM)
    return (left, middle - side / 2, left + side, middle + side / 2)


def _amid(box: Box) -> Box:
    """True to size, where nobody else signs."""
    half = faces.STAMP_MM * MM / 2
    across, up = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return (across - half, up - half, across + half, up + half)


def _size_of(writer: Any, number: int) -> tuple[float, float]:
    page = writer.find_page_for_modification(number)[0].get_object()
    while "/MediaBox" not in page:
        page = page["/Parent"]
    left, low, right, high = (float(one) for one in page["/MediaBox"])
    return right - left, high - low


def _fields(writer: Any) -> list[Any]:
    if "/AcroForm" not in writer.root:
        return []
    return [one.get_object() for one in writer.root["/AcroForm"].get("/Fields", ())]


def _add_signature_field(writer: Any, name: str, page: int, box: Box) -> None:
    rounded = tuple(round(one) for one in box)
    if name not in {str(field.get("/T", "")) for field in _fields(writer)}:
        fields.append_signature_field(writer, fields.SigFieldSpec(name, page, box=rounded))  # type: ignore[arg-type]


def _add_text_field(writer: Any, place: Place) -> None:
    """An empty field with an empty picture of itself (PDF/A asks for one)."""
    left, low, right, high = place.box
    blank = generic.StreamObject(
        {
            _Name("/Type"): _Name("/XObject"),
            _Name("/Subtype"): _Name("/Form"),
            _Name("/BBox"): _numbers((0, 0, right - left, high - low)),
        },
        stream_data=b"",
    )
    page = writer.find_page_for_modification(place.page)[0]
    field = _Dictionary(
        {
            _Name("/Type"): _Name("/Annot"),
            _Name("/Subtype"): _Name("/Widget"),
            _Name("/FT"): _Name("/Tx"),
            _Name("/T"): generic.pdf_string(place.name),
            _Name("/TU"): generic.pdf_string(_OURS["so" not in place.name]),
            _Name("/F"): _Number(4),
            _Name("/Ff"): _Number(1),
            _Name("/DA"): generic.pdf_string("/Helv 0 Tf 0 g"),
            _Name("/Rect"): _numbers(place.box),
            _Name("/P"): page,
            _Name("/AP"): _Dictionary({_Name("/N"): writer.add_object(blank)}),
        }
    )
    _form(writer).append(ref := writer.add_object(field))
    writer.update_container(_form(writer))
    writer.register_annotation(page, ref)


def _form(writer: Any) -> Any:
    """The list of the form's fields; made when the paper has none."""
    if "/AcroForm" not in writer.root:
        made = _Dictionary({_Name("/Fields"): generic.ArrayObject()})
        writer.root["/AcroForm"] = writer.add_object(made)
        writer.update_root()
    return writer.root["/AcroForm"]["/Fields"]


def _fill(writer: Any, field: Any, text: str, *, italic: bool) -> None:
    left, low, right, high = (float(one) for one in field["/Rect"])
    page = faces.of_words(text, round(right - left, 2), round(high - low, 2), italic=italic)
    shown = writer.import_page_as_xobject(PdfFileReader(io.BytesIO(page)))
    field[_Name("/V")] = generic.pdf_string(text)
    field[_Name("/AP")] = _Dictionary({_Name("/N"): shown})
    writer.update_container(field)


def _numbers(box: Sequence[float]) -> Any:
    return generic.ArrayObject([_Float(round(one, 2)) for one in box])
