"""Declarations set without the browser's engine: the words of the issued form, whole, as PDF/A."""

import io
import re
import shutil
import subprocess
from html import unescape

import pikepdf
import pypdfium2
import pytest

from portal.documents import drawing, fonts
from portal.documents.facts import complete
from portal.documents.typeset import CannotBeSet, forms
from portal.documents.typeset.faces import ALPHABET, face
from portal.documents.typeset.lines import broken, text
from procedures import eform, printed
from tests.procedures.packages import PATHS, shipped
from tests.procedures.test_printed import AROUND

CODES = [path.stem for path in PATHS]
HEAD = {
    "title": "Tờ khai", "code": "H49-1", "qr_text": "H49-1|thử|Đỗ Thị Ưu", "agency_name": "UBND phường Ẩm Hà",
    "submitter_name": "Đỗ Thị Ưu", "place_name": "Ẩm Hà", "issued_on": "2026-11-05",
}  # fmt: skip


def facts_of(code):
    told = shipped(code)
    answers = told.tests[0].answers if told.tests else {}
    if told.form.layout is not None:
        return "printed_form", complete("printed_form", HEAD | printed.facts(told, answers, AROUND))
    more = {
        "sections": printed.sections(eform.shown(told, answers, official=True)),
        "papers": ["Giấy chứng sinh"],
    }
    return "declaration", complete("declaration", HEAD | more)


def words_of(page):
    """The letters of a page without spaces and dots, in no order: two layouts tell the same, line by line or not."""
    return sorted(re.sub(r"[\s….\xa0\u2002\u2003]", "", page))


def on_paper(content):
    with pypdfium2.PdfDocument(io.BytesIO(content)) as paper:
        return "".join(page.get_textpage().get_text_bounded() for page in paper)


def without_page_numbers(letters, sheets):
    for number in "".join(str(n) for n in range(2, sheets + 1)):
        letters.remove(number)
    return letters


@pytest.mark.django_db
@pytest.mark.article("HG-11.2")
def test_every_shipped_declaration_says_on_the_sheet_what_the_issued_form_says():
    for code in CODES[
        ::3
    ]:  # a third of them each run costs a second; all were the same when this was written
        letter, facts = facts_of(code)
        html = re.sub(r"<style>.*?</style>", "", drawing.page(letter, facts), flags=re.DOTALL)
        html = html.replace("<h1", '<h1 class="caps"')
        html = re.sub(r'<h1 class="caps".*?</h1>', lambda one: one[0].upper(), html, flags=re.DOTALL)
        wanted = unescape(re.sub(r"<[^>]*>", "", html[html.lower().index("<body") :]))
        content = forms.printed(facts) if letter == "printed_form" else forms.plain(facts)
        with pikepdf.open(io.BytesIO(content)) as book:
            sheets = len(book.pages)
        foot = facts["foot"] * sheets if letter == "printed_form" else ""
        found = without_page_numbers(words_of(on_paper(content)), sheets)
        assert found == words_of(wanted + foot), code


@pytest.mark.django_db
def test_the_file_is_pdf_a_sound_and_the_same_each_time():
    _, facts = facts_of("1.001193")
    content = forms.printed(facts)
    assert content == forms.printed(facts) and len(content) < 40_000
    with pikepdf.open(io.BytesIO(content)) as book:
        assert len(book.pages) == 1
        xmp = book.Root.Metadata.read_bytes().decode()
        assert "<pdfaid:part>3<" in xmp and "<pdfaid:conformance>U<" in xmp and "Tờ khai H49-1" in xmp
        resources = book.pages[0].Resources
        assert resources.ColorSpace.DefaultGray[0] == "/CalGray" and "/Info" not in book.trailer
        for font in resources.Font.values():
            assert font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()[:4] == b"\0\1\0\0"
            assert font.ToUnicode.read_bytes().startswith(b"/CIDInit")
    if shutil.which("pdffonts"):
        told = subprocess.run(
            ["pdffonts", "-"], input=content, capture_output=True, check=True
        ).stdout.decode()
        assert told.count("yes yes yes") == 3


def test_every_vietnamese_letter_can_be_set_and_another_script_is_told():
    assert fonts.vietnamese_letters() <= ALPHABET
    for key in ("", "b", "i"):
        assert face(key).word("".join(sorted(fonts.vietnamese_letters()))).width > 0
    with pytest.raises(CannotBeSet):
        face("").word("北京")


def test_lines_end_at_the_edge_and_an_endless_word_is_cut():
    room = 200.0
    for words in ("Tôi cam đoan những lời khai trên đây là đúng sự thật. " * 9, "x" * 400, "a " + "ư" * 90):
        lines = broken([text(words)], 13, room)
        assert len(lines) > 1 and all(line.width <= room + 0.01 for line in lines)
        assert sum(len(one.word.glyphs) for line in lines for one in line.atoms) == 4 * len(
            "".join(words.split())
        )
