"""
A choice among many rows, made by typing: code or words, with or without marks. With a script the box suggests; without
one the words are looked up when the form is sent, and when they fit several rows the form says which.
"""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib.admin.views.autocomplete import AutocompleteJsonView
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from portal.web.text import clean, fold

if TYPE_CHECKING:
    from portal.web.admin.base import ModelAdmin

MOST_NAMED = 5
SIDE = " · "  # what follows only tells namesakes apart; it is compared, not searched
MOST_COMPARED = 50


class LookupBox(forms.TextInput):
    """A text box with a list of suggestions that static/js/admin.js fills."""

    def __init__(self, source: str) -> None:
        super().__init__(
            {"autocomplete": "off", "spellcheck": "false", "data-lookup": source, "class": "w-lookup"}
        )

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"]["list"] = f"{context['widget']['attrs'].get('id', name)}-goi-y"
        return context

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        box = super().render(name, value, attrs, renderer)
        listed = (attrs or {}).get("id", name)
        return format_html('{}<datalist id="{}-goi-y"></datalist>', box, listed)


class LookupField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Reads the row that the words name. `related` is the administration of the rows' model."""

    def __init__(self, *, related: "ModelAdmin", request: HttpRequest, source: str, **kwargs: Any) -> None:
        self.related, self.request = related, request
        kwargs.pop("widget", None)
        super().__init__(widget=LookupBox(source), **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """What stands in the box: the row's words, or what was typed."""
        row = self._by_key(value)
        return self.related.told(row) if row is not None else value

    def to_python(self, value: Any) -> Any:
        if value in self.empty_values:
            return None
        text = clean(str(value))
        if (row := self._by_key(text)) is not None:
            return row
        found, twice = self.related.get_search_results(self.request, self._rows(), text.split(SIDE)[0])
        rows = list((found.distinct() if twice else found)[:MOST_COMPARED])
        exact = [row for row in rows if self.related.told(row) == text]
        phrase = [row for row in rows if fold(text) in fold(self.related.told(row))]
        if len(exact or phrase or rows) == 1:
            return (exact or phrase or rows)[0]
        if not rows:
            raise forms.ValidationError(f"Không thấy “{text}”. Gõ mã hoặc tên.")
        named = "; ".join(self.related.told(row) for row in rows[:MOST_NAMED])
        more = " …" if len(rows) > MOST_NAMED else ""
        raise forms.ValidationError(f"“{text}” hợp với nhiều dòng, ghi rõ hơn: {named}{more}")

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            row = self.to_python(data)
        except forms.ValidationError:
            return True
        before = getattr(initial, "pk", initial)
        return bool((row.pk if row is not None else None) != (before if before != "" else None))

    def validate(self, value: Any) -> None:
        forms.Field.validate(self, value)

    def _rows(self) -> Any:
        return self.related.get_queryset(self.request).filter(pk__in=self.queryset.values("pk"))  # type: ignore[union-attr]

    def _by_key(self, value: Any) -> Any:
        if isinstance(value, self.queryset.model):  # type: ignore[union-attr]
            return value
        text = str(value or "")
        return self.queryset.filter(pk=text).first() if text.isdecimal() and len(text) < 19 else None  # type: ignore[union-attr]


class Suggestions(AutocompleteJsonView):
    """Django's own suggestions, in the words that the box understands."""

    def serialize_result(self, obj: Any, to_field_name: str) -> dict[str, str]:
        related = self.admin_site._registry[type(obj)]  # type: ignore[union-attr]
        told = getattr(related, "told", str)
        return {"id": str(getattr(obj, to_field_name)), "text": told(obj)}


def source_of(db_field: Any) -> str:
    """Where the suggestions of a foreign key come from."""
    opts = db_field.model._meta
    return (
        f"{reverse('admin:autocomplete')}?app_label={opts.app_label}&model_name={opts.model_name}"
        f"&field_name={db_field.name}"
    )
