"""The book of difficulties and failures: whoever meets one writes it down, who runs the system answers.

ST-22.3, HG-12, HG-14.4 (difficulties are gathered), HG-5.1 and QN-9.1 (help is asked for), DL-11 (a failure is told at
once, its hours are kept).
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from dossiers.models import Trouble, TroubleKind
from dossiers.troubles import ANSWERING
from portal.agencies.models import Duty, Officer
from portal.agencies.queries import in_service
from portal.calendars.now import now
from portal.notifications import services as notifications
from portal.web.refusals import NotYours, StepRefused
from portal.web.text import clean

PAGE = "/lam-viec/vuong-mac/"


def note_trouble(*, officer: Officer, kind: str, text: str, down_from: datetime | None = None) -> Trouble:
    """Writes it down and tells those who run the system. Raises StepRefused."""
    if not clean(text):
        raise StepRefused("Ghi rõ vướng ở đâu, màn hình nào, hồ sơ nào.")
    failed = kind == TroubleKind.FAILURE
    if failed and down_from is None:
        raise StepRefused("Ghi gián đoạn từ lúc nào.")
    if down_from is not None and down_from > now():
        raise StepRefused("Lúc gián đoạn không thể ở sau lúc này.")
    with transaction.atomic():
        trouble = Trouble.objects.create(
            kind=kind, agency=officer.agency, raised_by=officer, raised_at=now(), text=clean(text),
            down_from=down_from if failed else None,
        )  # fmt: skip
        _tell(trouble, in_service().filter(duties__contains=[Duty.SYSTEM_ADMIN]), officer)
    return trouble


def why_not_settle(officer: Officer, trouble: Trouble) -> str:
    """Only who runs the system or its procedures answers, once."""
    if not officer.has(*ANSWERING):
        return "Quản trị hệ thống và kiểm soát thủ tục trả lời vướng mắc, sự cố."
    return "Mục này đã được xử lý." if trouble.answered_at else ""


def settle_trouble(
    *, trouble: Trouble, officer: Officer, answer: str, down_until: datetime | None = None
) -> Trouble:
    """What was done, and until when nothing went; who wrote it down hears of it. Raises StepRefused, NotYours."""
    with transaction.atomic():
        fresh = Trouble.objects.select_for_update(of=("self",)).get(pk=trouble.pk)
        if refusal := why_not_settle(officer, fresh):
            raise StepRefused(refusal)
        if not clean(answer):
            raise StepRefused("Ghi đã xử lý thế nào.")
        if fresh.kind == TroubleKind.FAILURE:
            if down_until is None:
                raise StepRefused("Ghi hệ thống chạy lại từ lúc nào.")
            if fresh.down_from is not None and down_until <= fresh.down_from:
                raise StepRefused("Lúc chạy lại phải ở sau lúc gián đoạn.")
            fresh.down_until = down_until
        fresh.answer, fresh.answered_by, fresh.answered_at = clean(answer), officer, now()
        fresh.save(update_fields=["answer", "answered_by", "answered_at", "down_until"])
        _tell(fresh, [fresh.raised_by], officer)
    return fresh


def refuse_agents(officer: Officer) -> None:
    """Raises NotYours for an agent of the post, who calls the desk they sit for."""
    if set(officer.duties) == {Duty.POSTAL_AGENT}:
        raise NotYours("Nhân viên bưu chính báo cho quầy.")


def _tell(trouble: Trouble, people: Iterable[Officer], author: Officer) -> None:
    for one in people:
        notifications.queue(
            template="trouble",
            key=f"trouble:{trouble.pk}:{bool(trouble.answered_at)}:{one.pk}",
            user=one.user,
            address=one.user.email or "",
            context={
                "kind": str(TroubleKind(trouble.kind).label),
                "author": author.user.full_name,
                "agency": trouble.agency.short_name,
                "text": trouble.text,
                "note": trouble.answer,
                "url": PAGE,
            },
        )
