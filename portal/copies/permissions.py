"""Who may convert, certify and check copies. Empty means yes."""

from portal.agencies.duties import acting_duties
from portal.agencies.models import Duty, Officer
from portal.copies.models import ElectronicCopy

KEEPERS = (Duty.DESK_OFFICER, Duty.DESK_LEADER, Duty.CLERK, Duty.AGENCY_LEADER)
NOT_YOURS = "Việc này của cán bộ một cửa, văn thư hoặc lãnh đạo cơ quan."


def books_of(officer: Officer) -> list[int]:
    """The agencies whose books of copies this officer keeps."""
    return sorted({agency_id for agency_id, duty in acting_duties(officer) if duty in KEEPERS})


def why_not_print(officer: Officer, agency_id: int) -> str:
    """A sheet is printed again where it was made."""
    return "" if agency_id in books_of(officer) else NOT_YOURS


def why_not_certify(officer: Officer, copy: ElectronicCopy) -> str:
    """Who leads the agency certifies, never who has compared it themselves (separation of duties)."""
    if reason := why_not_give_back(officer, copy):
        return reason
    if officer.pk == copy.compared_by_id:
        return "Bạn đã đối chiếu bản này. Lãnh đạo khác của cơ quan ký chứng thực."
    return ""


def why_not_give_back(officer: Officer, copy: ElectronicCopy) -> str:
    """Who leads the agency gives back what is not signed yet, also what they have compared themselves."""
    if (copy.agency_id, Duty.AGENCY_LEADER) not in acting_duties(officer):
        return "Chỉ lãnh đạo cơ quan ký chứng thực."
    if copy.returned_for:
        return "Bản này đã trả lại người lập."
    if copy.signed_id is not None:
        return "Bản này đã ký."
    return ""


def why_not_revoke(officer: Officer, copy: ElectronicCopy) -> str:
    if (copy.agency_id, Duty.AGENCY_LEADER) not in acting_duties(officer):
        return "Chỉ lãnh đạo cơ quan thu hồi bản sao đã cấp."
    if copy.issued_at is None or copy.revoked_at is not None:
        return "Bản sao này không còn ở bước thu hồi được."
    return ""
