"""What the post brings to a desk meets its dossier: matched by code, entered, journaled; an agent's list."""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q

from dossiers import queries
from dossiers.codes import read_code
from dossiers.models import AT_DESK, Dossier
from dossiers.permissions import only_brings
from dossiers.services import supplement
from dossiers.services._step import step
from dossiers.states import State
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.visits import arrivals
from portal.visits.models import Arrival, ArrivalKind
from portal.web.refusals import StepRefused
from portal.web.show import local

_UNKNOWN = "Không có hồ sơ nào mang mã này ở nơi bạn làm việc."


def match(arrival: Arrival, officer: Officer, code: str) -> Arrival:
    """Finds the dossier by the code written on the cover or in it. Raises StepRefused."""
    named = read_code(code)
    found = queries.of_officer(officer).filter(Q(code=named) | Q(reference=named)).first()
    if not named or found is None:
        raise StepRefused(_UNKNOWN)
    return arrivals.match(arrival, officer, found.reference)


def dossiers_of(rows: Iterable[Arrival]) -> dict[str, Dossier]:
    """By reference the dossiers that these arrivals are matched to."""
    wanted = {row.subject for row in rows if row.subject}
    found = Dossier.objects.filter(reference__in=wanted).select_related("procedure", "owner")
    return {one.reference: one for one in found.defer("answers")}


def take_in(arrival: Arrival, officer: Officer) -> Arrival:
    """The papers lie in the dossier: its journal says so, and a dossier that waited for them goes on.

    Raises StepRefused; then nothing has happened.
    """
    dossier = dossiers_of([arrival]).get(arrival.subject)
    if dossier is None:
        raise StepRefused("Gắn bưu gửi với hồ sơ trước.")
    if dossier.state == State.DRAFT:
        raise StepRefused("Hồ sơ còn là nháp: nhập xong và tiếp nhận, bưu gửi tự xong theo.")
    note = ", ".join(filter(None, (arrival.tracking, arrival.contents)))
    with transaction.atomic():
        done = arrivals.take_in(arrival, officer)
        if arrival.kind == ArrivalKind.SUPPLEMENT and dossier.state == State.SUPPLEMENT_REQUIRED:
            supplement.supply_on_paper(dossier=dossier, officer=officer, note=note)
        else:
            data = {"tracking": arrival.tracking}
            with step(dossier, "receive_by_post", by=officer.user, officer=officer, note=note, data=data):
                pass
    return done


def begun_by(officer: Officer, most: int = 200) -> list[Dossier]:
    """What an agent took in, drafts too, the newest first; nobody else's."""
    mine = Dossier.objects.filter(created_by=officer.user_id, channel__in=AT_DESK)
    return list(mine.select_related("procedure", "owner").defer("answers").order_by("-pk")[:most])


def handed(rows: Iterable[Dossier]) -> dict[str, Arrival]:
    """By reference the covers in which an agent handed these dossiers' papers over."""
    wanted = [one.reference for one in rows]
    found = Arrival.objects.filter(subject__in=wanted).exclude(brought="").order_by("pk")
    return {one.subject: one for one in found}


def why_not_hand_over(officer: Officer, dossier: Dossier) -> str:
    """An agent hands over the papers of what they themselves took in and filed, once."""
    if not only_brings(officer) or dossier.created_by_id != officer.user_id:
        return "Bạn chỉ bàn giao hồ sơ do mình nhận."
    if dossier.state == State.DRAFT:
        return "Hồ sơ chưa nộp xong."
    return "Giấy tờ đã bàn giao." if dossier.reference in handed([dossier]) else ""


def hand_over(*, officer: Officer, dossiers: list[Dossier]) -> str:
    """The papers go to the desk under one list; there they wait, with a term, until somebody has counted them.

    Gives the list's number. Raises StepRefused, and nothing is handed over, when one of them may not be.
    """
    if not dossiers:
        raise StepRefused("Đánh dấu hồ sơ cần bàn giao giấy tờ.")
    day = local(now()).date()
    with transaction.atomic():
        type(officer).objects.select_for_update(of=("self",)).get(pk=officer.pk)
        begin = f"BG-{officer.pk}-{day:%y%m%d}-"
        before = Arrival.objects.filter(brought__startswith=begin).values("brought").distinct().count()
        number = f"{begin}{before + 1}"
        for one in dossiers:
            if refusal := why_not_hand_over(officer, one):
                raise StepRefused(f"{one.shown_code}: {refusal}")
            assert one.receiving_agency is not None
            arrivals.note(
                agency=one.receiving_agency, officer=officer, kind=ArrivalKind.OTHER, sender=one.owner_name,
                subject=one.reference, brought=number, contents="Hồ sơ giấy nhận tại điểm bưu chính",
            )  # fmt: skip
    return number
