"""Going through very many dossiers with two hands: while PostgreSQL writes what one has reckoned, the other reckons.

Parts are taken in the order of keys. A part counts as gone through only when every part before it is done, so that
what was broken off goes on without a gap.
"""

from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from dataclasses import dataclass
from threading import Lock
from time import monotonic
from typing import Any

from django.db import connection

Rows = list[tuple[Any, ...]]


@dataclass(slots=True)
class Part:
    """Some rows in the order of their keys (the first column), and how many of them were moved once it is done."""

    rows: Rows
    moved: int = 0
    done: bool = False


class Walk:
    """`read(after)` gives the rows that follow a key, fewer than `most` at the end; `move` moves those of a part and
    says how many; `note(part, over)` writes down that everything up to the end of that part is done."""

    def __init__(
        self,
        after: int,
        seconds: float,
        most: int,
        read: Callable[[int], Rows],
        move: Callable[[Rows], int],
        note: Callable[[Part, bool], None],
    ) -> None:
        self.moved = 0
        self._after, self._until, self._most = after, monotonic() + seconds, most
        self._read, self._move, self._note = read, move, note
        self._lock, self._begun, self._over = Lock(), deque[Part](), False

    def go(self, hands: int) -> int:
        """Goes on until the end or until the time is up; returns how many were moved. With one hand nothing leaves
        this thread, so that it also works inside a transaction."""
        with ThreadPoolExecutor(max(1, hands - 1)) as pool:
            others = [pool.submit(copy_context().run, self._other_hand) for _ in range(hands - 1)]
            self._hand()
            for other in others:
                other.result()
        return self.moved

    def _other_hand(self) -> None:
        try:
            self._hand()
        finally:
            connection.close()

    def _hand(self) -> None:
        try:
            while (part := self._next()) is not None:
                part.moved = self._move(part.rows)
                self._end(part)
        except BaseException:
            self._until = 0.0  # the others stop at their next part
            raise

    def _next(self) -> Part | None:
        with self._lock:
            if self._over or monotonic() > self._until:
                return None
            part = Part(self._read(self._after))
            self._over = len(part.rows) < self._most
            self._after = part.rows[-1][0] if part.rows else self._after
            self._begun.append(part)
            return part

    def _end(self, part: Part) -> None:
        with self._lock:
            part.done = True
            self.moved += part.moved
            while self._begun and self._begun[0].done:
                first = self._begun.popleft()
                self._note(first, self._over and not self._begun)
