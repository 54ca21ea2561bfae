"""Files of money are read by a worker, with their progress on a page: statements and settlement files."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from payments import bank, reconciling
from payments.models import Reading, ReadingKind, ReadingState, Record
from payments.settlement import settlement_rows
from payments.statements import Skipped, StatementError, read
from portal.accounts.models import User
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.web.refusals import StepRefused

TELL_EVERY = 200
MOST_SKIPPED = 200
ABANDONED = timedelta(minutes=10)  # a worker that says nothing for so long is dead


def hand_in(
    *,
    kind: str,
    name: str,
    content: bytes,
    by: User,
    account: str = "",
    accounts: Iterable[str] = (),
    provider: str = "",
    day: date | None = None,
) -> Reading:
    """Keeps the file for the worker. `accounts` are those whose lines may be booked."""
    reading = Reading.objects.create(
        kind=kind,
        name=name[:200],
        content=content,
        account=account,
        accounts=sorted(accounts),
        provider=provider,
        day=day,
        asked_by=by,
        asked_at=now(),
    )
    start_on_commit("payments.read_file", reading.pk)
    return reading


def work(pk: int) -> Reading:
    """Reads one file; lines that a worker booked before it died are known and book nothing again."""
    dead = Q(state=ReadingState.READING, claimed_at__lt=now() - ABANDONED)
    mine = Reading.objects.filter(Q(state=ReadingState.WAITING) | dead, pk=pk).update(
        state=ReadingState.READING, claimed_at=now()
    )
    reading = Reading.objects.get(pk=pk)
    if not mine:
        return reading
    try:
        if reading.kind == ReadingKind.STATEMENT:
            _statement(reading)
        else:
            _settlement(reading)
        reading.state = ReadingState.DONE
    except (StatementError, StepRefused) as error:
        reading.state, reading.problem = ReadingState.FAILED, str(error)[:300]
    reading.content, reading.ended_at = None, now()
    reading.save()
    return reading


def work_on_abandoned() -> int:
    """Files whose task was lost or whose worker died; gives how many were read."""
    old = now() - timedelta(minutes=2)
    dead = Q(state=ReadingState.READING, claimed_at__lt=now() - ABANDONED)
    waiting = Reading.objects.filter(Q(state=ReadingState.WAITING, asked_at__lt=old) | dead)
    found = list(waiting.order_by("id").values_list("pk", flat=True)[:20])
    for pk in found:
        work(pk)
    return len(found)


def _statement(reading: Reading) -> None:
    counts = {"matched": 0, "unmatched": 0, "known": 0}
    ours = set(reading.accounts)
    lines = read(reading.name, bytes(reading.content or b""), account=reading.account)
    for reading.read, line in enumerate(lines, 1):
        if not isinstance(line, Skipped) and line.account not in ours:
            line = Skipped(0, f"tài khoản {line.account} không thuộc đơn vị của bạn")
        if isinstance(line, Skipped):
            reading.skipped_count += 1
            if len(reading.skipped) < MOST_SKIPPED:
                reading.skipped.append({"number": line.number, "why": line.why})
        else:
            counts[bank.take_one(line, "statement")] += 1
        if reading.read % TELL_EVERY == 0:
            _tell(reading)
    reading.counts = counts


def _settlement(reading: Reading) -> None:
    content, day = bytes(reading.content or b""), reading.day
    assert day is not None
    reconciling.load_file(
        provider=reading.provider,
        day=day,
        name=reading.name,
        content=content,
        rows=_counted(reading, settlement_rows(content)),
        by=reading.asked_by,
        record=Record.TREASURY if reading.kind == ReadingKind.TREASURY else Record.PROVIDER,
    )
    check = reconciling.reconcile(provider=reading.provider, day=day, by=reading.asked_by)
    reading.counts = {"matched": check.matched, "differences": check.differences}


def _counted(reading: Reading, rows: Iterable[Any]) -> Iterator[Any]:
    for reading.read, row in enumerate(rows, 1):
        yield row


def _tell(reading: Reading) -> None:
    """How far it has come; also a sign of life."""
    Reading.objects.filter(pk=reading.pk).update(read=reading.read, claimed_at=now())
