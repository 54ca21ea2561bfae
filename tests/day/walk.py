"""The day in its order: paper, online, opinions, late ones, the post."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Error

from portal.accounts.models import User
from tests.day import counter, desk
from tests.day.keyboard import Count, Keys, Stuck
from tests.day.work import Morning, card

Enter = Callable[[User], Keys]


@dataclass
class Walk:
    """What each piece of work cost, where the focus was lost, what did not go."""

    counts: dict[str, list[Count]] = field(default_factory=dict)
    lost: Counter[str] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)

    def note(self, work: str, keys: Keys, do: Callable[[], None]) -> None:
        before = keys.now()
        try:
            do()
        except (Stuck, Error) as stuck:
            self.troubles.append(f"{work}: {str(stuck)[:600]}")
            keys.page.goto(keys.page.url.split("/lam-viec/")[0] + "/lam-viec/")
        else:
            self.counts.setdefault(work, []).append(keys.now() - before)
        self.lost.update(keys.lost)
        keys.lost.clear()

    @property
    def seconds(self) -> float:
        return sum(one.seconds for many in self.counts.values() for one in many)


def walk(enter: Enter, morning: Morning, papers: int) -> Walk:
    """Works off the morning; what goes wrong is noted and the day goes on."""
    done = Walk()
    keys = enter(morning.officer.user)
    for number in range(papers):
        done.note("next person", keys, lambda: _next_person(keys))
        done.note("paper", keys, lambda n=number: _take_in(keys, n))
        done.note("print", keys, lambda: counter.print_set(keys))
    _online(done, keys, len(morning.online))
    for code, officer in morning.opinions:
        other = enter(officer.user)
        done.note("opinion", other, lambda one=other, c=code: desk.give_opinion(one, c))
        other.page.context.close()
    if morning.late or morning.assign:
        head = enter(morning.leader.user)
        for code in morning.late:
            done.note("late", head, lambda c=code: desk.apologise(head, c))
        if morning.assign:
            head.menu("Hàng đợi")
            desk.open_view(head, "Cả đơn vị")
            done.note("assign", head, lambda: desk.assign(head, morning.assign, morning.leader))
        head.page.context.close()
    if morning.post:
        done.note("post", keys, lambda: desk.hand_to_post(keys))
    keys.page.context.close()
    return done


def _next_person(keys: Keys) -> None:
    if "/da-nhan/" in keys.page.url:
        keys.go("Alt+KeyG")
    elif not keys.page.url.endswith("/quay/"):
        desk.call_first(keys)


def _take_in(keys: Keys, number: int) -> None:
    counter.open_form(
        keys, card(random.SystemRandom().randrange(10**6)), "trich luc" if number % 2 else "khai sinh"
    )
    counter.fill(keys)
    counter.papers_and_rest(keys)


def _online(done: Walk, keys: Keys, how_many: int) -> None:
    for number in range(how_many):
        if "/ho-so/" not in keys.page.url:
            done.note("queue", keys, lambda: desk.open_queue(keys))
        if number == 19:
            done.note("refuse", keys, lambda: desk.refuse(keys))
        elif number % 10 == 2:
            done.note("supplement", keys, lambda: desk.ask_for_supplement(keys))
        else:
            done.note("accept", keys, lambda: desk.accept(keys))
