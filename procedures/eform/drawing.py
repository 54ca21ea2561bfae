"""The HTML of one field, kept in pieces with places for what differs from person to person.

Only what the definition says is kept (label, hint, options, which are ticked); what somebody typed is put between
the pieces each time. A field with an error, a source or parts of its own is drawn by the template as ever."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template import engines
from django.utils.translation import get_language
from markupsafe import Markup, escape

from portal.web.language import Said

if TYPE_CHECKING:
    from procedures.eform.field_view import FieldView

_KEPT = 4096
_BOXES = frozenset({"text", "textarea"})
_LISTS = frozenset({"radio", "checkboxes", "select"})
_PLACES = 5  # when, value, day, month, year
_MARK = "\ue000{}\ue001"
_MARKS = re.compile("\ue000(\\d)\ue001")
_pieces: dict[tuple[Any, ...], tuple[str, ...]] = {}


def draw(one: "FieldView") -> Markup:
    """The field as templates/components/eform.html draws it."""
    if settings.DEBUG or not _plain(one):
        return _macro(one)
    key = _key(one)
    pieces = _pieces.get(key)
    if pieces is None:
        if len(_pieces) >= _KEPT:
            _pieces.clear()
        pieces = _pieces[key] = tuple(
            _MARKS.split(_macro(one.standing_for(*map(_MARK.format, range(_PLACES)))))
        )
    return Markup("".join(_filled(pieces, one)))  # noqa: S704 - every typed value is escaped below


def _filled(pieces: tuple[str, ...], one: "FieldView") -> Iterator[str]:
    """Pieces and places take turns: the odd ones are places."""
    typed = (one.when, one.value, *(part.value for part in one.parts))
    for place, piece in enumerate(pieces):
        yield str(escape(typed[int(piece)])) if place % 2 else piece


def _plain(one: "FieldView") -> bool:
    told = one.error or one.warning or one.source or one.locked or one.other
    if told or isinstance(one.value, Said):
        return False
    if one.kind == "date":
        return len(one.parts) == 3 and not any(part.wrong for part in one.parts)
    return one.kind in _BOXES or one.kind in _LISTS


def _key(one: "FieldView") -> tuple[Any, ...]:
    return (
        get_language(), one.id, one.kind, one.asks, one.label, isinstance(one.label, Said), one.hint, one.optional,
        one.for_officers, one.label_hidden, one.width, one.inputmode, one.autocomplete, bool(one.when), one.hidden,
        *one.options,
    )  # fmt: skip


def _macro(one: "FieldView") -> Markup:
    env = engines["jinja2"].env  # type: ignore[attr-defined]
    drawn: Markup = env.get_template("components/eform.html").module.eform_field(one)
    return drawn
