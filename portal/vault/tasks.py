"""Work of the store that nobody should wait for: marked copies, the ZIP of everything, reminders."""

import json
import logging
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import shared_task
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Q
from django.urls import reverse

from portal.calendars.now import now
from portal.documents import marking, store
from portal.documents.models import FileState
from portal.documents.names import name_for
from portal.notifications.services import queue
from portal.vault import members
from portal.vault.models import ExportState, ItemState, VaultExport, VaultItem, VaultShare
from portal.vault.permissions import why_not_open
from portal.vault.services import EXPORT_DAYS
from portal.web.refusals import StepRefused
from portal.web.show import day, local

log = logging.getLogger(__name__)
WARN_DAYS = 30
_PIECE = 1 << 20
_AT_ONCE = 200


@shared_task(name="vault.mark_share")
def mark_share(pk: int) -> None:
    """Makes the copy that a link shows: the purpose across every page. A second time changes nothing."""
    share = VaultShare.objects.select_related("item__file").filter(pk=pk, file=None, ended_at=None).first()
    if share is None or share.item.file.state != FileState.CLEAN:
        return
    last_day = day(local(share.expires_at).date())
    note = f"Bản sao từ kho giấy tờ điện tử, chỉ dùng cho {share.purpose}, đến hết ngày {last_day}"
    try:
        file = marking.marked(share.item.file, f"CHỈ DÙNG CHO: {share.purpose}", note)
    except StepRefused as refusal:
        log.warning("share %s is not marked: %s", pk, refusal)
        return
    VaultShare.objects.filter(pk=pk, file=None).update(file=file)


@shared_task(name="vault.mark_lost")
def mark_lost() -> int:
    """Marks the copies whose first request was lost."""
    waiting = VaultShare.objects.filter(file=None, ended_at=None, expires_at__gt=now())
    lost = list(waiting.values_list("pk", flat=True)[:_AT_ONCE])
    for pk in lost:
        mark_share(pk)
    return len(lost)


@shared_task(name="vault.export")
def export(pk: int) -> None:
    """Gathers everything into one ZIP: the files and a list of them in JSON, recalled ones in the list alone.

    A second worker finds it done.
    """
    asked = VaultExport.objects.filter(pk=pk, state=ExportState.ASKED).select_related("party").first()
    if asked is None:
        return
    items = VaultItem.objects.filter(party=asked.party, state__in=(ItemState.KEPT, ItemState.RECALLED))
    rows = list(items.select_related("file").order_by("pk"))
    VaultExport.objects.filter(pk=pk).update(total=len(rows), done=0)
    try:
        with store.scratch() as path:
            _pack(path, rows, pk)
            file = store.keep(path, content_type="application/zip", pages=1, state=FileState.CLEAN)
    except OSError:
        log.exception("export %s", pk)
        VaultExport.objects.filter(pk=pk).update(state=ExportState.FAILED)
        return
    VaultExport.objects.filter(pk=pk, state=ExportState.ASKED).update(
        state=ExportState.READY, file=file, done=len(rows)
    )


def _pack(path: Path, rows: list[VaultItem], pk: int) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as packed:
        told = []
        for number, item in enumerate(rows, start=1):
            name = ""
            if not why_not_open(item):
                name = f"giay-to/{number:04} {name_for(item.title[:80], item.file.content_type)}"
                with default_storage.open(item.file.path) as source, packed.open(name, "w") as target:
                    while piece := source.read(_PIECE):
                        target.write(piece)
            told.append(_told(item, name))
            if number % 20 == 0:
                VaultExport.objects.filter(pk=pk).update(done=number)
        packed.writestr("danh-muc.json", json.dumps(told, ensure_ascii=False, indent=1))


def _told(item: VaultItem, name: str) -> dict[str, Any]:
    return {
        "tep": name,
        "sha256": item.file.sha256,
        "ten": item.title,
        "nhom": item.get_shelf_display(),
        "so_ky_hieu": item.number,
        "noi_cap": item.issuer,
        "ngay_cap": item.issued_on.isoformat() if item.issued_on else None,
        "het_han": item.expires_on.isoformat() if item.expires_on else None,
        "ma_ket_qua": item.result_code,
        "tu_ho_so": item.about,
        "vao_kho": item.arrived_at.isoformat(),
        "tinh_trang": item.get_state_display(),
        "noi_dung": item.values,
        "da_dung": [
            {"viec": use.get_act_display(), "cho": use.about, "luc": use.at.isoformat()}
            for use in item.uses.all()
        ],
    }


@shared_task(name="vault.warn_expiring")
def warn_expiring() -> int:
    """Tells owners a month before a paper in their store runs out, of an organisation's also everybody who may file for
    it; once a paper."""
    today = local(now()).date()
    due = VaultItem.objects.filter(
        state=ItemState.KEPT,
        warned_at=None,
        expires_on__gte=today,
        expires_on__lte=today + timedelta(WARN_DAYS),
    )
    warned = 0
    for item in due.select_related("party__user").order_by("expires_on")[:_AT_ONCE]:
        with transaction.atomic():
            if VaultItem.objects.filter(pk=item.pk, warned_at=None).update(warned_at=now()):
                context = {
                    "title": item.title,
                    "expires_on": item.expires_on,
                    "url": reverse("vault:item", args=[item.key]),
                }
                key = f"vault:{item.key}:{item.expires_on}"
                queue(template="result_expiring", key=key, party=item.party, context=context)
                for user in members.acting_for(item.party):
                    queue(template="result_expiring", key=f"{key}:{user.pk}", user=user, context=context)
                warned += 1
    return warned


@shared_task(name="vault.drop_exports")
def drop_exports() -> int:
    """Old exports go, so do papers that their owners deleted and the copies behind links that have ended; the files
    follow with the sweep of files nobody points at."""
    at = now()
    ended = VaultShare.objects.filter(Q(ended_at__lt=at) | Q(expires_at__lt=at)).exclude(file=None)
    ended.update(file=None)
    removed = VaultItem.objects.filter(state=ItemState.REMOVED).delete()[0]
    return removed + VaultExport.objects.filter(asked_at__lt=at - timedelta(days=EXPORT_DAYS)).delete()[0]
