"""Discrete events: dossiers arrive, wait for the people charged with a step, are worked on in working time, leave.

Pure: no database, no chance, no clock. The same arrivals and teams give the same run, to the second.
"""

import heapq
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol


class Hours(Protocol):
    """The working time of a team (portal.calendars.working_time.WorkingTime)."""

    def snap(self, t: datetime) -> datetime: ...
    def add_minutes(self, t: datetime, n: int) -> datetime: ...
    def minutes_between(self, a: datetime, b: datetime) -> int: ...


@dataclass(frozen=True, slots=True)
class Team:
    """People with one duty at one agency; each works on one thing at a time. Nobody there: nothing moves."""

    key: str
    people: int
    hours: Hours


@dataclass(frozen=True, slots=True)
class Work:
    """One step of one dossier: for whom, how many working minutes, after which of its other steps. `pause`: how long
    the applicant was waited for in it; nobody is busy meanwhile."""

    step: str
    team: str
    minutes: int
    after: tuple[str, ...] = ()
    pause: timedelta = timedelta()


@dataclass(frozen=True, slots=True)
class Arrival:
    """A dossier whose first steps may begin `at`."""

    key: int
    at: datetime
    works: tuple[Work, ...]


@dataclass(frozen=True, slots=True)
class Visit:
    """One step done, or begun, or (`begun_at` None) still waited for when the run ended."""

    arrival: int
    step: str
    team: str
    ready_at: datetime
    begun_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(slots=True)
class Run:
    """Every visit in the order in which it began; who left, and when."""

    visits: list[Visit] = field(default_factory=list)
    waiting: list[Visit] = field(default_factory=list)
    left: dict[int, datetime] = field(default_factory=dict)
    busy: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class _Line:
    """The queue of a team, first come first served, and how many of its people are free."""

    team: Team
    free: int
    queue: deque[tuple[int, Work, datetime]] = field(default_factory=deque)


def run(
    arrivals: list[Arrival],
    teams: Mapping[str, Team],
    *,
    until: datetime | None = None,
    progress: Callable[[int], None] = lambda left: None,
) -> Run:
    """Plays every arrival to its end, or to a moment: what is then unfinished stands in `waiting` or has no end."""
    return _Play(arrivals, teams, until, progress).play()


class _Play:
    def __init__(
        self,
        arrivals: list[Arrival],
        teams: Mapping[str, Team],
        until: datetime | None,
        progress: Callable[[int], None],
    ) -> None:
        self.arrivals = {one.key: one for one in arrivals}
        self.lines = {key: _Line(team, team.people) for key, team in teams.items()}
        self.until, self.progress = until, progress
        self.done: dict[int, set[str]] = {one.key: set() for one in arrivals}
        self.begun: dict[int, set[str]] = {one.key: set() for one in arrivals}
        self.pauses = {
            (one.key, work.step): work.pause for one in arrivals for work in one.works if work.pause
        }
        self.events: list[tuple[datetime, int, int, Visit | None, str]] = []
        self.count = 0
        self.run = Run(busy=dict.fromkeys(teams, 0))
        for one in sorted(arrivals, key=lambda one: (one.at, one.key)):
            self._plan(one.at, one.key, None)

    def play(self) -> Run:
        while self.events and (self.until is None or self.events[0][0] <= self.until):
            at, _number, key, ended, answered = heapq.heappop(self.events)
            if ended is not None:
                self._end(at, key, ended)
            elif answered:
                self.done[key].add(answered)
            self._go_on(key, at)
            if ended is not None:
                self._serve(self.lines[ended.team], at)
        self._still_there()
        return self.run

    def _plan(self, at: datetime, key: int, ended: Visit | None, answered: str = "") -> None:
        self.count += 1
        heapq.heappush(self.events, (at, self.count, key, ended, answered))

    def _end(self, at: datetime, key: int, ended: Visit) -> None:
        """The person is free again; the step is done now, or when the applicant has answered."""
        self.run.visits.append(ended)
        self.lines[ended.team].free += 1
        if pause := self.pauses.get((key, ended.step)):
            self._plan(at + pause, key, None, ended.step)
        else:
            self.done[key].add(ended.step)

    def _go_on(self, key: int, at: datetime) -> None:
        """What may begin now joins its queue; a dossier with nothing left leaves."""
        works, done = self.arrivals[key].works, self.done[key]
        if len(done) == len(works):
            self.run.left[key] = at
            self.progress(len(self.run.left))
            return
        for work in works:
            if work.step not in self.begun[key] and done.issuperset(work.after):
                self.begun[key].add(work.step)
                line = self.lines[work.team]
                line.queue.append((key, work, at))
                self._serve(line, at)

    def _serve(self, line: _Line, at: datetime) -> None:
        """Free people take the first of the queue; work begins in working time and ends in it."""
        while line.free and line.queue:
            key, work, ready_at = line.queue.popleft()
            line.free -= 1
            hours = line.team.hours
            begun, ended = hours.snap(at), hours.add_minutes(at, work.minutes)
            self.run.busy[work.team] += work.minutes
            self._plan(ended, key, Visit(key, work.step, work.team, ready_at, begun, ended))

    def _still_there(self) -> None:
        for _at, _number, _key, under_way, _answered in self.events:
            if under_way is not None:
                self.run.waiting.append(
                    Visit(
                        under_way.arrival,
                        under_way.step,
                        under_way.team,
                        under_way.ready_at,
                        under_way.begun_at,
                    )
                )
        for line in self.lines.values():
            self.run.waiting += [Visit(key, work.step, work.team, at) for key, work, at in line.queue]
