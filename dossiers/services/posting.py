"""The post as the journal knows it: how the result shall reach the person, handed over, brought, come back."""

from datetime import datetime

from dossiers import board, clock, letters
from dossiers.models import Dossier, PostOrder, ReturnMethod, Task
from dossiers.permissions import is_applicant
from dossiers.services import _messages
from dossiers.services._step import step
from dossiers.services.money import book_by_post
from dossiers.services.results import return_result
from dossiers.states import OPEN
from portal.accounts.models import User
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.calendars.working_time import Limit
from portal.visits import arrivals
from portal.visits.models import ArrivalKind
from portal.web.refusals import StepRefused


def choose_return(*, dossier: Dossier, user: User, method: str, address: str = "") -> Dossier:
    """The applicant has the result sent home, or comes for it after all; until the post has it. Raises StepRefused."""
    with step(dossier, "choose_return", by=user, data={"method": method}) as locked:
        if not is_applicant(user, locked):
            raise StepRefused("Hồ sơ này không phải của bạn.")
        if locked.state not in OPEN:
            raise StepRefused("Hồ sơ đã kết thúc nên không đổi được cách nhận.")
        if locked.post_orders.filter(kind="deliver", state__in=["waiting", "ready", "on_way"]).exists():
            raise StepRefused("Kết quả đang ở bưu chính. Chờ bưu tá, hoặc gọi quầy để đổi.")
        locked.return_method = ReturnMethod(method)
        locked.return_address = address if method == ReturnMethod.POSTAL else ""
    return dossier


def hand_to_post(*, order: PostOrder, officer: Officer) -> None:
    """The postman has the result; the desk's step waits until it should have arrived."""
    data = {"tracking": order.tracking}
    with step(order.dossier, "hand_to_post", by=officer.user, officer=officer, data=data) as locked:
        expected = order.expected_at or now()
        _wait_until(
            locked, clock.calendar_of(locked).due(max(expected, now()), Limit(2, "working_day"), "civil")
        )
        _messages.tell(locked, "post_sent", tracking=order.tracking)


def come_back(*, order: PostOrder, why: str) -> None:
    """Not delivered: the result lies at the desk again, which has one working day to do something about it (P1)."""
    data = {"tracking": order.tracking, "why": why}
    with step(order.dossier, "come_back", by=None, data=data) as locked:
        _wait_until(locked, clock.calendar_of(locked).due(now(), Limit(1, "working_day"), "civil"))
        _messages.tell(locked, "post_returned", tracking=order.tracking, reason=why)
    if (officer := _of_the_desk(order)) is not None:
        arrivals.note(
            agency=order.desk, officer=officer, kind=ArrivalKind.UNDELIVERED, sender=order.name,
            tracking=order.tracking or "", phone=order.phone, contents=f"Chưa giao được: {why}",
            subject=order.dossier.reference,
        )  # fmt: skip


def _of_the_desk(order: PostOrder) -> Officer | None:
    """Whoever gave the piece to the postman: the list of what came back says so."""
    return order.handover.officer if order.handover_id and order.handover else None


def bring(*, order: PostOrder) -> None:
    """Delivered: money that the postman took is booked once, then the result is returned. Raises StepRefused."""
    if order.charge_id and order.collected_vnd:
        book_by_post(order.dossier, order.charge_id, order.collected_vnd, str(order.tracking))
    result = order.dossier.results.filter(revoked_at=None).select_related("dossier").first()
    if result is not None and result.file_id is None:
        letters.draw_result(result)
    return_result(dossier=order.dossier, officer=None, receiver=order.receiver)


def _wait_until(locked: Dossier, due_at: datetime) -> None:
    for task in board.open_tasks(locked):
        if task.step_id == "return_result":
            task.due_at = due_at
            Task.objects.filter(pk=task.pk).update(due_at=due_at)
