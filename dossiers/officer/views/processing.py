"""D7, D8 and the steps inside the agency: take, assign, finish, ask and give opinions, stop, withdraw."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods, require_POST

from dossiers import queue
from dossiers.models import Task, TaskKind
from dossiers.officer.bench import Bench, seen
from dossiers.officer.forms import (
    AssignForm,
    DirectingForm,
    NoteForm,
    OpinionForm,
    SendBackForm,
    StopForm,
    WithdrawalForm,
)
from dossiers.officer.views._acting import answer, at_once, posted, task_named
from dossiers.permissions import (
    why_not_assign,
    why_not_decide_withdrawal,
    why_not_do,
    why_not_stop,
    why_not_take,
    why_not_work,
)
from dossiers.services import processing, withdrawal
from dossiers.services._tasks import agencies_among, steps_to_direct
from portal.agencies.models import Agency
from portal.agencies.queries import standing
from portal.web.show import moment
from procedures.definition import Step
from procedures.queries import definition


@require_POST
def take(request: HttpRequest, code: str) -> HttpResponse:
    """The officer takes the step that nobody has; two at once: one has it, the other learns who."""
    bench = Bench(request, code)

    def do() -> str:
        task = task_named(bench, lambda task: why_not_take(bench.officer, task))
        processing.take(task=task, officer=bench.officer)
        return f"Bạn đã nhận bước {task.title}."

    return at_once(bench, do, light=True)


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, code: str) -> HttpResponse:
    """D7: whom to give the step to, with the load of each."""
    bench = Bench(request, code)
    task = task_named(bench, lambda task: why_not_assign(bench.officer, task))
    people = queue.people_for(task)
    form = AssignForm(posted(request), people=people)

    def do() -> str:
        to = form.cleaned_data["to"]
        processing.assign(task=task, officer=bench.officer, to=to, note=form.cleaned_data["note"])
        return f"Đã giao bước {task.title} cho {to.user.full_name}."

    return answer(
        bench,
        "act",
        form,
        do,
        light=True,
        heading=f"Giao bước {task.title}",
        lead=f"Hạn của bước: {moment(task.due_at)}.",
        button="Giao việc",
        people=people,
        refusal=why_not_assign(bench.officer, task),
    )


@require_http_methods(["GET", "POST"])
def finish_task(request: HttpRequest, code: str) -> HttpResponse:
    """Ends a step of work; what comes next in the graph begins."""
    bench = Bench(request, code)
    task = task_named(bench, lambda task: _why_not_finish(bench, task))
    told = definition(bench.dossier.version).step(task.step_id)
    report = told is not None and told.produces == "report"
    label = (told.output if told and report else "") or "Kết quả thẩm tra, ghi chú"
    form = DirectingForm(posted(request), label=label, required=report, asked=_to_direct(bench, task))

    def do() -> str:
        processing.finish_task(
            task=task,
            officer=bench.officer,
            note=form.cleaned_data["note"],
            chosen=form.chosen(),
            seen=seen(request),
        )
        return f"Đã xong bước {task.title}."

    return answer(
        bench,
        "act",
        form,
        do,
        heading=f"Xong bước {task.title}",
        lead=_what_follows(bench, task),
        button="Xong bước này",
    )


def _why_not_finish(bench: Bench, task: Task) -> str:
    return why_not_do(bench.officer, task) or (
        "" if task.kind == TaskKind.WORK else "Không phải bước thụ lý."
    )


def _to_direct(bench: Bench, task: Task) -> list[tuple[Step, list[Agency]]]:
    """The following steps whose agency this officer chooses, each with the agencies to choose from."""
    return [(one, agencies_among(bench.dossier, one)) for one in steps_to_direct(bench.dossier, task)]


def _what_follows(bench: Bench, task: Task) -> str:
    following = [s.name for s in definition(bench.dossier.version).steps if task.step_id in s.after]
    return f"Bước tiếp theo: {', '.join(following)}." if following else ""


@require_http_methods(["GET", "POST"])
def ask_opinion(request: HttpRequest, code: str) -> HttpResponse:
    """D8: another agency or division is asked, with a term; the dossier's own clock runs on."""
    bench = Bench(request, code)
    due_on = bench.time.add_working_days(bench.at, 3).date()
    agencies = standing().exclude(pk=bench.officer.agency_id).order_by("name")
    form = OpinionForm(posted(request), agencies=agencies, initial={"due_on": due_on.isoformat()})

    def do() -> str:
        processing.ask_opinion(
            dossier=bench.dossier,
            officer=bench.officer,
            agency=form.agency_chosen(),
            question=form.cleaned_data["question"],
            due_at=form.due_at(),
        )
        return f"Đã gửi câu hỏi đến {form.agency_chosen()}."

    return answer(
        bench,
        "act",
        form,
        do,
        stay=True,
        heading="Lấy ý kiến",
        lead="Đồng hồ của hồ sơ vẫn chạy trong lúc chờ ý kiến.",
        button="Gửi câu hỏi",
        use="opinion",
        refusal=why_not_work(bench.officer, bench.dossier),
    )


@require_http_methods(["GET", "POST"])
def give_opinion(request: HttpRequest, code: str) -> HttpResponse:
    """The agency that was asked answers."""
    bench = Bench(request, code)
    task = task_named(bench, lambda task: _why_not_answer(bench, task))
    form = NoteForm(posted(request), label="Ý kiến của cơ quan bạn", required=True)

    def do() -> str:
        processing.finish_task(
            task=task, officer=bench.officer, note=form.cleaned_data["note"], seen=seen(request)
        )
        return "Đã gửi ý kiến."

    facts = [("Nội dung hỏi", task.question), ("Trả lời trước", moment(task.due_at))]
    return answer(
        bench,
        "act",
        form,
        do,
        heading="Cho ý kiến",
        facts=[fact for fact in facts if fact[1]],
        button="Gửi ý kiến",
        use="opinion",
    )


def _why_not_answer(bench: Bench, task: Task) -> str:
    return why_not_do(bench.officer, task) or (
        "" if task.kind == TaskKind.CONSULT else "Không phải việc cho ý kiến."
    )


@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, code: str) -> HttpResponse:
    """The head of the agency stops the dossier, in writing and on a legal ground."""
    bench = Bench(request, code)
    form = StopForm(posted(request))

    def do() -> str:
        withdrawal.stop(dossier=bench.dossier, officer=bench.officer, seen=seen(request), **form.cleaned_data)
        return f"Đã dừng giải quyết {bench.dossier.shown_code}."

    return answer(
        bench,
        "act",
        form,
        do,
        heading="Dừng giải quyết",
        lead="Hồ sơ kết thúc. Người nộp nhận thông báo có lý do và căn cứ.",
        button="Dừng và gửi thông báo",
        refusal=why_not_stop(bench.officer, bench.dossier),
    )


@require_http_methods(["GET", "POST"])
def decide_withdrawal(request: HttpRequest, code: str) -> HttpResponse:
    """The desk answers the applicant who wants the dossier back."""
    bench = Bench(request, code)
    form = WithdrawalForm(posted(request))
    asked = bench.dossier.withdrawals.filter(decided_at=None).first()

    def do() -> str:
        granted = form.cleaned_data["granted"] == "yes"
        verb = withdrawal.confirm_withdrawal if granted else withdrawal.decline_withdrawal
        verb(
            dossier=bench.dossier,
            officer=bench.officer,
            note=form.cleaned_data["note"],
            seen=seen(request),
        )
        return "Đã cho rút hồ sơ." if granted else "Đã trả lời: chưa cho rút."

    return answer(
        bench,
        "act",
        form,
        do,
        heading="Yêu cầu rút hồ sơ",
        facts=[("Lý do rút", asked.reason or "–"), ("Trả lời trước", moment(asked.due_at))] if asked else [],
        button="Gửi trả lời",
        refusal=why_not_decide_withdrawal(bench.officer, bench.dossier),
    )


@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, code: str) -> HttpResponse:
    """The leader or the clerk returns the work to the step before, with the reason."""
    bench = Bench(request, code)
    task = task_named(bench, lambda task: why_not_do(bench.officer, task))
    form = SendBackForm(
        posted(request),
        label="Lý do trả lại",
        hint="Người thụ lý đọc để biết sửa gì.",
        places=processing.places_back(bench.dossier, task),
    )

    def do() -> str:
        processing.send_back(
            task=task,
            officer=bench.officer,
            reason=form.cleaned_data["reason"],
            to=form.cleaned_data.get("to", ""),
            seen=seen(request),
        )
        return "Đã trả lại bước trước."

    return answer(bench, "act", form, do, heading="Trả lại bước trước", button="Trả lại")
