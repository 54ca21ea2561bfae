"""Fingers on keys: presses, counts, and says where the keyboard was not enough. The mouse is never touched."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import Page

_WHERE = """() => {
  const el = document.activeElement, box = el && el.closest('[data-q]');
  const row = el && el.closest('[data-paper]');
  return {tag: el ? el.tagName : '', type: el ? (el.type || '') : '', name: el ? (el.name || '') : '',
    value: el ? (el.value || '') : '', id: el ? el.id : '', kind: box ? box.dataset.kind : '',
    question: box ? box.dataset.q : '', paper: row ? row.dataset.paper : '',
    text: el ? (el.innerText || '').trim().slice(0, 60) : '', form: el && el.form ? el.form.id : '',
    chosen: el && el.type === 'radio' ? !!el.form.querySelector(`[name="${CSS.escape(el.name)}"]:checked`) : false};
}"""


class Stuck(AssertionError):
    """The keyboard did not reach what was wanted."""


@dataclass
class Count:
    """acts: chords, choices and filled boxes (ux.md §6); moves: Tab and arrows on the way; typed: characters."""

    acts: int = 0
    moves: int = 0
    typed: int = 0
    scanned: int = 0
    screens: int = 0

    def __sub__(self, other: "Count") -> "Count":
        return Count(*(getattr(self, n) - getattr(other, n) for n in self.__dataclass_fields__))

    @property
    def seconds(self) -> float:
        """What a practised hand needs, by the keystroke-level model: K 0.28 s for a key, M 1.35 s for a new page."""
        keys = self.acts + self.moves + self.typed
        return keys * 0.28 + self.screens * 1.35


@dataclass
class Keys:
    """One page under the fingers."""

    page: Page
    count: Count = field(default_factory=Count)
    lost: list[str] = field(default_factory=list)

    def now(self) -> Count:
        return Count(**vars(self.count))

    def at(self) -> dict[str, str]:
        """Where the focus is."""
        found: dict[str, str] = self.page.evaluate(_WHERE)
        return found

    def press(self, chord: str) -> None:
        self.count.acts += 1
        self.page.keyboard.press(chord)

    def move(self, key: str = "Tab") -> None:
        self.count.moves += 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        """Fills the box that has the focus."""
        self.count.acts += 1
        self.count.typed += len(text)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def scan(self, text: str) -> None:
        """A scanner types and ends with Enter; no finger did it."""
        self.count.scanned += len(text)
        self.page.keyboard.insert_text(text)
        self.page.keyboard.press("Enter")

    def go(self, chord: str) -> None:
        """A key that opens another page."""
        before = self.page.url
        self.count.screens += 1
        try:
            with self.page.expect_navigation(timeout=45_000):
                self.press(chord)
        except Exception as error:
            words = self.page.locator("main").inner_text()[:300]
            raise Stuck(f"{chord} opens nothing on {before}: {words}") from error
        self.page.wait_for_load_state()
        self._look(before)

    def _look(self, before: str) -> None:
        """After an act the focus should stand somewhere useful; on the body it has to begin at the top again."""
        if self.at()["tag"] == "BODY":
            path = re.sub(r"(T-\w+|H\d+[\w.-]+|\d+)", "…", self.page.url.split("://")[1].partition("/")[2])
            self.lost.append(path)

    def menu(self, words: str) -> None:
        """Alt+M and the figure of the item of the main menu, or that of its group and then its own."""
        groups = self.page.locator("[data-menu] > ul > li").evaluate_all(
            "all => all.map(li => [...li.querySelectorAll('a')].map(a => a.textContent.trim()))"
        )
        place = next((n for n, items in enumerate(groups, 1) if words in items), 0)
        if not place:
            raise Stuck(f"no “{words}” in the menu: {groups}")
        self.press("Alt+KeyM")
        if self.page.locator(f"[data-menu] > ul > li:nth-child({place}) > details").count():
            self.press(f"Digit{place}")
            place = groups[place - 1].index(words) + 1
        self.go(f"Digit{place}")

    def to(
        self, right: Callable[[dict[str, str]], bool], most: int = 120, key: str = "Tab"
    ) -> dict[str, str]:
        """Tabs on until the focus is right. Raises Stuck."""
        for _ in range(most):
            if right(found := self.at()):
                return found
            self.move(key)
        raise Stuck(f"not reached in {most} steps on {self.page.url}, now at {self.at()}")

    def on(self, name: str, most: int = 120) -> None:
        """To the box of this name."""
        self.to(lambda at: at["name"] == name, most)

    def choose(self, value: str) -> None:
        """The option with this value of the group that has the focus, by arrows (the first by Space)."""
        if not self.at()["chosen"] and self.at()["value"] == value:
            self.press("Space")
            return
        self.count.acts += 1
        for _ in range(12):
            self.page.keyboard.press("ArrowDown")
            self.count.moves += 1
            if self.at()["value"] == value:
                return
        raise Stuck(f"no option {value} in {self.at()['name']}")

    def type_select(self, text: str) -> None:
        """A closed list takes the option whose words begin with what is typed; the first for nothing."""
        self.count.acts += 1
        if not text:
            self.page.keyboard.press("ArrowDown")
            return
        self.count.typed += 2
        self.page.keyboard.type(text[:2])
