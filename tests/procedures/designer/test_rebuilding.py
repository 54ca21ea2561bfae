"""Three procedures made again from an empty administration through the designer's own forms, without a script."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from procedures.definition import parse, problems_of
from procedures.models import Procedure, ProcedureVersion
from procedures.publishing.completeness import completeness
from procedures.trials import run_trials
from tests.procedures.designer import building_work
from tests.procedures.designer.building import Hand, rebuild
from tests.procedures.packages import fresh_document

pytestmark = pytest.mark.django_db
PARTS = (
    "form",
    "papers",
    "cases",
    "checks",
    "competence",
    "legal",
    "limits",
    "in_person",
    "result",
    "fees",
    "steps",
)
HEAD = ("name", "plain_name", "field", "audience", "keywords", "summary", "level", "online", "minutes_to_file",
        "appointment", "retention")  # fmt: skip


@pytest.fixture
def controller(client: Client) -> Client:
    client.force_login(User.objects.get(email="kiemsoat1.van-phong-ubnd-tinh@quang-ninh.example"))
    return client


def begun(client: Client, document: dict) -> Hand:
    """“Thủ tục mới” from a blank page; the shipped one is out of the way."""
    code = f"9.{document['code'][2:]}"
    answer = client.post(
        reverse("admin:designer_start"), {"code": code, "name": document["name"], "like": ""}
    )
    assert answer.status_code == 302, answer.content.decode()[:3000]
    return Hand(client, ProcedureVersion.objects.get(procedure=Procedure.objects.get(code=code)))


def plain(node):
    """A document with every expression written out in full."""
    if isinstance(node, dict):
        made = {key: plain(value) for key, value in node.items()}
        return {"args": [], **made} if "op" in node else made
    return [plain(item) for item in node] if isinstance(node, list) else node


@pytest.mark.parametrize("code", ["1.001193", "1.001612", "1.013225"])
def test_a_procedure_is_made_again_from_an_empty_administration(controller: Client, code: str) -> None:
    shipped = plain(fresh_document(code))
    hand = begun(controller, shipped)
    rebuild(hand, shipped)
    made = plain(hand.version.definition)
    left = {path.partition("[")[0].partition(".")[0] for path, _ in problems_of(made)}
    assert left <= {"steps", "fees"}, problems_of(made)
    building_work.fees(hand, shipped.get("fees", []))
    ours = building_work.steps(hand, shipped["steps"])
    made = named_as(shipped, plain(hand.version.definition), {mine: its for its, mine in ours.items()})
    whole = parse(made | {"tests": shipped["tests"]})
    for part in (*PARTS, *HEAD):
        assert getattr(whole, part) == getattr(parse(shipped), part), part
    assert all(trial.passed for trial in run_trials(whole))
    assert [note for note in completeness(whole) if note.level == "refuse"] == []


def named_as(shipped: dict, made: dict, steps: dict[str, str]) -> dict:
    """Ids are made from names here; what was made is read with the ids of the shipped one."""
    for before, after in zip(shipped["form"]["pages"], made["form"]["pages"], strict=True):
        after["id"] = before["id"]
    for before, after in zip(shipped.get("fees", []), made.get("fees", []), strict=True):
        after["id"] = before["id"]
        for key in ("exempt", "reduced"):
            for one, other in zip(before.get(key, []), after.get(key, []), strict=True):
                other["id"] = one["id"]
    for step in made["steps"]:
        step["id"] = steps[step["id"]]
        for key in ("after", "back_to"):
            if key in step:
                step[key] = [steps[one] for one in step[key]]
    return made
