"""Drafting a wording, putting it in force, going back to the shipped words. Nothing that was in use is changed."""

from django.core.cache import cache
from django.db import transaction

from portal.accounts.models import User
from portal.calendars.now import now
from portal.notifications.models import Wording, WordingState
from portal.notifications.wordings.checking import problems
from portal.notifications.wordings.queries import CACHE_KEY
from portal.web.refusals import StepRefused


def save_draft(
    *,
    template: str,
    channel: str,
    language: str,
    subject: str,
    text: str,
    by: User,
    marks: bool = True,
    provider_id: str = "",
) -> Wording:
    """The one draft of this way, made or changed. Raises StepRefused with everything that is wrong with it."""
    if wrong := problems(template, channel, subject, text, marks):
        raise StepRefused("\n".join(wrong))
    where = {"template": template, "channel": channel, "language": language}
    with transaction.atomic():
        numbers = Wording.objects.select_for_update().filter(**where).order_by("pk")
        last = max((one.number for one in numbers), default=0)
        draft = next((one for one in numbers if one.state == WordingState.DRAFT), None)
        draft = draft or Wording(**where, number=last + 1)
        draft.subject, draft.text, draft.marks = subject, text, marks
        draft.provider_id, draft.made_by, draft.made_at = provider_id, by, now()
        draft.save()
    return draft


def put_in_force(*, wording: Wording, by: User) -> Wording:
    """The draft speaks from now on, the one before ends. Raises StepRefused when it is no draft or lacks something."""
    with transaction.atomic():
        held = Wording.objects.select_for_update().get(pk=wording.pk)
        if held.state != WordingState.DRAFT:
            raise StepRefused("Bản này không còn là nháp.")
        if wrong := problems(held.template, held.channel, held.subject, held.text, held.marks):
            raise StepRefused("\n".join(wrong))
        if held.channel == "zalo" and not held.provider_id:
            raise StepRefused(
                "Zalo chỉ gửi mẫu đã duyệt: nhập mã mẫu do Zalo cấp (duyệt trong 2 ngày làm việc)."
            )
        _end(held.template, held.channel, held.language, by)
        held.state, held.in_force_at, held.in_force_by = WordingState.ACTIVE, now(), by
        held.save(update_fields=["state", "in_force_at", "in_force_by"])
        transaction.on_commit(forget)
    return held


def back_to_shipped(*, template: str, channel: str, language: str, by: User) -> bool:
    """The words that come with the software speak again; whether anything was ended."""
    with transaction.atomic():
        ended = _end(template, channel, language, by)
        transaction.on_commit(forget)
    return bool(ended)


def drop_draft(*, wording: Wording) -> None:
    """Throws a draft away; it never spoke."""
    Wording.objects.filter(pk=wording.pk, state=WordingState.DRAFT).delete()


def forget() -> None:
    """Every process asks the database anew."""
    cache.delete(CACHE_KEY)


def _end(template: str, channel: str, language: str, by: User) -> int:
    rows = Wording.objects.filter(
        template=template, channel=channel, language=language, state=WordingState.ACTIVE
    )
    return rows.update(state=WordingState.ENDED, ended_at=now(), ended_by=by)
