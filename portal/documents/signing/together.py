"""A whole sitting at a remote service under one authorisation: all papers made ready, then signed part by part."""

from collections.abc import Callable, Iterator, Sequence

from portal.documents.models import SigningOrder
from portal.documents.signing import keys, orders
from portal.documents.signing.apart import Prepared, finish
from portal.documents.signing.refusals import CannotSign, Lapsed, TryLater
from portal.documents.signing.signers import RemoteSigner
from portal.web.refusals import StepRefused

Make = Callable[[SigningOrder, RemoteSigner], Prepared]
Take = Callable[[SigningOrder, bytes], None]
Ready = tuple[SigningOrder, Prepared]
_TELL_EVERY = 10


def carry_out(order_id: int, make: Make, take: Take) -> int:
    """Signs what waits in this order's sitting; how many came out signed.

    `make` prepares the paper of an order, `take` does with the signed paper what is to be done. Each order ends for
    itself: a refused paper does not hold up the others; when the authorisation lapses, the rest waits for the signer.
    """
    waiting = orders.claim_sitting(order_id)
    if not waiting:
        return 0
    try:
        signer = keys.open_key(waiting[0].key, orders.pin_of(waiting[0]))
        assert isinstance(signer, RemoteSigner)
        ready = list(_made(waiting, signer, make))
        most = signer.most_at_once()
    except (CannotSign, TryLater) as reason:
        for order in waiting:
            orders.fail(order, reason)
        return 0
    return sum(_sign(ready[at:], most, signer, take) for at in range(0, len(ready), most))


def _made(waiting: Sequence[SigningOrder], signer: RemoteSigner, make: Make) -> Iterator[Ready]:
    for number, order in enumerate(waiting):
        if number % _TELL_EVERY == 0:
            orders.still_at(waiting)
            orders.tell_ready(order.sitting, number)
        try:
            yield order, make(order, signer)
        except (CannotSign, StepRefused) as reason:
            orders.fail(order, reason)


def _sign(left: Sequence[Ready], most: int, signer: RemoteSigner, take: Take) -> int:
    """The first `most` of what is left; how many were handed on. All that is left is still ours meanwhile."""
    ready, done = left[:most], 0
    orders.still_at(order for order, _ in left)
    try:
        for signature in signer.sign_together([paper.wanted for _, paper in ready]):
            order, paper = ready[done]
            done += 1
            with orders.ending(order):
                take(order, finish(paper, signature))
            if done % _TELL_EVERY == 0:
                orders.still_at(order for order, _ in left[done:])
    except Lapsed:
        for order, _ in ready[done:]:
            orders.lapse(order)
    except CannotSign as reason:
        for order, _ in ready[done:]:
            orders.fail(order, reason)
    return done
