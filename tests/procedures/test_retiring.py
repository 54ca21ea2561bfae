"""A procedure ends for its successor on a screen of its own; before that day the end can be taken back."""

from datetime import date

import pytest
from django.urls import reverse

from portal.accounts.models import User
from portal.calendars.now import pretend
from portal.web.refusals import StepRefused
from procedures import life, queries, retiring
from procedures.models import EventKind, Procedure
from procedures.services import field_of, publish, save_draft
from tests.conftest import hanoi
from tests.procedures.test_life import announce, draft

pytestmark = pytest.mark.django_db
DECEMBER, NEW_YEAR = date(2026, 12, 1), date(2027, 1, 1)


@pytest.fixture(autouse=True)
def november():
    with pretend(hanoi("2026-11-21 09:00")):
        yield


@pytest.fixture
def kiem():
    return User.objects.create_user("kiem@so.example", "x", full_name="Trần Thị Kiểm")


@pytest.fixture
def procedure():
    return Procedure.objects.create(code="9.000001", name="Thủ tục thử", field=field_of("G99", "Thử"))


@pytest.fixture
def first(procedure, kiem):
    return announce(draft(procedure), kiem)


@pytest.fixture
def heir(procedure):
    return Procedure.objects.create(code="9.000003", name="Thủ tục gộp", field=procedure.field)


def address(procedure):
    return reverse("admin:procedures_procedure_retire", args=[procedure.pk])


def test_a_procedure_is_retired_for_its_successor(procedure, first, heir, kiem):
    later = announce(life.copy_to_draft(version=first, by=kiem), kiem, NEW_YEAR)
    with pytest.raises(StepRefused, match="Hủy bản ấy trước"):
        retiring.retire(procedure=procedure, on=DECEMBER, successor=heir, by=kiem, why="QĐ 9")
    life.cancel(version=later, by=kiem, why="Gộp thủ tục")
    retiring.retire(procedure=procedure, on=DECEMBER, successor=heir, by=kiem, why="QĐ 9")
    assert queries.current_version(procedure, date(2026, 11, 30)) == first
    assert queries.current_version(procedure, DECEMBER) is None
    procedure.refresh_from_db()
    assert (procedure.retired_on, procedure.successor) == (DECEMBER, heir)
    with pytest.raises(StepRefused, match="thay bằng chính thủ tục này"):
        retiring.retire(procedure=heir, on=DECEMBER, successor=procedure, by=kiem, why="QĐ 10")
    with pytest.raises(StepRefused, match="quyết định bãi bỏ từ 01/12/2026"):
        publish(version=draft(procedure), decision="13/QĐ-UBND", effective_from=NEW_YEAR, by=kiem)


def test_the_screen_says_what_is_touched_and_takes_it_back(client, procedure, first, heir, kiem):
    client.force_login(User.objects.create_superuser("ks@so.example", "x", full_name="Trần Thị Kiểm"))
    page = client.get(address(procedure)).content.decode()
    assert "0 hồ sơ đang xử lý được giải quyết đến hết" in page
    wrong = client.post(address(procedure), {"on": "2026-11-21", "successor": "8.8", "why": ""})
    assert wrong.status_code == 422
    told = wrong.content.decode()
    assert "sau hôm nay" in told and "Không có thủ tục mã 8.8" in told and 'value="8.8"' in told
    client.post(address(procedure), {"on": "2026-12-01", "successor": heir.code, "why": "QĐ 9"})
    assert queries.current_version(procedure, DECEMBER) is None
    assert "thôi thực hiện từ 01/12/2026" in client.get(address(procedure)).content.decode()
    client.post(address(procedure), {"why": "Quyết định bị thu hồi"})
    procedure.refresh_from_db()
    assert (procedure.retired_on, procedure.successor) == (None, None)
    assert queries.current_version(procedure, DECEMBER) == first
    assert [event.act for event in procedure.events.filter(kind=EventKind.RETIRE)] == [
        "Hủy việc bãi bỏ từ 01/12/2026",
        "Bãi bỏ từ 01/12/2026, thay bằng 9.000003",
    ]


def test_only_those_who_keep_the_catalogue_end_a_procedure(client, procedure):
    client.force_login(User.objects.create_user("dan@dan.example", "x", full_name="Người dân"))
    assert client.get(address(procedure)).status_code in (302, 403, 404)


def test_procedures_that_name_it_get_drafts_that_name_its_successor(client, procedure, first, heir, kiem):
    neighbour = Procedure.objects.create(code="9.000007", name="Thủ tục bên cạnh", field=procedure.field)
    document = draft(neighbour).definition
    document |= {"code": neighbour.code, "name": neighbour.name}
    document["checks"] = [
        {
            "id": "cu",
            "text": "Đã có giấy?",
            "otherwise": "Làm Thủ tục thử (9.000001) trước. Mã 9.0000017 là khác.",
        }
    ]
    said = announce(save_draft(procedure=neighbour, document=document), kiem)
    client.force_login(User.objects.create_superuser("ks@so.example", "x", full_name="Trần Thị Kiểm"))
    assert f"{neighbour.code}</a> Thủ tục bên cạnh" in client.get(address(procedure)).content.decode()
    post = {"on": "2026-12-01", "why": "QĐ 9", "rewrite": "on"}
    assert "Nhập mã thủ tục thay thế" in client.post(address(procedure), post).content.decode()
    told = client.post(address(procedure), post | {"successor": heir.code}, follow=True).content.decode()
    assert "Đã thay mã trong bản nháp của 1 thủ tục: 9.000007" in told
    made = queries.draft_of(neighbour)
    assert (
        made.definition["checks"][0]["otherwise"] == "Làm Thủ tục gộp (9.000003) trước. Mã 9.0000017 là khác."
    )
    assert made.events.filter(act="Thay mã 9.000001 bằng 9.000003", why="QĐ 9").exists()
    said.refresh_from_db()
    assert "9.000001" in said.definition["checks"][0]["otherwise"]
