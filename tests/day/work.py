"""What lies on the desk in the morning: made by the real verbs for invented people, then worked off by keyboard."""

import random
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import Max

from dossiers import letters, popular
from dossiers.models import Dossier, PostOrder
from dossiers.post import ordering
from dossiers.services import posting
from portal.accounts.models import User
from portal.agencies.models import Agency, Duty, Officer
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.integrations import post
from portal.integrations.sandbox.post import Post, serve
from portal.visits import services as visits
from portal.visits.models import Service, Ticket
from portal.web.show import local
from procedures.samples import invented_number
from tests import people

HOME = "Số 8, phố Hải Lộc, phường Hạ Long, tỉnh Quảng Ninh"
_PERMIT = "1.013225"
_SINGLE = (
    "1.004873"  # confirmation of marital status: what is filtered out of the pile to be given to somebody
)


@dataclass(frozen=True)
class Pile:
    """How much of each kind."""

    paper: int = 20
    online: int = 40
    opinions: int = 5
    late: int = 3
    post: int = 2
    assign: int = 0


@dataclass
class Morning:
    """Codes by kind, and who works on what."""

    online: list[str]
    opinions: list[tuple[str, Officer]]
    late: list[str]
    post: list[str]
    assign: list[Dossier]
    officer: Officer
    leader: Officer


def lay_out(pile: Pile) -> Morning:
    """Fills the desk of the first commune."""
    hours = working_time(people.desk().calendar)
    today = now()
    yesterday = hours.add_minutes(today, -300)
    long_ago = today - timedelta(days=120)
    online = [people.submitted(yesterday, _somebody(n)).dossier for n in range(pile.online)]
    permits = [people.processing(yesterday, code=_PERMIT) for _ in range(pile.opinions)]
    popular.count()  # as every hour
    _queue_up(pile.paper)
    late = [people.accepted(long_ago, user=_somebody(n)).transfer().dossier for n in range(pile.late)]
    assign = _to_assign(yesterday, pile.assign)
    sent = []
    if pile.post:
        with _a_post():
            sent = [_for_the_post(yesterday) for _ in range(pile.post)]
    return Morning(
        online=[one.reference for one in online], opinions=[_asked(drive.dossier) for drive in permits],
        late=[one.code for one in late if one.code], post=[one.code for one in sent if one.code],
        assign=assign, officer=people.desk_officer(), leader=people.driving.somebody(people.ward(), Duty.AGENCY_LEADER),
    )  # fmt: skip


def _to_assign(at: datetime, how_many: int) -> list[Dossier]:
    """So many under way with nobody in particular; the four or more of one procedure among them are returned."""
    wanted = min(how_many, max(4, how_many // 4))
    for _ in range(how_many - wanted):
        people.processing(at)
    return [people.processing(at, code=_SINGLE).dossier for _ in range(wanted)]


def _queue_up(how_many: int) -> None:
    """So many people have drawn a number to file something, also on a day on which the kiosk gives none."""
    visits.set_up(people.desk())
    service = Service.objects.filter(agency=people.desk()).order_by("letter")[0]
    today = local(now()).date()
    last = Ticket.objects.filter(service=service, day=today).aggregate(last=Max("number"))["last"] or 0
    for number in range(last + 1, last + 1 + how_many):
        Ticket.objects.create(agency=people.desk(), service=service, day=today, number=number)


@contextmanager
def _a_post() -> Iterator[None]:
    """The post that the portal knows, or a stand-in for the while."""
    if post.offered():
        yield
        return
    world = Post("", "buu-chinh", fails=0.0)
    known = PostOrder.objects.filter(tracking__startswith="VN26A").values_list("tracking", flat=True)
    highest = max((int(number[5:11]) for number in known if number), default=0)
    world.pieces.update({f"truoc-{n}": None for n in range(highest)})  # it numbers by how many it has
    server = serve(0, world)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.POST_URL = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield
    finally:
        settings.POST_URL = ""
        server.shutdown()
        server.server_close()


def card(seed: int) -> str:
    """What the scanner reads from the card of somebody who has never been here."""
    number = invented_number(random.Random(seed), date(1994, 5, 3), "female")
    return f"{number}||Hoàng Thị Mai|03051994|Nữ|Tổ 4, khu 2, phường Hạ Long, Quảng Ninh|25052021"


def _somebody(place: int) -> User:
    names = ("Đinh Thị Ngọc Huyền", "Lò Thị Ơn", "Neáng Sray", "H'Hen Niê", "Tằng A Sồi")
    return people.citizen(names[place % len(names)])


def _asked(dossier: Dossier) -> tuple[str, Officer]:
    """A dossier with an open consultation, and who is to answer."""
    from dossiers.models import Task, TaskKind
    from dossiers.services import processing

    task = Task.objects.filter(dossier=dossier, ended_at=None).select_related("agency", "dossier").first()
    assert task is not None and dossier.code
    if task.kind != TaskKind.CONSULT:
        officer = task.officer or people.driving.somebody(task.agency, task.duty)
        processing.ask_opinion(
            dossier=dossier, officer=officer, agency=_other_office(task.agency_id),
            question="Có vướng quy hoạch không?", due_at=now() + timedelta(days=2),
        )  # fmt: skip
        task = Task.objects.filter(dossier=dossier, ended_at=None, kind=TaskKind.CONSULT).latest("pk")
    return dossier.code, task.officer or people.driving.somebody(task.agency, task.duty)


def _other_office(asking: int) -> Agency:
    """A division of the same commune that has somebody to answer."""
    ready = Officer.objects.filter(
        agency__parent=people.ward(), duties__contains=[Duty.CASE_OFFICER], valid_to=None
    )
    return ready.exclude(agency=asking).select_related("agency")[0].agency


def _for_the_post(at: datetime) -> Dossier:
    dossier = people.completed(at, return_method="in_person").dossier
    for result in dossier.results.all():
        letters.draw_result(result)
    user = dossier.created_by
    chosen = posting.choose_return(dossier=dossier, user=user, method="postal", address=HOME)
    order = ordering.deliver(dossier=chosen, officer=people.desk_officer())
    while not order.tracking:
        ordering.send(order)
        order.refresh_from_db()
    return chosen
