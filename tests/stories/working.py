"""From the accepted dossier to the result that lies ready: plain steps by verbs, signature and seal by clicking."""

from collections.abc import Callable

from dossiers.demo import driving
from dossiers.models import Dossier, Task, TaskKind
from dossiers.states import State
from portal.agencies.models import Officer
from portal.calendars.now import now
from tests.stories.hands import Person, Stage

PIN = "123456"  # of the demo's signing cards


def finish(stage: Stage, ref: str) -> Dossier:
    """Everybody's step, until the result may be handed out."""
    for _ in range(30):
        drive = driving.Drive(Dossier.objects.get(reference=ref), now())
        task = drive._next_task() if drive.dossier.state == State.PROCESSING else None
        if task is None:
            return drive.dossier
        clicked = {TaskKind.APPROVE: ("duyet/", PIN), TaskKind.ISSUE: ("phat-hanh/", "")}.get(task.kind)
        _by_click(stage, drive.dossier, task, *clicked) if clicked else driving.do_step(task)
    raise AssertionError(f"{ref} is not finished")


def _by_click(stage: Stage, dossier: Dossier, task: Task, path: str, pin: str) -> None:
    whose: Officer = task.officer or driving.somebody(task.agency, task.duty)
    person = stage.officer(str(whose.user.email))
    page = person.open(f"/lam-viec/ho-so/{dossier.reference}/{path}")
    if pin and page.locator("[name=pin]").count():
        page.fill("[name=pin]", pin)
    page.locator("button[form=viec].go").click()
    _until(person, lambda: Task.objects.filter(pk=task.pk).exclude(ended_at=None).exists())
    person.leave()


def _until(person: Person, done: Callable[[], bool]) -> None:
    for _ in range(240):
        if done():
            return
        person.page.wait_for_timeout(500)
    raise AssertionError(person.page.locator("main").inner_text()[:800])
