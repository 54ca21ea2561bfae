"""The tasks of one dossier while it is locked: read once, kept in step with what is written, new ones written together.

Only a dossier that `_step.py` has locked has a board; asked about any other, the database answers each time.
"""

from django.db.models import QuerySet

from dossiers.models import Dossier, Task, TaskKind
from portal.web.ready import Ready


def _of_dossier(pk: int) -> QuerySet[Task]:
    return Task.objects.filter(dossier_id=pk).select_related("agency", "officer__user").order_by("id")


_tasks = Ready(_of_dossier, pk=int)


def lay(dossier: Dossier, *, empty: bool = False) -> None:
    """From now on the tasks of this object are kept; `empty` when there can be none yet."""
    dossier.__dict__["_board"] = [] if empty else None


def tasks(dossier: Dossier) -> list[Task]:
    """All tasks, the oldest first, each knowing this very dossier."""
    kept: list[Task] | None = dossier.__dict__.get("_board")
    if kept is not None:
        return kept
    found = _tasks.all(pk=dossier.pk)
    for task in found:
        task.dossier = dossier
    if "_board" in dossier.__dict__:
        dossier.__dict__["_board"] = found
    return found


def open_tasks(dossier: Dossier) -> list[Task]:
    """Those not yet ended, the leading one that is due first in front; a letter to approve keeps the others waiting."""
    opened = [task for task in tasks(dossier) if task.ended_at is None]
    return sorted(opened, key=lambda task: (not task.is_lead, task.kind != TaskKind.LETTER, task.due_at))


def task(dossier: Dossier, pk: int) -> Task:
    """One of them by its key. Raises Task.DoesNotExist."""
    for one in tasks(dossier):
        if one.pk == pk:
            return one
    raise Task.DoesNotExist


def add(dossier: Dossier, task: Task) -> Task:
    """A task that begins; on a board it is written with the others when the act is done."""
    task.dossier = dossier
    if "_board" in dossier.__dict__:
        tasks(dossier).append(task)
    else:
        task.save(force_insert=True)
    return task


def forget(dossier: Dossier) -> None:
    """Rows were changed past the board: they are read again when asked for."""
    write(dossier)
    dossier.__dict__["_board"] = None


def write(dossier: Dossier) -> None:
    """Writes the tasks that have begun, in one statement."""
    begun = [task for task in dossier.__dict__.get("_board") or [] if task.pk is None]
    if begun:
        Task.objects.bulk_create(begun)
