"""What an officer can do with a dossier now: one next act, the others, and why an act is not possible."""

from dataclasses import dataclass

from django.urls import reverse

from dossiers.models import Dossier, DossierItem, Task, TaskKind
from dossiers.permissions import (
    DESK_DUTIES,
    charged_with,
    why_not_accept,
    why_not_apologise,
    why_not_approve_supplement,
    why_not_assign,
    why_not_convert,
    why_not_correct,
    why_not_decide_withdrawal,
    why_not_do,
    why_not_drop_supplement,
    why_not_fill_office_part,
    why_not_give_at_once,
    why_not_impose,
    why_not_judge_exemption,
    why_not_prepare_copy,
    why_not_refuse,
    why_not_request_supplement,
    why_not_return,
    why_not_stop,
    why_not_take,
    why_not_transfer,
)
from dossiers.states import ENDED, State
from portal.agencies.models import Officer
from portal.documents.signing import keys
from procedures.queries import definition


@dataclass(frozen=True, slots=True)
class Act:
    """A link to the page of one act; `post` acts are done at once by a button."""

    slug: str
    words: str
    keys: tuple[str, ...] = ()
    post: bool = False
    task: int | None = None

    @property
    def key(self) -> str:
        """The chord as scripts know it: Alt+KeyT."""
        return "+".join(f"Key{k}" if len(k) == 1 and k.isalpha() else k for k in self.keys)


@dataclass(slots=True)
class Acts:
    """`next` is the one blue act; `why_not` says why the expected act is not possible."""

    next: Act | None
    others: list[Act]
    why_not: str = ""


def href(act: Act, dossier: Dossier, query: str = "") -> str:
    path = reverse(f"officer:{act.slug}", args=[dossier.shown_code])
    return f"{path}?{query}" if query else path


def acts_of(
    officer: Officer,
    dossier: Dossier,
    tasks: list[Task],
    marks: int,
    owed: list[str],
    *,
    drafted: bool,
) -> Acts:
    """`tasks` are the open ones, `marks` how many papers and answers were found wrong,
    `owed` when unpaid money is due."""
    if dossier.state in ENDED:
        correct = [] if why_not_correct(officer, dossier) else [Act("correct", "Đính chính kết quả")]
        return Acts(None, [*correct, *_convert(officer, dossier)])
    by_state = {
        State.REGISTERED: _registered,
        State.ACCEPTED: _accepted,
        State.COMPLETED: _completed,
        State.WITHDRAWAL_REQUESTED: _withdrawal,
    }
    build = by_state.get(State(dossier.state))
    if build is not None:
        acts = build(officer, dossier, marks, owed)
    elif dossier.state == State.PROCESSING:
        acts = _processing(officer, dossier, tasks, marks, drafted)
    else:
        acts = _waiting(officer, dossier, owed)
    _look_at_claim(acts, officer, dossier, owed)
    acts.others += _obligation(officer, dossier)
    acts.others += _office_part(officer, dossier)
    acts.others += _hand_over(officer, tasks)
    if not why_not_apologise(officer, dossier):
        acts.others.append(Act("apologise", "Xin lỗi, hẹn lại", ("Alt", "X")))
    if not why_not_correct(officer, dossier):
        acts.others.append(Act("correct", "Đính chính kết quả"))
    acts.others += _convert(officer, dossier)
    if not why_not_stop(officer, dossier):
        acts.others.append(Act("stop", "Dừng giải quyết"))
    return acts


def _convert(officer: Officer, dossier: Dossier) -> list[Act]:
    """An electronic copy of a paper under way; paper of an electronic one once the result is there."""
    there = dossier.state in (State.COMPLETED, State.RETURNED)
    if not why_not_prepare_copy(officer, dossier) and keys.of_agency(dossier.competent_agency_id):
        return [Act("prepare_copy", "Lập bản sao điện tử")]
    return [Act("convert", "Chuyển đổi sang giấy")] if there and not why_not_convert(officer, dossier) else []


def _look_at_claim(acts: Acts, officer: Officer, dossier: Dossier, owed: list[str]) -> None:
    """Whoever would go on first looks at the proof of an exemption."""
    if "claim" not in owed or why_not_judge_exemption(officer, dossier):
        return
    look = Act("exemption", "Kiểm tra miễn, giảm phí")
    if acts.next is not None and acts.next.slug in ("accept", "return_result"):
        acts.others.insert(0, acts.next)
        acts.next = look
    else:
        acts.others.insert(0, look)


def _obligation(officer: Officer, dossier: Dossier) -> list[Act]:
    """A notice of the tax office may come while work is under way."""
    refused = why_not_impose(officer, dossier)
    return [] if refused else [Act("obligation", "Nhập thông báo thuế")]


def _office_part(officer: Officer, dossier: Dossier) -> list[Act]:
    """Only where the form has questions for officers."""
    if not any(question.officer_only for question in definition(dossier.version).by_id.values()):
        return []
    refused = why_not_fill_office_part(officer, dossier)
    return [] if refused else [Act("office_part", "Ghi phần cán bộ")]


def _registered(officer: Officer, dossier: Dossier, marks: int, owed: list[str]) -> Acts:
    accept = Act("accept", "Tiếp nhận", ("Alt", "T"))
    supplement = Act("supplement", "Yêu cầu bổ sung", ("Alt", "B"))
    refusal = why_not_accept(officer, dossier)
    if marks and not why_not_request_supplement(officer, dossier):
        primary = Act("supplement", f"Soạn yêu cầu bổ sung {marks} mục", ("Alt", "B"))
        others = [] if refusal else [accept]
        return Acts(primary, [*_money(officer, dossier, owed), *_refuse(officer, dossier), *others], refusal)
    if refusal:
        return Acts(None, [], refusal)
    others = [*_money(officer, dossier, owed), *_refuse(officer, dossier), supplement]
    at_once = [] if why_not_give_at_once(officer, dossier) else [Act("at_once", "Tiếp nhận và trả ngay")]
    return Acts(accept, [*at_once, *others])


def _refuse(officer: Officer, dossier: Dossier) -> list[Act]:
    return [] if why_not_refuse(officer, dossier) else [Act("refuse", "Từ chối", ("Alt", "H"))]


def _money(officer: Officer, dossier: Dossier, owed: list[str]) -> list[Act]:
    """Asking for money makes sense while some is due now."""
    timing = "at_receipt" if dossier.state == State.REGISTERED else "at_supplement"
    if timing in owed:
        return [Act("request_payment", "Yêu cầu nộp tiền")]
    return []


def _accepted(officer: Officer, dossier: Dossier, marks: int, owed: list[str]) -> Acts:
    refusal = why_not_transfer(officer, dossier)
    if refusal:
        return Acts(None, [], refusal)
    return Acts(Act("transfer", "Chuyển cơ quan giải quyết", ("Alt", "T"), post=True), [])


def _completed(officer: Officer, dossier: Dossier, marks: int, owed: list[str]) -> Acts:
    refusal = why_not_return(officer, dossier)
    return Acts(None, [], refusal) if refusal else Acts(Act("return_result", "Trả kết quả", ("Alt", "T")), [])


def _withdrawal(officer: Officer, dossier: Dossier, marks: int, owed: list[str]) -> Acts:
    refusal = why_not_decide_withdrawal(officer, dossier)
    return Acts(None, [], refusal) if refusal else Acts(Act("withdrawal", "Trả lời yêu cầu rút"), [])


def _waiting(officer: Officer, dossier: Dossier, owed: list[str]) -> Acts:
    """The applicant has the dossier: the desk may take the money that is waited for."""
    at_desk = charged_with(officer, dossier.receiving_agency_id, *DESK_DUTIES)
    if dossier.state == State.PAYMENT_REQUIRED and at_desk and owed:
        return Acts(Act("take_payment", "Thu tiền", ("Alt", "T")), [])
    waits = "bổ sung" if dossier.state == State.SUPPLEMENT_REQUIRED else "nộp tiền"
    return Acts(None, [], f"Đang chờ người nộp {waits}, đồng hồ dừng.")


def _processing(officer: Officer, dossier: Dossier, tasks: list[Task], marks: int, drafted: bool) -> Acts:
    mine = [task for task in tasks if task.kind != TaskKind.LETTER and not why_not_do(officer, task)]
    own = sorted(mine, key=lambda task: (task.officer_id != officer.pk, not task.is_lead, task.due_at))
    found = _of_letter(officer, dossier, tasks)
    found += [act for task in own for act in _of_task(dossier, task, drafted)]
    others: list[Act] = []
    lead = any(task.is_lead and task.kind != TaskKind.DESK for task in mine)
    if not why_not_request_supplement(officer, dossier):
        words = f"Soạn yêu cầu bổ sung {marks} mục" if marks else "Yêu cầu bổ sung"
        others.append(Act("supplement", words, ("Alt", "B")))
    if lead:
        others.append(Act("ask_opinion", "Lấy ý kiến"))
        others.append(Act("call_visit", "Xác minh thực tế"))
    if not found:
        why = why_not_do(officer, tasks[0]) if tasks else "Hồ sơ đang ở bước khác."
        return Acts(None, others, why)
    return Acts(found[0], [*found[1:], *others])


def _of_letter(officer: Officer, dossier: Dossier, tasks: list[Task]) -> list[Act]:
    """A drafted request for papers: the leader decides about it, its writer may take it back."""
    if not any(task.kind == TaskKind.LETTER for task in tasks):
        return []
    if not why_not_approve_supplement(officer, dossier):
        return [Act("approve_supplement", "Duyệt yêu cầu bổ sung", ("Alt", "T"))]
    if not why_not_drop_supplement(officer, dossier):
        return [Act("drop_supplement", "Rút dự thảo bổ sung", post=True)]
    return []


def _of_task(dossier: Dossier, task: Task, drafted: bool) -> list[Act]:
    """The acts that end one step."""
    if task.kind == TaskKind.CONSULT:
        return [Act("give_opinion", "Cho ý kiến", ("Alt", "T"), task=task.pk)]
    if task.kind == TaskKind.APPROVE:
        return [Act("approve", "Duyệt kết quả", ("Alt", "T"), task=task.pk)]
    if task.kind == TaskKind.ISSUE:
        return [Act("issue", "Phát hành kết quả", ("Alt", "T"), task=task.pk)]
    step = definition(dossier.version).step(task.step_id)
    finish = Act("finish_task", f"Xong bước {task.title}", ("Alt", "T"), task=task.pk)
    if step is None or step.produces != "result":
        return [finish]
    draft = Act("draft_result", "Soạn kết quả", ("Alt", "K"))
    return [finish, draft] if drafted else [draft]


def _hand_over(officer: Officer, tasks: list[Task]) -> list[Act]:
    """Taking what nobody has, giving work to one's people."""
    found: list[Act] = []
    free = [task for task in tasks if task.officer_id is None]
    if any(not why_not_take(officer, task) for task in free):
        found.append(Act("take", "Nhận việc", post=True))
    if any(not why_not_assign(officer, task) for task in tasks):
        found.append(Act("assign", "Giao", ("Alt", "A")))
    return found


def wrong_count(items: list[DossierItem], answer_marks: int) -> int:
    return sum(item.verdict == "wrong" for item in items) + answer_marks
