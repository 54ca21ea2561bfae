"""Where a service asks for it, people sign their declaration: at a remote service or with their own tool (QN-16.3d)."""

import io
import re
import subprocess

import pikepdf
import pytest
from asn1crypto import x509 as asn1
from cryptography.hazmat.primitives.serialization import Encoding, pkcs12
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from archive import contents, reading
from dossiers import declaration, declared, journal
from dossiers.models import Dossier
from dossiers.services import drafts, papers, supplement
from dossiers.services.submission import NotComplete
from portal.calendars.now import now
from portal.documents import store
from portal.documents.models import PersonalPaper
from portal.documents.signing import pens, personal
from portal.documents.signing.signers import FileSigner
from tests import people
from tests.dossiers.citizen.walking import send, signed_in
from tests.dossiers.officer.desk import address, at_work
from tests.trust import PIN

pytestmark = pytest.mark.django_db
CARRIER = "1.000703"
SERVICE = "Ký số thử"


def text(answer) -> str:
    """All words of a page."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


@pytest.fixture
def service(trust, settings):
    """The demo's remote service, known to this portal."""
    cache.clear()
    settings.CITIZEN_SIGNING = {SERVICE: f"{trust.authority.address}/csc/v2"}
    return trust


@pytest.fixture
def draft(service):
    """Mr Phong's complete application, not yet sent."""
    return people.drafted(now(), people.citizen("Vũ Đình Phong"), code=CARRIER).dossier


@pytest.fixture
def phong(draft):
    return signed_in(draft.created_by)


def enrolled(service, draft, *, uid: str = "", fails: str = "") -> str:
    """Mr Phong's key at the service."""
    number = draft.submitter.id_number
    known = service.enrol("Vũ Đình Phong", pin=PIN, number=number, uid=uid or f"CCCD:{number}")
    service.credentials[known].fails = fails
    return known


def page(draft) -> str:
    return f"/nop/{draft.reference}/ky/"


def press(phong, draft, django_capture_on_commit_callbacks, **posted) -> str:
    """Presses a button of the page, lets the worker run, reads the page again."""
    with django_capture_on_commit_callbacks(execute=False):
        answer = phong.post(page(draft), posted)
    if answer.status_code == 302:
        for pk in PersonalPaper.objects.values_list("pk", flat=True):
            personal.carry_out(pk)
        answer = phong.get(page(draft))
    return text(answer)


@pytest.fixture
def remotely(phong, draft, django_capture_on_commit_callbacks):
    def act(pin: str = PIN) -> str:
        told = {"cach": "tu-xa", "dich-vu": SERVICE, "pin": pin}
        return press(phong, draft, django_capture_on_commit_callbacks, **told)

    return act


@pytest.fixture
def bring(phong, draft, django_capture_on_commit_callbacks):
    def act(content: bytes) -> str:
        file = SimpleUploadedFile("to-khai-ky.pdf", content, "application/pdf")
        return press(phong, draft, django_capture_on_commit_callbacks, cach="tep", tep=file)

    return act


def downloaded(phong, draft) -> bytes:
    phong.get(page(draft))
    return b"".join(phong.get(f"{page(draft)}to-khai.pdf"))


def own_tool(service, name: str, uid: str) -> FileSigner:
    """What somebody has at home: a key in a file."""
    content = service.authority.issue(name, password=PIN, uid=uid)
    private, leaf, chain = pkcs12.load_key_and_certificates(content, PIN.encode())
    told = [asn1.Certificate.load(one.public_bytes(Encoding.DER)) for one in (leaf, *chain)]
    return FileSigner(private, told)


def signed_at_home(content: bytes, signer: FileSigner) -> bytes:
    return pens.sign_as_citizen(content, signer, "Ký")


@pytest.mark.article("QN-16.3", "QN-13.1a-b")
def test_signed_at_a_service_then_sent_and_the_officer_sees_who_signed(service, draft, phong, remotely):
    assert "Chữ ký số" in text(phong.get(f"/nop/{CARRIER}/"))
    check = text(phong.get(f"/nop/{draft.reference}/kiem-tra/"))
    assert "cần chữ ký số của bạn" in check
    refused = send(phong, draft.reference)
    assert refused.status_code == 422 and "Ký số tờ khai trước khi gửi" in text(refused)

    enrolled(service, draft)
    told = remotely()
    assert "Vũ Đình Phong ký" in told and "Ký cả văn bản" in told
    paper = PersonalPaper.objects.get(subject=declared.subject_of(draft))
    assert bytes(paper.pin) == b"" and paper.signer == "Vũ Đình Phong"
    assert "đã ký tờ khai" in text(phong.get(f"/nop/{draft.reference}/kiem-tra/"))
    sent = send(phong, draft.reference)
    assert sent.status_code == 302, text(sent)

    draft = Dossier.objects.get(pk=draft.pk)
    assert declaration.draw(draft) == store.read(paper.signed)
    row = draft.journal.get(verb="submit")
    assert row.data == {"declaration": paper.signed.sha256, "signer": "Vũ Đình Phong"}
    assert journal.first_break(draft) is None
    desk = at_work(people.driving.somebody(draft.receiving_agency, "desk_officer"))
    seen = text(desk.get(address(draft)))
    assert "Tờ khai ký số" in seen and "Vũ Đình Phong ký" in seen and "đã đổi sau khi ký" not in seen
    assert b"".join(desk.get(address(draft, "to-khai-da-ky/"))) == store.read(paper.signed)
    Dossier.objects.filter(pk=draft.pk).update(answers={**draft.answers, "ten_giao_dich": "Phong Express"})
    assert "đã đổi sau khi ký" in text(desk.get(address(draft)))
    assert at_work(people.stranger()).get(address(draft, "to-khai-da-ky/")).status_code == 404


FAILURES = {
    "refused": "từ chối trên thiết bị",
    "late": "uỷ quyền ký đã hết hạn",
    "down": "không trả lời",
    "wrong": "không khớp văn bản",
    "expired": "hết hạn hoặc bị khoá",
}


def test_a_service_that_fails_loses_nothing(service, draft, phong, remotely):
    known = enrolled(service, draft)
    before = dict(draft.answers)
    for fails, why in FAILURES.items():
        service.credentials[known].fails = fails
        cache.clear()
        assert why in remotely(), fails
        assert not declared.standing(draft).signed
    draft.refresh_from_db()
    assert draft.answers == before
    service.credentials[known].fails = ""
    cache.clear()
    assert "Vũ Đình Phong ký" in remotely()


def test_the_wrong_pin_and_the_wrong_person(service, draft, phong, remotely, bring):
    assert "Nhập mã PIN" in remotely("")
    assert "không có chứng thư nào mang số" in remotely()
    known = enrolled(service, draft, uid="CCCD:001099012345")
    assert "không mang số của người nộp" in remotely()
    service.credentials.pop(known)
    (service.authority.folder / f"csc-{known}.json").unlink()
    enrolled(service, draft)
    assert "Mã PIN không đúng" in remotely("000000")
    other = signed_at_home(downloaded(phong, draft), own_tool(service, "Lò Thị Mai", "CCCD:001099012345"))
    assert "không mang số của người nộp" in bring(other)


def test_signed_with_ones_own_tool_only_the_very_paper_counts(service, draft, phong, bring):
    mine = own_tool(service, "Vũ Đình Phong", f"CCCD:{draft.submitter.id_number}")
    ours = downloaded(phong, draft)
    assert downloaded(phong, draft) == ours
    assert "chưa có chữ ký số" in bring(ours)
    with pikepdf.open(io.BytesIO(ours)) as book:
        book.save(out := io.BytesIO())
    assert "không phải tờ khai đã tải về" in bring(signed_at_home(out.getvalue(), mine))
    assert "thêm hoặc sửa nội dung" in bring(signed_at_home(painted_over(ours), mine))
    good = signed_at_home(ours, mine)
    at = good.index(b"Adobe.PPKLite", len(ours))
    assert "không còn khớp" in bring(good[:at] + bytes([good[at] ^ 1]) + good[at + 1 :])
    service.authority.revoke(mine.signing_cert.serial_number)
    cache.clear()
    assert "đã bị nơi cấp thu hồi" in bring(good)
    cache.clear()
    fresh = own_tool(service, "Vũ Đình Phong", f"CCCD:{draft.submitter.id_number}")
    assert "Vũ Đình Phong ký" in bring(signed_at_home(ours, fresh))
    paper = PersonalPaper.objects.get(subject=declared.subject_of(draft)).signed
    item = draft.items.first()
    papers.add_page(
        dossier=draft, user=draft.created_by, paper_id=item.paper_id, file=paper, name="to-khai.pdf"
    )
    shown = text(phong.get(f"/nop/{draft.reference}/giay-to/{item.paper_id}/"))
    assert "Vũ Đình Phong ký" in shown, "who signed a PDF is told where it is handed in"
    refused = send(phong, draft.reference)
    assert refused.status_code == 422 and "Ký số lại tờ khai" in text(refused), "a new page is signed for too"


def painted_over(content: bytes) -> bytes:
    """The same paper with a page that shows something else, added behind our bytes."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page, _ = writer.find_page_for_modification(0)
    page.get_object()["/Contents"] = writer.add_object(generic.StreamObject(stream_data=b""))
    writer.mark_update(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def test_a_changed_answer_asks_for_a_new_signature_and_what_comes_back_holds_again(
    service, draft, phong, remotely
):
    enrolled(service, draft)
    remotely()
    before = draft.answers.get("ten_giao_dich")
    drafts.save_answers(dossier=draft, answers={"ten_giao_dich": "Phong Express"})
    check = phong.get(f"/nop/{draft.reference}/kiem-tra/")
    assert "chữ ký ấy không còn dùng được" in text(check)
    refused = send(phong, draft.reference)
    assert refused.status_code == 422 and "Ký số lại tờ khai" in text(refused)
    assert "khác bản bạn ký" in text(phong.get(page(draft)))
    drafts.save_answers(dossier=draft, answers={"ten_giao_dich": before})
    assert declared.standing(draft).signed
    drafts.save_answers(dossier=draft, answers={"ten_giao_dich": "Phong Express"})
    assert "Vũ Đình Phong ký" in remotely()
    assert send(phong, draft.reference).status_code == 302


def test_nobody_else_signs_and_a_discarded_draft_takes_its_papers_along(service, draft, phong):
    phong.get(page(draft))
    other = signed_in(people.citizen("Lò Thị Mai"))
    assert other.get(page(draft)).status_code == 404
    assert other.get(f"{page(draft)}to-khai.pdf").status_code == 404
    plain = people.drafted(now(), people.citizen("Lò Thị Mai"), code="2.001159").dossier
    assert signed_in(plain.created_by).get(page(plain)).status_code == 302
    drafts.discard(dossier=draft)
    assert not PersonalPaper.objects.filter(subject=declared.subject_of(draft)).exists()


def test_what_is_missing_comes_before_signing(service, draft, phong):
    drafts.save_answers(dossier=draft, answers={"ten": ""})
    assert phong.get(page(draft))["Location"].endswith("/kiem-tra/")
    with pytest.raises(NotComplete):
        people.driving.submission.submit(dossier=draft, user=draft.created_by)


def words_of(content: bytes) -> str:
    told = subprocess.run(["pdftotext", "-", "-"], input=content, capture_output=True, check=True)
    return " ".join(told.stdout.decode().split())


def test_the_paper_says_who_signed_which_files_and_when(service, draft, phong, remotely):
    enrolled(service, draft)
    remotely()
    paper = PersonalPaper.objects.get(subject=declared.subject_of(draft)).signed
    words = words_of(store.read(paper))
    assert re.search(r"Đã ký số: Vũ Đình Phong lúc \d\d:\d\d:\d\d ngày \d\d/\d\d/\d{4}", words), words
    listed = words.replace(" ", "")
    for file in (page.file for item in draft.items.all() for page in item.pages.all()):
        assert file.sha256 in listed, "the signature covers every file handed in"
    row = paper.signatures.get()
    assert row.intact and row.trusted and row.extent == "whole"


@pytest.mark.article("QN-16.3")
def test_a_supplement_is_signed_anew_and_each_sending_is_kept(
    service, draft, phong, remotely, django_capture_on_commit_callbacks, tmp_path
):
    enrolled(service, draft)
    remotely()
    assert send(phong, draft.reference).status_code == 302
    sent = Dossier.objects.get(pk=draft.pk)
    first = PersonalPaper.objects.get(subject=declared.subject_of(sent)).signed
    officer = people.driving.somebody(sent.receiving_agency, "desk_officer")
    flagged = [{"kind": "question", "id": "ten_giao_dich", "note": "Ghi theo giấy đăng ký."}]
    supplement.request_supplement(dossier=sent, officer=officer, flagged=flagged)

    mending, signing = f"/ho-so/{sent.shown_code}/bo-sung/", f"/ho-so/{sent.shown_code}/ky/"
    assert "cần chữ ký số" in text(phong.get(mending))
    assert "Còn mục chưa sửa" in text(phong.get(signing))
    posted = {"gui": "1", "ten_giao_dich": "Phong Express"}
    answer = phong.post(mending, posted)
    assert answer.status_code == 302 and answer["Location"] == signing
    sent.refresh_from_db()
    assert sent.state == "supplement_required" and sent.answers["ten_giao_dich"] == "Phong Express"
    with django_capture_on_commit_callbacks(execute=False):
        assert phong.post(signing, {"cach": "tu-xa", "dich-vu": SERVICE, "pin": PIN}).status_code == 302
    for pk in PersonalPaper.objects.values_list("pk", flat=True):
        personal.carry_out(pk)
    assert "Vũ Đình Phong ký" in text(phong.get(signing))
    assert phong.post(mending, posted)["Location"] == f"/ho-so/{sent.shown_code}/"

    sent = Dossier.objects.get(pk=sent.pk)
    second = declared.standing(sent).paper.signed
    assert [one.paper.signed for one in declared.sendings(sent)] == [first, second] and first != second
    assert sent.journal.get(verb="supply").data["declaration"] == second.sha256
    assert "Phong Express" in words_of(store.read(second))
    assert "Vũ Đình Phong ký" in text(phong.get(f"/ho-so/{sent.shown_code}/"))
    (loaded,) = reading.dossiers([sent.pk])
    told = list(contents._declarations(loaded))
    assert [(one.file, one.path.rsplit("/")[-1]) for one in told] == [
        (second, "01-to-khai.pdf"), (first, "01-to-khai-gui-lan-1.pdf"),
    ]  # fmt: skip
    Dossier.objects.filter(pk=sent.pk).update(answers={**sent.answers, "ten_giao_dich": "Khác"})
    (loaded,) = reading.dossiers([sent.pk])
    changed = list(contents._declarations(loaded))
    assert [one.file for one in changed][1:] == [first, second], (
        "what was signed stays beside what was changed"
    )
    assert changed[0].file is not None and "Khác" in words_of(store.read(changed[0].file))
    assert "có phần đổi sau khi ký" in changed[0].subject
    assert signed_in(people.citizen("Lò Thị Mai")).get(f"{signing}to-khai.pdf").status_code == 404
