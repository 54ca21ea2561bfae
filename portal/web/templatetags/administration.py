"""What the administration's Django templates borrow from our own screens."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.contrib.admin.templatetags.admin_list import result_headers, results
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst

from portal.web import show
from portal.web.assets import asset, font_css

register = template.Library()
register.simple_tag(asset, name="asset")
register.simple_tag(font_css, name="font_css")
register.filter("number", show.number)


@register.simple_tag(takes_context=True)
def frame_top(context: Context) -> SafeString:
    """The bar, the search and the menu: drawn by the same template as on our own screens."""
    return mark_safe(  # noqa: S308 - a template's own output
        render_to_string("layouts/admin_top.html", {}, request=context["request"], using="jinja2")
    )


@register.simple_tag
def labelled_rows(changelist: Any) -> Iterator[list[SafeString]]:
    """The rows of a list, each cell naming its column: at 360 px a table becomes a list, without its empty cells."""
    names = [
        "" if "<" in str(header["text"]) else capfirst(str(header["text"]))  # the box that ticks every row
        for header in result_headers(changelist)
    ]
    for row in results(changelist):
        cells = [cell for cell in row if cell.startswith(("<td", "<th"))]
        yield [_labelled(cell, name) for cell, name in zip(cells, names, strict=False)]


def _labelled(cell: str, name: str) -> SafeString:
    label = format_html(' data-label="{}"', name)
    empty = " data-empty" if ">-</td>" in cell else ""
    return mark_safe(f"{cell[:3]}{label}{empty}{cell[3:]}")  # noqa: S308 - Django's own cell, an escaped label
