"""What happens in the store: papers come in, are kept or not, used, shared, recalled, removed."""

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from portal.accounts.models import ConsentRecord, Party, User
from portal.agencies.queries import profile
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.documents.models import FileState, StoredFile
from portal.vault.models import (
    Act,
    ExportState,
    ItemState,
    Shelf,
    VaultExport,
    VaultItem,
    VaultShare,
    VaultUse,
)
from portal.vault.permissions import why_not_remove, why_not_use
from portal.web.refusals import StepRefused
from portal.web.show import local
from portal.web.text import clean

ALWAYS_KEEP = "kho-tu-luu"
CONSENT_TEXT = "2026-11"
MOST_OWN = 500
MOST_SHARES = 20
SHARE_DAYS = (1, 7, 30)
EXPORT_DAYS = 7


@dataclass(frozen=True)
class Deposit:
    """A paper on its way into somebody's store. source names where it comes from and makes it come in once."""

    party: Party
    shelf: str
    source: str
    title: str
    file: StoredFile
    number: str = ""
    issuer: str = ""
    issued_on: date | None = None
    expires_on: date | None = None
    result_code: str = ""
    about: str = ""
    values: dict[str, Any] = field(default_factory=dict)


def deposit(given: Deposit) -> VaultItem:
    """Puts a paper into the store, or offers it, as the province has it (vault_mode): auto keeps it at once (ST-13);
    consent keeps it once the person has agreed for good, else asks each time (HG-7.2); manual waits until the person
    takes it (DL-22). A second time with the same source changes nothing. Call it inside the act's transaction.
    """
    mode = profile().vault_mode
    at_once = mode == "auto" or (mode == "consent" and keeps_always(given.party))
    item = VaultItem(
        party=given.party,
        source=given.source[:120],
        shelf=given.shelf,
        state=ItemState.KEPT if at_once else ItemState.OFFERED,
        title=clean(given.title)[:300],
        number=given.number[:60],
        issuer=given.issuer[:200],
        issued_on=given.issued_on,
        expires_on=given.expires_on,
        result_code=given.result_code[:40],
        about=given.about[:60],
        values=given.values,
        file=given.file,
        arrived_at=now(),
    )
    VaultItem.objects.bulk_create(
        [item], ignore_conflicts=True
    )  # a second time changes nothing, also at once
    return VaultItem.objects.get(party=given.party, source=item.source)


def keep(item: VaultItem) -> VaultItem:
    """The person takes an offered paper into the store; later also one they had declined."""
    return _turn(item, ItemState.KEPT, {ItemState.OFFERED, ItemState.DECLINED, ItemState.KEPT})


def decline(item: VaultItem) -> VaultItem:
    """The person does not want an offered paper kept; it stays with its dossier alone."""
    return _turn(item, ItemState.DECLINED, {ItemState.OFFERED, ItemState.DECLINED})


def remove(item: VaultItem) -> VaultItem:
    """Deletes what the person uploaded; its shares end at once, the night takes row and file (vault.drop_exports).

    Raises StepRefused for any other paper.
    """
    if refusal := why_not_remove(item):
        raise StepRefused(refusal)
    with transaction.atomic():
        done = _turn(item, ItemState.REMOVED, {ItemState.KEPT, ItemState.REMOVED})
        _end_shares(done)
    return done


def recall(source: str) -> int:
    """The issuer has recalled the paper that came from there: its owner reads that, and neither opens nor uses it any
    more; its shares end, exports that hold it go. How many."""
    with transaction.atomic():
        found = list(VaultItem.objects.select_for_update().filter(source=source))
        VaultExport.objects.filter(party__in=[item.party_id for item in found]).delete()
        for item in found:
            item.state, item.ended_at = ItemState.RECALLED, now()
            item.save(update_fields=["state", "ended_at"])
            _end_shares(item)
    return len(found)


def keeps_always(party: Party) -> bool:
    """Whether the person has agreed once that every result goes into the store."""
    return ConsentRecord.objects.filter(party=party, purpose=ALWAYS_KEEP, withdrawn_at=None).exists()


def keep_always(party: Party, user: User, wanted: bool) -> None:
    """Gives or withdraws that consent; the proof of both stays (Luật 91/2025/QH15)."""
    with transaction.atomic():
        Party.objects.select_for_update().get(pk=party.pk)
        standing = ConsentRecord.objects.filter(party=party, purpose=ALWAYS_KEEP, withdrawn_at=None)
        if not wanted:
            standing.update(withdrawn_at=now())
        elif not standing.exists():
            ConsentRecord.objects.create(
                party=party, purpose=ALWAYS_KEEP, text_version=CONSENT_TEXT, given_at=now(),
                evidence=f"tài khoản {user.pk}, trang kho giấy tờ",
            )  # fmt: skip


def add_own(
    *, party: Party, title: str, file: StoredFile, issuer: str = "", number: str = "",
    issued_on: date | None = None, expires_on: date | None = None,
) -> VaultItem:  # fmt: skip
    """A paper that the person uploads (class 6 of QN-15). The same file twice is one paper. Raises StepRefused."""
    if file.state == FileState.REJECTED:
        raise StepRefused(file.reason)
    with transaction.atomic():
        Party.objects.select_for_update().get(pk=party.pk)
        source = f"own:{file.sha256}"
        known = VaultItem.objects.filter(party=party, source=source).first()
        own = VaultItem.objects.filter(party=party, shelf=Shelf.OWN, state=ItemState.KEPT)
        if known is None and own.count() >= MOST_OWN:
            raise StepRefused(
                "Kho giữ đến %(most)s giấy tờ tự tải lên. Xoá bớt giấy không dùng nữa.", most=MOST_OWN
            )
        item = known or VaultItem(party=party, source=source, shelf=Shelf.OWN, file=file, arrived_at=now())
        item.state, item.ended_at, item.warned_at = ItemState.KEPT, None, None
        item.title, item.issuer, item.number = clean(title)[:300], clean(issuer)[:200], clean(number)[:60]
        item.issued_on, item.expires_on = issued_on, expires_on
        item.save()
    return item


def note_use(item: VaultItem, act: str, about: str, by: str) -> None:
    """Writes into the paper's own history what was done with it, for which dossier, by whom."""
    VaultUse.objects.create(item=item, act=act, about=about[:120], by=by[:200], at=now())


def share(*, item: VaultItem, user: User, purpose: str, days: int) -> VaultShare:
    """Makes a link for one purpose that ends after so many days; a worker marks the copy. Raises StepRefused."""
    purpose = clean(purpose)[:120]
    if not purpose:
        raise StepRefused("Ghi rõ đường dẫn này chỉ dùng cho việc gì.")
    if days not in SHARE_DAYS:
        raise StepRefused("Chọn đường dẫn dùng được trong bao lâu.")
    with transaction.atomic():
        locked = VaultItem.objects.select_for_update().get(pk=item.pk)
        if refusal := why_not_use(locked, local(now()).date()):
            raise StepRefused(refusal)
        if locked.shares.filter(ended_at=None, expires_at__gt=now()).count() >= MOST_SHARES:
            raise StepRefused(
                "Giấy này đang có %(most)s đường dẫn. Ngừng bớt rồi tạo thêm.", most=MOST_SHARES
            )
        made = VaultShare.objects.create(
            key=secrets.token_urlsafe(24), item=locked, purpose=purpose, made_by=user, made_at=now(),
            expires_at=now() + timedelta(days=days),
        )  # fmt: skip
        note_use(locked, Act.SHARED, purpose, str(user))
        start_on_commit("vault.mark_share", made.pk)
    return made


def end_share(share_: VaultShare, user: User) -> None:
    """The link stops working at once; a second time changes nothing."""
    with transaction.atomic():
        if VaultShare.objects.filter(pk=share_.pk, ended_at=None).update(ended_at=now()):
            note_use(share_.item, Act.SHARE_ENDED, share_.purpose, str(user))


def why_not_open(share_: VaultShare, at: datetime) -> str:
    """Why a link shows nothing; empty means it opens."""
    if share_.ended_at is not None:
        return "Người chia sẻ đã ngừng đường dẫn này."
    if share_.expires_at <= at:
        return "Đường dẫn này đã hết hạn."
    return why_not_use(share_.item, local(at).date())


def opened(share_: VaultShare, where: str) -> None:
    """Somebody has opened the copy; its owner reads when and from which network address."""
    with transaction.atomic():
        VaultShare.objects.filter(pk=share_.pk).update(opened=F("opened") + 1)
        note_use(share_.item, Act.OPENED, share_.purpose, where)


def ask_export(party: Party) -> VaultExport:
    """Asks a worker for everything as one ZIP; while one is being gathered that one is meant."""
    with transaction.atomic():
        Party.objects.select_for_update().get(pk=party.pk)
        under_way = VaultExport.objects.filter(
            party=party, state=ExportState.ASKED, asked_at__gt=now() - timedelta(hours=1)
        ).first()
        if under_way is not None:
            return under_way
        asked = VaultExport.objects.create(party=party, asked_at=now())
        start_on_commit("vault.export", asked.pk)
    return asked


def _turn(item: VaultItem, state: ItemState, allowed: set[ItemState]) -> VaultItem:
    with transaction.atomic():
        locked = VaultItem.objects.select_for_update().get(pk=item.pk)
        if locked.state not in allowed:
            raise StepRefused("Giấy này đã đổi tình trạng. Mở lại trang kho để xem.")
        locked.state = state
        locked.ended_at = None if state == ItemState.KEPT else now()
        locked.save(update_fields=["state", "ended_at"])
    return locked


def _end_shares(item: VaultItem) -> None:
    item.shares.filter(ended_at=None).update(ended_at=now())
