"""The scenes of the demo: which dossiers there are, in which state, how old. Counts add up to about 200."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dossiers.demo.driving import Drive, do_step, somebody
from dossiers.models import Task, TaskKind
from dossiers.services import intake, money, processing, supplement, supplement_drafts, withdrawal
from dossiers.states import State
from payments.services import unpaid
from portal.agencies.models import Duty
from portal.calendars.now import pretend
from procedures import eform
from procedures.queries import definition

Play = Callable[[Drive], Drive]


@dataclass(frozen=True)
class Scene:
    """`times` dossiers that were sent `age` working minutes ago (spread by `spread`) and then lived `play`."""

    name: str
    times: int
    age: int
    play: Play
    spread: int = 0
    needs: str = ""  # "" any procedure; "fee" one with a fee at receipt; "consult" with side consultations


def registered(drive: Drive) -> Drive:
    return drive


def waiting_for_transfer(drive: Drive) -> Drive:
    return drive.wait(45).accept()


def under_way(steps: int) -> Play:
    """Accepted, handed over, `steps` steps done."""

    def play(drive: Drive) -> Drive:
        return drive.wait(60).accept().wait(10).transfer().finish_steps(steps)

    return play


def taken(drive: Drive) -> Drive:
    """A step that one officer has taken."""
    under_way(0)(drive)
    task = Task.objects.filter(dossier=drive.dossier, ended_at=None).exclude(kind=TaskKind.DESK).first()
    if task is not None:
        with pretend(drive.wait(20).at):
            processing.take(task=task, officer=somebody(task.agency, task.duty))
    return drive


def supplement_before(drive: Drive) -> Drive:
    """The desk asks for a better paper before acceptance."""
    flagged = flag(drive)
    with pretend(drive.wait(90).at):
        supplement.request_supplement(
            dossier=drive.dossier,
            officer=somebody(drive.dossier.receiving_agency, Duty.DESK_OFFICER),
            flagged=flagged,
        )
    return drive


def supplement_during(drive: Drive) -> Drive:
    """The officer asks during the work; where the province wants it, through a leader who approves (DL-20)."""
    under_way(0)(drive)
    task = Task.objects.filter(dossier=drive.dossier, ended_at=None, is_lead=True).first()
    if task is not None:
        officer, flagged = somebody(task.agency, task.duty), flag(drive)
        with pretend(drive.wait(120).at):
            if not supplement.why_a_leader(officer, drive.dossier):
                supplement.request_supplement(dossier=drive.dossier, officer=officer, flagged=flagged)
                return drive
            drafted = supplement_drafts.draft_supplement(
                dossier=drive.dossier, officer=officer, flagged=flagged
            )
        with pretend(drive.wait(40).at):
            do_step(drafted.task)
    return drive


def flag(drive: Drive) -> list[dict[str, str]]:
    """One thing to mend: the first paper, else the first answer."""
    told = definition(drive.dossier.version)
    paper = next(iter(eform.papers_asked(told, drive.dossier.answers)), None)
    if paper is not None:
        return [
            {"kind": "paper", "id": paper.id, "note": "Ảnh mờ, không đọc được số. Chụp lại thấy rõ cả trang."}
        ]
    asked = eform.asked(told, drive.dossier.answers)
    question = asked[0][1][0]
    return [{"kind": "question", "id": question.id, "note": "Ghi lại cho khớp giấy tờ tuỳ thân."}]


def awaiting_payment(drive: Drive) -> Drive:
    charge = unpaid(subject=drive.dossier.reference, timing="at_receipt")
    if charge is not None:
        with pretend(drive.wait(60).at):
            officer = somebody(drive.dossier.receiving_agency, Duty.DESK_OFFICER)
            money.request_payment(dossier=drive.dossier, officer=officer)
    return drive


def withdrawing(drive: Drive) -> Drive:
    under_way(0)(drive)
    with pretend(drive.wait(60).at):
        withdrawal.request_withdrawal(
            dossier=drive.dossier, user=drive.dossier.created_by, reason="Tôi nộp nhầm thủ tục."
        )
    return drive


def withdrawn(drive: Drive) -> Drive:
    withdrawing(drive)
    with pretend(drive.wait(60).at):
        officer = somebody(drive.dossier.receiving_agency, Duty.DESK_OFFICER)
        withdrawal.confirm_withdrawal(dossier=drive.dossier, officer=officer)
    return drive


def refused(drive: Drive) -> Drive:
    with pretend(drive.wait(120).at):
        intake.refuse(
            dossier=drive.dossier,
            officer=somebody(drive.dossier.receiving_agency, Duty.DESK_OFFICER),
            reason="Việc này không thuộc thẩm quyền của nơi bạn nộp. Bạn nộp tại nơi đăng ký trước đây.",
        )
    return drive


def stopped(drive: Drive) -> Drive:
    under_way(1)(drive)
    if drive.dossier.state == State.PROCESSING:
        with pretend(drive.wait(60).at):
            withdrawal.stop(
                dossier=drive.dossier,
                officer=somebody(drive.dossier.competent_agency, Duty.AGENCY_LEADER),
                reason="Thửa đất đang có tranh chấp được tòa án thụ lý.",
                legal_ground="Thông báo thụ lý của tòa án",
            )
    return drive


def completed(drive: Drive) -> Drive:
    return under_way(99)(drive)


def returned(drive: Drive) -> Drive:
    return under_way(99)(drive).wait(30).give_back()


DAY = 480
SCENES = [
    Scene("mới đăng ký, còn nhiều giờ", 14, 60, registered, spread=200),
    Scene("sắp hết 8 giờ tiếp nhận", 6, 400, registered, spread=60),
    Scene("quá 8 giờ tiếp nhận", 3, 560, registered, spread=120),
    Scene("chờ chuyển", 4, 80, waiting_for_transfer),
    Scene("bổ sung trước tiếp nhận", 8, 2 * DAY, supplement_before, spread=DAY),
    Scene("bổ sung khi đang xử lý", 6, 3 * DAY, supplement_during, spread=DAY),
    Scene("chờ nộp phí", 5, DAY, awaiting_payment, needs="fee"),
    Scene("mới chuyển, chưa ai nhận", 16, 150, under_way(0), spread=60),
    Scene("đã có người nhận", 12, 240, taken, spread=120),
    Scene("đang xin ý kiến hai nơi", 6, 5 * DAY, under_way(1), spread=DAY, needs="consult"),
    Scene("qua một bước", 12, DAY, under_way(1), spread=DAY),
    Scene("quá hạn", 6, 12 * DAY, under_way(0), spread=4 * DAY),
    Scene("chờ duyệt", 8, 300, under_way(1), spread=60),
    Scene("yêu cầu rút", 3, DAY, withdrawing),
    Scene("đã rút", 3, 8 * DAY, withdrawn),
    Scene("từ chối", 5, 9 * DAY, refused, spread=5 * DAY),
    Scene("dừng", 2, 12 * DAY, stopped),
    Scene("có kết quả, chờ trả", 14, 3 * DAY, completed, spread=DAY),
    Scene("đã trả", 60, 40 * DAY, returned, spread=35 * DAY),
]


def start_of(scene: Scene, number: int, today: datetime) -> int:
    """How many working minutes before now this one was sent."""
    return scene.age + (scene.spread * number // max(scene.times, 1) if scene.spread else 0)
