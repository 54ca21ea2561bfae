"""Money that postmen collect at doors: what the post paid over, part by part, and why a sum differs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Sum
from django.db.models.functions import Coalesce

from payments.models import PostPart, PostReason
from portal.accounts.models import User
from portal.calendars.now import now
from portal.web.refusals import StepRefused


@dataclass(frozen=True, slots=True)
class Sums:
    """Of one piece, in whole đồng: to be collected, collected at the door, paid over."""

    owed_vnd: int
    collected_vnd: int
    remitted_vnd: int

    @property
    def differ(self) -> bool:
        return not self.owed_vnd == self.collected_vnd == self.remitted_vnd


def note_part(*, tracking: str, day: date, vnd: int) -> int:
    """What the post says of one day takes the place of what it said of that day before; returns the sum of all days."""
    PostPart.objects.update_or_create(tracking=tracking, day=day, defaults={"vnd": vnd, "told_at": now()})
    return int(PostPart.objects.filter(tracking=tracking).aggregate(sum=Sum("vnd"))["sum"])


def parts_of(tracking: str) -> list[PostPart]:
    """The oldest first."""
    return list(PostPart.objects.filter(tracking=tracking))


def reasons_of(tracking: str) -> list[PostReason]:
    """Everything that was said about this piece's money, the newest first."""
    return list(PostReason.objects.filter(tracking=tracking).select_related("said_by", "decided_by"))


def waiting(trackings: list[str]) -> set[tuple[str, Sums]]:
    """Which pieces wait for a second person, each with the sums that its reason speaks of."""
    rows = PostReason.objects.filter(tracking__in=trackings, agreed=None)
    return {(one.tracking, _sums_of(one)) for one in rows}


def agreed_for(**outer: str) -> QuerySet[PostReason]:
    """As a subquery: a reason that two people stand for, about the sums as they are now. `outer` names the fields."""
    told: dict[str, Any] = {
        name: Coalesce(OuterRef(field), 0) for name, field in outer.items() if name != "tracking"
    }
    return PostReason.objects.filter(tracking=OuterRef(outer["tracking"]), agreed=True, **told)


def say(*, tracking: str, sums: Sums, why: str, by: User) -> PostReason:
    """Says why the sums of a piece differ; it counts once somebody else agrees. Raises StepRefused."""
    if not sums.differ:
        raise StepRefused("Tiền thu hộ của bưu gửi này đã khớp.")
    if not why.strip():
        raise StepRefused("Ghi rõ vì sao lệch và đã xử lý thế nào.")
    try:
        with transaction.atomic():
            return PostReason.objects.create(
                tracking=tracking, owed_vnd=sums.owed_vnd, collected_vnd=sums.collected_vnd,
                remitted_vnd=sums.remitted_vnd, why=why.strip()[:300], said_by=by, said_at=now(),
            )  # fmt: skip
    except IntegrityError as error:
        raise StepRefused("Đã có giải trình đang chờ người thứ hai.") from error


def decide(*, tracking: str, sums: Sums, by: User, agree: bool, answer: str = "") -> PostReason:
    """A second person looks at what was said about these very sums. Raises StepRefused."""
    with transaction.atomic():
        waits = PostReason.objects.select_for_update().filter(tracking=tracking, agreed=None)
        held = next((one for one in waits if _sums_of(one) == sums), None)
        if held is None:
            raise StepRefused("Không có giải trình nào chờ quyết định, hoặc số tiền vừa thay đổi.")
        if held.said_by_id == by.pk:
            raise StepRefused("Người giải trình không được tự đồng ý.")
        if not agree and not answer.strip():
            raise StepRefused("Ghi vì sao không đồng ý.")
        held.agreed, held.answer = agree, "" if agree else answer.strip()[:300]
        held.decided_by, held.decided_at = by, now()
        held.save(update_fields=["agreed", "answer", "decided_by", "decided_at"])
    return held


def _sums_of(reason: PostReason) -> Sums:
    return Sums(reason.owed_vnd, reason.collected_vnd, reason.remitted_vnd)
