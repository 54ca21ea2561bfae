"""Open dossiers follow their agency when it is merged, split or ended: nobody's dossier hangs (P1, QN-7.5)."""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Count, Q

from dossiers import board, clock
from dossiers.models import Dossier, Task, TaskOutcome
from dossiers.services import _messages
from dossiers.services._step import step
from dossiers.services.redating import move_open_tasks
from dossiers.states import OPEN, State
from portal.agencies.models import Agency, Duty
from portal.agencies.queries import today
from portal.agencies.rearranging.dry_run import duties_after
from portal.agencies.rearranging.fates import Fates, body_of
from portal.agencies.rearranging.hooks import Consequence
from portal.agencies.rearranging.records import Act, RearrangementLine
from portal.agencies.routing import RoutingProblem, competent_agency, heir_of
from portal.calendars.now import now
from portal.web.refusals import StepRefused
from procedures.queries import definition

log = logging.getLogger(__name__)
_AT_A_TIME = 200
_MOST_COUNTED = 10_000
_MOVED = ("receiving_agency", "competent_agency")


def follow_agency(*, dossier: Dossier) -> Dossier:
    """Desk, deciding agency and open steps go to the heirs of agencies that have ended; the appointment is counted
    by the heir's calendar. Raises StepRefused when every one of them still stands or has no heir."""
    told: dict[str, Any] = {}
    with step(dossier, "follow_agency", by=None, data=told) as locked:
        due = locked.due_at
        told["moved"] = [*_move_agencies(locked), *_move_tasks(locked)]
        if not told["moved"]:
            raise StepRefused("Các cơ quan của hồ sơ này vẫn hoạt động.")
        _count_anew(locked, due)
    return dossier


def _move_agencies(dossier: Dossier) -> list[dict[str, str]]:
    moved = []
    for name in _MOVED:
        agency: Agency | None = getattr(dossier, name)
        if agency is None or agency.stands_on(today()):
            continue
        heir = heir_for(dossier, agency)
        setattr(dossier, name, heir)
        moved.append({"what": name, "from": agency.name, "to": heir.name})
    return moved


def _move_tasks(dossier: Dossier) -> list[dict[str, str]]:
    """Open steps at ended agencies; two opinions asked of agencies that became one are asked once."""
    opened = board.open_tasks(dossier)
    held = {(task.step_id, task.agency_id): task for task in opened if task.agency.stands_on(today())}
    moved = []
    for task in opened:
        if task.agency.stands_on(today()):
            continue
        heir = heir_for(dossier, task.agency)
        moved.append({"what": task.step_id, "from": task.agency.name, "to": heir.name})
        twin = held.get((task.step_id, heir.pk))
        if twin is not None:
            _join(task, twin, heir)
            continue
        task.agency = heir
        if task.officer and task.officer.agency_id != heir.pk:
            task.officer, task.taken_at = None, None
        task.save(update_fields=["agency", "officer", "taken_at"])
        held[task.step_id, heir.pk] = task
    return moved


def _join(task: Task, twin: Task, heir: Agency) -> None:
    task.ended_at, task.outcome = now(), TaskOutcome.CANCELLED
    task.note = f"{task.agency} nhập vào {heir}; việc này làm một lần."[:4000]
    task.save(update_fields=["ended_at", "outcome", "note"])
    if task.is_lead and not twin.is_lead:
        twin.is_lead = True
        twin.save(update_fields=["is_lead"])


def _count_anew(dossier: Dossier, before: Any) -> None:
    """Where the heir keeps other hours the appointment moves with them, and the applicant is told."""
    if dossier.state not in (State.ACCEPTED, State.PROCESSING) or before is None:
        return
    due = clock.due_at(dossier)
    if due is None or due == before:
        return
    dossier.due_at, dossier.original_due_at = due, clock.first_due_at(dossier)
    move_open_tasks(dossier)
    _messages.tell(dossier, "redated", old_due_at=before)


def heir_for(dossier: Dossier, agency: Agency) -> Agency:
    """Who has this dossier now: by field of work or by place where the agency was split so, else its successor.

    Raises RoutingProblem where nobody is named."""
    line = _split_of(agency)
    if line is None or line.agency is None:
        return heir_of(agency)
    top = _shared(dossier, line)
    if top is None:
        return heir_of(agency)
    return top if line.agency_id == agency.pk else body_of(agency, top)


def _split_of(agency: Agency) -> RearrangementLine | None:
    """The line by which the agency, or the one it belonged to, was divided."""
    found = RearrangementLine.objects.filter(act=Act.SPLIT).exclude(before={})
    above = agency.parent_id or 0
    return found.filter(agency__in=[agency.pk, above]).select_related("agency", "heir").order_by("pk").last()


def _shared(dossier: Dossier, line: RearrangementLine) -> Agency | None:
    field = definition(dossier.version).field.code
    named = line.by_field.get(field)
    if named:
        return heir_of(Agency.objects.select_related("successor").get(code=named))
    if not line.by_place:
        return None
    try:
        party = dossier.owner.commune_code if dossier.owner else ""
        place = competent_agency(_Place(definition(dossier.version)), dossier.answers, party)
    except RoutingProblem:
        return None
    heirs = {line.heir.code if line.heir else "", *line.others}
    return place if place.code in heirs else None


class _Place:
    """Competence by place alone, whatever the definition says about who decided before."""

    kind, specialty = "commune", ""

    def __init__(self, told: Any) -> None:
        self.question = told.competence.question or next(
            (
                one.id
                for page in told.form.pages
                for one in page.questions
                if one.kind in ("commune", "address")
            ),
            "",
        )


def left_behind(after: int = 0) -> list[Dossier]:
    """The next open dossiers with something at an agency that has ended and has an heir, in the order of their keys."""
    gone = list(
        Agency.objects.filter(valid_to__lt=today(), successor__isnull=False).values_list("pk", flat=True)
    )
    if not gone:
        return []
    keys: set[int] = set()
    among = Dossier.objects.filter(state__in=OPEN, pk__gt=after)
    for name in _MOVED:
        keys |= _first(among.filter(**{f"{name}__in": gone}).order_by("pk").values_list("pk", flat=True))
    tasks = Task.objects.filter(agency__in=gone, ended_at=None, dossier__state__in=OPEN, dossier_id__gt=after)
    keys |= _first(tasks.order_by("dossier_id").values_list("dossier_id", flat=True))
    chosen = sorted(keys)[:_AT_A_TIME]
    return list(Dossier.objects.filter(pk__in=chosen).order_by("pk"))


def _first(keys: Iterable[int]) -> set[int]:
    return set(keys[:_AT_A_TIME])  # type: ignore[index]


def follow_all(moved: Callable[[int], None] = lambda _: None) -> tuple[int, list[str]]:
    """Every dossier left behind, each in its own transaction; how many moved, and the codes that could not."""
    count, failed, after = 0, [], 0
    while found := left_behind(after):
        for dossier in found:
            try:
                follow_agency(dossier=dossier)
                count += 1
            except StepRefused as refusal:
                failed.append(dossier.shown_code)
                log.warning("a dossier stays with an ended agency: %s", refusal)
        after = found[-1].pk
        moved(len(found))
    return count, failed


class Dossiers:
    """What of the dossiers hangs on an agency (portal.agencies.rearranging.hooks.Follower)."""

    def told(self, fates: Fates) -> list[Consequence]:
        """Open dossiers and steps by agency, teams that would have nobody, drafts that must choose a place anew."""
        return [*_dossiers(fates), *_teams(fates), *_drafts(fates)]

    def follow(self, fates: Fates, moved: Callable[[int], None]) -> list[Consequence]:
        """Goes through all of them; what could not be moved is named in the report."""
        count, failed = follow_all(moved)
        lines = [Consequence(f"{count} hồ sơ đang mở đã sang cơ quan kế tục", count)]
        if failed:
            named = ", ".join(failed[:20])
            lines.append(Consequence(f"{len(failed)} hồ sơ chưa chuyển được: {named}", len(failed), "look"))
        return lines


def _dossiers(fates: Fates) -> list[Consequence]:
    lines = []
    for fate in fates.ends:
        mine = Q(receiving_agency=fate.agency) | Q(competent_agency=fate.agency)
        open_now = Dossier.objects.filter(mine, state__in=OPEN, is_test=False).order_by()
        count = open_now.values("pk")[:_MOST_COUNTED].count()
        steps = Task.objects.filter(agency=fate.agency, ended_at=None).order_by()[:_MOST_COUNTED].count()
        if not count and not steps:
            continue
        how = f"sang {fate.heir}"
        if fate.line.act == Act.SPLIT and (fate.line.by_place or fate.line.by_field):
            how = f"được chia theo địa bàn, lĩnh vực, còn lại {how}"
        words = f"{count} hồ sơ đang mở và {steps} bước của {fate.agency} {how}."
        lines.append(Consequence(words, count))
    return lines


def _teams(fates: Fates) -> list[Consequence]:
    """Steps that would lie with an agency where nobody holds their duty: that stops the approval."""
    lines = []
    held: dict[int, set[str]] = {}
    waiting = Task.objects.filter(agency__in=fates.ended(), ended_at=None).order_by()
    for row in waiting.values("agency_id", "duty").annotate(count=Count("pk")):
        heir = fates.heir(row["agency_id"])
        if heir is None:
            continue
        if heir.pk not in held:
            held[heir.pk] = duties_after(fates, heir)
        if row["duty"] not in held[heir.pk]:
            words = (
                f"{row['count']} bước sẽ tới {heir}, nơi chưa ai giữ nhiệm vụ “{Duty(row['duty']).label}”."
            )
            lines.append(Consequence(words, row["count"], "stops"))
    return lines


def _drafts(fates: Fates) -> list[Consequence]:
    """Drafts that name a place which is cut in pieces: their owners choose again when they open them."""
    cut = [line.unit.code for line in fates.units if line.act == Act.SPLIT and line.unit]
    if not cut:
        return []
    named = Q()
    for code in cut:
        named |= Q(answers__icontains=f'"{code}"')
    count = Dossier.objects.filter(named, state=State.DRAFT).order_by()[:_MOST_COUNTED].count()
    words = f"{count} bản nháp khai nơi bị chia: người khai chọn lại nơi mới khi mở ra."
    return [Consequence(words, count, "look")] if count else []
