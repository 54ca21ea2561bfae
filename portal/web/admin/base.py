"""What every model in the administration has: its place in the menu, its acts, boxes that need no script."""

from functools import update_wrapper
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import RelatedFieldWidgetWrapper
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from portal.web.admin import acts, limits
from portal.web.admin.acts import Button
from portal.web.admin.lookup import LookupField, source_of
from portal.web.admin.widgets import DateBox, MomentBox, TimeBox
from portal.web.text import fold

BOXES: dict[Any, dict[str, Any]] = {
    models.DateField: {"widget": DateBox},
    models.TimeField: {"widget": TimeBox},
    models.DateTimeField: {"form_class": forms.SplitDateTimeField, "widget": MomentBox},
    models.TextField: {"widget": forms.Textarea(attrs={"rows": 4})},
}
MOST_COUNTED = 10_000
MORE_ROWS = "dong"


class _Boxes:
    """Plain boxes; no pop-up windows beside a choice, because they need a script."""

    formfield_overrides: Any = BOXES

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if field is not None and isinstance(field.widget, RelatedFieldWidgetWrapper):
            field.widget = field.widget.widget
        return field

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Boxes to tick, not two lists with arrows between them."""
        kwargs["widget"] = forms.CheckboxSelectMultiple
        field = super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]
        field.help_text = getattr(db_field, "help_text", "")
        return field

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """A choice among many rows (`autocomplete_fields`) is typed."""
        if db_field.name not in self.get_autocomplete_fields(request):  # type: ignore[attr-defined]
            return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]
        related = self.admin_site._registry[db_field.remote_field.model]  # type: ignore[attr-defined]
        rows = kwargs.get("queryset", db_field.remote_field.model._default_manager.all())
        return db_field.formfield(
            form_class=LookupField,
            related=related,
            request=request,
            source=source_of(db_field),
            queryset=rows,
        )


class ModelAdmin(_Boxes, admin.ModelAdmin):  # type: ignore[type-arg]
    """
    The base of every model's administration.

    part, place      group of the menu and the order in it
    address          the path below /quan-tri/; Vietnamese without accents
    menu_word        words in the menu, where the model's plural does not serve
    about            one sentence under the heading of the list and on the first page
    empty_words      what the list says when there is nothing
    found_by_search  whether the search of the whole administration looks here
    found_without_marks  a column of names few enough (some thousands) to be compared one by one without their marks
    acts             methods made with @act: the buttons of an object's page
    """

    part: str = ""
    place: int = 50
    address: str = ""
    menu_word: str = ""
    about: str = ""
    empty_words: str = ""
    found_by_search: bool = False
    found_without_marks: str = ""
    acts: tuple[str, ...] | list[str] = ()
    list_per_page = 50
    list_max_show_all = 200

    def get_urls(self) -> list[URLPattern]:
        """Django's pages under Vietnamese addresses; its names, so `admin:app_model_change` holds."""

        def wrap(view: Any) -> Any:
            def wrapper(*args: Any, **kwargs: Any) -> HttpResponse:
                return self.admin_site.admin_view(view)(*args, **kwargs)

            wrapper.model_admin = self  # type: ignore[attr-defined]
            return update_wrapper(wrapper, view)

        name = f"{self.opts.app_label}_{self.opts.model_name}"
        return [
            path("", wrap(self.changelist_view), name=f"{name}_changelist"),
            path("them/", wrap(self.add_view), name=f"{name}_add"),
            *acts.urls_of(self),
            path("<path:object_id>/lich-su/", wrap(self.history_view), name=f"{name}_history"),
            path("<path:object_id>/xoa/", wrap(self.delete_view), name=f"{name}_delete"),
            path("<path:object_id>/sua/", wrap(self.change_view), name=f"{name}_change"),
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return limits.shown(request, super().get_queryset(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """By role, and within what belongs to the person (portal.web.admin.limits)."""
        may = super().has_change_permission(request, obj)
        return may and (obj is None or limits.may_change(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or limits.may_change(request, obj))

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """“cong an ha long” finds “Công an phường Hạ Long” where `found_without_marks` names the column."""
        found, twice = super().get_search_results(request, queryset, search_term)
        words = fold(search_term).split()
        if not self.found_without_marks or not words:
            return found, twice
        names = queryset.order_by().values_list("pk", self.found_without_marks)
        alike = [pk for pk, name in names if all(word in fold(name) for word in words)]
        return found | queryset.filter(pk__in=alike), twice

    def told(self, obj: Any) -> str:
        """The words that name a row where it is chosen or found; two rows should not share them."""
        return str(obj)

    def told_count(self, request: HttpRequest) -> str:
        """How many rows this person can see: "1.076"; "10.000+" beyond, counted no further."""
        count = self.get_queryset(request).order_by()[: MOST_COUNTED + 1].count()
        return (
            f"{MOST_COUNTED:,}+".replace(",", ".") if count > MOST_COUNTED else f"{count:,}".replace(",", ".")
        )

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        obj = kwargs.get("obj")
        context["buttons"] = acts.buttons(self, request, obj) if obj is not None else []
        return super().render_change_form(request, context, *args, **kwargs)

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        words = {
            "about": self.about,
            "empty_words": self.empty_words,
            "list_buttons": self.list_buttons(request),
        }
        return super().changelist_view(request, words | (extra_context or {}))

    def list_buttons(self, request: HttpRequest) -> list[Button]:
        """Buttons above the list, beside "Thêm"."""
        return []


class TabularInline(_Boxes, admin.TabularInline):  # type: ignore[type-arg]
    """Rows of another model on an object's page. `?dong=5` opens five more empty rows, for those without a script."""

    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_add_permission(request, obj) and (obj is None or limits.may_change(request, obj))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or limits.may_change(request, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_delete_permission(request, obj)
        return may and (obj is None or limits.may_change(request, obj))

    def get_extra(self, request: HttpRequest, obj: Any = None, **kwargs: Any) -> int:
        asked = request.GET.get(MORE_ROWS, "")
        return min(int(asked), 20) if asked.isdecimal() and len(asked) < 4 else self.extra
