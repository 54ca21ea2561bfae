"""Work inside the agency: take, assign, finish a step, ask for opinions, send back (T9, T14-T16)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dossiers import attaching, board, queries, signing
from dossiers.models import Dossier, Task, TaskKind, TaskOutcome
from dossiers.permissions import (
    letter_task,
    why_not_approve,
    why_not_assign,
    why_not_do,
    why_not_take,
    why_not_work,
)
from dossiers.services._step import step
from dossiers.services._tasks import begin_ready_steps, direct, steps_done
from dossiers.states import State
from portal.agencies.duties import acting_duties
from portal.agencies.models import Agency, Duty, Officer
from portal.calendars.now import now
from portal.documents.models import StoredFile
from portal.web.refusals import StepRefused
from procedures.definition import Step
from procedures.queries import definition
from procedures.steps import behind, may_return_to


def take(*, task: Task, officer: Officer) -> Task:
    """The officer takes a team's task. Two at once: one has it, the other learns who (promise P2)."""
    data = {"step": task.step_id, "was": None}
    with step(task.dossier, "take", by=officer.user, officer=officer, data=data) as locked:
        fresh = _fresh(task, locked)
        if refusal := why_not_take(officer, fresh):
            raise StepRefused(refusal)
        fresh.officer, fresh.taken_at = officer, now()
        fresh.save(update_fields=["officer", "taken_at"])
    return fresh


def assign(*, task: Task, officer: Officer, to: Officer, note: str = "") -> Task:
    """A leader gives the task to one of the people who have its duty at its agency (T9)."""
    data: dict[str, Any] = {"step": task.step_id, "to": to.pk, "to_name": to.user.full_name}
    with step(task.dossier, "assign", by=officer.user, officer=officer, note=note, data=data) as locked:
        fresh = _fresh(task, locked)
        if refusal := why_not_assign(officer, fresh):
            raise StepRefused(refusal)
        if (fresh.agency_id, fresh.duty) not in acting_duties(to):
            raise StepRefused(f"{to} không được giao nhiệm vụ {Duty(fresh.duty).label.lower()} ở đơn vị này.")
        data["was"] = fresh.officer_id
        fresh.officer, fresh.taken_at = to, now()
        fresh.save(update_fields=["officer", "taken_at"])
    return fresh


def finish_task(
    *,
    task: Task,
    officer: Officer,
    note: str = "",
    chosen: Mapping[str, int] | None = None,
    seen: int | None = None,
) -> Dossier:
    """Ends a work or opinion step; what comes next in the graph begins, also side by side.

    `chosen`: step → agency, for following steps that the version lets the officer direct. Raises StepRefused
    when the step must produce a result, an opinion or a report that is not there.
    """
    verb = "give_opinion" if task.kind == TaskKind.CONSULT else "finish_task"
    data = {"step": task.step_id, "title": task.title}
    with step(
        task.dossier, verb, by=officer.user, officer=officer, note=note, data=data, seen=seen
    ) as locked:
        fresh = _fresh(task, locked)
        if refusal := why_not_do(officer, fresh) or _why_not_finish(locked, fresh, note):
            raise StepRefused(refusal)
        direct(locked, fresh, officer, chosen or {})
        end(fresh, officer, note)
        if locked.state == State.PROCESSING:
            begin_ready_steps(locked)
    return locked


def approve(
    *,
    task: Task,
    officer: Officer,
    note: str = "",
    seen: int | None = None,
    signed: tuple[StoredFile, datetime] | None = None,
) -> Dossier:
    """The leader approves the drafted result; numbering and issue come next (T15).

    `signed`: the paper that bears the leader's signature, and when the draft was written that it shows. Where the
    agency signs electronically nothing else is approved.
    """
    data = {"step": task.step_id, "title": task.title}
    with step(
        task.dossier, "approve", by=officer.user, officer=officer, note=note, data=data, seen=seen
    ) as locked:
        fresh = _fresh(task, locked)
        if refusal := why_not_approve(officer, fresh):
            raise StepRefused(refusal)
        result = queries.living_result(locked)
        if result is None:
            raise StepRefused("Chưa có dự thảo kết quả để phê duyệt.")
        if signed is None and signing.signs(locked) is not None and not attaching.finished_elsewhere(result):
            raise StepRefused("Kết quả của cơ quan này phải được ký số. Bấm “Duyệt và ký số”.")
        if signed is not None:
            if result.drafted_at != signed[1]:
                raise StepRefused("Dự thảo vừa được sửa. Xem lại rồi ký.")
            result.file = signed[0]
        result.approved_by, result.approved_at = officer, now()
        result.save(update_fields=["approved_by", "approved_at", "file"])
        end(fresh, officer, note)
        begin_ready_steps(locked)
    return locked


def send_back(*, task: Task, officer: Officer, reason: str, to: str = "", seen: int | None = None) -> Dossier:
    """The leader or clerk returns the work to a step before, with the reason (T16).

    `to`: one of the steps that the version allows; the nearest when nothing is said. Everything between is
    done again, opinions already given stay.
    """
    if not reason.strip():
        raise StepRefused("Nhập lý do trả lại. Người thụ lý cần biết phải sửa gì.")
    data = {"step": task.step_id, "to": to}
    with step(
        task.dossier, "send_back", by=officer.user, officer=officer, note=reason, data=data, seen=seen
    ) as locked:
        fresh = _fresh(task, locked)
        if refusal := why_not_do(officer, fresh):
            raise StepRefused(refusal)
        target = _where_back(locked, fresh, to)
        data["to"] = target
        signing.take_back(locked)
        locked.results.filter(revoked_at=None).update(approved_by=None, approved_at=None)
        locked.tasks.filter(ended_at=None, is_lead=True).update(
            ended_at=now(), outcome=TaskOutcome.SENT_BACK, note=reason[:4000]
        )
        undone = {target, *behind(definition(locked.version), target)}
        again = locked.tasks.filter(step_id__in=undone, outcome=TaskOutcome.DONE)
        again.exclude(kind=TaskKind.CONSULT).update(outcome=TaskOutcome.SENT_BACK)
        board.forget(locked)
        begin_ready_steps(locked)
    return locked


def places_back(dossier: Dossier, task: Task) -> list[Step]:
    """The steps done before to which this one may return the work, the nearest last."""
    done = steps_done(dossier)
    return [one for one in may_return_to(definition(dossier.version), task.step_id) if one.id in done]


def _where_back(dossier: Dossier, task: Task, to: str) -> str:
    allowed = [one.id for one in places_back(dossier, task)]
    if not allowed:
        raise StepRefused("Không có bước trước để trả lại.")
    if to and to not in allowed:
        raise StepRefused("Quy trình không cho trả lại bước này.")
    return to or allowed[-1]


def ask_opinion(
    *, dossier: Dossier, officer: Officer, agency: Agency, question: str, due_at: datetime
) -> Task:
    """Asks another agency or division, with a term; the dossier's own clock runs on (T14, DL-10.1b)."""
    data = {"agency": agency.name}
    with step(dossier, "ask_opinion", by=officer.user, officer=officer, note=question, data=data) as locked:
        if locked.state != State.PROCESSING:
            raise StepRefused("Chỉ lấy ý kiến khi hồ sơ đang xử lý.")
        if refusal := why_not_work(officer, locked):
            raise StepRefused(refusal)
        if not question.strip():
            raise StepRefused("Nhập nội dung cần hỏi.")
        if due_at <= now():
            raise StepRefused("Hạn trả lời phải ở sau lúc này.")
        opinions = [one for one in board.open_tasks(locked) if one.step_id == "opinion"]
        if any(one.agency_id == agency.pk for one in opinions):
            raise StepRefused(f"Đang chờ ý kiến của {agency}.")
        asked = Task(
            step_id="opinion",
            title=f"Cho ý kiến: {locked.procedure.plain_name or locked.procedure.name}"[:200],
            kind=TaskKind.CONSULT,
            is_lead=False,
            agency=agency,
            duty=duty_for_opinion(agency),
            started_at=now(),
            due_at=due_at,
            question=question,
        )
        return board.add(locked, asked)


def duty_for_opinion(agency: Agency) -> str:
    """Who answers there: a named consultee where the agency has one, else a case officer."""
    has_consultee = agency.officers.filter(duties__contains=[Duty.CONSULTEE], valid_to=None).exists()
    return Duty.CONSULTEE if has_consultee else Duty.CASE_OFFICER


def end(task: Task, officer: Officer, note: str) -> None:
    """Marks the task done by this officer, who holds it from now on in the history."""
    task.officer = task.officer or officer
    task.taken_at = task.taken_at or now()
    task.ended_at, task.outcome, task.note = now(), TaskOutcome.DONE, note[:4000]
    task.save(update_fields=["officer", "taken_at", "ended_at", "outcome", "note"])


def _fresh(task: Task, locked: Dossier) -> Task:
    """The task as it stands under the dossier's lock."""
    return board.task(locked, task.pk)


def _why_not_finish(dossier: Dossier, task: Task, note: str) -> str:
    if dossier.state != State.PROCESSING and task.kind != TaskKind.CONSULT:
        return "Hồ sơ đang tạm dừng hoặc đã kết thúc."
    if task.kind not in (TaskKind.WORK, TaskKind.CONSULT):
        return "Bước này kết thúc bằng phê duyệt hoặc phát hành."
    if task.kind == TaskKind.CONSULT:
        return "" if note.strip() else "Nhập ý kiến của cơ quan bạn."
    if letter_task(dossier) is not None:
        return "Dự thảo yêu cầu bổ sung đang chờ duyệt. Rút dự thảo rồi mới xong bước."
    opened = board.open_tasks(dossier)
    waiting = next((one for one in opened if one.step_id == "opinion"), None)
    if waiting is not None:
        return f"Còn chờ ý kiến của {waiting.agency}."
    told = next((s for s in definition(dossier.version).steps if s.id == task.step_id), None)
    if told and told.produces == "result" and queries.living_result(dossier) is None:
        return "Soạn dự thảo kết quả trước khi trình."
    if told and told.produces == "report" and not note.strip():
        wanted = told.output or "kết quả làm việc"
        return f"Ghi {wanted[:1].lower()}{wanted[1:]} vào ô ghi chú."
    return ""
