"""What a new version of a procedure means for dossiers: who stays, who moves on, who is told (P5)."""

from datetime import date

from django.db import transaction

from dossiers.models import Dossier
from dossiers.states import OPEN, State
from portal.calendars.now import now
from portal.notifications.services import queue
from portal.web.show import day, local
from procedures.hooks import Impact
from procedures.models import Procedure, ProcedureVersion
from procedures.queries import in_force

MOST_COUNTED = 1000
_AT_A_TIME = 500


def impact(version: ProcedureVersion) -> list[Impact]:
    """The open dossiers that keep their version and the drafts that will move, of one procedure; up to a thousand."""
    under_way, drafts = _counted(version.procedure_id)
    told = "Người nộp được nhắn trong ngày có hiệu lực; mở bản nháp ra thì thấy chỗ đổi." if drafts else ""
    return [
        Impact(under_way, f"{_said(under_way)} hồ sơ đang xử lý giữ phiên bản cũ đến hết."),
        Impact(drafts, f"{_said(drafts)} bản nháp của người dân sẽ chuyển sang phiên bản mới.", told),
    ]


def ending(procedure: Procedure) -> list[Impact]:
    """The open dossiers that are finished all the same and the drafts that can no longer be sent."""
    under_way, drafts = _counted(procedure.pk)
    return [
        Impact(
            under_way, f"{_said(under_way)} hồ sơ đang xử lý được giải quyết đến hết theo phiên bản của nó."
        ),
        Impact(
            drafts,
            f"{_said(drafts)} bản nháp của người dân không nộp được nữa từ ngày bãi bỏ.",
            "Người mở bản nháp được chỉ sang thủ tục thay thế." if drafts else "",
        ),
    ]


def _counted(procedure_id: int) -> tuple[int, int]:
    """Open dossiers and drafts of one procedure, each counted to a thousand."""
    mine = Dossier.objects.filter(procedure_id=procedure_id, is_test=False).order_by()
    under_way = mine.filter(state__in=OPEN).values("pk")[: MOST_COUNTED + 1].count()
    return under_way, mine.filter(state=State.DRAFT).values("pk")[: MOST_COUNTED + 1].count()


def _said(count: int) -> str:
    return "Hơn 1.000" if count > MOST_COUNTED else str(count)


def tell_drafts(on: date | None = None) -> int:
    """Tells everybody whose draft is on an older version that the procedure has changed; each once per version.

    The draft itself moves when it is opened next, with the changes shown. Safe to run twice."""
    on = on or local(now()).date()
    began = (
        in_force(on).filter(effective_from=on, number__gt=1).select_related("procedure").defer("definition")
    )
    return sum(_tell(version) for version in began)


def _tell(version: ProcedureVersion) -> int:
    waiting = Dossier.objects.filter(
        procedure_id=version.procedure_id, state=State.DRAFT, is_test=False, receiving_agency=None
    ).exclude(version_id=version.pk)
    told = 0
    for dossier in waiting.select_related("submitter__user").defer("answers").iterator(chunk_size=_AT_A_TIME):
        with transaction.atomic():
            queue(
                template="procedure_changed",
                key=f"{dossier.reference}:version:{version.pk}",
                about=dossier.reference,
                party=dossier.submitter,
                context={
                    "procedure": version.procedure.plain_name or version.procedure.name,
                    "day": day(version.effective_from),
                    "url": f"/nop/{dossier.reference}/",
                },
            )
        told += 1
    return told
