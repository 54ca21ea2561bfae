"""Handing pieces to the postman: each one ticked, both by name, at one moment."""

from django.db import transaction

from dossiers.models import PostHandover, PostOrder, PostState
from dossiers.permissions import DESK_DUTIES, charged_with
from dossiers.services import posting
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.visits import signatures
from portal.visits.models import Signing
from portal.visits.signatures import Given
from portal.web.refusals import StepRefused
from portal.web.show import local


def hand_over(
    *, orders: list[PostOrder], officer: Officer, postman: str, postman_code: str, given: Given | None = None
) -> PostHandover:
    """All ticked pieces or none, with what the postman signed. Raises StepRefused when one is not ready any more."""
    if not orders:
        raise StepRefused("Đánh dấu từng bưu gửi đã giao.")
    desk = orders[0].desk
    if any(not charged_with(officer, one.desk_id, *DESK_DUTIES) or one.desk_id != desk.pk for one in orders):
        raise StepRefused("Chỉ giao bưu gửi của quầy mình.")
    with transaction.atomic():
        made = PostHandover.objects.create(
            number=_number(desk.pk, desk.code), agency=desk, officer=officer, postman=postman,
            postman_code=postman_code, at=now(),
        )  # fmt: skip
        ready = PostOrder.objects.filter(pk__in=[one.pk for one in orders], state=PostState.READY)
        if ready.update(state=PostState.ON_WAY, handover=made) != len(orders):
            raise StepRefused("Có bưu gửi vừa được giao hoặc bỏ. Xem lại danh sách.")
        for one in sorted(orders, key=lambda order: order.dossier_id):
            posting.hand_to_post(order=one, officer=officer)
        signatures.sign(
            subject=made.number, purpose=Signing.POST, name=postman, given=given or Given(), officer=officer,
            words=f"Tôi đã nhận đủ {len(orders)} bưu gửi của bảng kê {made.number}.",
        )  # fmt: skip
    return made


def _number(desk: int, code: str) -> str:
    """BK, the desk, the day and how many there were on it; two at once collide and one of them tries again."""
    day = local(now()).date()
    before = PostHandover.objects.filter(agency_id=desk, number__contains=f"-{day:%y%m%d}-").count()
    return f"BK-{code}-{day:%y%m%d}-{before + 1}"[-30:]
