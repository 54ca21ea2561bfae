"""Piles of paper at the counter: parted by their sheets, in the browser and from the drop folder."""

import io
import os

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from dossiers import scanning, tasks
from portal.calendars.now import pretend
from procedures.queries import definition
from tests import people
from tests.dossiers.officer.desk import at_work
from tests.dossiers.officer.test_counter import MONDAY, first_paper, opened, page

pytestmark = pytest.mark.django_db


@pytest.fixture
def dung():
    with pretend(MONDAY):
        yield at_work(people.desk_officer())


def scanned(*sheets):
    """A pile as a scanner makes it: every sheet a picture, 150 dots an inch, in one PDF."""
    out = io.BytesIO()
    leaves = [Image.open(io.BytesIO(sheet)).convert("RGB").resize((1240, 1754)) for sheet in sheets]
    leaves[0].save(out, "PDF", save_all=True, append_images=leaves[1:], resolution=150)
    return out.getvalue()


def separator(dossier, paper_id):
    spec = definition(dossier.version).paper(paper_id)
    sheet = scanning.sheets(dossier, [spec])
    with pypdfium2.PdfDocument(sheet) as pdf:
        out = io.BytesIO()
        pdf[0].render(scale=2).to_pil().save(out, "PNG")
    return out.getvalue()


@pytest.mark.article("HG-8.1b", "HGi-not-online")
def test_a_pile_scanned_at_once_is_parted_by_its_sheets_and_by_the_drop_folder_too(dung, tmp_path, settings):
    dossier = opened(dung)
    first = first_paper(dossier)
    sheets = dung.get(page(dossier) + "to-phan-cach/")
    assert sheets.content.startswith(b"%PDF")
    pile = scanned(separator(dossier, first), people.photo("Trang 1"), people.photo("Trang 2"))
    sent = SimpleUploadedFile("tap.pdf", pile, "application/pdf")
    dung.post(page(dossier), {"lam": "luu", "hien": "*", "tap": sent})
    kept = dossier.items.get(paper_id=first).pages.get()
    assert kept.file.pages == 2

    loose = SimpleUploadedFile("tap.pdf", scanned(people.photo("Trang 1")), "application/pdf")
    answer = dung.post(page(dossier), {"lam": "luu", "hien": "*", "tap": loose})
    assert answer.status_code == 422 and "chưa có tờ phân cách" in answer.content.decode()
    strange = scanned(separator(opened(dung), first), people.photo("Của người khác"))
    answer = dung.post(
        page(dossier), {"lam": "luu", "hien": "*", "tap": SimpleUploadedFile("tap.pdf", strange)}
    )
    assert "của hồ sơ khác" in answer.content.decode()
    assert dossier.items.get(paper_id=first).pages.count() == 1

    settings.SCAN_DIR = str(tmp_path)
    folder = tmp_path / people.desk().code
    folder.mkdir()
    (folder / "1.pdf").write_bytes(scanned(separator(dossier, first), people.photo("Trang 3")))
    (folder / "2.pdf").write_bytes(scanned(people.photo("Không tờ phân cách")))
    assert tasks.take_scans() == 0, "the scanner may still be writing"
    for name in ("1.pdf", "2.pdf"):
        os.utime(folder / name, (1, 1))
    assert tasks.take_scans() == 1
    assert dossier.items.get(paper_id=first).pages.count() == 2
    assert sorted(one.name for one in folder.rglob("*.*")) == ["2.pdf", "2.pdf.txt"]
    assert "khớp với tờ phân cách" in (folder / "khong-nhan" / "2.pdf.txt").read_text()
    (folder / "2.pdf").write_bytes(scanned(people.photo("Tên cũ, giấy khác")))
    os.utime(folder / "2.pdf", (1, 1))
    tasks.take_scans()
    aside = sorted(one.name for one in folder.rglob("*.*"))
    assert aside == ["2-2.pdf", "2-2.pdf.txt", "2.pdf", "2.pdf.txt"], (
        "what was set aside before is not written over"
    )
