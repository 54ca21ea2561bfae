"""Three procedures made again from an empty administration through the designer's own forms, without a script."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.models import User
from procedures.definition import parse, problems_of
from procedures.models import Procedure, ProcedureVersion
from tests.procedures.designer.building import Hand, rebuild
from tests.procedures.packages import fresh_document

pytestmark = pytest.mark.django_db
PARTS = ("form", "papers", "cases", "checks", "competence", "legal", "limits", "in_person", "result")
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
    for before, after in zip(shipped["form"]["pages"], made["form"]["pages"], strict=True):
        after["id"] = before["id"]  # nothing speaks of a page by its id
    whole = parse(made | {part: shipped.get(part, []) for part in ("fees", "steps")})
    for part in (*PARTS, *HEAD):
        assert getattr(whole, part) == getattr(parse(shipped), part), part
