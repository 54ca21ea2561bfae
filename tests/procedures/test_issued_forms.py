"""Each printed declaration says what the issued form says, in its order (QN-16.3đ).

issued/CODE.txt holds the lines of the form as it was read, the opening words of each on one row, places to write in
left out; rows that begin with # say which form and where it was read (docs/printed-forms.md has the same with what
differs and why). Rows may stand for part of a line: what is compared is that all of them are printed, in order."""

from pathlib import Path

import pytest

from procedures import printed
from tests.procedures.packages import shipped

FORMS = sorted((Path(__file__).parent / "issued").glob("*.txt"))
TABLE = Path(__file__).parents[2] / "docs" / "printed-forms.md"
AROUND = printed.Around(
    "Ủy ban nhân dân phường Ẩm Hà", "Ẩm Hà", "ngày 05 tháng 11 năm 2026", "Đỗ Thị Ưu", "H49-1"
)


def rows(form: Path) -> list[str]:
    lines = (" ".join(line.split()) for line in form.read_text("utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def paper(code: str, answers: dict) -> str:
    """The declaration as one text: answers and places to write in are gone, boxes are □, titles are in capitals."""
    blocks = printed.facts(shipped(code), answers, AROUND)["blocks"]
    lines = (
        (block["kind"], " ".join(_said(part) for cell in block["cells"] for part in cell)) for block in blocks
    )
    return " ".join(" ".join(line.upper() if kind == "title" else line for kind, line in lines).split())


def _said(part: dict) -> str:
    match part["k"]:
        case "text":
            return part["v"]
        case "tick":
            return f"□ {part['near']}"
    return ""


def missing(found: list[str], text: str) -> list[str]:
    """The rows that do not stand in the text after the row before them."""
    at, lost = 0, []
    for row in found:
        there = text.find(row, at)
        if there < 0:
            lost.append(row)
        else:
            at = there + len(row)
    return lost


@pytest.mark.django_db
@pytest.mark.article("QN-16.3")
@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_the_declaration_says_what_the_issued_form_says_in_its_order(form: Path) -> None:
    for case in shipped(form.stem).tests:
        text = paper(form.stem, dict(case.answers))
        assert not missing(rows(form), text), text


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.stem)
def test_where_it_was_read_and_what_differs_is_told(form: Path) -> None:
    assert len(rows(form)) > 3
    assert f"\n| {form.stem} |" in TABLE.read_text("utf-8")


def test_a_row_that_is_gone_or_out_of_order_is_found() -> None:
    assert missing(["Một", "Hai"], "Một Hai") == []
    assert missing(["Hai", "Một"], "Một Hai") == ["Một"]
    assert missing(["Một", "Ba", "Hai"], "Một Hai") == ["Ba"]
