"""The page that says which article is proved tells the truth and is up to date."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from portal.env import BASE_DIR
from portal.reporting import conformance

TESTS = BASE_DIR / "tests"


def folder(tmp_path: Path, text: str) -> Path:
    tests = tmp_path / "tests"
    tests.mkdir()
    (tests / "test_x.py").write_text(text, "utf-8")
    return tests


def test_the_page_is_up_to_date():
    page = (BASE_DIR / "docs" / "conformance.md").read_text("utf-8")
    assert page == conformance.page(conformance.marks(TESTS)), "run manage.py conformance"


DESK = ("ST-7.2", "ST-9", "ST-12.1-2", "ST-24.2", "HG-8.1a", "HG-8.1b", "HG-8.1c", "HG-8.2", "HG-8.3", "HG-8.4",
        "QN-7.3-4", "QN-7.8-9", "QN-7.13", "QN-12.1-2", "QN-13.2a", "QN-13.2b", "QN-13.2c", "QN-13.3a", "QN-13.3b",
        "DL-5.7", "DL-5.10", "DL-7", "DL-8.1a", "DL-8.1b", "DL-8.1c", "DL-8.2", "DL-9", "DL-10.1a", "DL-10.1b",
        "DL-10.1c", "DL-10.1d", "DL-10.1đ", "DL-10.1e", "DL-10.2", "DL-10.3", "DL-19.1a-đ", "DL-19.2-4", "DL-20",
        "DL-24.1-9", "HGi-time")  # fmt: skip


def test_every_common_rule_and_every_duty_of_the_desk_has_a_marked_test():
    proved = {mark.id for mark in conformance.marks(TESTS)}
    articles = [one for told in conformance.regulations() for one in told.articles]
    named = {key for one in articles for key in (one.id, *one.covers)}
    assert [key for key in DESK if key not in named] == []
    asked = [one for one in articles if one.id.startswith("NV-") or {one.id, *one.covers} & set(DESK)]
    assert [one.id for one in asked if not {one.id, *one.covers} & proved] == []


def test_the_five_regulations_and_the_common_rules_are_there_and_no_mark_means_two_things():
    assert [r.mark for r in conformance.regulations()] == ["ST", "HG", "QN", "DL", "HGi", "NV"]
    ids = [id_ for r in conformance.regulations() for a in r.articles for id_ in (a.id, *a.covers)]
    assert len(ids) == len(set(ids))
    assert sum(len(r.articles) for r in conformance.regulations() if r.mark != "NV") == 202
    assert all(
        id_.startswith(f"{r.mark}-") for r in conformance.regulations() for id_ in (a.id for a in r.articles)
    )


def test_marks_are_found_on_functions_classes_parameters_and_modules(tmp_path):
    tests = folder(
        tmp_path,
        """
import pytest
pytestmark = [pytest.mark.django_db, pytest.mark.article("QN-5")]
@pytest.mark.article("QN-13.2a", "DL-8.1b")
def test_one(): ...
@pytest.mark.article("ST-1")
class TestTwo:
    def test_three(self): ...
@pytest.mark.parametrize("x", [pytest.param(1, marks=pytest.mark.article("HGi-time"))])
def test_four(x): ...
def helper(): ...
""",
    )
    found = {(mark.id, mark.test.removeprefix("tests/test_x.py::")) for mark in conformance.marks(tests)}
    assert found == {
        ("QN-5", "test_one"),
        ("QN-13.2a", "test_one"),
        ("DL-8.1b", "test_one"),
        ("QN-5", "TestTwo::test_three"),
        ("ST-1", "TestTwo::test_three"),
        ("QN-5", "test_four"),
        ("HGi-time", "test_four"),
    }


def test_a_single_article_proves_its_row(tmp_path):
    tests = folder(tmp_path, 'import pytest\n@pytest.mark.article("QN-13.2đ")\ndef test_one(): ...\n')
    page = conformance.page(conformance.marks(tests))
    row = next(line for line in page.splitlines() if "`QN-13.2d-đ`" in line)
    assert row.endswith("| `tests/test_x.py::test_one` |")
    assert f"| {conformance.NOT_YET} |" in next(line for line in page.splitlines() if "`QN-13.2a`" in line)


@pytest.mark.parametrize("mark", ['"QN-99"', '"qn-13.2a"', "NAME"])
def test_a_mark_nobody_knows_is_an_error(tmp_path, mark):
    tests = folder(tmp_path, f"import pytest\n@pytest.mark.article({mark})\ndef test_one(): ...\n")
    with pytest.raises(conformance.UnknownArticle, match=r"QN-|plain string"):
        conformance.marks(tests)


def test_the_command_notices_a_page_that_lags_behind(monkeypatch, tmp_path):
    (tmp_path / "docs").mkdir()
    folder(tmp_path, 'import pytest\n@pytest.mark.article("ST-1")\ndef test_one(): ...\n')
    monkeypatch.setattr("portal.reporting.management.commands.conformance.BASE_DIR", tmp_path)
    with pytest.raises(CommandError, match="out of date"):
        call_command("conformance", check=True)
    call_command("conformance")
    call_command("conformance", check=True)
    assert "tests/test_x.py::test_one" in (tmp_path / "docs" / "conformance.md").read_text("utf-8")


def test_every_common_rule_of_states_limits_and_papers_is_proved():
    """The moves T1-T24, the limits and the forms: none stands without a test (domain.md §4-6)."""
    proved = {conformance.rows_by_mark()[mark.id].id for mark in conformance.marks(TESTS)}
    rules = next(r for r in conformance.regulations() if r.mark == "NV")
    assert [one.id for one in rules.articles if one.id not in proved] == []
