"""What a run tells: how many late, where they waited, how long the queues grew, how busy people were."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from portal.agencies.models import Duty
from portal.web.show import HANOI
from procedures.definition import Definition
from procedures.simulating.engine import Run, Visit
from procedures.simulating.engine import run as play
from procedures.simulating.past import History
from procedures.simulating.replay import Replay

MOST_ROWS, MOST_LONGEST, MOST_CURVES = 40, 10, 3


def real(history: History) -> dict[str, Any]:
    """What really happened to the same dossiers: only those that have ended can have been late."""
    ended = [past for past in history.dossiers if past.finished_at is not None]
    return _late(sum(past.was_late for past in ended), len(ended))


def measured(definition: Definition, played: Replay, run: Run) -> dict[str, Any]:
    """One run in figures, as it is stored and shown: numbers and names of steps and agencies, nobody's dossier."""
    late = {key for key, due in played.due.items() if key not in run.left or run.left[key] > due}
    names = {step.id: step.name for step in definition.steps}
    return {
        **_late(len(late), len(played.due)),
        "stuck": len(played.due) - len(run.left),
        "unwaited": _late_without_waiting(played, late),
        "recorded": played.recorded,
        "estimated": played.estimated,
        "steps": _steps(played, run, names, late),
        "teams": _teams(played, run),
        "longest": _longest(played, run, names),
        "queue": _queue(played, run),
        "weeks": _weeks(played, late),
    }


def _late_without_waiting(played: Replay, late: set[int]) -> int:
    """How many of the late would be late all the same with as many people as there are dossiers: there the work itself
    is longer than the limit, and more people would not help. Where nobody is, nobody is put."""
    plenty = {
        key: replace(team, people=len(played.arrivals) if team.people else 0)
        for key, team in played.teams.items()
    }
    left = play(played.arrivals, plenty).left
    return sum(key in left and left[key] > played.due[key] for key in late)


def _late(late: int, of: int) -> dict[str, Any]:
    return {"late": late, "of": of, "percent": round(100 * late / of, 1) if of else 0.0}


def _steps(played: Replay, run: Run, names: dict[str, str], late: set[int]) -> list[dict[str, Any]]:
    """By step and agency; a late dossier is put down to the step that took most over its share, waiting included."""
    rows: dict[tuple[str, str], list[Visit]] = defaultdict(list)
    for visit in run.visits:
        rows[visit.step, visit.team].append(visit)
    for visit in run.waiting:
        rows.setdefault((visit.step, visit.team), [])
    blamed = _blamed(played, run, late)
    told: list[dict[str, Any]] = []
    for (step, team), visits in rows.items():
        waits = [_waited(played, visit) for visit in visits]
        spans = [_spent(played, visit) for visit in visits]
        told.append(
            {
                "step": names.get(step, step),
                "agency": played.agencies[team],
                "n": len(visits),
                "share": played.shares.get(step, 0),
                "wait_mean": round(sum(waits) / len(waits)) if waits else 0,
                "wait_most": max(waits, default=0),
                "over": sum(span > played.shares.get(step, 0) for span in spans),
                "late": blamed[step, team],
                "stuck": sum(one.step == step and one.team == team for one in run.waiting),
            }
        )
    told.sort(key=lambda row: (-row["late"], -row["stuck"], -row["wait_most"], row["step"], row["agency"]))
    return told[:MOST_ROWS]


def _blamed(played: Replay, run: Run, late: set[int]) -> dict[tuple[str, str], int]:
    worst: dict[int, tuple[int, str, str]] = {}
    for visit in run.waiting:
        if visit.arrival in late:
            worst[visit.arrival] = (10**9, visit.step, visit.team)
    for visit in run.visits:
        if visit.arrival in late:
            over = _spent(played, visit) - played.shares.get(visit.step, 0)
            worst[visit.arrival] = max(
                worst.get(visit.arrival, (over, "", "")), (over, visit.step, visit.team)
            )
    counts: dict[tuple[str, str], int] = defaultdict(int)
    for _over, step, team in worst.values():
        counts[step, team] += 1
    return counts


def _teams(played: Replay, run: Run) -> list[dict[str, Any]]:
    """How many people, how busy from the first arrival to the last end, how long the queue grew and when."""
    told: list[dict[str, Any]] = []
    moments = [one.at for one in played.arrivals] + [visit.ended_at for visit in run.visits if visit.ended_at]
    if not moments:
        return []
    first, last = min(moments), max(moments)
    curves = _curves(played, run)
    for key, team in played.teams.items():
        open_minutes = max(team.hours.minutes_between(first, last), 1)
        most, when = max(((size, at) for at, size in curves.get(key, [])), default=(0, first))
        told.append(
            {
                "agency": played.agencies[key],
                "duty": Duty(played.duties[key]).label,
                "people": team.people,
                "busy": round(100 * run.busy[key] / (open_minutes * team.people), 1) if team.people else 0.0,
                "queue_most": most,
                "queue_on": when.astimezone(HANOI).date().isoformat() if most else "",
            }
        )
    told.sort(
        key=lambda row: (row["people"] > 0, -row["queue_most"], -row["busy"], row["agency"], row["duty"])
    )
    return told[:MOST_ROWS]


def _longest(played: Replay, run: Run, names: dict[str, str]) -> list[dict[str, Any]]:
    waits = sorted(run.visits, key=lambda visit: (-_waited(played, visit), visit.arrival, visit.step))
    return [
        {
            "step": names.get(visit.step, visit.step),
            "agency": played.agencies[visit.team],
            "minutes": _waited(played, visit),
            "on": visit.ready_at.astimezone(HANOI).date().isoformat(),
        }
        for visit in waits[:MOST_LONGEST]
        if _waited(played, visit) > 0
    ]


def _curves(played: Replay, run: Run) -> dict[str, list[tuple[datetime, int]]]:
    """The length of each queue after every change. Who comes out of hours queues from the next opening."""
    changes: dict[str, list[tuple[datetime, int]]] = defaultdict(list)
    for visit in [*run.visits, *run.waiting]:
        changes[visit.team].append((played.teams[visit.team].hours.snap(visit.ready_at), 1))
        if visit.begun_at is not None:
            changes[visit.team].append((visit.begun_at, -1))
    curves = {}
    for team, steps in changes.items():
        size, curve = 0, []
        for at, change in sorted(steps):
            size += change
            curve.append((at, size))
        curves[team] = curve
    return curves


def _queue(played: Replay, run: Run) -> dict[str, Any]:
    """The greatest length of the longest queues on each day, for the plot."""
    curves = _curves(played, run)
    most = sorted(curves, key=lambda key: (-max(size for _, size in curves[key]), key))[:MOST_CURVES]
    moments = [at for key in most for at, _ in curves[key]]
    if not moments:
        return {"days": [], "teams": []}
    first, last = (moment.astimezone(HANOI).date() for moment in (min(moments), max(moments)))
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    teams = [
        {
            "name": f"{Duty(played.duties[key]).label}, {played.agencies[key]}",
            "most": _by_day(curves[key], days),
        }
        for key in most
    ]
    return {"days": [day.isoformat() for day in days], "teams": teams}


def _by_day(curve: list[tuple[datetime, int]], days: list[date]) -> list[int]:
    """The greatest length each day; a queue that stands over night counts in the morning."""
    most: dict[date, int] = {}
    size = 0
    changes = iter(curve)
    upcoming = next(changes, None)
    for day in days:
        peak = size
        while upcoming is not None and upcoming[0].astimezone(HANOI).date() <= day:
            size = upcoming[1]
            peak = max(peak, size)
            upcoming = next(changes, None)
        most[day] = peak
    return [most[day] for day in days]


def _weeks(played: Replay, late: set[int]) -> list[list[Any]]:
    """[Monday of the week of arrival, how many arrived, how many of them late]."""
    weeks: dict[date, list[int]] = {}
    for one in played.arrivals:
        day = one.at.astimezone(HANOI).date()
        row = weeks.setdefault(day - timedelta(days=day.weekday()), [0, 0])
        row[0] += 1
        row[1] += one.key in late
    return [[monday.isoformat(), *weeks[monday]] for monday in sorted(weeks)]


def _waited(played: Replay, visit: Visit) -> int:
    """Working minutes between the step's turn and its beginning."""
    if visit.begun_at is None:
        return 0
    return max(played.teams[visit.team].hours.minutes_between(visit.ready_at, visit.begun_at), 0)


def _spent(played: Replay, visit: Visit) -> int:
    """Working minutes between the step's turn and its end."""
    if visit.ended_at is None:
        return 0
    return played.teams[visit.team].hours.minutes_between(visit.ready_at, visit.ended_at)
