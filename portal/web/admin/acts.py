"""
Acts: buttons on an object's page, and on a list for the rows that are chosen.

An act with `confirm` asks first: opening it shows what will happen, only the answer does it. One without answers
both the opening and the sending itself (a page of its own with a form).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from portal.web.admin import limits
from portal.web.refusals import StepRefused

if TYPE_CHECKING:
    from portal.web.admin.base import ModelAdmin

Words = str | Callable[[Any], str]
MOST_NAMED = 20


@dataclass(frozen=True)
class Act:
    """One button. `offered` says whether it makes sense for this object now."""

    word: str
    name: str
    address: str
    permissions: tuple[str, ...]
    offered: Callable[[Any], bool]
    confirm: Words
    harmful: bool


@dataclass(frozen=True)
class Button:
    word: str
    href: str
    harmful: bool = False


def act(
    word: str,
    *,
    name: str,
    address: str,
    permissions: tuple[str, ...] = ("change",),
    offered: Callable[[Any], bool] = lambda _: True,
    confirm: Words = "",
    harmful: bool = False,
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """
    Makes a method `(self, request, obj)` of a ModelAdmin an act, once the class names it in `acts`. `name` and
    `address` are the end of its URL's name and path; `permissions` as for Django's actions. A method with
    `confirm` may answer None: back to the object's page then.
    """

    def mark(method: Callable[..., Any]) -> Callable[..., Any]:
        method.act = Act(word, name, address, permissions, offered, confirm, harmful)  # type: ignore[attr-defined]
        return method

    return mark


def urls_of(model_admin: "ModelAdmin") -> list[URLPattern]:
    """The address of each act of a model: `<id>/<address>/`."""
    site, opts = model_admin.admin_site, model_admin.opts
    return [
        path(
            f"<path:object_id>/{one.address}/",
            site.admin_view(_page(model_admin, one, method)),
            name=f"{opts.app_label}_{opts.model_name}_{one.name}",
        )
        for one, method in _acts(model_admin)
    ]


def buttons(model_admin: "ModelAdmin", request: HttpRequest, obj: Any) -> list[Button]:
    """What this person can do with this object now."""
    opts = model_admin.opts
    return [
        Button(
            one.word,
            reverse(f"admin:{opts.app_label}_{opts.model_name}_{one.name}", args=[obj.pk]),
            one.harmful,
        )
        for one, _ in _acts(model_admin)
        if _permitted(model_admin, request, one, obj) and one.offered(obj)
    ]


def _acts(model_admin: "ModelAdmin") -> list[tuple[Act, Callable[..., Any]]]:
    methods = [getattr(model_admin, name) for name in model_admin.acts]
    return [(method.act, method) for method in methods]


def _permitted(model_admin: "ModelAdmin", request: HttpRequest, one: Act, obj: Any) -> bool:
    """By role and by what belongs to the person; whether the object's state allows it is for `offered`."""
    rights = all(getattr(model_admin, f"has_{right}_permission")(request) for right in one.permissions)
    return rights and (one.permissions == ("view",) or limits.may_change(request, obj))


def _page(model_admin: "ModelAdmin", one: Act, method: Callable[..., Any]) -> Callable[..., HttpResponse]:
    def page(request: HttpRequest, object_id: str) -> HttpResponse:
        obj = model_admin.get_object(request, object_id)
        if obj is None or not model_admin.has_view_or_change_permission(request):
            raise Http404
        if not _permitted(model_admin, request, one, obj):
            raise PermissionDenied
        home = reverse(
            f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_change", args=[obj.pk]
        )
        if not one.offered(obj):
            messages.warning(request, f"Lúc này không thể: {one.word.rstrip('…')}.")
            return redirect(home)
        if one.confirm and request.method != "POST":
            return _ask(model_admin, request, one, obj, home)
        try:
            return method(request, obj) or redirect(home)
        except StepRefused as refusal:
            messages.error(request, str(refusal))
            return redirect(home)

    return page


def _ask(model_admin: "ModelAdmin", request: HttpRequest, one: Act, obj: Any, home: str) -> HttpResponse:
    words = one.confirm if isinstance(one.confirm, str) else one.confirm(obj)
    context = {
        **model_admin.admin_site.each_context(request),
        "title": one.word.rstrip("…"),
        "opts": model_admin.opts,
        "original": obj,
        "words": words,
        "button": one.word.rstrip("…"),
        "harmful": one.harmful,
        "back": home,
    }
    return TemplateResponse(request, "admin/confirm.html", context)


def bulk_act(
    word: str, *, confirm: str, permissions: tuple[str, ...] = ("change",), harmful: bool = False
) -> Any:
    """
    A method `(self, request, chosen)` for the rows ticked in a list, named in `actions`. Asks first, naming the
    rows; `confirm` is the sentence that says what will happen.
    """

    def mark(method: Callable[..., Any]) -> Any:
        @admin.action(description=word, permissions=permissions)
        @wraps(method)
        def asked(self: "ModelAdmin", request: HttpRequest, chosen: QuerySet[Any]) -> HttpResponse | None:
            if foreign := [row for row in chosen if not limits.may_change(request, row)]:
                messages.error(request, f"Không thuộc đơn vị bạn quản trị: {foreign[0]}.")
                return None
            if "confirmed" in request.POST:
                answer: HttpResponse | None = method(self, request, chosen)
                return answer
            context = {
                **self.admin_site.each_context(request),
                "title": word,
                "opts": self.opts,
                "words": confirm,
                "button": word,
                "harmful": harmful,
                "chosen": chosen[:MOST_NAMED],
                "more": max(0, chosen.count() - MOST_NAMED),
                "action": method.__name__,
                "ticked": request.POST.getlist(ACTION_CHECKBOX_NAME),
                "all_pages": request.POST.get("select_across", "0"),
                "back": request.get_full_path(),
            }
            return TemplateResponse(request, "admin/confirm.html", context)

        return asked

    return mark
