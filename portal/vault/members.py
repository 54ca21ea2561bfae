"""Who acts for an organisation: invited by a code, with a right, until they leave or are sent away.

The organisation's own account may do everything and cannot be taken out. What a member files belongs to the
organisation: whoever leaves loses sight of it in the same moment, everybody else keeps it.
"""

import hashlib
import secrets
from datetime import timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from portal.accounts.models import Party, PartyKind, User
from portal.calendars.now import now
from portal.vault.models import Invitation, Member, Right
from portal.web.refusals import StepRefused

INVITE_DAYS = 7
MOST_MEMBERS = 200
MOST_INVITATIONS = 20
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that look alike
_ENOUGH = {
    Right.READ: (Right.READ, Right.FILE, Right.OWNER),
    Right.FILE: (Right.FILE, Right.OWNER),
    Right.OWNER: (Right.OWNER,),
}


def may(user: User, party: Party, right: Right) -> bool:
    """Whether this person may act so for this party: their own, or an organisation that they belong to."""
    if party.user_id is not None and party.user_id == user.pk:
        return True
    return _living(user).filter(organisation=party, right__in=_ENOUGH[right]).exists()


def organisations_of(user: User, right: Right = Right.READ) -> list[Member]:
    """The organisations that this person acts for, by name."""
    rows = _living(user).filter(right__in=_ENOUGH[right]).select_related("organisation")
    return list(rows.order_by("organisation__name_sort", "pk")[:50])


def acting_for(organisation: Party) -> list[User]:
    """Who may file for this organisation today, beside its own account."""
    rows = Member.objects.filter(organisation=organisation, ended_at=None, right__in=_ENOUGH[Right.FILE])
    rows = rows.exclude(user_id=organisation.user_id) if organisation.user_id else rows
    return [one.user for one in rows.select_related("user").order_by("pk")[:MOST_MEMBERS]]


def organisation_of(user: User, pk: int) -> Party:
    """An organisation for which this person may file; any other does not exist (404)."""
    found = (
        _living(user).filter(organisation=pk, right__in=_ENOUGH[Right.FILE]).select_related("organisation")
    )
    member = found.first()
    if member is None:
        raise Http404("organisation")
    return member.organisation


def belongs(column: str, user: int) -> Q:
    """That this column of a row names an organisation to which the person belongs; an index of the column is used."""
    return _any(column, Member.objects.filter(user_id=user, ended_at=None))


def left(column: str, user: int) -> Q:
    """The same for organisations that the person has left and not joined again."""
    still = Member.objects.filter(user_id=user, ended_at=None).values("organisation_id")
    gone = Member.objects.filter(user_id=user, ended_at__isnull=False)
    return _any(column, gone.exclude(organisation_id__in=still))


def has_left(user: User, party_id: int) -> bool:
    rows = Member.objects.filter(user=user, organisation_id=party_id)
    return rows.exists() and not rows.filter(ended_at=None).exists()


def invite(*, organisation: Party, by: User, right: str, note: str) -> str:
    """A code for one person to join with this right within a week; shown once. Raises StepRefused."""
    _ask_owner(by, organisation)
    if organisation.kind != PartyKind.ORGANISATION:
        raise StepRefused(_("Chỉ tổ chức, doanh nghiệp mới có thành viên."))
    if right not in Right.values:
        raise StepRefused(_("Chọn quyền của người được mời."))
    if not note.strip():
        raise StepRefused(_("Ghi bạn mời ai, để sau này còn nhận ra."))
    with transaction.atomic():
        Party.objects.select_for_update().get(pk=organisation.pk)
        if open_invitations(organisation).count() >= MOST_INVITATIONS:
            raise StepRefused(_("Đang có quá nhiều lời mời chưa dùng. Thu bớt lại rồi mời tiếp."))
        code = "".join(secrets.choice(_LETTERS) for _place in range(12))
        Invitation.objects.create(
            organisation=organisation, code_sha=_sha(code), right=right, note=note.strip()[:120], made_by=by,
            made_at=now(), expires_at=now() + timedelta(days=INVITE_DAYS),
        )  # fmt: skip
    return "-".join((code[:4], code[4:8], code[8:]))


def join(*, user: User, code: str) -> Member:
    """Takes up an invitation; a code counts once. Somebody who belongs already gets the right of the code."""
    with transaction.atomic():
        found = Invitation.objects.select_for_update(of=("self",)).select_related("organisation", "made_by")
        invitation = found.filter(code_sha=_sha(code), ended_at=None, expires_at__gt=now()).first()
        if invitation is None:
            raise StepRefused(_("Mã mời này sai, đã dùng hoặc đã hết hạn. Hỏi lại người mời bạn."))
        organisation = invitation.organisation
        if organisation.user_id == user.pk:
            raise StepRefused(_("Đây là tài khoản của chính tổ chức này."))
        if organisation.members.filter(ended_at=None).count() >= MOST_MEMBERS:
            raise StepRefused(_("Tổ chức này đã đủ thành viên."))
        invitation.used_by, invitation.ended_at = user, now()
        invitation.save(update_fields=["used_by", "ended_at"])
        member, made = Member.objects.get_or_create(
            organisation=organisation, user=user, ended_at=None,
            defaults={"right": invitation.right, "joined_at": now(), "invited_by": str(invitation.made_by or "")[:200]},
        )  # fmt: skip
        if not made:
            member.right = invitation.right
            member.save(update_fields=["right"])
    return member


def take_back(*, organisation: Party, by: User, pk: int) -> None:
    """An invitation that nobody has used yet counts no more."""
    _ask_owner(by, organisation)
    organisation.invitations.filter(pk=pk, ended_at=None).update(ended_at=now())


def end(*, organisation: Party, by: User, pk: int) -> None:
    """Somebody leaves, or is sent away by who manages the members; twice changes nothing. Raises StepRefused."""
    with transaction.atomic():
        Party.objects.select_for_update().get(pk=organisation.pk)
        member = organisation.members.filter(pk=pk, ended_at=None).first()
        if member is None:
            return
        if member.user_id != by.pk:
            _ask_owner(by, organisation)
        others = organisation.members.filter(ended_at=None, right=Right.OWNER).exclude(pk=pk)
        if member.right == Right.OWNER and organisation.user_id is None and not others.exists():
            raise StepRefused(_("Tổ chức cần ít nhất một người quản lý. Giao quyền cho người khác trước."))
        member.ended_at, member.ended_by = now(), str(by)[:200]
        member.save(update_fields=["ended_at", "ended_by"])


def members_of(organisation: Party) -> list[Member]:
    rows = organisation.members.filter(ended_at=None).select_related("user")
    return list(rows.order_by("joined_at", "pk")[:MOST_MEMBERS])


def open_invitations(organisation: Party) -> "QuerySet[Invitation]":
    return organisation.invitations.filter(ended_at=None, expires_at__gt=now()).order_by("-pk")


def _living(user: User) -> "QuerySet[Member]":
    return Member.objects.filter(user=user, ended_at=None)


class _Keys(ArraySubquery):
    template = "(ARRAY(%(subquery)s))"


class _IsAnyOf(Func):
    """`column = ANY (ARRAY(SELECT …))`: the keys are read once, then looked up, also within an OR."""

    template = "%(expressions)s"
    arg_joiner = " = ANY "
    output_field = BooleanField()


def _any(column: str, rows: "QuerySet[Member]") -> Q:
    return Q(_IsAnyOf(F(column), _Keys(rows.values("organisation_id"))))


def _ask_owner(user: User, organisation: Party) -> None:
    if not may(user, organisation, Right.OWNER):
        raise StepRefused(_("Chỉ người quản lý thành viên của tổ chức làm được việc này."))


def _sha(code: str) -> str:
    bare = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(bare.encode()).hexdigest()
