"""Entering and leaving service, and being charged with duties: rights follow duties, and end with the service."""

import secrets
from collections.abc import Callable, Iterable
from datetime import date, timedelta

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q

from portal.accounts.models import User
from portal.agencies.loading.rights import group_of
from portal.agencies.models import Agency, Delegation, Duty, Officer
from portal.agencies.queries import today
from portal.calendars.now import now
from portal.web.refusals import StepRefused

Left = Callable[[Officer], None]
Told = Callable[[Officer], str]
_left: list[Left] = []
_told: list[Told] = []
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another when read aloud


def on_leaving(told: Told, left: Left) -> None:
    """A higher room: `told` says in a sentence what work an officer holds, `left` starts handing it over."""
    _told.append(told)
    _left.append(left)


def open_work(officer: Officer) -> list[str]:
    """What the officer holds, a sentence for each room that has something to say."""
    return [words for told in _told if (words := told(officer))]


@transaction.atomic
def hire(
    *, full_name: str, email: str, agency: Agency, title: str, duties: Iterable[str]
) -> tuple[Officer, str]:
    """
    A new officer with an account. The second answer is a password for the first sign-in, shown once; "" where the
    address already had an account, which keeps its own. Raises StepRefused when that account is an officer's.
    """
    user = User.objects.filter(email__iexact=email).first()
    if user is not None and Officer.objects.filter(user=user).exists():
        raise StepRefused(f"Địa chỉ {email} đã là của cán bộ {user.full_name}. Sửa ở trang của cán bộ ấy.")
    password = ""
    if user is None:
        password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
        user = User.objects.create_user(email, password, full_name=full_name)
        user.must_change_password = True
        user.save(update_fields=["must_change_password"])
    officer = Officer.objects.create(
        user=user, agency=agency, title=title, duties=list(duties), valid_from=today()
    )
    grant(officer)
    return officer, password


def grant(officer: Officer) -> None:
    """The account opens exactly the parts of the administration that the duties open; a superuser is left alone."""
    names = {name for duty in officer.duties if (name := group_of(duty))}
    ours = {name for duty in Duty.values if (name := group_of(duty))}
    user = officer.user
    user.groups.remove(*Group.objects.filter(name__in=ours - names))
    user.groups.add(*Group.objects.filter(name__in=names))
    if not user.is_superuser and user.is_staff != bool(names):
        user.is_staff = bool(names)
        user.save(update_fields=["is_staff"])


def why_not_leave(officer: Officer, last_day: date, heir: Officer | None) -> str:
    """Why this officer cannot leave like that; "" when they can."""
    if officer.valid_from and last_day < officer.valid_from - timedelta(days=1):
        return "Ngày cuối phải sau ngày bắt đầu làm việc."
    if heir is None:
        return ""
    if heir.pk == officer.pk:
        return "Giao lại việc cho người khác, không phải chính người thôi."
    if heir.agency_id != officer.agency_id:
        return f"{heir} không ở cùng đơn vị, không nhận việc thay được."
    return "" if heir.serves_on(today()) else f"{heir} không còn làm việc."


@transaction.atomic
def leave(*, officer: Officer, last_day: date, heir: Officer | None = None) -> Officer:
    """
    The last day of service; from the day after every right is gone (QN-12.1). Open work goes to `heir` where that
    colleague has its duty, else back to the team. What was delegated to or by the officer ends. Raises StepRefused.
    """
    if refusal := why_not_leave(officer, last_day, heir):
        raise StepRefused(refusal)
    officer.valid_to, officer.work_goes_to = last_day, heir
    officer.save(update_fields=["valid_to", "work_goes_to"])
    if last_day < today():
        mine = Q(giver=officer) | Q(taker=officer)
        Delegation.objects.filter(mine, ends_at__gt=now(), starts_at__lte=now()).update(ends_at=now())
        Delegation.objects.filter(mine, starts_at__gt=now()).delete()
        for left in _left:
            left(officer)
    return officer


def come_back(*, officer: Officer) -> Officer:
    """In service again, with the duties as they stand."""
    officer.valid_to, officer.work_goes_to = None, None
    officer.save(update_fields=["valid_to", "work_goes_to"])
    return officer
