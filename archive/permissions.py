"""Who may do what with sealed records. Empty means yes."""

from archive.models import Destruction
from portal.agencies.duties import acting_duties
from portal.agencies.models import Duty, Officer

READERS = (Duty.CLERK, Duty.AGENCY_LEADER)


def charged(officer: Officer, agency_id: int | None, *duties: str) -> bool:
    return any((agency_id, duty) in acting_duties(officer) for duty in duties)


def archives_of(officer: Officer) -> list[int]:
    """The agencies whose records this officer may look for."""
    return sorted({agency_id for agency_id, duty in acting_duties(officer) if duty in READERS})


def why_not_keep(officer: Officer, agency_id: int | None) -> str:
    """The archivist's work is the clerk's (văn thư, lưu trữ)."""
    return "" if charged(officer, agency_id, Duty.CLERK) else "Việc này của văn thư, lưu trữ cơ quan."


def why_not_decide(officer: Officer, destruction: Destruction) -> str:
    if destruction.decided_at is not None:
        return "Danh mục này đã có quyết định."
    if not charged(officer, destruction.agency_id, Duty.AGENCY_LEADER):
        return "Chỉ lãnh đạo cơ quan quyết định huỷ hồ sơ."
    if destruction.proposed_by_id == officer.pk:
        return "Người đề nghị không tự quyết định."
    return ""
