"""A result made elsewhere: PDF/A with our QR, number and day on it; one that is signed already stays byte for byte."""

import io

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from dossiers.demo.driving import somebody
from dossiers.models import Task, TaskKind
from dossiers.services import processing, results
from portal.calendars.now import now
from portal.documents import store
from portal.documents.drawing import draw
from portal.documents.models import Extent
from portal.documents.signing import faces, keys, looking, pens
from portal.web.refusals import StepRefused
from procedures.queries import definition
from tests import people
from tests.documents import pdfa
from tests.signing.test_results import carried_out, issue, leader, signed  # noqa: F401
from tests.trust import PIN, certify, give_stamp

pytestmark = pytest.mark.django_db


def unfit() -> bytes:
    """A page whose font is not inside, as old office programs write."""
    book = pikepdf.new()
    page = book.add_blank_page(page_size=(595, 842))
    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
    )
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=book.make_indirect(font)))
    page.Contents = book.make_stream(b"BT /F1 24 Tf 72 600 Td (Quyet dinh) Tj ET")
    return saved(book)


def saved(book: pikepdf.Pdf) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def photograph() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (900, 1200), "lightblue").save(out, "JPEG")
    return out.getvalue()


def for_screen() -> bytes:
    """A sound page that is no PDF/A and asks for a smoothed picture."""
    book = pikepdf.open(io.BytesIO(draw("register", {})))
    del book.Root.Metadata, book.Root.OutputIntents
    return saved(book)


@pytest.fixture
def at_draft(trust):
    """The step at which the result is drafted, of an agency that signs; `(task, officer)`."""
    drive = people.processing(now(), return_method="in_person")
    told = definition(drive.dossier.version)
    while (found := drive._next_task()) is not None and told.step(found.step_id).produces != "result":
        drive.finish_steps(1)
    assert found is not None
    give_stamp(trust, people.ward())
    return found, found.officer or somebody(found.agency, found.duty)


def attach(at_draft, content: bytes, kind: str = "application/pdf", notes: list[str] | None = None):
    file = store.keep_bytes(content, content_type=kind)
    task, officer = at_draft
    return results.draft_result(dossier=task.dossier, officer=officer, fields={}, file=file, notes=notes)


def handed_up(at_draft, leader) -> Task:  # noqa: F811
    """The case officer is done; what the leader then has to approve."""
    task, officer = at_draft
    processing.finish_task(task=task, officer=officer, note="Trình ký.")
    return Task.objects.get(dossier=task.dossier, kind=TaskKind.APPROVE, ended_at=None)


@pytest.mark.article("QN-7.12")
def test_what_is_attached_becomes_pdf_a_with_its_codes(trust, leader, at_draft):  # noqa: F811
    for content, kind, pictured in (
        (for_screen(), "application/pdf", False),
        (unfit(), "application/pdf", True),
        (photograph(), "image/jpeg", False),
    ):
        notes: list[str] = []
        made = attach(at_draft, content, kind, notes)
        kept = store.read(made.file)
        assert pdfa.problems(kept, "2B") == [] and bool(notes) == pictured
        with pypdfium2.PdfDocument(kept) as book:
            codes = zxingcpp.read_barcodes(book[0].render(scale=200 / 72).to_pil())
        assert {code.text.count("|") for code in codes} == {0, 7}
        assert any(made.verify_key in code.text for code in codes)
    with pytest.raises(StepRefused, match="PDF/A"):
        attach(at_draft, b"%PDF-1.4 hong")
    certify(trust, leader)
    task = handed_up(at_draft, leader)
    signed(leader, task)
    assert carried_out(issue(task)).state == "signed"
    made.refresh_from_db()
    assert all(one.good for one in looking.check_file(made.file))
    with pikepdf.open(io.BytesIO(store.read(made.file))) as book:
        assert {str(one.V) for one in book.Root.AcroForm.Fields if one.FT == "/Tx"} >= {f"Số: {made.number}"}


def test_a_paper_that_came_signed_stays_as_it_is(trust, leader, at_draft):  # noqa: F811
    key = certify(trust, leader)
    by_other = pens.sign_as_person(
        draw("register", {}), keys.open_key(key, PIN), [], faces.of_person("Nơi khác"), "Ký"
    )
    made = attach(at_draft, by_other)
    assert store.read(made.file) == by_other
    signed(leader, handed_up(at_draft, leader))
    made.refresh_from_db()
    assert store.read(made.file).startswith(by_other)
    marks = looking.check_file(made.file)
    assert [one.good for one in marks] == [True, True] and marks[0].extent == Extent.FILLED
