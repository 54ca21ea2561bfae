"""The site itself: first page, search over everything, addresses."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import update_wrapper
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import include, path, re_path, reverse
from django.utils.text import capfirst

from portal.web.admin.limits import may_enter
from portal.web.admin.lookup import Suggestions
from portal.web.admin.menu import Administration
from portal.web.text import clean

MOST_FOUND = 8
_notices: list[Callable[[HttpRequest], None]] = []


def on_first_page(notice: Callable[[HttpRequest], None]) -> None:
    """Names who may have something to say on the first page; it says so with django.contrib.messages."""
    _notices.append(notice)


@dataclass(frozen=True)
class Found:
    """What one model's administration found."""

    word: str
    rows: list[tuple[str, str]]
    more: str


class Site(admin.AdminSite):
    site_title = "Một cửa – quản trị"
    site_header = "Một cửa"
    index_title = "Quản trị"
    enable_nav_sidebar = False

    def get_urls(self) -> list[Any]:
        """Models under their own short addresses; nothing here for signing in, the portal has its own page."""

        def wrap(view: Any) -> Any:
            def wrapper(*args: Any, **kwargs: Any) -> HttpResponse:
                return self.admin_view(view)(*args, **kwargs)

            wrapper.admin_site = self  # type: ignore[attr-defined]
            return update_wrapper(wrapper, view)

        addresses = [
            path("", wrap(self.index), name="index"),
            path("login/", self.login, name="login"),
            path("logout/", wrap(self.logout), name="logout"),
            path("autocomplete/", wrap(self.autocomplete_view), name="autocomplete"),
            path("jsi18n/", wrap(self.i18n_javascript), name="jsi18n"),
            path("tim/", wrap(self.search), name="search"),
        ]
        for model, model_admin in self._registry.items():
            address = (
                getattr(model_admin, "address", "") or f"{model._meta.app_label}/{model._meta.model_name}"
            )
            addresses.append(path(f"{address}/", include(model_admin.urls)))
        return [*addresses, re_path(r"(?P<url>.*)$", wrap(self.catch_all_view))]

    def has_permission(self, request: HttpRequest) -> bool:
        """Staff, and let in by every door (one who has left service is not)."""
        return super().has_permission(request) and may_enter(request)

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """Without Django's own list of apps: the menu is ours."""
        return {
            "site_title": self.site_title,
            "site_header": self.site_header,
            "site_url": "/",
            "has_permission": self.has_permission(request),
            "is_popup": False,
        }

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        for notice in _notices:
            notice(request)
        context = {
            **self.each_context(request),
            "title": self.index_title,
            "groups": Administration(request).groups,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/index.html", context)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_logout")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        return Suggestions.as_view(admin_site=self)(request)  # type: ignore[return-value]

    def search(self, request: HttpRequest) -> HttpResponse:
        """Procedures, agencies, officers … whatever this person may see, by words with or without marks."""
        words = clean(request.GET.get("q", ""))[:200]
        context = {
            **self.each_context(request),
            "title": "Tìm trong quản trị",
            "words": words,
            "found": self._found(request, words) if words else [],
        }
        return TemplateResponse(request, "admin/search.html", context)

    def _found(self, request: HttpRequest, words: str) -> list[Found]:
        answers = []
        for model_admin in self._registry.values():
            if not getattr(model_admin, "found_by_search", False):
                continue
            if not model_admin.has_view_or_change_permission(request):
                continue
            rows, twice = model_admin.get_search_results(request, model_admin.get_queryset(request), words)
            rows = rows.distinct() if twice else rows
            opts = model_admin.opts
            name = f"admin:{opts.app_label}_{opts.model_name}"
            hits = list(rows[: MOST_FOUND + 1])
            if hits:
                told = getattr(model_admin, "told", str)
                answers.append(
                    Found(
                        word=str(capfirst(opts.verbose_name_plural)),
                        rows=[
                            (reverse(f"{name}_change", args=[one.pk]), told(one)) for one in hits[:MOST_FOUND]
                        ],
                        more=reverse(f"{name}_changelist") if len(hits) > MOST_FOUND else "",
                    )
                )
        return answers
