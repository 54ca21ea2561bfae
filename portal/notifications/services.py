"""Messages are written with the act that causes them and sent after commit (promise P10)."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, cast
from urllib.parse import urljoin

from django.conf import settings
from django.template import engines
from django.template.loader import render_to_string
from django.utils import timezone
from jinja2 import Environment

from portal.accounts.models import Party, User
from portal.celery import start_on_commit
from portal.notifications import rules, tasks
from portal.notifications.models import Channel, Message
from portal.web.text import clean

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


def queue(
    *,
    template: str,
    key: str,
    about: str = "",
    party: Party | None = None,
    user: User | None = None,
    address: str = "",
    phone: str = "",
    context: dict[str, Any] | None = None,
) -> None:
    """Writes one message for the person's page and one to be sent by the first way that reaches them;
    what that way cannot deliver goes by the next (portal.notifications.rules).

    Call it inside the transaction of the act. key names the act ("HS-1:accepted"): the same key again
    writes nothing. about is the code of the thing it speaks of. context fills templates/messages/
    <template>.txt, whose first line is the subject; a path in context["url"] becomes a whole address.
    """
    user = user or (party.user if party else None)
    address = address or (party.email if party else "") or (user.email if user else "") or ""
    letter = write(template, {"name": _name(party, user), **(context or {})})
    common: dict[str, Any] = {
        "user": user,
        "party_id": party.pk if party else None,
        "template": template,
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "about": about[:60],
    }
    messages = []
    phone = phone or (party.phone if party else "") or (user.phone if user else "") or ""
    outward = rules.ways(template, user, address, phone)
    if user or party:
        shown = Message(
            channel=Channel.IN_APP, key=f"{key}:{Channel.IN_APP}", sent_at=timezone.now(), **common
        )
        messages.append(shown)
    if outward:
        (channel, where), *otherwise = outward
        first = Message(channel=channel, key=f"{key}:{channel}", address=where, otherwise=otherwise, **common)
        first.next_try_at = rules.not_before(channel, timezone.now())
        messages.append(first)
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    if outward and first.next_try_at <= timezone.now():
        start_on_commit(tasks.deliver, first.key)


def answer(*, phone: str, text: str, key: str) -> None:
    """Answers somebody who asked by text message: at once, whatever the hour. The same key answers once."""
    row = Message(
        channel=Channel.SMS,
        key=f"{key}:{Channel.SMS}",
        address=phone,
        template="answer",
        subject=text[:200],
        text=text,
    )
    Message.objects.bulk_create([row], ignore_conflicts=True)
    start_on_commit(tasks.deliver, row.key)


@dataclass(frozen=True)
class Letter:
    """A written message: plain text and the same words as HTML."""

    subject: str
    text: str
    html: str


def write(template: str, context: dict[str, Any]) -> Letter:
    """Renders templates/messages/<template>.txt; the HTML is laid out from the very same words."""
    full = {
        "site_url": settings.SITE_URL,
        **_OPTIONAL,
        **{name: _one_line(context[name]) for name in context},
    }
    full["url"] = urljoin(f"{settings.SITE_URL}/", full["url"])
    lines = _plain().get_template(f"messages/{template}.txt").render(full).strip().split("\n")
    subject, text = lines[0].strip(), "\n".join(line.rstrip() for line in lines[1:]).strip()
    text = re.sub(r"\n{3,}", "\n\n", text)
    page = {"subject": subject, "blocks": [_block(part, full["url"]) for part in text.split("\n\n")]}
    page["site_url"] = settings.SITE_URL
    html = render_to_string("messages/layout.html", page, using="jinja2")
    return Letter(subject[:200], text, html)


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


def _name(party: Party | None, user: User | None) -> str:
    return (party.name if party else "") or (user.full_name if user else "")


def reported(provider_ref: str, *, delivered: bool, why: str = "") -> bool:
    """A gateway's word about a message it took: it arrived, or it did not and goes another way. Safe twice."""
    if not provider_ref:
        return False
    message = Message.objects.filter(provider_ref=provider_ref, sent_at__isnull=False).order_by("-id").first()
    if message is None:
        return False
    if delivered:
        Message.objects.filter(pk=message.pk, delivered_at=None).update(delivered_at=timezone.now())
    elif message.delivered_at is None and not message.error:
        Message.objects.filter(pk=message.pk).update(error=(why or "không đến được máy")[:300])
        tasks.go_another_way(message)
    return True
