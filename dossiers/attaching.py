"""Results made elsewhere and attached: kept as PDF/A with our QR, number and day; a signed one stays as it came."""

from datetime import datetime

from django.conf import settings

from dossiers.letters import qr_text
from dossiers.models import Dossier, DossierResult
from portal.calendars.now import now
from portal.documents import archival, bounded
from portal.documents.archival import MM, Mark
from portal.documents.drawing import spelled_day
from portal.documents.models import Extent, FileSignature, StoredFile
from portal.documents.signing import keys, looking
from portal.documents.uploads import UploadRefused
from portal.web.refusals import StepRefused

_CODES_MM = (36.0, 17.0)
_WORDS_PT = (190.0, 18.0)
PICTURED = (
    "Tệp thiếu phông chữ hoặc dùng màu in, nên mỗi trang được giữ thành ảnh 200 điểm/inch để lưu trữ lâu dài."
)
KEPT = "Tệp đã ký số nên giữ nguyên, không in thêm mã QR hay số lên tệp."


def taken_in(dossier: Dossier, file: StoredFile, title: str, key: str = "") -> tuple[StoredFile, str]:
    """The file as the result will be kept, and what the officer should know about it. Raises StepRefused.

    key: the result's own, for its QR; none on the scan of a paper that was signed by hand. Takes some tenths of a
    second, so not under a lock.
    """
    if file.state != "clean":
        raise StepRefused("Tệp kết quả còn đang được kiểm tra.")
    if (signed := _signatures(file)) is not None:
        broken = next((one for one in signed if not one.intact or one.extent == Extent.CHANGED), None)
        if broken is not None:
            raise StepRefused(
                f"Chữ ký số của {broken.signer} trong tệp không còn giá trị: nội dung đã bị sửa sau khi ký."
            )
        return file, KEPT
    try:
        made, pictured = archival.made(file, title, [_codes(dossier, title, key, now())] if key else [])
    except UploadRefused as error:
        raise StepRefused(str(error)) from error
    return made, PICTURED if pictured else ""


def _signatures(file: StoredFile) -> list[FileSignature] | None:
    """What is signed in it; None when nothing is."""
    if file.content_type != "application/pdf":
        return None
    try:
        return looking.check_file(file) or None
    except bounded.JobFailed as error:
        raise StepRefused("Không đọc được chữ ký số trong tệp PDF này. Ký lại rồi tải lên.") from error


def _codes(dossier: Dossier, title: str, key: str, at: datetime) -> Mark:
    """Both codes in the upper left corner of the first page (TT 01/2023 Đ26)."""
    from portal.documents.signing import faces  # heavy

    content = faces.of_codes(qr_text(dossier, title, at), f"{settings.SITE_URL}/xac-minh/{key}/", *_CODES_MM)
    return Mark(content, 5 * MM, 3 * MM, _CODES_MM[0] * MM, _CODES_MM[1] * MM)


def numbered(result: DossierResult) -> StoredFile | None:
    """The attached paper with number and day on it, where no stamp puts them there; a signed one as it is."""
    from portal.documents.signing import faces  # heavy

    if result.file is None or looking.signatures_in([result.file]):
        return result.file
    width, height = _WORDS_PT
    words = [(f"Số: {result.number}", 0), (spelled_day(result.issued_on), 1)]
    marks = [
        Mark(faces.of_words(text, width, height, bool(line)), 390.0, 12.0 + height * line, width, height)
        for text, line in words
    ]
    try:
        return archival.marked(result.file, marks)
    except UploadRefused as error:
        raise StepRefused(str(error)) from error


def finished_elsewhere(result: DossierResult) -> bool:
    """It came with the agency's own valid stamp: nobody here has to sign it once more."""
    if not result.attached or result.file is None:
        return False
    key = keys.of_agency(result.dossier.competent_agency_id)
    found = list(result.file.signatures.all())
    return bool(
        key
        and found
        and all(one.good for one in found)
        and key.fingerprint in {one.fingerprint for one in found}
    )


def marks_of(result: DossierResult | None) -> list[FileSignature]:
    """Signatures with which an attached paper came."""
    return list(result.file.signatures.all()) if result and result.attached and result.file else []
