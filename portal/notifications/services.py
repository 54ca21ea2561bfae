"""Messages are written with the act that causes them and sent after commit (promise P10)."""

from typing import Any

from django.utils import timezone

from portal.accounts.models import Party, User
from portal.celery import start_on_commit
from portal.notifications import by_hand, preferences, rules, tasks
from portal.notifications.composing import Composed, Letter, compose, write
from portal.notifications.models import Channel, Message, Preference

__all__ = ["Letter", "answer", "queue", "reported", "write"]


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
    what that way cannot deliver goes by the next (portal.notifications.rules), and what the law demands and no
    way can bring becomes an officer's work (portal.notifications.by_hand).

    Call it inside the transaction of the act. key names the act ("HS-1:accepted"): the same key again
    writes nothing. about is the code of the thing it speaks of. context fills the words of the kind, an
    administrator's or templates/messages/<template>.txt; a path in context["url"] becomes a whole address.
    """
    user = user or (party.user if party else None)
    address = address or (party.email if party else "") or (user.email if user else "") or ""
    phone = phone or (party.phone if party else "") or (user.phone if user else "") or ""
    wish = preferences.of(user) if user else None
    told = compose(template, {"name": _name(party, user), **(context or {})}, _language(wish))
    common: dict[str, Any] = {
        "user": user,
        "party_id": party.pk if party else None,
        "template": template,
        "about": about[:60],
    }
    messages = []
    outward = rules.ways(template, wish, address, phone)
    if user or party:
        messages.append(_on_the_page(key, told, common))
    if outward:
        messages.append(_first(key, told, outward, common))
    elif by_hand.must_hear(template):
        messages.append(by_hand.asked(key, **_said(told.page), **common))
    if wish and wish.push and rules.wanted(template, wish):
        messages += _rings(key, told, wish, common)
    Message.objects.bulk_create(messages, ignore_conflicts=True)
    for message in messages:
        if message.sent_at is None and message.next_try_at <= timezone.now():
            start_on_commit(tasks.deliver, message.key)


def _on_the_page(key: str, told: Composed, common: dict[str, Any]) -> Message:
    return Message(
        channel=Channel.IN_APP,
        key=f"{key}:{Channel.IN_APP}",
        sent_at=timezone.now(),
        **_said(told.page),
        **common,
    )


def _first(key: str, told: Composed, outward: list[tuple[str, str]], common: dict[str, Any]) -> Message:
    (channel, where), *otherwise = outward
    first = Message(
        channel=channel,
        key=f"{key}:{channel}",
        address=where,
        otherwise=otherwise,
        words=told.words,
        **_said(told.letter),
        **common,
    )
    first.next_try_at = rules.not_before(channel, timezone.now())
    return first


def _rings(key: str, told: Composed, wish: Preference, common: dict[str, Any]) -> list[Message]:
    """Besides the message itself, a short ring on each browser that asked for it; it proves nothing."""
    at = rules.not_before(Channel.PUSH, timezone.now())
    rows = wish.user.push_subscriptions.values_list("pk", flat=True)[: rules.MOST_DEVICES]
    return [
        Message(
            channel=Channel.PUSH,
            key=f"{key}:{Channel.PUSH}{pk}",
            address=str(pk),
            subject=told.page.subject,
            text="",
            next_try_at=at,
            **common,
        )
        for pk in rows
    ]


def _said(letter: Letter) -> dict[str, Any]:
    return {
        "subject": letter.subject,
        "text": letter.text,
        "html": letter.html,
        "wording_id": letter.wording or None,
    }


def _language(wish: Preference | None) -> str:
    return wish.language if wish else "vi"


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
    else:
        tasks.came_back(message, why or "không đến được máy")
    return True
