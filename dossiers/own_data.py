"""What the dossiers hold about a person, and what keeps an account open (portal.privacy)."""

from collections.abc import Iterator
from typing import Any

from dossiers.models import Dossier
from dossiers.states import OPEN, State
from portal.accounts.models import Party
from portal.privacy.hooks import Part


def own_dossiers(party: Party) -> Part:
    """Every dossier of a person with its answers, papers and history, streamed."""
    return "ho-so", _told(party)


def _told(party: Party) -> Iterator[dict[str, Any]]:
    rows = Dossier.objects.filter(owner=party).select_related("procedure").order_by("pk")
    for dossier in rows.prefetch_related("items", "journal").iterator(chunk_size=100):
        yield {
            "ma": dossier.shown_code,
            "thu_tuc": dossier.procedure.name,
            "trang_thai": dossier.state,
            "nop_luc": dossier.submitted_at,
            "hen_tra": dossier.due_at,
            "xong_luc": dossier.ended_at,
            "cau_tra_loi": dossier.answers,
            "giay_to": [item.title for item in dossier.items.all()],
            "dien_bien": [{"viec": entry.verb, "luc": entry.at} for entry in dossier.journal.all()],
        }


def called(references: list[str]) -> dict[str, str]:
    """Dossiers by their reference, as their people know them: the procedure and the code."""
    rows = (
        Dossier.objects.filter(reference__in=references)
        .select_related("procedure")
        .only("reference", "code", "procedure__name", "procedure__plain_name")
    )
    return {
        one.reference: f"{one.procedure.plain_name or one.procedure.name}{f', {one.code}' if one.code else ''}"
        for one in rows
    }


def still_open(party: Party) -> str:
    """Why an account cannot be closed yet: dossiers or drafts that somebody still waits for."""
    mine = Dossier.objects.filter(owner=party)
    if mine.filter(state__in=OPEN).exists():
        return "Bạn còn hồ sơ đang xử lý. Chờ xong hoặc rút hồ sơ trước."
    if mine.filter(state=State.COMPLETED).exists():
        return "Bạn còn kết quả chưa nhận."
    return "Bạn còn bản nháp. Gửi hoặc xoá nháp trước." if mine.filter(state=State.DRAFT).exists() else ""
