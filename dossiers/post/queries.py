"""The pieces that somebody may see: an officer those of the desks they act for, an applicant those of their dossier."""

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from dossiers.models import POST_OPEN, Dossier, PostHandover, PostKind, PostOrder, PostState, ReturnMethod
from dossiers.states import State
from payments import collected
from portal.agencies.duties import acting_duties
from portal.agencies.models import Duty, Officer
from portal.web.refusals import NotYours

MOST = 100
_DUTIES = (Duty.DESK_OFFICER, Duty.DESK_LEADER)


def desks_of(officer: Officer) -> list[int]:
    """The desks whose post this officer hands over. Raises NotYours for others."""
    found = sorted({agency for agency, duty in acting_duties(officer) if duty in _DUTIES})
    if not found:
        raise NotYours("Việc bưu chính của bộ phận một cửa.")
    return found


def to_order(officer: Officer) -> list[Dossier]:
    """Results that lie ready and are wanted by post, without a piece under way or come back."""
    alive = PostOrder.objects.filter(dossier=OuterRef("pk"), kind=PostKind.DELIVER).exclude(
        state=PostState.CANCELLED
    )
    rows = Dossier.objects.filter(
        receiving_agency__in=desks_of(officer), state=State.COMPLETED, return_method=ReturnMethod.POSTAL,
        is_test=False,
    ).filter(~Exists(alive))  # fmt: skip
    return list(
        rows.select_related("procedure", "owner").defer("answers").order_by("next_due_at", "id")[:MOST]
    )


def pieces(officer: Officer, *states: str) -> list[PostOrder]:
    """Pieces of these states, the newest first."""
    return list(_of(officer).filter(state__in=states).order_by("-id")[:MOST])


def chosen(officer: Officer, keys: list[str], state: str) -> list[PostOrder]:
    """Those that were ticked and may be."""
    wanted = [int(key) for key in keys if key.isdigit() and len(key) < 18]
    return list(_of(officer).filter(pk__in=wanted, state=state).order_by("id")[:MOST])


def dossiers_chosen(officer: Officer, keys: list[str]) -> list[Dossier]:
    """Ticked among those that wait for an order."""
    return [one for one in to_order(officer) if str(one.pk) in keys]


def piece(officer: Officer, pk: int) -> PostOrder:
    """Raises Http404."""
    return get_object_or_404(_of(officer), pk=pk)


def handover(officer: Officer, number: str) -> PostHandover:
    """Raises Http404."""
    found = PostHandover.objects.filter(agency__in=desks_of(officer))
    return get_object_or_404(found.select_related("agency", "officer__user"), number=number)


def handovers(officer: Officer) -> list[PostHandover]:
    found = PostHandover.objects.filter(agency__in=desks_of(officer)).select_related("officer__user")
    return list(found.order_by("-id")[:20])


def money_apart(officer: Officer) -> list[PostOrder]:
    """Pieces where owed, taken at the door and paid over are not one sum, and no two people stand for the reason."""
    return list(unsettled(_of(officer)).order_by("-ended_at")[:MOST])


def unsettled(orders: QuerySet[PostOrder]) -> QuerySet[PostOrder]:
    """Those of them whose money is neither one sum nor explained for the sums that stand there now."""
    taken = orders.filter(state=PostState.DELIVERED, kind=PostKind.DELIVER)
    apart = ~Q(collected_vnd=F("owed_vnd")) | ~Q(remitted_vnd=F("collected_vnd")) | Q(remitted_vnd=None)
    explained = collected.agreed_for(
        tracking="tracking", owed_vnd="owed_vnd", collected_vnd="collected_vnd", remitted_vnd="remitted_vnd"
    )
    return taken.filter(apart, Q(owed_vnd__gt=0) | Q(collected_vnd__gt=0)).filter(~Exists(explained))


def sums_of(order: PostOrder) -> collected.Sums:
    """The money of one piece: owed, collected, paid over. Whole đồng."""
    return collected.Sums(order.owed_vnd, order.collected_vnd or 0, order.remitted_vnd or 0)


def explained(orders: list[PostOrder]) -> set[int]:
    """Those of them whose difference somebody has explained; another person has yet to agree."""
    asked = collected.waiting([one.tracking for one in orders if one.tracking])
    return {one.pk for one in orders if (one.tracking, sums_of(one)) in asked}


def of_dossier(dossier: Dossier) -> list[PostOrder]:
    """All pieces of a dossier that was itself reached through its door, with what the post told."""
    return list(dossier.post_orders.prefetch_related("events").order_by("-id"))


def open_piece(dossier: Dossier, kind: str) -> PostOrder | None:
    return dossier.post_orders.filter(kind=kind, state__in=POST_OPEN).first()


def _of(officer: Officer) -> QuerySet[PostOrder]:
    rows = PostOrder.objects.filter(desk__in=desks_of(officer)).select_related(
        "dossier__procedure", "desk", "handover"
    )
    return rows.defer("dossier__answers")
