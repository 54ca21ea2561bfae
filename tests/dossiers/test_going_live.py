"""One paper and one fee change from a future date: live by itself at midnight, dossiers under way untouched."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from dossiers.services import drafts
from dossiers.states import State
from payments.services import charges_of
from portal.accounts.models import User
from portal.calendars.now import pretend
from procedures.drafts import change_draft
from procedures.queries import by_code, current_version, definition, draft_of
from procedures.tasks import turn_over
from tests import people
from tests.conftest import hanoi
from tests.procedures.designer.building import Hand

pytestmark = pytest.mark.django_db
CODE = "1.001612"
BEFORE, FIRST = hanoi("2027-03-31 16:30"), hanoi("2027-04-01 00:00")
EVENING, MORNING = FIRST - timedelta(minutes=1), FIRST + timedelta(minutes=1)
SETS = {f"{prefix}-{key}": value for prefix in ("mien", "giam") for key, value in
        (("TOTAL_FORMS", "1"), ("INITIAL_FORMS", "0"))}  # fmt: skip


def url(name, *args):
    return reverse(f"admin:{name}", args=args)


@pytest.fixture
def controller(client):
    user = User.objects.create_superuser("kiem.soat@so.example", "x", full_name="Trần Thị Kiểm")
    client.force_login(user)
    return user


def announced(client, controller):
    """The controller copies the version in force, changes the fee and a paper, tries it, announces it."""
    version = current_version(by_code(CODE), date(2027, 3, 1))
    client.post(url("designer_draft", version.pk), {"why": "Nghị quyết mới"})
    draft = draft_of(by_code(CODE))
    assert draft is not None
    fee = {"name": "Lệ phí đăng ký hộ kinh doanh", "kind": "le_phi", "timing": "at_receipt", "per": "case",
           "vnd": "100.000", "source": "Nghị quyết 5/2027/NQ-HĐND", "seen": draft.revision}  # fmt: skip
    answer = client.post(url("designer_fee", draft.pk, "le_phi"), SETS | fee)
    assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    hand = Hand(client, draft)
    paper = hand.post("papers", "them:papers", **{"moi-papers": "Hợp đồng thuê địa điểm"})
    hand.post("papers", f"luu:{paper}", chon=paper, id="hop_dong_thue", required="co", count="1")
    draft.refresh_from_db()
    change_draft(version=draft, seen=draft.revision, by=controller, act="Sửa hồ sơ thử", edit=_expected)
    draft.refresh_from_db()
    facts = {"decision": "12/QĐ-UBND", "decision_on": "2027-03-10", "effective_from": "2027-04-01"}
    answer = client.post(url("designer_publish", draft.pk), facts | {"seen": draft.revision})
    assert answer.status_code == 302, answer.content.decode()
    draft.refresh_from_db()
    assert draft.state == "published"
    return version, draft


def _expected(document):
    for trial in document.get("tests", []):
        expect = trial.get("expect", {})
        if "fee_vnd" in expect:
            expect["fee_vnd"] = 100_000
        if "papers" in expect:
            expect["papers"].append("hop_dong_thue")
        if "papers" in trial:
            trial["papers"].append("hop_dong_thue")


def papers_of(dossier):
    return {paper.id for paper in definition(dossier.version).papers}


def test_one_paper_and_one_fee_change_at_midnight_by_themselves(client, controller):
    under_way = people.processing(BEFORE - timedelta(days=1), code=CODE)
    waiting = people.drafted(BEFORE - timedelta(days=1), code=CODE)
    with pretend(BEFORE - timedelta(days=20)):
        old, new = announced(client, controller)
    with pretend(EVENING):
        assert "150.000" in client.get(f"/thu-tuc/{CODE}/").content.decode()
    last = people.submitted(EVENING - timedelta(hours=2), code=CODE)
    with pretend(MORNING):
        page = client.get(f"/thu-tuc/{CODE}/").content.decode()
        assert "100.000" in page and "Hợp đồng thuê địa điểm" in page and "150.000" not in page
    first = people.submitted(MORNING, code=CODE)
    assert (last.dossier.version, first.dossier.version) == (old, new)
    assert [
        sum(charge.total_vnd for charge in charges_of(one.dossier.reference)) for one in (last, first)
    ] == [
        150_000,
        100_000,
    ]
    assert "hop_dong_thue" in papers_of(first.dossier) and "hop_dong_thue" not in papers_of(last.dossier)
    with pretend(MORNING):
        turn_over()
    done = under_way.wait(480).finish_steps().dossier
    assert (done.version, done.state) == (old, State.COMPLETED)
    with pretend(MORNING):
        assert drafts.move_to_newest(dossier=waiting.dossier), "a draft that was not sent follows"
    waiting.dossier.refresh_from_db()
    assert waiting.dossier.version == new
