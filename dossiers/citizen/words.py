"""What the applicant is told about a dossier: its state in one sentence, how much time is left (ux.md §5.2)."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dossiers import clock
from dossiers.models import Dossier, SupplementRequest
from dossiers.states import State
from portal.agencies.queries import profile
from portal.calendars.now import now
from portal.web.language import Said, translated
from portal.web.show import day, long_day, moment, vnd
from procedures import speaking
from procedures.definition import Step

DAY_MINUTES = 480
WAITS_FOR_YOU = (State.SUPPLEMENT_REQUIRED, State.PAYMENT_REQUIRED)
AT_WORK = (State.ACCEPTED, State.PROCESSING)


def called(dossier: Dossier) -> str:
    """How the procedure is called on screens: the everyday name first, in the page's language where it has one."""
    if translated():
        said = speaking.told(dossier.version).plain_name
        if isinstance(said, Said):
            return said
    return dossier.procedure.plain_name or dossier.procedure.name


def spaced(dossier: Dossier) -> str:
    """The code to read aloud: a temporary reference in groups of four, which the look-up takes too."""
    code = dossier.shown_code
    if dossier.code:
        return code
    return "T-" + " ".join(code[at : at + 4] for at in range(2, len(code), 4))


def desk(dossier: Dossier) -> str:
    return dossier.receiving_agency.name if dossier.receiving_agency else _("Bộ phận một cửa")


def sentence(dossier: Dossier, asked: SupplementRequest | None = None, owed_vnd: int = 0) -> str:
    """The status as a heading: an answer, not the word for a state."""
    due_day, due = long_day(dossier.next_due_at), moment(dossier.next_due_at)
    match dossier.state:
        case State.DRAFT:
            return _("Bạn chưa gửi")
        case State.REGISTERED:
            return _answer_expected(dossier)
        case State.ACCEPTED | State.PROCESSING:
            return _at_work(dossier)
        case State.SUPPLEMENT_REQUIRED:
            n = len(asked.flagged) if asked else 1
            return ngettext(
                "Bạn cần sửa %(n)s mục trước %(due)s", "Bạn cần sửa %(n)s mục trước %(due)s", n
            ) % {"n": n, "due": due_day}
        case State.PAYMENT_REQUIRED:
            money = vnd(owed_vnd) if owed_vnd else _("tiền")
            return _("Bạn cần nộp %(money)s trước %(due)s") % {"money": money, "due": due_day}
        case State.WITHDRAWAL_REQUESTED:
            return _("Bạn đã xin rút. %(desk)s sẽ trả lời trước %(due)s") % {
                "desk": desk(dossier),
                "due": due,
            }
        case State.COMPLETED:
            return _("Đã có kết quả")
        case State.RETURNED:
            return _("Đã trả ngày %(day)s") % {"day": day(dossier.returned_at)}
        case State.NOT_ACCEPTED:
            return _("Hồ sơ không được tiếp nhận, xem lý do ở dưới")
        case _:
            return _("Hồ sơ đã dừng, xem lý do ở dưới")


def lead(dossier: Dossier, *, place: bool = True) -> str:
    """The second sentence: how much time is left, whether the clock stands; aloud it names no home (`place`)."""
    if overdue_days(dossier):
        phone = (dossier.receiving_agency.phone if dossier.receiving_agency else "") or profile().hotline
        if not phone:
            return _("Chúng tôi xin lỗi bạn. Cần gấp, bạn hỏi quầy đã nhận hồ sơ.")
        if not place:
            return _("Chúng tôi xin lỗi bạn. Cần gấp, bạn gọi %(phone)s.") % {"phone": phone}
        return _("Chúng tôi xin lỗi bạn. Gọi số ở mục “Đang chờ ai?” nếu bạn cần gấp.")
    if dossier.state in WAITS_FOR_YOU:
        stands = _("Thời hạn giải quyết đang dừng để chờ bạn.") if dossier.received_at else ""
        return f"{left(dossier, dossier.next_due_at)} {stands}".strip()
    if dossier.state in AT_WORK and dossier.due_at:
        return f"{left(dossier, dossier.due_at)} {_('Đúng tiến độ.')}"
    if dossier.state == State.COMPLETED and dossier.return_method == "postal" and not place:
        return _("Bưu điện sẽ phát đến nơi người nộp đã chọn.")
    if dossier.state == State.COMPLETED and dossier.return_method == "online" and not place:
        return _("Người nộp đăng nhập rồi tải về trên trang hồ sơ.")
    return result_place(dossier) if dossier.state == State.COMPLETED else ""


def tag(dossier: Dossier) -> tuple[str, str]:
    """The state in at most four words, and its colour."""
    if overdue_days(dossier):
        return _("Chúng tôi trễ hẹn"), "red"
    return {
        State.DRAFT: (_("Bạn chưa gửi"), "grey"),
        State.REGISTERED: (_("Chờ quầy trả lời"), "blue"),
        State.ACCEPTED: (_("Quầy đã nhận"), "blue"),
        State.PROCESSING: (_("Đang xử lý"), "blue"),
        State.SUPPLEMENT_REQUIRED: (_("Cần sửa"), "amber"),
        State.PAYMENT_REQUIRED: (_("Cần nộp tiền"), "amber"),
        State.WITHDRAWAL_REQUESTED: (_("Đang xin rút"), "grey"),
        State.COMPLETED: (_("Đã có kết quả"), "green"),
        State.RETURNED: (_("Đã trả"), "green"),
        State.NOT_ACCEPTED: (_("Không tiếp nhận"), "red"),
        State.STOPPED: (_("Đã dừng"), "grey"),
    }[State(dossier.state)]


def overdue_days(dossier: Dossier) -> int:
    """Days by which the office is late with the result; 0 when in time or the clock stands."""
    if dossier.state not in AT_WORK or dossier.due_at is None or dossier.due_at >= now():
        return 0
    return (now() - dossier.due_at).days + 1


def left(dossier: Dossier, due: datetime | None) -> str:
    """“Còn 8 ngày làm việc.” or, on the last day, “Còn 3 giờ làm việc.”; empty once it has passed."""
    if due is None or due <= now():
        return ""
    minutes = clock.calendar_of(dossier).minutes_between(now(), due)
    if minutes >= DAY_MINUTES:
        return _("Còn %(n)s ngày làm việc.") % {"n": minutes // DAY_MINUTES}
    return _("Còn %(n)s giờ làm việc.") % {"n": max(minutes // 60, 1)}


def result_place(dossier: Dossier) -> str:
    """Where the result waits for the person; online it has been returned once it can be downloaded."""
    if dossier.return_method == "online":
        return _("Bạn sẽ tải về trên trang này.")
    if dossier.return_method == "postal":
        return _("Bưu điện sẽ phát đến %(place)s.") % {"place": dossier.return_address}
    return _("Nhận tại %(desk)s. Mang theo giấy tờ tuỳ thân.") % {"desk": desk(dossier)}


def current_step(dossier: Dossier) -> Step | None:
    """The step of the version that is due first."""
    steps = speaking.told(dossier.version).steps
    return next((step for step in steps if step.id[:20] == dossier.next_due_for), None)


def _answer_expected(dossier: Dossier) -> str:
    facts = {"desk": desk(dossier), "due": moment(dossier.next_due_at)}
    if dossier.next_due_at and dossier.next_due_at < now():
        return _("%(desk)s trả lời chậm, đáng lẽ trước %(due)s") % facts
    return _("Đã gửi. %(desk)s sẽ trả lời trước %(due)s") % facts


def _at_work(dossier: Dossier) -> str:
    if late := overdue_days(dossier):
        return _("Chúng tôi trễ hẹn %(n)s ngày") % {"n": late}
    due = _(", hẹn trả %(due)s") % {"due": long_day(dossier.due_at)} if dossier.due_at else ""
    if dossier.state == State.ACCEPTED:
        return _("%(desk)s đã nhận hồ sơ") % {"desk": desk(dossier)} + due
    step = current_step(dossier)
    where = str(dossier.holder_agency or dossier.competent_agency or "")
    if step is not None and step.kind in ("approve", "issue"):
        return _("Đã làm xong, chờ lãnh đạo ký") + due
    if step is not None and step.kind == "consult":
        return _("%(where)s đang hỏi ý kiến") % {"where": where} + due
    return _("Đang ở %(where)s") % {"where": where} + due
