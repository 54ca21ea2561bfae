"""Forms as people meet them: text is cleaned, and an empty box says what to do, not that it is "required"."""

from typing import Any

from django import forms
from django.forms.renderers import Jinja2
from django.utils.translation import gettext as _

from portal.web.text import clean

_RENDERER = Jinja2()
_CHOOSING = (forms.RadioSelect, forms.Select, forms.CheckboxSelectMultiple, forms.SelectMultiple)


class TextField(forms.CharField):
    """One line: NFC, single spaces, no invisible characters."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return clean(text) if text else text


class LongTextField(forms.CharField):
    """Several lines, each one clean; empty lines at the ends are dropped."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return "\n".join(clean(line) for line in text.splitlines()).strip() if text else text


def plain_words(form: forms.BaseForm) -> None:
    """Gives every box of `form` without words of its own "Nhập …" or "Chọn …" for being left empty."""
    form.use_required_attribute = False
    for field in form.fields.values():
        words = str(field.label or "").lower()
        if (
            not words
            or field.error_messages.get("required") != forms.Field.default_error_messages["required"]
        ):
            continue
        choosing = isinstance(field.widget, _CHOOSING)
        sentence = _("Chọn %(what)s") if choosing else _("Nhập %(what)s")
        field.error_messages["required"] = sentence % {"what": words}


class Form(forms.Form):
    """The form of our own screens; its boxes are drawn by Jinja2, several times faster than by Django's templates."""

    default_renderer = _RENDERER

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        plain_words(self)
