"""What the post brings is opened, matched and taken in within its term; an agent of the post sees only their own."""

from datetime import timedelta

import pytest
from django.test import Client

from dossiers import queue
from dossiers.models import Dossier, Verdict
from dossiers.post import arriving
from dossiers.services import counter, supplement
from dossiers.states import State
from portal.agencies.models import Duty, Officer
from portal.agencies.services import hire
from portal.calendars.now import now
from portal.visits import arrivals
from portal.visits.models import Arrival
from portal.web.refusals import NotYours, StepRefused
from procedures.queries import definition
from tests import people
from tests.dossiers.officer.desk import at_work
from tests.dossiers.officer.test_counter import START, filled, opened, page
from tests.test_matrix import World, address, addresses

pytestmark = pytest.mark.django_db
_OF_EVERYBODY = (
    " ca-nhan/ ca-nhan/vang-mat/ hang-doi/ hang-doi/tai-ve/ ky-so/ mau-thu/ quay/ quay/thu-tuc/ quay/tiep-nhan/ "
    "tai-viec/ trach-nhiem/"
)
"""One's own settings, and lists that are empty for an agent."""
LIST, MINE, QUEUE = "/lam-viec/buu-chinh/den/", "/lam-viec/buu-ta/ho-so/", "/lam-viec/hang-doi/"


def noted(client, kind="new", **more) -> Arrival:
    typed = {"loai": kind, "nguoi_gui": "Bàn Thị Mai", "ma": "ev123456789vn", **more}
    assert client.post(LIST, typed).status_code == 302
    return Arrival.objects.get(tracking=typed["ma"].upper())


def complete(dossier: Dossier) -> dict[str, str]:
    """A form in which nothing is missing any more, as the officer sends it."""
    filled(dossier)
    papers = {f"p-{one.id}": "there" for one in definition(dossier.version).papers}
    return {"lam": "nhan", "hien": "*", "nhan": "in_person", "dong_y": "giay", **papers}


@pytest.mark.article("ST-9", "HG-8.1b")
def test_a_cover_becomes_a_dossier_by_post_and_leaves_the_list_with_it():
    dung = at_work(people.desk_officer())
    one = noted(dung)
    assert one.due_at > one.arrived_at
    assert (
        "đã được ghi"
        in dung.post(LIST, {"loai": "new", "nguoi_gui": "A", "ma": one.tracking}).content.decode()
    )
    cover = f"{LIST}{one.pk}/"
    assert "Ghi trong bì" in dung.post(cover, {"lam": "mo"}).content.decode()
    dung.post(cover, {"lam": "mo", "trong_bi": "Tờ khai, giấy chứng sinh"})
    assert "Không có hồ sơ nào" in dung.post(cover, {"lam": "gan", "ma_ho_so": "H49.1-1"}).content.decode()
    assert one.tracking in dung.get(f"{START}?buu-gui={one.pk}").content.decode()
    dossier = opened(dung, buu_gui=str(one.pk))
    one.refresh_from_db()
    assert (dossier.channel, one.subject, one.state) == ("postal", dossier.reference, "matched")
    assert "còn là nháp" in dung.post(cover, {"lam": "nhan"}).content.decode()
    assert dung.post(page(dossier), complete(dossier)).status_code == 302
    one.refresh_from_db()
    dossier.refresh_from_db()
    assert (one.state, dossier.state) == ("taken", State.PROCESSING)
    assert one.tracking in dung.get(LIST).content.decode()
    assert at_work(people.stranger()).get(cover).status_code == 404


def test_papers_sent_by_post_let_a_waiting_dossier_go_on_and_what_is_not_ours_goes_back():
    dung = at_work(people.desk_officer())
    drive = people.submitted(now())
    dossier, item = drive.dossier, drive.dossier.items.first()
    item.verdict, item.verdict_note = Verdict.WRONG, "Mờ"
    item.save()
    flagged = [{"kind": "paper", "id": item.paper_id, "title": item.title, "note": "Mờ"}]
    supplement.request_supplement(
        dossier=dossier, officer=people.desk_officer(), flagged=flagged, reason="Giấy chứng sinh mờ."
    )
    one = noted(dung, "more")
    cover = f"{LIST}{one.pk}/"
    dung.post(cover, {"lam": "mo", "trong_bi": "Giấy chứng sinh"})
    dung.post(cover, {"lam": "gan", "ma_ho_so": dossier.shown_code})
    assert dung.post(cover, {"lam": "nhan"}).status_code == 302
    dossier.refresh_from_db()
    last = dossier.journal.last()
    assert (dossier.state, last.verb, last.note) == (
        State.REGISTERED,
        "supply",
        "EV123456789VN, Giấy chứng sinh",
    )
    other = noted(dung, "other", ma="EV2")
    away = f"{LIST}{other.pk}/"
    assert "Ghi vì sao" in dung.post(away, {"lam": "gui-tra"}).content.decode()
    dung.post(away, {"lam": "gui-tra", "vi_sao": "Gửi nhầm nơi"})
    other.refresh_from_db()
    assert (other.state, other.note) == ("back", "Gửi nhầm nơi")
    assert "đã gửi trả" in dung.post(away, {"lam": "gan", "ma_ho_so": dossier.shown_code}).content.decode()
    Arrival.objects.filter(pk=noted(dung, ma="EV3").pk).update(due_at=now() - timedelta(hours=1))
    assert "Quá hạn" in dung.get(LIST).content.decode()


@pytest.fixture
def agent() -> tuple[Officer, Client]:
    officer, _password = hire(
        agency=people.desk(), full_name="Vũ Văn Tám", email="tam@buu-chinh.example", title="Nhân viên bưu chính",
        duties=[Duty.POSTAL_AGENT],
    )  # fmt: skip
    type(officer.user).objects.filter(pk=officer.user_id).update(must_change_password=False)
    return officer, at_work(officer)


@pytest.mark.article("ST-9", "HG-8.1b")
def test_an_agent_takes_in_hands_over_and_the_desk_accepts(agent):
    officer, tam = agent
    dossier = opened(tam)
    assert (dossier.channel, dossier.receiving_agency) == ("postal", people.desk())
    shown = tam.get(page(dossier)).content.decode()
    assert "Nộp cho quầy" in shown and "Quầy thu khi tiếp nhận" in shown
    assert tam.post(page(dossier), {"lam": "tra-cuu"}).status_code == 403
    assert tam.post(page(dossier), complete(dossier)).url == MINE
    dossier.refresh_from_db()
    task = dossier.tasks.get(ended_at=None)
    assert (dossier.state, task.officer, dossier.received_at) == (State.REGISTERED, None, None)
    assert dossier.owner_name in tam.get(MINE).content.decode()
    with pytest.raises(NotYours):
        counter.file_at_counter(dossier=dossier, officer=officer)
    assert tam.get(f"/lam-viec/ho-so/{dossier.shown_code}/").status_code in (403, 404)
    tam.post(MINE, {"chon": [str(dossier.pk)]})
    cover = Arrival.objects.get(subject=dossier.reference)
    assert cover.brought in tam.get(MINE).content.decode()
    with pytest.raises(StepRefused, match="đã bàn giao"):
        arriving.hand_over(officer=officer, dossiers=[dossier])
    dung = at_work(people.desk_officer())
    assert "Đã nhận đủ giấy tờ" in dung.get(f"{LIST}{cover.pk}/").content.decode()
    dung.post(f"{LIST}{cover.pk}/", {"lam": "nhan"})
    assert dossier.journal.last().verb == "receive_by_post"
    assert "quầy đã nhận" in tam.get(MINE).content.decode()
    theirs = opened(dung)
    assert tam.get(page(theirs)).status_code == 404
    with pytest.raises(StepRefused, match="do mình nhận"):
        arriving.hand_over(officer=officer, dossiers=[theirs])
    assert not arrivals.open_at([people.desk().pk]).filter(subject=dossier.reference).exists()


def test_an_agent_reaches_no_other_page_of_the_office(agent):
    _officer, tam = agent
    dossier = people.accepted(now()).dossier
    draft = people.drafted(now()).dossier
    page_id, slip_id = dossier.items.first().pages.first().pk, dossier.slips.first().pk
    world = World(dossier, draft, page_id, slip_id, {})
    inside = []
    for route, name in addresses():
        if not route.startswith(("lam-viec/", "dieu-hanh/")) or route.startswith("lam-viec/buu-ta/"):
            continue
        answer = tam.get(address(name, world, route))
        if answer.status_code in (200, 302):
            inside.append(route.removeprefix("lam-viec/"))
            told = b"".join(answer).decode()
            assert dossier.code not in told and dossier.owner_name not in told, route
    assert " ".join(sorted(inside)) == _OF_EVERYBODY


@pytest.mark.parametrize("duty", [Duty.POSTAL_AGENT, Duty.SYSTEM_ADMIN, Duty.SECURITY_AUDITOR])
def test_whoever_opens_no_dossier_reads_no_list_of_them(duty):
    late = people.accepted(now() - timedelta(days=40)).dossier
    assert late.owner_name in at_work(people.desk_officer()).get(f"{QUEUE}?view=tat-ca").content.decode()
    officer, _password = hire(
        agency=people.desk(),
        full_name="Vũ Văn Tám",
        email="tam@noi-khac.example",
        title="Nhân viên",
        duties=[duty],
    )
    type(officer.user).objects.filter(pk=officer.user_id).update(must_change_password=False)
    tam = at_work(officer)
    pages = [f"{QUEUE}{tail}?view={slug}" for slug in queue.BY_SLUG for tail in ("", "tai-ve/")]
    for path, told in (
        *((path, late.owner_name) for path in ("/lam-viec/", *pages)),
        (f"{QUEUE}?q={late.owner_name}", str(late.code)),
        (f"{QUEUE}?q={late.code}", late.owner_name),
    ):
        assert told not in b"".join(tam.get(path, follow=True)).decode(errors="replace"), path
