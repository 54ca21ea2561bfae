"""The flows of money that the post carries."""

from datetime import timedelta

import pytest

from dossiers.models import PostOrder
from dossiers.post import handing, ordering, tracking
from dossiers.states import State
from payments.services import open_charge
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.web.show import local
from tests import people
from tests.payments.flows import MONDAY, Flow, once_paid


class Ordered(Flow):
    """An order to the post: the worker dies when the post has taken it."""

    def prepare(self) -> None:
        self.dossier = people.accepted(MONDAY).dossier

    def begin(self) -> None:
        home = "số 12, tổ 5, khu 2, phường Hạ Long"
        self.order = ordering.collect(dossier=self.dossier, user=self.dossier.created_by, address=home)
        PostOrder.objects.filter(pk=self.order.pk).update(next_try_at=now() + timedelta(hours=1))

    def time_passes(self) -> None:
        PostOrder.objects.filter(pk=self.order.pk).update(next_try_at=now())

    def ended(self) -> bool:
        self.order.refresh_from_db()
        return self.order.state == "called"

    def holds(self) -> None:
        assert self.order.tracking == self.post.pieces[self.order.key]["tracking"]
        assert self.dossier.post_orders.count() == 1


class Brought(Flow):
    """Brought and paid at the door: the worker dies while the result is returned, and while it asks for the money."""

    def prepare(self) -> None:
        from dossiers.services import posting

        drive = people.processing(MONDAY)
        user, home = drive.dossier.created_by, "số 12, tổ 5, khu 2, phường Hạ Long, tỉnh Quảng Ninh"
        posting.choose_return(dossier=drive.dossier, user=user, method="postal", address=home)
        drive.dossier.refresh_from_db()
        self.dossier = drive.finish_steps().dossier
        self.charge = open_charge(
            subject=self.dossier.reference, timing="at_return", payer="Huyền", agency=people.desk(),
            lines=[{"id": "phi", "name": "Phí", "kind": "phi", "vnd": 8_000}],
        )  # fmt: skip
        self.order = ordering.deliver(dossier=self.dossier, officer=people.desk_officer())
        ordering.send(self.order)
        self.order.refresh_from_db()
        handing.hand_over(
            orders=[self.order], officer=people.desk_officer(), postman="Vũ Văn Tám", postman_code="BT07"
        )
        with pytest.MonkeyPatch.context() as died:  # the web process, between noting it and acting on it
            died.setattr(tracking, "_bring", lambda _order: None)
            self.post.send = tracking.take
            assert self.post.tell(self.order.tracking, "delivered") == "taken"
        piece = self.post.pieces[self.order.key]
        piece["collected_on"] = (local(now()).date() - timedelta(days=4)).isoformat()

    def begin(self) -> None:
        self.rows.hold(self.dossier)
        start_on_commit("dossiers.send_post")
        start_on_commit("dossiers.ask_post_for_money")

    def ended(self) -> bool:
        self.order.refresh_from_db()
        self.dossier.refresh_from_db()
        return self.dossier.state == State.RETURNED and self.order.remitted_vnd == 8_000

    def holds(self) -> None:
        once_paid(self.charge, 8_000)
        assert self.charge.payments.get().method == "post"
        assert self.dossier.journal.filter(verb="return_result").count() == 1
        assert (local(now()).date() - self.order.remitted_on).days == 4
