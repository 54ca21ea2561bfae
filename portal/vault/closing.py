"""The end of an account, as far as stores go: links, own uploads, memberships end; what agencies put in stays."""

from django.db import transaction
from django.utils.translation import gettext as _

from portal.accounts.models import Party, User
from portal.calendars.now import now
from portal.vault.models import ItemState, Member, Right, Shelf, VaultExport, VaultItem, VaultShare


def why_not_leave(party: Party) -> str:
    """Why the account of this party cannot end yet: members would be left without anybody who manages them."""
    living = Member.objects.filter(ended_at=None)
    own = living.filter(organisation=party).exclude(user=party.user_id)
    if own.exists() and not own.filter(right=Right.OWNER).exists():
        return _(
            "Tổ chức còn thành viên mà chưa ai được quản lý. Giao quyền cho một người, hoặc cho mọi người thôi, trước."
        )
    managed = living.filter(user=party.user_id, right=Right.OWNER, organisation__user=None)
    for one in managed.select_related("organisation") if party.user_id else ():
        others = living.filter(organisation=one.organisation_id, right=Right.OWNER).exclude(pk=one.pk)
        if not others.exists():
            return _("Bạn là người quản lý duy nhất của %(name)s. Giao quyền cho người khác trước.") % {
                "name": one.organisation.name
            }
    return ""


def leave(user: User, party: Party) -> None:
    """The account ends. The store of an organisation that still has members goes on with them."""
    at = now()
    with transaction.atomic():
        Member.objects.filter(user=user, ended_at=None).update(ended_at=at, ended_by=str(user)[:200])
        if party.members.filter(ended_at=None).exists():
            return
        party.invitations.filter(ended_at=None).update(ended_at=at)
        VaultShare.objects.filter(item__party=party, ended_at=None).update(ended_at=at)
        own = VaultItem.objects.filter(party=party, shelf=Shelf.OWN, state=ItemState.KEPT)
        own.update(state=ItemState.REMOVED, ended_at=at)
        VaultExport.objects.filter(party=party).delete()
