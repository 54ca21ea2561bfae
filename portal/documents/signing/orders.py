"""Orders to sign: asked for in a request, carried out by a worker, each at most once at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q

from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.documents.models import OrderState, SigningKey, SigningOrder, StoredFile
from portal.documents.signing import box
from portal.documents.signing.refusals import CannotSign, TryLater
from portal.web.ready import Ready
from portal.web.refusals import StepRefused

_STUCK = timedelta(minutes=5)
_FOR_A_PERSON = 2  # tries while the signer waits; an agency's stamp is tried until it stands
_OPEN = [OrderState.WAITING, OrderState.SIGNING]


def ask(
    *, subject: str, work: str, key: SigningKey, officer: Officer, pin: str = "", sitting: str = "",
    source: StoredFile | None = None, **told: Any,
) -> SigningOrder:  # fmt: skip
    """Writes the order and starts the worker after commit. Raises StepRefused while one for the subject is open."""
    fields: dict[str, Any] = {"sitting": sitting} if sitting else {}
    try:
        with transaction.atomic():
            order = SigningOrder.objects.create(
                subject=subject, work=work, told=told, key=key, officer=officer, source=source,
                pin=box.close(pin.encode()) if pin else b"", created_at=now(), **fields,
            )  # fmt: skip
    except IntegrityError as error:
        raise StepRefused("Kết quả này đang được ký. Đợi ít giây rồi tải lại trang.") from error
    start_on_commit(work, order.pk)
    return order


@contextmanager
def working(order_id: int) -> Iterator[SigningOrder | None]:
    """Claims the order (None when another has it or it is done); what goes wrong is kept on it as a sentence.

    Inside, the order's `signed` may be set; the PIN goes when the order ends.
    """
    order = _claim(order_id)
    if order is None:
        yield None
        return
    try:
        yield order
    except TryLater as reason:
        again = not order.pin and not order.key.asks_pin
        _end(
            order,
            OrderState.WAITING if again or order.tries < _FOR_A_PERSON else OrderState.FAILED,
            str(reason),
        )
    except (CannotSign, StepRefused) as reason:
        _end(order, OrderState.FAILED, str(reason))
    except Exception:
        _end(order, OrderState.FAILED, "Có lỗi khi ký, đã ghi lại để kiểm tra. Kết quả chưa được ký.")
        raise
    else:
        _end(order, OrderState.SIGNED, "")


def _claim(order_id: int) -> SigningOrder | None:
    stuck = Q(state=OrderState.SIGNING, begun_at__lt=now() - _STUCK)
    free = SigningOrder.objects.filter(Q(state=OrderState.WAITING) | stuck, pk=order_id)
    if not free.update(state=OrderState.SIGNING, begun_at=now(), tries=F("tries") + 1):
        return None
    return SigningOrder.objects.select_related("key", "officer__user", "officer__agency", "source").get(
        pk=order_id
    )


def _end(order: SigningOrder, state: str, reason: str) -> None:
    ended: dict[str, Any] = {} if state == OrderState.WAITING else {"ended_at": now(), "pin": b""}
    SigningOrder.objects.filter(pk=order.pk).update(
        state=state, reason=reason[:500], signed=order.signed, **ended
    )


def pin_of(order: SigningOrder) -> str:
    return box.open_(order.pin).decode() if order.pin else ""


def start_waiting() -> int:
    """Starts what has waited a minute, or was left by a worker that died."""
    at = now()
    waiting = Q(state=OrderState.WAITING, created_at__lt=at - timedelta(minutes=1))
    stuck = Q(state=OrderState.SIGNING, begun_at__lt=at - _STUCK)
    rows = SigningOrder.objects.filter(waiting | stuck).order_by("created_at").values_list("pk", "work")[:200]
    for pk, work in rows:
        start_on_commit(work, pk)
    return len(rows)


@dataclass(frozen=True)
class Progress:
    """How far one sitting is."""

    total: int
    signed: int
    failed: int

    @property
    def left(self) -> int:
        return self.total - self.signed - self.failed

    @property
    def percent(self) -> int:
        return 100 * (self.total - self.left) // max(self.total, 1)


def progress(sitting: str, officer: Officer) -> Progress:
    """What became of the orders of one sitting of this officer."""
    told = SigningOrder.objects.filter(sitting=sitting, officer=officer).aggregate(
        total=Count("pk"),
        signed=Count("pk", filter=Q(state=OrderState.SIGNED)),
        failed=Count("pk", filter=Q(state=OrderState.FAILED)),
    )
    return Progress(**told)


def failed(sitting: str, officer: Officer) -> list[SigningOrder]:
    return list(
        SigningOrder.objects.filter(sitting=sitting, officer=officer, state=OrderState.FAILED).order_by("pk")
    )


def last(subject: str) -> SigningOrder | None:
    """The newest order about this subject."""
    return _last.first(subject=subject)


_last = Ready(lambda subject: SigningOrder.objects.filter(subject=subject).order_by("-pk")[:1], subject=str)
