"""Plain boxes of forms written as text: Django's own templates for them cost a quarter of a small page."""

from collections.abc import Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

_PLAIN = {
    f"django/forms/widgets/{kind}.html" for kind in ("text", "number", "email", "tel", "hidden", "input")
}


class Renderer(DjangoTemplates):
    """Django's renderer of forms (`FORM_RENDERER`); one-line boxes come out as its templates write them."""

    def render(self, template_name: str, context: dict[str, Any], request: Any = None) -> SafeString:
        if template_name in _PLAIN:
            return _box(context["widget"])
        return super().render(template_name, context, request)  # type: ignore[return-value]


def _box(widget: Mapping[str, Any]) -> SafeString:
    value = widget["value"]
    given = {"type": widget["type"], "name": widget["name"], **({} if value is None else {"value": value})}
    said = "".join(
        f" {conditional_escape(name)}" if put is True else f' {conditional_escape(name)}="{_safe(put)}"'
        for name, put in [*given.items(), *widget["attrs"].items()]
        if put is not False
    )
    return mark_safe(f"<input{said}>")  # noqa: S308  # every part is escaped


def _safe(put: object) -> str:
    return conditional_escape(put if isinstance(put, str) else str(put))
