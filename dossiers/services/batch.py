"""One act on many dossiers: each in its own transaction, every failure kept with its reason (T8)."""

from collections.abc import Callable

from django.db import transaction

from dossiers import letters
from dossiers.models import DeskJob, DeskJobAct, Dossier, ReturnMethod, Slip, SlipKind, Task
from dossiers.permissions import (
    letter_task,
    why_not_approve,
    why_not_approve_supplement,
    why_not_assign,
    why_not_take,
)
from dossiers.services import intake, processing, results, supplement_drafts
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.documents.models import StoredFile
from portal.web.refusals import StepRefused

AT_ONCE = 50


def begin(*, officer: Officer, act: str, ids: list[int], to: Officer | None = None) -> DeskJob:
    """Up to fifty at once, more in the background; either way the job's page tells how far it is.

    Raises StepRefused when nothing is chosen, or nobody to assign to.
    """
    if not ids:
        raise StepRefused("Chọn ít nhất một hồ sơ.")
    if act == DeskJobAct.ASSIGN and to is None:
        raise StepRefused("Chọn người được giao.")
    job = DeskJob.objects.create(
        officer=officer, act=act, to=to, references=list(dict.fromkeys(ids)), created_at=now()
    )
    if len(ids) <= AT_ONCE:
        run(job)
    else:
        start_on_commit("dossiers.run_desk_job", job.pk)
    return job


def run(job: DeskJob) -> DeskJob:
    """Works off what is left; run twice, it goes on where it stopped."""
    for pk in job.references[job.done + len(job.failures) :]:
        with transaction.atomic():
            fresh = DeskJob.objects.select_for_update().get(pk=job.pk)
            dossier = Dossier.objects.select_related("procedure").get(pk=pk)
            try:
                with transaction.atomic():
                    _do(job, dossier)
                fresh.done += 1
            except StepRefused as refusal:
                fresh.failures.append({"code": dossier.shown_code, "reason": str(refusal)})
            fresh.save(update_fields=["done", "failures"])
        job.done, job.failures = fresh.done, fresh.failures
    if job.act == DeskJobAct.PRINT and job.file is None:
        job.file = _printed(job)
    job.finished_at = now()
    job.save(update_fields=["finished_at", "file"])
    return job


def _do(job: DeskJob, dossier: Dossier) -> None:
    if job.act == DeskJobAct.ACCEPT:
        intake.accept_and_transfer(dossier=dossier, officer=job.officer)
        return
    tasks = list(
        Task.objects.filter(dossier=dossier, ended_at=None)
        .select_related("agency", "officer__user", "dossier")
        .order_by("-is_lead", "due_at")
    )
    if job.act == DeskJobAct.RETURN:
        _return(job, dossier)
        return
    if job.act == DeskJobAct.PRINT:
        if not dossier.slips.filter(kind=SlipKind.RECEIPT).exists():
            raise StepRefused("Hồ sơ chưa có giấy tiếp nhận để in.")
        return
    if job.act == DeskJobAct.APPROVE:
        if letter_task(dossier) is not None and not why_not_approve_supplement(job.officer, dossier):
            supplement_drafts.approve_supplement(dossier=dossier, officer=job.officer)
            return
        task = _first(tasks, lambda task: why_not_approve(job.officer, task))
        processing.approve(task=task, officer=job.officer)
        return
    if job.act == DeskJobAct.TAKE:
        task = _first(tasks, lambda task: why_not_take(job.officer, task))
        processing.take(task=task, officer=job.officer)
        return
    assert job.to is not None
    task = _first(tasks, lambda task: why_not_assign(job.officer, task))
    processing.assign(task=task, officer=job.officer, to=job.to)


def _return(job: DeskJob, dossier: Dossier) -> None:
    """Only what goes out by the system: a person at the counter is looked at one by one."""
    if dossier.return_method != ReturnMethod.ONLINE:
        raise StepRefused("Người nộp nhận tại quầy hoặc qua bưu chính. Trả từng hồ sơ, đối chiếu người nhận.")
    for result in dossier.results.filter(revoked_at=None, file=None):
        letters.draw_result(result)
    results.return_result(dossier=dossier, officer=job.officer)


def _printed(job: DeskJob) -> StoredFile | None:
    """The newest receipt of every dossier that could be done, one behind the other in one file."""
    refused = {failure["code"] for failure in job.failures}
    slips: dict[int, Slip] = {}
    for slip in Slip.objects.filter(dossier__in=job.references, kind=SlipKind.RECEIPT).select_related(
        "dossier", "file"
    ):
        if slip.dossier.shown_code not in refused:
            slips[slip.dossier_id] = slip
    ordered = [slips[pk] for pk in job.references if pk in slips]
    return letters.bound(ordered) if ordered else None


def _first(tasks: list[Task], why_not: Callable[[Task], str]) -> Task:
    """The first task that may be acted on, else the refusal of the first."""
    refusals = []
    for task in tasks:
        refusal = why_not(task)
        if not refusal:
            return task
        refusals.append(refusal)
    raise StepRefused(refusals[0] if refusals else "Hồ sơ này không có việc nào đang mở.")
