"""The side menu: grouped by what an administrator does, not by how the code is cut."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst

if TYPE_CHECKING:
    from portal.web.admin.base import ModelAdmin


class Part(models.TextChoices):
    """The groups of the menu, in their order."""

    PROCEDURES = "procedures", "Thủ tục"
    LISTS = "lists", "Danh mục dùng chung"
    AGENCIES = "agencies", "Cơ quan và cán bộ"
    TIME = "time", "Lịch làm việc"
    ACCOUNTS = "accounts", "Tài khoản"
    MESSAGES = "messages", "Thư và tin nhắn"
    SYSTEM = "system", "Hệ thống"


@dataclass(frozen=True)
class Screen:
    """A page of our own in the menu: its words, the name of its address, who may see it."""

    part: str
    place: int
    word: str
    name: str
    about: str
    may: Callable[[HttpRequest], bool]


_screens: list[Screen] = []


def add_screen(
    part: Part, word: str, name: str, *, may: Callable[[HttpRequest], bool], place: int = 50, about: str = ""
) -> None:
    """Puts a screen that is no model's list into the menu; called when the application starts."""
    _screens.append(Screen(part, place, word, name, about, may))


@dataclass(frozen=True)
class Item:
    """One line of the menu. `count` is asked only by the first page."""

    place: int
    word: str
    href: str
    about: str = ""
    count: Callable[[], str] = str


@dataclass(frozen=True)
class Group:
    word: str
    items_shown: list[Item]


class Administration:
    """What the frame shows this person; nothing is asked until it is shown."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def current(self) -> str:
        """The line that the present page belongs to: of those that begin its address, the longest."""
        lines = [item.href for group in self.groups for item in group.items_shown]
        return max((href for href in lines if self.request.path.startswith(href)), key=len, default="")

    @cached_property
    def groups(self) -> list[Group]:
        """The parts of the menu with what this person may see of each."""
        found: dict[str, list[Item]] = {part: [] for part in Part.values}
        for screen in _screens:
            if screen.may(self.request):
                item = Item(screen.place, screen.word, reverse(screen.name), screen.about)
                found[screen.part].append(item)
        for model_admin in _managed():
            if model_admin.has_view_or_change_permission(self.request):
                found[model_admin.part].append(_item(model_admin, self.request))
        return [
            Group(str(part.label), sorted(found[part], key=lambda item: (item.place, item.word)))
            for part in Part
            if found[part]
        ]


def _managed() -> "list[ModelAdmin]":
    kept: list[Any] = list(admin.site._registry.values())
    return [one for one in kept if getattr(one, "part", "")]


def _item(model_admin: "ModelAdmin", request: HttpRequest) -> Item:
    options = model_admin.opts
    return Item(
        place=model_admin.place,
        word=model_admin.menu_word or str(capfirst(options.verbose_name_plural)),
        href=reverse(f"admin:{options.app_label}_{options.model_name}_changelist"),
        about=model_admin.about,
        count=lambda: model_admin.told_count(request),
    )
