"""What goes on line first: counted from dossiers, each sum in words, taken away as XLSX and CSV (ST-18, HG-5.2)."""

import io

import pytest
from django.core.cache import cache
from django.urls import reverse
from openpyxl import load_workbook

from portal.accounts.models import User
from portal.calendars.now import pretend
from procedures.models import Procedure
from procedures.online.figures import Figures, figures
from procedures.online.priority import CRITERIA, ranked
from tests import people
from tests.conftest import hanoi
from tests.procedures.building import definition, step

pytestmark = [pytest.mark.django_db, pytest.mark.article("ST-18", "HG-5.2")]
MONDAY = hanoi("2026-11-16 08:30")
PAPER = {"id": "p", "name": "Giấy"}


@pytest.fixture
def kiem(client):
    client.force_login(User.objects.create_superuser("ks@so.example", "x", full_name="Trần Thị Kiểm"))
    cache.clear()
    yield client
    cache.clear()


def marks(told, used=None, ground=""):
    procedure = Procedure(pk=1, code="9.000001", name="Thử")
    (line,) = ranked({1: (procedure, told)}, {1: used or Figures()}, {1: ground})
    return {mark.id: mark for mark in line.marks}, line


@pytest.mark.parametrize(
    ("told", "used", "ground", "met"),
    [
        (definition(), None, "", []),
        (definition(), Figures(received=40), "", ["a"]),
        (definition(papers=[{**PAPER, "result_code": "KQ.1"}]), None, "", ["b"]),
        (definition(papers=[{**PAPER, "id": f"p{n}"} for n in range(5)]), None, "", ["c"]),
        (definition(), Figures(received=1, megabytes=12.0), "", ["a", "c"]),
        (definition(), None, "Quyết định 06/QĐ-TTg", ["e"]),
    ],
)
def test_each_criterion_is_met_by_its_facts(told, used, ground, met):
    assert marks(told, used, ground)[1].met == met


def test_agencies_and_divisions_are_counted_from_the_steps():
    steps = [
        step("a", agency="unit:justice", lead=True, produces="result"),
        step("b", "consult", agency="department:tax"),
        step("c", "approve", "a", "b", agency="unit:office", duty="agency_leader"),
        step("d", "issue", "c", duty="clerk"),
    ]
    found, line = marks(definition(steps=steps))
    assert line.met == ["d", "đ"] and "1 cơ quan khác" in found["d"].told and "2 phòng" in found["đ"].told


def test_the_sum_is_that_of_its_lines_and_never_over_a_hundred():
    full = definition(papers=[{**PAPER, "id": f"p{n}", "result_code": "KQ"} for n in range(9)])
    found, line = marks(full, Figures(received=9, megabytes=50), "Nghị quyết")
    assert found["a"].told.startswith("9 hồ sơ trong 12 tháng, nhiều thứ 1 ")
    assert line.points == round(sum(mark.points for mark in found.values()), 1) <= 100
    assert sum(most for _, most in CRITERIA.values()) == 100


def test_figures_come_from_the_dossiers(kiem):
    before = figures(fresh=True).get(people.procedure().pk, Figures())
    people.submitted(MONDAY)
    with pretend(hanoi("2026-11-20 08:00")):
        after = figures(fresh=True)[people.procedure().pk]
    assert (after.received, after.online) == (before.received + 1, before.online + 1)


def test_the_screen_explains_and_gives_files(kiem):
    address = reverse("admin:online_priority")
    kiem.post(address, {"procedure": "1.001193", "ground": "Quyết định 06/QĐ-TTg"})
    page = kiem.get(address).content.decode()
    assert "Quyết định 06/QĐ-TTg" in page and "đáp ứng tiêu chí" in page and "<rect" in page
    book = load_workbook(io.BytesIO(kiem.get(address + "?tai=xlsx").content))
    rows = list(book.active.values)
    mine = next(row for row in rows if row[0] == "1.001193")
    assert mine[rows[0].index("Tổng điểm")] == round(sum(mine[8:14]), 1)
    assert kiem.get(address + "?tai=csv").content.decode("utf-8-sig").startswith("Mã,Thủ tục")
    assert "Không có thủ tục mang mã này" in kiem.post(address, {"procedure": "x"}).content.decode()
