"""What a message says: an administrator's words where some are in force, else the file that is shipped."""

import logging
import re
from dataclasses import dataclass, field
from functools import cache
from typing import Any, cast
from urllib.parse import urljoin

from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.utils import translation
from jinja2 import Environment, TemplateError

from portal.notifications.channels.sms_text import unaccented
from portal.notifications.wordings import queries
from portal.notifications.wordings.queries import Words
from portal.notifications.wordings.writing import drawn, facts_for
from portal.web.text import clean

log = logging.getLogger(__name__)

# What a letter may say but need not; everything else a template names must be given.
_OPTIONAL: dict[str, Any] = {
    "url": "",
    "phone": "",
    "reason": "",
    "note": "",
    "legal_ground": "",
    "officer": "",
    "files": [],
    "amount_vnd": 0,
    "answer_by": None,
    "due_at": None,
    "new_due_at": None,
    "return_place": "",
    "returned_at": None,
}
_PLACE = re.compile(r"{{\s*((\w+)[^{}]*?)\s*}}")


@dataclass(frozen=True)
class Letter:
    """A written message: plain text and the same words as HTML; `wording` is the row that said so, 0 for our file."""

    subject: str
    text: str
    html: str
    wording: int = 0


@dataclass(frozen=True)
class Composed:
    """The letter, what stands on the person's page, and the words of ways that have their own."""

    letter: Letter
    page: Letter
    words: dict[str, Any] = field(default_factory=dict)


def compose(template: str, context: dict[str, Any], language: str = "vi") -> Composed:
    """Everything that will be said about one act, drawn at the moment of the act, whatever language the page is in."""
    with translation.override(language):
        return _composed(template, context, language)


def _composed(template: str, context: dict[str, Any], language: str) -> Composed:
    in_force = queries.active()
    facts = _facts(context)
    letter = _letter(template, facts, language, in_force.get((template, "email", language)))
    page = letter
    if own := in_force.get((template, "in_app", language)):
        page = _letter(template, facts, language, own)
    words = {}
    for channel, draw in (("sms", _sms), ("zalo", _zalo)):
        if own := in_force.get((template, channel, language)):
            try:
                words[channel] = {"wording": own.pk, **draw(own, facts_for(template, facts))}
            except TemplateError as error:
                log.error("wording %s of %s by %s: %s", own.pk, template, channel, error)
    return Composed(letter, page, words)


def write(template: str, context: dict[str, Any], language: str = "vi") -> Letter:
    """The shipped letter; the HTML is laid out from the very same words."""
    with translation.override(language):
        return _shipped(template, _facts(context), language)


def _letter(template: str, facts: dict[str, Any], language: str, own: Words | None) -> Letter:
    """An own wording that fails in use is logged and the shipped one speaks: no message is ever lost to words."""
    if own is not None:
        try:
            given = facts_for(template, facts)
            return _laid_out(
                drawn(own.subject, given), drawn(own.text, given), facts["url"], language, own.pk
            )
        except TemplateError as error:
            log.error("wording %s of %s: %s", own.pk, template, error)
    return _shipped(template, facts, language)


def _shipped(template: str, facts: dict[str, Any], language: str) -> Letter:
    foreign = language != "vi" and queries.shipped(template, language) is not None
    name = f"messages/{language}/{template}.txt" if foreign else f"messages/{template}.txt"
    with translation.override(language if foreign else "vi"):
        subject, _, text = _plain().get_template(name).render(facts).strip().partition("\n")
    return _laid_out(subject, text, facts["url"], language if foreign else "vi")


def _laid_out(subject: str, text: str, url: str, language: str, wording: int = 0) -> Letter:
    subject = " ".join(subject.split())[:200]
    text = "\n".join(line.rstrip() for line in text.strip().split("\n"))
    text = re.sub(r"\n{3,}", "\n\n", text)
    page = {"subject": subject, "blocks": [_block(part, url) for part in text.split("\n\n")]}
    page |= {"site_url": settings.SITE_URL, "language": language}
    html = render_to_string("messages/layout.html", page, using="jinja2")
    return Letter(subject, text, html, wording)


def _sms(own: Words, facts: dict[str, Any]) -> dict[str, Any]:
    text = " ".join(drawn(own.text, facts).split())
    return {"text": text if own.marks else unaccented(text)}


def _zalo(own: Words, facts: dict[str, Any]) -> dict[str, Any]:
    """The template that Zalo approved, and what goes into its places."""
    places = _PLACE.findall(f"{own.subject}\n{own.text}")
    data = {name: drawn(f"{{{{ {place} }}}}", facts)[:200] for place, name in places}
    return {"id": own.provider_id, "data": data}


def _facts(context: dict[str, Any]) -> dict[str, Any]:
    full = {
        "site_url": settings.SITE_URL,
        **_OPTIONAL,
        **{name: _one_line(context[name]) for name in context},
    }
    full["url"] = urljoin(f"{settings.SITE_URL}/", full["url"])
    return full


@cache
def _plain() -> Environment:
    """The environment of the screens, without HTML escaping."""
    engine: Any = engines["jinja2"]
    return cast(Environment, engine.env.overlay(autoescape=False))


def _one_line(value: Any) -> Any:
    """Words that people typed cannot make a line, a button or a mail header of their own."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, list):
        return [_one_line(item) for item in value]
    if isinstance(value, dict):
        return {name: _one_line(item) for name, item in value.items()}
    return value


def _block(part: str, url: str) -> dict[str, Any]:
    """A paragraph; a list ("- …" lines); facts ("Nhãn: lời" lines); or the act: words, then our address."""
    lines = part.split("\n")
    if len(lines) == 2 and lines[1] == url:
        return {"kind": "act", "label": lines[0].rstrip(":"), "url": lines[1]}
    if all(line.startswith("- ") for line in lines):
        return {"kind": "list", "items": [line[2:] for line in lines]}
    if len(lines) > 1 and all(": " in line for line in lines):
        return {"kind": "facts", "rows": [line.split(": ", 1) for line in lines]}
    return {"kind": "text", "lines": lines}
