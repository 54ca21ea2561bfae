"""The HTML of one field, kept in pieces with places for what differs from person to person.

Only what the definition says is kept (label, hint, options, which are ticked); what somebody typed is put between
the pieces each time. A field with a warning, a source or parts of its own is drawn by the template as ever."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.template import engines
from markupsafe import Markup, escape

from portal.web.language import Said

if TYPE_CHECKING:
    from procedures.definition.shapes import Question
    from procedures.eform.field_view import FieldView

_BOXES = frozenset({"text", "textarea"})
_LISTS = frozenset({"radio", "checkboxes", "select"})
_PLACES = 6  # when, error, value, day, month, year
_MARK = "\ue000{}\ue001"
_MARKS = re.compile("\ue000(\\d)\ue001")
_SPECIAL = re.compile("[&<>'\"]")


class Kept:
    """What of a question's field is the same for everybody, in one language: its facts, and its HTML in pieces by what
    is ticked, hidden and wrong."""

    __slots__ = ("facts", "pieces", "question")

    def __init__(self, question: "Question", facts: dict[str, Any]) -> None:
        self.question, self.facts = question, facts
        self.pieces: dict[tuple[Any, ...], tuple[str, ...]] = {}


def draw(one: "FieldView") -> Markup:
    """The field as templates/components/eform.html draws it."""
    kept = one.kept
    if kept is None or settings.DEBUG or not _plain(one):
        return _macro(one)
    ticked, wrong = [option.checked for option in one.options], [part.wrong for part in one.parts]
    key = (bool(one.when), one.hidden, bool(one.error), *ticked, *wrong)
    pieces = kept.pieces.get(key)
    if pieces is None:
        marked = _macro(one.standing_for(*map(_MARK.format, range(_PLACES))))
        pieces = kept.pieces[key] = tuple(_MARKS.split(marked))
    if len(pieces) == 1:
        return Markup(pieces[0])  # noqa: S704 - nothing typed is in it
    return Markup("".join(_filled(pieces, one)))  # noqa: S704 - every typed value is escaped below


def _filled(pieces: tuple[str, ...], one: "FieldView") -> Iterator[str]:
    """Pieces and places take turns: the odd ones are places."""
    typed = (one.when, one.error, one.value, *[part.value for part in one.parts])
    for place, piece in enumerate(pieces):
        if place % 2:
            text = typed[int(piece)]
            yield str(escape(text)) if _SPECIAL.search(text) else text
        else:
            yield piece


def _plain(one: "FieldView") -> bool:
    if one.warning or one.source or one.locked or one.other:
        return False
    if isinstance(one.value, Said) or isinstance(one.error, Said):
        return False
    return one.kind in _BOXES or one.kind in _LISTS or (one.kind == "date" and len(one.parts) == 3)


def _macro(one: "FieldView") -> Markup:
    env = engines["jinja2"].env  # type: ignore[attr-defined]
    drawn: Markup = env.get_template("components/eform.html").module.eform_field(one)
    return drawn
