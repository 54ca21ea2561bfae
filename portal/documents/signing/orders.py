"""Orders to sign: asked for in a request, carried out by a worker, each at most once at a time."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q, QuerySet

from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.documents.models import OrderState, SigningKey, SigningOrder, StoredFile
from portal.documents.signing import box
from portal.documents.signing.refusals import CannotSign, TryLater
from portal.web.ready import Ready
from portal.web.refusals import StepRefused

_STUCK, _TOLD_SECONDS = timedelta(minutes=5), 3600
_FOR_A_PERSON = 2  # tries while the signer waits; an agency's stamp is tried until it stands
NO_PIN = "Nhập mã PIN của chứng thư số."


def ask(
    *, subject: str, work: str, key: SigningKey, officer: Officer, pin: str = "", sitting: str = "",
    source: StoredFile | None = None, start: bool = True, **told: Any,
) -> SigningOrder:  # fmt: skip
    """Writes the order and starts the worker after commit, unless a whole sitting is started together.

    Raises StepRefused while an order for the subject is open.
    """
    fields: dict[str, Any] = {"sitting": sitting} if sitting else {}
    try:
        with transaction.atomic():
            order = SigningOrder.objects.create(
                subject=subject, work=work, told=told, key=key, officer=officer, source=source,
                pin=box.close(pin.encode()) if pin else b"", created_at=now(), **fields,
            )  # fmt: skip
    except IntegrityError as error:
        raise StepRefused("Kết quả này đang được ký. Đợi ít giây rồi tải lại trang.") from error
    if start:
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
    with ending(order):
        yield order


@contextmanager
def ending(order: SigningOrder) -> Iterator[None]:
    """What is done inside ends a claimed order: signed, failed with its reason, or to be tried again."""
    try:
        yield
    except (CannotSign, StepRefused) as reason:
        fail(order, reason)
    except Exception:
        _end(order, OrderState.FAILED, "Có lỗi khi ký, đã ghi lại để kiểm tra. Kết quả chưa được ký.")
        raise
    else:
        _end(order, OrderState.SIGNED, "")


def fail(order: SigningOrder, reason: CannotSign | StepRefused) -> None:
    """Not signed, and why; what an outside system could not do now waits for another try."""
    again = isinstance(reason, TryLater) and (
        order.tries < _FOR_A_PERSON or not (order.pin or order.key.asks_pin)
    )
    _end(order, OrderState.WAITING if again else OrderState.FAILED, str(reason))


def _free() -> Q:
    stuck = Q(state=OrderState.SIGNING, begun_at__lt=now() - _STUCK)
    return Q(state=OrderState.WAITING) | stuck


def _claim(order_id: int) -> SigningOrder | None:
    if not _begin(SigningOrder.objects.filter(_free(), pk=order_id)):
        return None
    return _whole().get(pk=order_id)


def claim_sitting(order_id: int) -> list[SigningOrder]:
    """Everything of this order's sitting that nobody works at, now claimed."""
    with transaction.atomic():
        one = SigningOrder.objects.filter(pk=order_id).values("sitting", "work", "officer")
        free = SigningOrder.objects.filter(_free(), **one[0]) if one else SigningOrder.objects.none()
        claimed = [order.pk for order in free.select_for_update(skip_locked=True)]
        _begin(SigningOrder.objects.filter(pk__in=claimed))
    return list(_whole().filter(pk__in=claimed).order_by("pk"))


def still_at(rows: Iterable[SigningOrder]) -> None:
    """The worker is alive: these orders are not taken for stuck."""
    mine = SigningOrder.objects.filter(pk__in=[one.pk for one in rows], state=OrderState.SIGNING)
    mine.update(begun_at=now())


def tell_ready(sitting: str, number: int) -> None:
    """So many papers of a sitting are made ready; nothing is lost when the cache forgets it."""
    cache.set(f"ky-so:{sitting}", number, _TOLD_SECONDS)


def _begin(rows: QuerySet[SigningOrder]) -> int:
    return rows.update(state=OrderState.SIGNING, begun_at=now(), tries=F("tries") + 1)


def _whole() -> QuerySet[SigningOrder]:
    return SigningOrder.objects.select_related("key", "officer__user", "officer__agency", "source")


def lapse(order: SigningOrder) -> None:
    """The signer's authorisation ended before this one: it waits until the signer authorises again."""
    _end(order, OrderState.LAPSED, "Phiên uỷ quyền ở dịch vụ ký số từ xa đã hết hạn trước khi đến lượt.")


def resume(sitting: str, officer: Officer, pin: str) -> int:
    """The signer has authorised again: what lapsed of the sitting goes on. How many. Raises StepRefused."""
    lapsed = SigningOrder.objects.filter(sitting=sitting, officer=officer, state=OrderState.LAPSED)
    rows = list(lapsed.select_related("key").order_by("pk"))
    if rows and rows[0].key.asks_pin and not pin:
        raise StepRefused(NO_PIN)
    going = [one for one in rows if _reopen(one, pin)]
    if going:
        start_on_commit(going[0].work, going[0].pk)
    return len(going)


def _reopen(order: SigningOrder, pin: str) -> bool:
    again: dict[str, Any] = {"state": OrderState.WAITING, "reason": "", "ended_at": None, "created_at": now()}
    again["pin"] = box.close(pin.encode()) if pin else b""
    try:
        with transaction.atomic():
            return bool(SigningOrder.objects.filter(pk=order.pk, state=OrderState.LAPSED).update(**again))
    except IntegrityError:  # meanwhile ordered singly
        _end(order, OrderState.FAILED, "Kết quả này đang được ký ở lượt khác.")
        return False


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
    """How far one sitting is; `ready`: papers made ready so far, while none is signed yet."""

    total: int
    signed: int
    failed: int
    lapsed: int = 0
    ready: int = 0

    @property
    def left(self) -> int:
        return self.total - self.signed - self.failed - self.lapsed

    @property
    def percent(self) -> int:
        return 100 * (self.total - self.left) // max(self.total, 1)


def progress(sitting: str, officer: Officer) -> Progress:
    """What became of the orders of one sitting of this officer."""
    told = SigningOrder.objects.filter(sitting=sitting, officer=officer).aggregate(
        total=Count("pk"),
        signed=Count("pk", filter=Q(state=OrderState.SIGNED)),
        failed=Count("pk", filter=Q(state=OrderState.FAILED)),
        lapsed=Count("pk", filter=Q(state=OrderState.LAPSED)),
    )
    return Progress(**told, ready=0 if told["signed"] else cache.get(f"ky-so:{sitting}", 0))


def failed(sitting: str, officer: Officer) -> list[SigningOrder]:
    return list(
        SigningOrder.objects.filter(sitting=sitting, officer=officer, state=OrderState.FAILED).order_by("pk")
    )


def last(subject: str) -> SigningOrder | None:
    """The newest order about this subject."""
    return _last.first(subject=subject)


_last = Ready(lambda subject: SigningOrder.objects.filter(subject=subject).order_by("-pk")[:1], subject=str)
