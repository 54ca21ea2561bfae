"""The verbs: rank, direct, open a review and answer it, register a solution, note a duty and its fulfilment."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from portal.accounts.models import User
from portal.agencies.models import Agency
from portal.agencies.queries import today
from portal.calendars.now import now
from portal.calendars.queries import working_time
from portal.web.refusals import StepRefused
from portal.web.show import HANOI
from procedures.definition import Definition, DefinitionError
from procedures.life import copy_to_draft
from procedures.models import STANDING, Procedure, ProcedureVersion
from procedures.online.figures import figures
from procedures.online.measures import measured
from procedures.online.priority import Ranked, ranked
from procedures.online.records import Directive, ReviewLine, ReviewRound, Solution, WorkflowDuty
from procedures.queries import current_version, definition, in_force

SUPPLY_DAYS = 3


def in_use(on: date | None = None) -> dict[int, tuple[Procedure, Definition]]:
    """The procedures announced by the province and in force (ST-18.2), with what they ask."""
    found = {}
    versions = (
        in_force(on or today()).select_related("procedure__field").order_by("procedure__code", "number")
    )
    for version in versions:
        try:
            found[version.procedure_id] = (version.procedure, definition(version))
        except DefinitionError:
            continue
    return found


def ranking() -> list[Ranked]:
    """The list of ST-18 as it stands now."""
    directed = dict(Directive.objects.values_list("procedure_id", "ground"))
    return ranked(in_use(), figures(), directed)


def direct(*, procedure: Procedure, ground: str, by: User) -> None:
    """Notes who wants it on line; an empty ground takes the note away."""
    if not ground:
        Directive.objects.filter(procedure=procedure).delete()
        return
    Directive.objects.update_or_create(
        procedure=procedure, defaults={"ground": ground, "by": by, "at": now()}
    )


@transaction.atomic
def open_round(*, year: int, due_on: date, by: User) -> ReviewRound:
    """A line for every procedure in force, with the figures of this day. Raises StepRefused: the year is open."""
    try:
        with transaction.atomic():
            made = ReviewRound.objects.create(year=year, due_on=due_on, opened_by=by)
    except IntegrityError as error:
        raise StepRefused(f"Đợt rà soát năm {year} đã mở.") from error
    ReviewLine.objects.bulk_create(
        ReviewLine(round=made, procedure=line.procedure, level=line.level.claimed, figures=_kept(line))
        for line in ranking()
    )
    return made


def _kept(line: Ranked) -> dict[str, Any]:
    """The figures as they stood when the review was opened."""
    return {
        "received": line.figures.received,
        "online": line.figures.online,
        "late": line.figures.late,
        "megabytes": line.figures.megabytes,
        "points": line.points,
        "met": line.met,
        "bears": line.level.value,
        "marks": [[mark.words, mark.points, mark.most, mark.told] for mark in line.marks],
    }


def answer(*, line: ReviewLine, by: User, **said: Any) -> ReviewLine:
    """Keeps what was answered. Raises StepRefused: a decision without its day or proposal, a roadmap before it."""
    if refusal := why_not_answer(**said):
        raise StepRefused(refusal)
    for name, value in said.items():
        setattr(line, name, value)
    line.by, line.at = by, now()
    line.save()
    return line


def why_not_answer(**said: Any) -> str:
    """What an answer still lacks; "" for one that may be kept. Undecided ones may be as incomplete as they are."""
    if not said.get("decision"):
        return "Ghi số quyết định cùng ngày quyết định." if said.get("decided_on") else ""
    if not said.get("decided_on"):
        return "Nhập ngày quyết định."
    if not said.get("proposal"):
        return "Chọn đề xuất trước khi ghi quyết định."
    lacking = [name for name in ("asked", "affected") if not said.get(name)]
    if lacking:
        return "Ghi ý kiến cơ quan liên quan và đối tượng chịu tác động trước khi ghi quyết định (Điều 19)."
    if said["proposal"] in ("full", "partial") and not said.get("roadmap_on"):
        return "Quyết định đưa lên mạng phải có thời gian thực hiện (Điều 19)."
    if said.get("roadmap_on") and said["roadmap_on"] < said["decided_on"]:
        return "Thời gian thực hiện phải từ ngày quyết định trở đi."
    return ""


def due_lines(on: date | None = None) -> QuerySet[ReviewLine]:
    """Reviews that are late: undecided after the round's day, decided and not on line by the day of the roadmap, or a
    change that the review asked for and nobody has announced by the round's day."""
    day = on or today()
    undecided = Q(decided_on=None, round__due_on__lt=day)
    late = Q(roadmap_on__lt=day, proposal__in=("full", "partial"))
    owed = Q(round__due_on__lt=day) & ~Q(change="") & ~Q(version__state__in=STANDING)
    found = ReviewLine.objects.filter(undecided | late | owed).select_related("procedure", "round", "version")
    return found.order_by("round__year", "procedure__code")


@transaction.atomic
def revise(*, line: ReviewLine, by: User) -> ProcedureVersion:
    """What the review asks for begins: a draft of the procedure, whose history names the review (ST-21).

    Raises StepRefused: the review asks for no change, it has its draft, another draft is open, nothing is in force."""
    if not line.change:
        raise StepRefused("Ghi nội dung cần điều chỉnh, lưu rồi mới lập bản nháp.")
    if line.version is not None:
        raise StepRefused(f"Đã lập bản nháp {line.version.number} cho nội dung này.")
    version = current_version(line.procedure, today())
    if version is None:
        raise StepRefused("Thủ tục không còn phiên bản đang áp dụng.")
    why = f"Kết quả {str(line.round).lower()}: {line.change}"[:2000]
    line.version = copy_to_draft(version=version, by=by, why=why)
    line.save(update_fields=["version"])
    return line.version


def not_there_yet(line: ReviewLine, reached: dict[int, str]) -> bool:
    """Whether a decided procedure is offered at a lower level than decided. `reached`: level by procedure."""
    rank = {"none": 0, "partial": 1, "full": 2}
    return rank.get(reached.get(line.procedure_id, "none"), 0) < rank.get(line.proposal, 0)


def change_owed(line: ReviewLine) -> bool:
    """Whether the review asked for a change that is not announced yet."""
    return bool(line.change) and (line.version is None or line.version.state not in STANDING)


def register(*, procedure: Procedure, by: User, **said: Any) -> Solution:
    """A line of the register of solutions (ST-20.1), with what the procedure asks on this day (ST-23.1)."""
    return Solution.objects.create(procedure=procedure, by=by, before=_measures(procedure), **said)


def _measures(procedure: Procedure) -> dict[str, int]:
    version = current_version(procedure, today())
    return measured(definition(version)) if version else {}


def finish(*, solution: Solution, on: date) -> Solution:
    """The solution is there. Raises StepRefused: a day to come."""
    if on > today():
        raise StepRefused("Ngày xong không thể sau hôm nay.")
    solution.done_on, solution.after = on, _measures(solution.procedure)
    solution.save(update_fields=["done_on", "after"])
    return solution


def supply_due(decided_on: date) -> datetime:
    """Within 3 days of the decision; when the last is no working day, the next one that is (QN-11.2, BLDS Đ148.5)."""
    start = datetime.combine(decided_on, time(8), HANOI)
    return working_time(None).add_calendar_days(start, SUPPLY_DAYS)


def owe(*, procedure: Procedure, agency: Agency, decision: str, decided_on: date, by: User) -> WorkflowDuty:
    """A workflow was approved; its content is owed. Raises StepRefused: it is noted, or the day is to come."""
    if decided_on > today():
        raise StepRefused("Ngày ban hành không thể sau hôm nay.")
    try:
        with transaction.atomic():
            return WorkflowDuty.objects.create(
                procedure=procedure,
                agency=agency,
                decision=decision,
                decided_on=decided_on,
                due_at=supply_due(decided_on),
                by=by,
            )
    except IntegrityError as error:
        raise StepRefused("Quyết định này của thủ tục đã được ghi.") from error


def supply(*, duty: WorkflowDuty, by: User) -> WorkflowDuty:
    """The content has come, by whatever way. Safe to press twice."""
    if duty.supplied_at is None:
        duty.supplied_at, duty.supplied_by = now(), by
        duty.save(update_fields=["supplied_at", "supplied_by"])
    return duty


def note_supplied() -> int:
    """What was published after its decision has been supplied: nobody need press anything. How many were noted."""
    noted = 0
    for duty in WorkflowDuty.objects.filter(supplied_at=None).select_related("procedure"):
        begins = datetime.combine(duty.decided_on, time(0), HANOI)
        came = ProcedureVersion.objects.filter(procedure_id=duty.procedure_id, published_at__gte=begins)
        first = came.order_by("published_at").first()
        if first is not None:
            duty.supplied_at, duty.supplied_by = first.published_at, first.published_by
            duty.save(update_fields=["supplied_at", "supplied_by"])
            noted += 1
    return noted


def duties() -> QuerySet[WorkflowDuty]:
    """Those still owed first, the most urgent in front, then the last hundred that came."""
    return WorkflowDuty.objects.select_related("procedure", "agency", "supplied_by")


def warning() -> str:
    """What is late or due within a day, in one sentence for the first page; "" for nothing."""
    open_ones = WorkflowDuty.objects.filter(supplied_at=None)
    late = open_ones.filter(due_at__lt=now()).count()
    soon = open_ones.filter(due_at__gte=now(), due_at__lt=now() + timedelta(days=1)).count()
    if not late and not soon:
        return ""
    parts = [f"{late} quy trình quá hạn cung cấp"] if late else []
    parts += [f"{soon} quy trình đến hạn trong một ngày"] if soon else []
    return f"Quy trình nội bộ phải cung cấp trong 03 ngày: {', '.join(parts)}."
