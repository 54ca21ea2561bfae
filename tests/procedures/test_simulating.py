"""The replay of the past: cases that anybody can check by hand, and laws that every run obeys."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.calendars.shapes import Window
from portal.calendars.working_time import WorkingTime
from procedures.designer.simulations import _why
from procedures.simulating.engine import Arrival, Team, Work, run
from procedures.simulating.measuring import measured
from procedures.simulating.replay import Replay
from tests.conftest import hanoi
from tests.procedures.building import STEPS, definition, step


class AllDay:
    """Working time without nights, so that minutes can be added in the head."""

    def snap(self, t: datetime) -> datetime:
        return t

    def add_minutes(self, t: datetime, n: int) -> datetime:
        return t + timedelta(minutes=n)

    def minutes_between(self, a: datetime, b: datetime) -> int:
        return int((b - a).total_seconds() // 60)


NINE = hanoi("2026-11-16 09:00")


def at(minutes):
    return NINE + timedelta(minutes=minutes)


def team(people=1, key="7:case_officer", hours=None):
    return {key: Team(key, people, hours or AllDay())}


def one(key, minutes, *works):
    return Arrival(key, at(minutes), works)


def work(step="soan", minutes=60, *after, team="7:case_officer"):
    return Work(step, team, minutes, tuple(after))


def ends(played):
    return {key: int((moment - NINE).total_seconds() // 60) for key, moment in played.left.items()}


def test_one_clerk_and_three_who_come_at_ten_minute_steps():
    """0, 10, 20 arrive; an hour each: they leave at 60, 120, 180 and wait 0, 50, 100 minutes."""
    played = run([one(n, 10 * n, work()) for n in range(3)], team())
    assert ends(played) == {0: 60, 1: 120, 2: 180}
    assert [AllDay().minutes_between(v.ready_at, v.begun_at) for v in played.visits] == [0, 50, 100]
    assert played.busy == {"7:case_officer": 180}


def test_two_clerks_share_the_work():
    played = run([one(n, 0, work()) for n in range(3)], team(people=2))
    assert sorted(ends(played).values()) == [60, 60, 120]


def test_parallel_opinions_are_joined_by_the_slower():
    a, b = team(key="1:consultee"), team(key="2:consultee")
    works = (
        work("hoi_1", 30, team="1:consultee"),
        work("hoi_2", 90, team="2:consultee"),
        work("soan", 10, "hoi_1", "hoi_2"),
    )
    assert ends(run([Arrival(1, NINE, works)], {**a, **b, **team()})) == {1: 100}


def test_work_that_comes_in_the_evening_waits_for_the_morning():
    parts = ((time(7, 30), time(11, 30)), (time(13, 30), time(17, 30)))
    hours = WorkingTime([Window(day, *part) for day in range(5) for part in parts])
    late = Arrival(1, hanoi("2026-11-16 16:30"), (work(minutes=120),))
    played = run([late], team(hours=hours))
    assert played.left == {1: hanoi("2026-11-17 08:30")}


def test_where_nobody_holds_the_duty_the_queue_never_moves():
    played = run([one(1, 0, work()), one(2, 5, work())], team(people=0))
    assert played.left == {} and len(played.waiting) == 2
    assert all(visit.begun_at is None for visit in played.waiting)


def test_stopped_in_the_middle_everybody_is_somewhere():
    played = run([one(n, 10 * n, work()) for n in range(4)], team(), until=at(70))
    assert set(played.left) == {0}
    assert sorted((v.arrival, v.begun_at is not None) for v in played.waiting) == [
        (1, True),
        (2, False),
        (3, False),
    ]


@st.composite
def loads(draw):
    arrivals = []
    for key in range(draw(st.integers(1, 12))):
        works = [work("s0", draw(st.integers(1, 50)))]
        for number in range(1, draw(st.integers(1, 5))):
            after = [f"s{n}" for n in draw(st.sets(st.integers(0, number - 1), max_size=2))]
            works.append(work(f"s{number}", draw(st.integers(1, 50)), *after, team=draw(TEAMS)))
        arrivals.append(one(key, draw(st.integers(0, 200)), *works))
    return arrivals


TEAMS = st.sampled_from(["7:case_officer", "8:clerk", "9:agency_leader"])


@settings(max_examples=150, deadline=None)
@given(loads(), st.integers(0, 3), st.none() | st.integers(0, 300))
def test_every_arrival_leaves_or_is_in_the_house_and_nobody_does_two_things_at_once(arrivals, people, stop):
    teams = {**team(people), **team(2, "8:clerk"), **team(1, "9:agency_leader")}
    until = at(stop) if stop is not None else None
    played = run(arrivals, teams, until=until)
    come = {one.key for one in arrivals if until is None or one.at <= until}
    assert come == set(played.left) | {visit.arrival for visit in played.waiting} & come
    assert not set(played.left) & {visit.arrival for visit in played.waiting}
    for key, line in teams.items():
        moments = [(v.begun_at, 1) for v in played.visits if v.team == key]
        moments += [(v.ended_at, -1) for v in played.visits if v.team == key]
        busy = 0
        for _at, change in sorted(moments, key=lambda one: (one[0], one[1])):
            busy += change
            assert 0 <= busy <= line.people
    assert run(arrivals, teams, until=until) == played


def figures(arrivals, teams, due):
    told = definition(steps=[*STEPS[:1], step("duyet", "approve", "soan", duty="agency_leader"), STEPS[2]])
    played = Replay(
        arrivals=arrivals,
        teams=teams,
        due={key: at(minutes) for key, minutes in due.items()},
        agencies=dict.fromkeys(teams, "Phòng Tư pháp"),
        duties={key: key.partition(":")[2] for key in teams},
        shares={"soan": 60},
    )
    return measured(told, played, run(arrivals, teams))


def test_the_figures_of_one_clerk_and_three_dossiers():
    told = figures([one(n, 10 * n, work()) for n in range(3)], team(), {0: 60, 1: 100, 2: 150})
    assert (told["late"], told["of"], told["percent"], told["stuck"]) == (2, 3, 66.7, 0)
    (row,) = told["steps"]
    assert (row["n"], row["wait_mean"], row["wait_most"], row["over"], row["late"]) == (3, 50, 100, 2, 2)
    (people,) = told["teams"]
    assert (people["busy"], people["queue_most"], people["people"]) == (100.0, 2, 1)
    assert [wait["minutes"] for wait in told["longest"]] == [100, 50]
    assert told["queue"]["teams"][0]["most"] == [2]
    assert told["weeks"] == [["2026-11-16", 3, 2]]
    assert told["unwaited"] == 0, "with three clerks nobody would be late"


def test_a_limit_shorter_than_the_work_is_told_apart_from_waiting():
    told = figures([one(n, 100 * n, work()) for n in range(3)], team(), {0: 30, 1: 130, 2: 300})
    assert told["longest"] == [] and (told["late"], told["unwaited"]) == (2, 2)
    assert "không vì chờ ai" in _why(told)
    waiting = figures([one(n, 0, work()) for n in range(3)], team(), {0: 60, 1: 60, 2: 50})
    assert (waiting["late"], waiting["unwaited"]) == (2, 1)
    assert _why(waiting) == (
        "1 hồ sơ trễ dù không phải chờ, vì thời gian làm các bước đã dài hơn thời hạn; 1 hồ sơ trễ vì chờ người làm."
    )


def test_nobody_there_counts_as_late_and_stuck():
    told = figures([one(1, 0, work())], team(people=0), {1: 500})
    assert (told["late"], told["stuck"]) == (1, 1)
    assert told["steps"][0]["stuck"] == 1 and told["teams"][0]["busy"] == 0.0


@pytest.mark.parametrize("nothing", [[]])
def test_without_dossiers_there_is_nothing_to_tell(nothing):
    told = figures(nothing, team(), {})
    assert (told["late"], told["percent"], told["weeks"], told["queue"]["days"]) == (0, 0.0, [], [])


def test_while_the_applicant_is_waited_for_nobody_is_busy():
    """Asked for a paper in drafting, answered five hours later: the clerk goes on with the next, the dossier waits."""
    first = Work("soan", "7:case_officer", 60, (), timedelta(hours=5))
    played = run([one(0, 0, first, work("ky", 30, "soan")), one(1, 0, work())], team())
    assert ends(played) == {1: 120, 0: 60 + 300 + 30}
    assert played.busy == {"7:case_officer": 150}
