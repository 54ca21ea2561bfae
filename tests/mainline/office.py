"""The agencies' side: each step is done at the browser of whoever holds it."""

from collections.abc import Callable

from dossiers.demo import driving
from dossiers.models import Dossier, DossierResult, Task, TaskKind
from dossiers.states import State
from portal.agencies.loading.agencies import structure
from portal.agencies.models import Duty
from portal.agencies.queries import profile
from portal.documents.models import OrderState
from portal.documents.signing import orders
from procedures.queries import definition
from tests.stories.hands import Person, Stage
from tests.stories.money import DESK, act

PIN = "123456"
TRIES = 240
HALF_A_SECOND = 500  # milliseconds


class Office:
    """Officers who have signed in, each at a browser of their own; who took part in which dossier."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.commune = stage, structure()["demo_communes"][profile().code][0]
        self.people: dict[str, Person] = {}

    def person(self, login: str) -> Person:
        if login not in self.people:
            self.people[login] = self.stage.officer(login)
        return self.people[login]

    def desk(self, dossier: Dossier) -> Person:
        """A desk officer of where the dossier arrived."""
        return self.person(driving.somebody(dossier.receiving_agency, Duty.DESK_OFFICER).user.email or "")

    def accept(self, dossier: Dossier, name: str) -> Person:
        """Found in the queue, read, accepted."""
        desk = self.desk(dossier)
        desk.open("/lam-viec/")
        desk.see(f"{name}-hom-nay")
        desk.open(f"/lam-viec/hang-doi/?q={dossier.shown_code}")
        desk.see(f"{name}-hang-doi")
        desk.open(f"{DESK}{dossier.shown_code}/")
        desk.see(f"{name}-ban-lam-viec")
        desk.open(f"{DESK}{dossier.shown_code}/tiep-nhan/")
        desk.see(f"{name}-tiep-nhan")
        act(desk)
        dossier.refresh_from_db()
        assert dossier.code and dossier.state == State.PROCESSING, dossier.state
        desk.see(f"{name}-da-tiep-nhan")
        return desk

    def work_through(self, dossier: Dossier, name: str) -> list[str]:
        """Every step by its holder until the result is issued; those who took part, in order."""
        took_part: list[str] = []
        while dossier.state == State.PROCESSING:
            open_now = Task.objects.filter(dossier=dossier, ended_at=None).select_related(
                "agency", "officer__user"
            )
            task = open_now.order_by("pk").first()
            assert task is not None, "P1: an open dossier always has a holder"
            officer = task.officer or driving.somebody(task.agency, task.duty)
            person = self.person(officer.user.email or "")
            at_once = open_now.count()
            self._do(person, dossier, task, f"{name}-{task.step_id}")
            took_part.append(
                f"{officer.user.full_name} ({task.title}{', beside another' if at_once > 1 else ''})"
            )
            dossier.refresh_from_db()
        return took_part

    def _do(self, person: Person, dossier: Dossier, task: Task, name: str) -> None:
        person.open(f"{DESK}{dossier.code}/")
        person.see(f"{name}-ho-so")
        if task.kind == TaskKind.CONSULT:
            return self._act(person, dossier, "cho-y-kien", name, "Nhất trí, không có ý kiến khác.")
        if task.kind == TaskKind.APPROVE:
            return self._sign(person, dossier, name)
        if task.kind == TaskKind.ISSUE:
            return self._issue(person, dossier, name)
        step = definition(dossier.version).step(task.step_id)
        if step is not None and step.produces == "result":
            self._act(person, dossier, "soan-ket-qua", name)
        return self._act(person, dossier, "xong-buoc", name, "Đã thẩm tra, đủ điều kiện.")

    def _act(self, person: Person, dossier: Dossier, verb: str, name: str, note: str = "") -> None:
        """Fills what stands empty on the page of the act and presses its blue button."""
        page = person.open(f"{DESK}{dossier.code}/{verb}/")
        if note and page.locator("#viec [name=note]").count():
            page.fill("#viec [name=note]", note)
        for empty in page.locator("#viec [name^='f-']").all():
            if not empty.input_value():
                empty.fill("2026-11-20" if empty.get_attribute("type") == "date" else "Theo hồ sơ")
        person.see(f"{name}-{verb}")
        act(person)

    def _sign(self, leader: Person, dossier: Dossier, name: str) -> None:
        """The leader types the PIN and waits until the signature is there."""
        page = leader.open(f"{DESK}{dossier.code}/duyet/")
        if page.locator("[name=pin]").count():
            page.fill("[name=pin]", PIN)
        leader.see(f"{name}-duyet")
        page.locator("button[form=viec].go").click()
        self._wait(
            leader, lambda: DossierResult.objects.filter(dossier=dossier).exclude(approved_at=None).exists()
        )

    def _issue(self, clerk: Person, dossier: Dossier, name: str) -> None:
        """Number and day; the agency's stamp follows by itself."""
        page = clerk.open(f"{DESK}{dossier.code}/phat-hanh/")
        clerk.see(f"{name}-phat-hanh")
        page.locator("button[form=viec].go").click()
        page.wait_for_load_state()
        result = DossierResult.objects.get(dossier=dossier, revoked_at=None)

        def sealed() -> bool:
            order = orders.last(f"dong-dau:{result.pk}")
            return order is None or order.state == OrderState.SIGNED

        self._wait(clerk, sealed)

    def _wait(self, person: Person, done: Callable[[], bool]) -> None:
        for _ in range(TRIES):
            if done():
                return
            person.page.wait_for_timeout(HALF_A_SECOND)
        raise AssertionError(person.page.locator("main").inner_text()[:800])
