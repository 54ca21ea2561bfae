"""Two days more for a far place or a hard case: said in the version, counted, explained, checked at publishing."""

import pytest

from dossiers import clock, explaining
from dossiers.models import Dossier
from dossiers.services.office_part import fill_office_part
from portal.agencies.models import AdminUnit
from portal.calendars.now import pretend
from portal.notifications.models import Message
from procedures.comparing import compare
from procedures.definition import Limit, parse, problems_of
from procedures.more_time import grounds, limit_for
from procedures.publishing.completeness import completeness
from tests import people
from tests.conftest import hanoi
from tests.procedures.building import document, page, question
from tests.procedures.changing import reworked

pytestmark = pytest.mark.django_db
WHERE = question("noi", kind="commune", label="Nơi có việc")
SIZE = question("rong", kind="number", label="Rộng bao nhiêu")
FAR = {"id": "xa", "name": "Vùng sâu, vùng xa", "value": 2, "question": "noi", "source": "NĐ 101/2024/NĐ-CP"}
LARGE = {
    "id": "lon",
    "name": "Phải đo đạc",
    "value": 3,
    "when": {"op": "gt", "args": [{"q": "rong"}, {"v": 1000}]},
}
MONDAY = hanoi("2026-11-16 08:30")


def told(*more, **processing):
    limit = {"value": 5, "unit": "working_day"} | processing
    limits = {"processing": limit, "supplement": {"value": 30, "unit": "calendar_day"}, "more": list(more)}
    return document(page("p", WHERE, SIZE), limits=limits)


def limit(document, **answers):
    return limit_for(parse(document), "online", "", answers)


@pytest.fixture
def here():
    return people.ward_code()


def test_place_and_condition_each_add(here):
    document = told({**FAR, "places": [here]}, LARGE)
    assert limit(document, noi="00004", rong=1) == Limit(5, "working_day")
    assert limit(document, noi=here, rong=1) == Limit(7, "working_day")
    assert limit(document, noi=here, rong=2000) == Limit(10, "working_day")
    assert [one.name for one in grounds(parse(document), "online", {"rong": 2000})] == ["Phải đo đạc"]


def test_a_limit_of_the_same_day_becomes_working_days(here):
    assert limit(told({**FAR, "places": [here]}, unit="same_day", value=1), noi=here) == Limit(
        2, "working_day"
    )


def test_a_merged_commune_keeps_its_time():
    gone = AdminUnit.objects.filter(level="commune", merged_into__isnull=False, merged_into__valid_to=None)
    unit = gone.exclude(code__in=AdminUnit.objects.filter(valid_to=None).values("code")).first()
    document = told({**FAR, "places": [unit.code]})
    assert limit(document, noi=unit.merged_into.code) == Limit(7, "working_day")


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"id": "x", "name": "Xa", "value": 2}, "limits.more[x].when"),
        ({**FAR, "question": "rong", "places": ["00004"]}, "limits.more[xa].question"),
        ({**FAR, "value": 0, "places": ["00004"]}, "limits.more[xa].value"),
    ],
)
def test_what_cannot_be_counted_is_refused(more, path):
    assert path in [where for where, _ in problems_of(told(more))]


def test_publishing_looks_at_the_grounds(here):
    notes = list(completeness(parse(told({**FAR, "places": ["99999"]}, {**LARGE, "when": {"v": False}}))))
    said = {(note.path, note.level) for note in notes}
    assert ("limits.more[xa]", "refuse") in said and ("limits.more[lon]", "refuse") in said
    assert ("limits.more[lon]", "warn") in said


def test_the_difference_is_told_in_words(here):
    found = compare(parse(told()), parse(told({**FAR, "places": [here]})))
    assert "Vùng sâu, vùng xa" in str(found)


def test_the_appointment_follows_and_is_explained(monkeypatch, here):
    from procedures import queries

    dossier = people.accepted(MONDAY).dossier
    plain = clock.due_at(dossier)
    longer = told({**FAR, "places": [here]})
    monkeypatch.setitem(queries._parsed, dossier.version.sha256, parse(longer))
    dossier = Dossier.objects.get(pk=dossier.pk)
    dossier.answers = {**dossier.answers, "noi": here}
    assert clock.due_at(dossier) > plain
    assert clock.limit_told(dossier) == "7 ngày làm việc (thêm 2: Vùng sâu, vùng xa)"
    assert explaining.if_accepted(dossier, dossier.received_at).due_at == clock.due_at(dossier)


def with_a_check(document):
    document["form"]["pages"][0]["questions"].append(
        question("xac_minh", "yes_no", label="Phải xác minh?", officer_only=True, required=False)
    )
    document["limits"]["more"] = [
        {"id": "xac_minh", "name": "Phải xác minh", "value": 5, "when": {"q": "xac_minh"}, "source": "Luật"}
    ]


def test_an_officer_who_finds_a_check_needed_moves_the_appointment_and_the_person_is_told():
    reworked("1.001193", with_a_check)
    drive = people.submitted(MONDAY).accept().transfer()
    before = drive.dossier.due_at
    officer = people.desk_officer()
    with pretend(drive.at):
        fill_office_part(dossier=drive.dossier, officer=officer, answers={"xac_minh": True})
    dossier = Dossier.objects.get(pk=drive.dossier.pk)
    assert dossier.due_at == clock.due_at(dossier) > before
    assert all(task.due_at <= dossier.due_at for task in dossier.tasks.filter(ended_at=None))
    assert explaining.explain(dossier).adds_up
    letter = Message.objects.get(about=dossier.reference, template="redated", channel="email")
    assert "thêm 5: Phải xác minh" in letter.text
