"""Why not? Empty means yes. The page asks to explain; the verb asks again under the lock."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django_fsm import can_proceed

from dossiers import board, clock
from dossiers.models import AT_DESK, Dossier, JournalEntry, Task, TaskKind
from dossiers.states import State
from portal.accounts.models import User
from portal.agencies.duties import acting_duties, stands_for
from portal.agencies.models import Duty, Officer
from portal.vault import members
from portal.vault.models import Right
from portal.web.ready import Ready

NOT_THIS_STATE = "Hồ sơ không còn ở bước làm được việc này."
NOT_YOUR_AGENCY = "Hồ sơ không thuộc cơ quan của bạn."
DESK_DUTIES = (Duty.DESK_OFFICER, Duty.DESK_LEADER)
REQUEST_LEADERS = (Duty.AGENCY_LEADER, Duty.DIVISION_LEADER)
GIVE_WORK = (Duty.DIVISION_LEADER, Duty.AGENCY_LEADER, Duty.DESK_LEADER)
APPROVE_SUPPLEMENT = "approve_supplement"


def charged_with(officer: Officer, agency_id: int | None, *duties: str) -> bool:
    """The officer, or a colleague they stand in for today, has one of the duties at that agency."""
    return any(at == agency_id and duty in duties for at, duty in acting_duties(officer))


def takes_in(officer: Officer) -> bool:
    """The desk takes dossiers in; so does an agent of the public post who sits for it (domain.md §2.2, QN-4)."""
    return charged_with(officer, officer.agency_id, *DESK_DUTIES, Duty.POSTAL_AGENT)


def only_brings(officer: Officer) -> bool:
    """An agent of the post: hands in and over what they took in themselves, decides nothing, opens nothing else."""
    return not charged_with(officer, officer.agency_id, *DESK_DUTIES)


def _desk_reason(officer: Officer, dossier: Dossier, act: str) -> str:
    if not charged_with(officer, dossier.receiving_agency_id, *DESK_DUTIES):
        if officer.agency_id != dossier.receiving_agency_id:
            return NOT_YOUR_AGENCY
        return f"Bạn không được giao việc {act}. Việc này của cán bộ một cửa."
    return ""


def why_not_accept(officer: Officer, dossier: Dossier) -> str:
    """Only the receiving desk accepts (domain.md §4.3 T2)."""
    if reason := _desk_reason(officer, dossier, "tiếp nhận"):
        return reason
    if not can_proceed(dossier.accept):
        return NOT_THIS_STATE
    wrong = sum(item.verdict == "wrong" for item in dossier.items.all())
    if wrong:
        return f"Còn {wrong} giấy tờ chưa đạt. Yêu cầu bổ sung, hoặc sửa đánh giá rồi tiếp nhận."
    return ""


def why_not_give_at_once(officer: Officer, dossier: Dossier) -> str:
    """Received, signed and handed over in one sitting: only where the limit is the same day (DL-8.2)."""
    if reason := why_not_accept(officer, dossier):
        return reason
    same_day = clock.limit_of(dossier).unit == "same_day"
    return "" if same_day else "Chỉ trả ngay kết quả của thủ tục giải quyết trong ngày."


def why_not_refuse(officer: Officer, dossier: Dossier) -> str:
    """The desk refuses before acceptance, in writing (T5)."""
    if reason := _desk_reason(officer, dossier, "từ chối tiếp nhận"):
        return reason
    if not can_proceed(dossier.refuse) or dossier.received_at:
        return NOT_THIS_STATE
    return ""


def why_not_transfer(officer: Officer, dossier: Dossier) -> str:
    if reason := _desk_reason(officer, dossier, "chuyển hồ sơ"):
        return reason
    return "" if can_proceed(dossier.transfer) else NOT_THIS_STATE


def why_not_request_supplement(officer: Officer, dossier: Dossier) -> str:
    """The desk before acceptance (T3); afterwards whoever works on it or leads the agency (T10)."""
    if not can_proceed(dossier.request_supplement):
        return NOT_THIS_STATE
    if dossier.state == State.REGISTERED:
        return _desk_reason(officer, dossier, "yêu cầu bổ sung")
    if letter_task(dossier) is not None:
        return "Một dự thảo yêu cầu bổ sung đang chờ lãnh đạo duyệt."
    if why_not_work(officer, dossier) and not charged_with(
        officer, dossier.competent_agency_id, *REQUEST_LEADERS
    ):
        return "Chỉ người đang thụ lý hoặc lãnh đạo cơ quan được yêu cầu bổ sung."
    return ""


def letter_task(dossier: Dossier) -> Task | None:
    """The open step in which a leader approves a drafted request, if there is one."""
    return next((one for one in board.open_tasks(dossier) if one.kind == TaskKind.LETTER), None)


def why_not_approve_supplement(officer: Officer, dossier: Dossier) -> str:
    """A leader of the deciding agency approves or returns the draft, never whoever wrote or received it (DL-20)."""
    task = letter_task(dossier)
    if task is None or dossier.state != State.PROCESSING:
        return NOT_THIS_STATE
    if not charged_with(officer, task.agency_id, *REQUEST_LEADERS):
        return "Chỉ lãnh đạo cơ quan giải quyết được duyệt yêu cầu bổ sung."
    if reason := _held_by_another(officer, task):
        return reason
    if task.supplement_draft.drafted_by_id == officer.pk:
        return "Bạn đã soạn dự thảo này nên người khác phải duyệt."
    return _why_not_as_receiver(officer, dossier, "duyệt yêu cầu bổ sung cho")


def why_not_drop_supplement(officer: Officer, dossier: Dossier) -> str:
    """Whoever wrote the draft takes it back while it waits."""
    task = letter_task(dossier)
    if task is None:
        return NOT_THIS_STATE
    return "" if task.supplement_draft.drafted_by_id == officer.pk else "Dự thảo này do người khác soạn."


def why_not_fill_office_part(officer: Officer, dossier: Dossier) -> str:
    """The desk that receives it, or whoever works on it, while it is under way."""
    if dossier.state not in (State.REGISTERED, State.ACCEPTED, State.PROCESSING):
        return NOT_THIS_STATE
    if not charged_with(officer, dossier.receiving_agency_id, *DESK_DUTIES) and why_not_work(
        officer, dossier
    ):
        return "Phần này do cán bộ một cửa hoặc người đang thụ lý ghi."
    return ""


def why_not_judge_exemption(officer: Officer, dossier: Dossier) -> str:
    """The desk that receives it looks at the proof of an exemption, or whoever works on the dossier."""
    if charged_with(officer, dossier.receiving_agency_id, *DESK_DUTIES) or not why_not_work(officer, dossier):
        return ""
    return "Giấy tờ xin miễn, giảm do cán bộ một cửa hoặc người đang thụ lý kiểm tra."


def why_not_impose(officer: Officer, dossier: Dossier) -> str:
    """Whoever works on the dossier enters a notice that asks for money."""
    return why_not_work(officer, dossier) if dossier.state == State.PROCESSING else NOT_THIS_STATE


def why_not_work(officer: Officer, dossier: Dossier) -> str:
    """Some open lead step of this dossier is this officer's."""
    for task in board.open_tasks(dossier):
        if task.is_lead and not why_not_do(officer, task):
            return ""
    return "Không có bước nào của hồ sơ này đang ở chỗ bạn."


def why_not_do(officer: Officer, task: Task) -> str:
    """The task is open and belongs to this officer, or to the officer's team and nobody has taken it."""
    if task.ended_at is not None:
        return "Bước này đã xong."
    if reason := _held_by_another(officer, task):
        return reason
    if not charged_with(officer, task.agency_id, task.duty):
        if officer.agency_id != task.agency_id:
            return NOT_YOUR_AGENCY
        return f"Bước này của {Duty(task.duty).label.lower()}."
    return ""


def _held_by_another(officer: Officer, task: Task) -> str:
    """Somebody else has it, and is not one whom this officer stands in for today."""
    if not task.officer_id or task.officer_id == officer.pk or task.officer_id in stands_for(officer):
        return ""
    return f"{task.officer} đang giữ bước này."


def why_not_take(officer: Officer, task: Task) -> str:
    """Taking is for a team's task that nobody has yet."""
    if task.officer_id == officer.pk:
        return "Bạn đang giữ bước này."
    return why_not_do(officer, task)


def gives_work(officer: Officer) -> bool:
    """Whether there is anybody to whom this officer may give work at all."""
    return any(duty in GIVE_WORK for _, duty in acting_duties(officer))


def why_not_assign(officer: Officer, task: Task) -> str:
    """Leaders of the task's agency or of the desk hand work to their people (T9)."""
    if task.ended_at is not None:
        return "Bước này đã xong."
    if charged_with(officer, task.agency_id, *GIVE_WORK):
        return ""
    parent_id = task.agency.parent_id
    if parent_id and charged_with(officer, parent_id, Duty.AGENCY_LEADER):
        return ""
    return "Chỉ lãnh đạo của đơn vị giữ bước này được giao việc."


def why_not_approve(officer: Officer, task: Task) -> str:
    """An approver has not received the same dossier (separation of duties, domain.md §2.2)."""
    if task.kind != TaskKind.APPROVE:
        return NOT_THIS_STATE
    if reason := why_not_do(officer, task):
        return reason
    return _why_not_as_receiver(officer, task.dossier, "phê duyệt")


def why_not_return(officer: Officer, dossier: Dossier) -> str:
    """The receiving desk returns; lateness never blocks it, unpaid money does (T18)."""
    if reason := _desk_reason(officer, dossier, "trả kết quả"):
        return reason
    return "" if can_proceed(dossier.return_result) else NOT_THIS_STATE


def why_not_stop(officer: Officer, dossier: Dossier) -> str:
    """Only the head of the competent agency stops a dossier (T22)."""
    if not charged_with(officer, dossier.competent_agency_id, Duty.AGENCY_LEADER):
        return "Chỉ lãnh đạo cơ quan giải quyết được dừng hồ sơ."
    return "" if can_proceed(dossier.stop) else NOT_THIS_STATE


def why_not_apologise(officer: Officer, dossier: Dossier) -> str:
    """Only the head of the competent agency says sorry and names another day (T23)."""
    if not charged_with(officer, dossier.competent_agency_id, Duty.AGENCY_LEADER):
        return "Chỉ lãnh đạo cơ quan giải quyết được ký văn bản xin lỗi."
    return "" if dossier.state in (State.ACCEPTED, State.PROCESSING) else NOT_THIS_STATE


def why_not_nudge(officer: Officer, dossier: Dossier) -> str:
    """Leaders of the agency that holds or decides it, of the desk that received it, and of the province."""
    leads = (Duty.DESK_LEADER, Duty.DIVISION_LEADER, Duty.AGENCY_LEADER)
    if officer.has(Duty.PROVINCE_LEADER):
        return "" if dossier.is_open else NOT_THIS_STATE
    places = (dossier.holder_agency_id, dossier.competent_agency_id, dossier.receiving_agency_id)
    if not any(charged_with(officer, place, *leads) for place in places if place):
        return "Chỉ lãnh đạo của đơn vị giữ hồ sơ được nhắc việc."
    return "" if dossier.is_open else NOT_THIS_STATE


def why_not_correct(officer: Officer, dossier: Dossier) -> str:
    """The head of the agency that decided recalls and corrects a result (T24), never one who received it."""
    if not charged_with(officer, dossier.competent_agency_id, Duty.AGENCY_LEADER):
        return "Chỉ lãnh đạo cơ quan đã giải quyết được thu hồi, đính chính kết quả."
    if dossier.state not in (State.COMPLETED, State.RETURNED):
        return NOT_THIS_STATE
    return _why_not_as_receiver(officer, dossier, "đính chính")


def why_not_convert(officer: Officer, dossier: Dossier) -> str:
    """The desk that received it, the clerk and the head of the agency that decided (NĐ 45/2020 Đ18)."""
    keeps = (Duty.CLERK, Duty.AGENCY_LEADER)
    if not charged_with(officer, dossier.receiving_agency_id, *DESK_DUTIES) and not charged_with(
        officer, dossier.competent_agency_id, *keeps
    ):
        return "Việc chuyển đổi sang giấy của cán bộ một cửa, văn thư hoặc lãnh đạo cơ quan giải quyết."
    return "" if dossier.received_at else NOT_THIS_STATE


def why_not_prepare_copy(officer: Officer, dossier: Dossier) -> str:
    """Whoever works on it, or the desk that holds the original in its hands, while it is under way (NĐ 45/2020 Đ10)."""
    if dossier.state not in (State.ACCEPTED, State.PROCESSING):
        return NOT_THIS_STATE
    if not charged_with(officer, dossier.receiving_agency_id, *DESK_DUTIES) and why_not_work(
        officer, dossier
    ):
        return "Bản sao điện tử do cán bộ một cửa hoặc người đang thụ lý lập."
    return ""


def _accepted_by(dossier: int, user: int) -> QuerySet[JournalEntry]:
    return JournalEntry.objects.filter(dossier_id=dossier, verb="accept", user_id=user).only("pk")[:1]


_acceptance = Ready(_accepted_by, dossier=int, user=int)


def _why_not_as_receiver(officer: Officer, dossier: Dossier, act: str) -> str:
    """Whoever received a dossier decides nothing about it (separation of duties, domain.md §2.2)."""
    if _acceptance.first(dossier=dossier.pk, user=officer.user_id) is not None:
        return f"Bạn đã tiếp nhận hồ sơ này nên không thể {act} nó."
    return ""


def why_not_decide_withdrawal(officer: Officer, dossier: Dossier) -> str:
    if reason := _desk_reason(officer, dossier, "giải quyết yêu cầu rút"):
        return reason
    return "" if dossier.state == State.WITHDRAWAL_REQUESTED else NOT_THIS_STATE


# The applicant's side --------------------------------------------------------------------------------------


def is_applicant(user: User, dossier: Dossier) -> bool:
    """The owner's or submitter's own account, a member who may file for an organisation that it belongs to, or the
    account that filed it; but not any more for an organisation that they have left."""
    party = getattr(user, "party", None)
    if party is not None and party.pk in (dossier.owner_id, dossier.submitter_id):
        return True
    if hasattr(user, "officer"):
        return False
    if dossier.created_by_id == user.pk and not members.has_left(user, dossier.submitter_id):
        return True
    return any(members.may(user, one, Right.FILE) for one in {dossier.submitter, dossier.owner})


def why_not_submit(user: User, dossier: Dossier) -> str:
    assisting = hasattr(user, "officer") and dossier.created_by_id == user.pk
    if not assisting and not is_applicant(user, dossier) and not _at_its_desk(user, dossier):
        return _("Hồ sơ này không phải của bạn.")
    return "" if can_proceed(dossier.submit) else _("Hồ sơ này đã được gửi.")


def _at_its_desk(user: User, dossier: Dossier) -> bool:
    """A colleague of the desk that began to take in this paper dossier."""
    officer = getattr(user, "officer", None)
    if officer is None or dossier.channel not in AT_DESK:
        return False
    return charged_with(officer, dossier.receiving_agency_id, *DESK_DUTIES)


def why_not_supply(user: User, dossier: Dossier) -> str:
    if not is_applicant(user, dossier):
        return _("Hồ sơ này không phải của bạn.")
    return "" if can_proceed(dossier.supply) else _("Hồ sơ này không còn chờ bạn bổ sung.")


def why_not_supply_on_paper(officer: Officer, dossier: Dossier) -> str:
    """The receiving desk enters papers that were brought or sent to it (T4, T11)."""
    if reason := _desk_reason(officer, dossier, "nhận giấy tờ bổ sung"):
        return reason
    return "" if can_proceed(dossier.supply) else NOT_THIS_STATE


def why_not_request_withdrawal(user: User, dossier: Dossier) -> str:
    if not is_applicant(user, dossier):
        return _("Hồ sơ này không phải của bạn.")
    if not can_proceed(dossier.request_withdrawal):
        return _("Hồ sơ đã xử lý xong hoặc đã kết thúc nên không rút được nữa.")
    return ""
