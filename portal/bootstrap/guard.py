"""Outlives a supervisor that was killed with -9, ends what it left, and goes.

Run as a script with the seconds it waits. It reads lines "+ GROUP SIGNAL" and "- GROUP"; when the pipe closes,
every group still named gets its signal, and after those seconds the one signal that nobody can ignore.
"""

import os
import signal
import sys
import time
from collections.abc import Iterable


def read_groups(lines: Iterable[str]) -> dict[int, int]:
    """The process groups that still stand when the lines end, each with the signal that stops it."""
    groups: dict[int, int] = {}
    for line in lines:
        words = line.split()
        if len(words) == 3 and words[0] == "+":
            groups[int(words[1])] = int(words[2])
        elif len(words) == 2 and words[0] == "-":
            groups.pop(int(words[1]), None)
    return groups


def send(group: int, number: int) -> bool:
    """Whether the group was still there to be told."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


def end(groups: dict[int, int], *, seconds: float) -> None:
    left = [group for group in reversed(groups) if send(group, groups[group])]
    deadline = time.monotonic() + seconds
    while left and time.monotonic() < deadline:
        time.sleep(0.1)
        left = [group for group in left if send(group, 0)]
    for group in left:
        send(group, signal.SIGKILL)


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    end(read_groups(sys.stdin), seconds=float(sys.argv[1]))
