"""Making copies, and saying when a term is about to pass."""

import json
import logging
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from celery import shared_task
from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.db.models import F, Q
from django.urls import reverse

from portal.accounts.models import ConsentRecord, Party
from portal.audit.models import AccessLog, SignInLog
from portal.calendars.now import now
from portal.documents import store
from portal.documents.models import FileState
from portal.notifications.models import Message
from portal.notifications.services import queue
from portal.privacy import hooks
from portal.privacy.models import OPEN, DataCopy, DataRequest, RequestState
from portal.privacy.services import answering, leaders
from portal.vault.models import VaultItem

log = logging.getLogger(__name__)
COPY_DAYS = 7
_CHUNK = 500
_CONSENT = "purpose text_version given_at withdrawn_at evidence"
_REQUEST = "kind text state received_at answer ended_at"
_LOOK = "user_name agency_name subject act purpose at"
_MESSAGE = "channel template subject text about created_at sent_at"
_PAPER = "shelf state title number issuer issued_on expires_on about values arrived_at"


@shared_task(name="privacy.copy")
def copy(pk: int) -> None:
    """Writes everything about a person into one ZIP of JSON files; rows are streamed. A second run finds it made."""
    asked = DataCopy.objects.filter(pk=pk, file=None, failed=False).select_related("party").first()
    if asked is None:
        return
    try:
        with store.scratch() as path:
            _pack(path, asked.party)
            file = store.keep(path, content_type="application/zip", pages=1, state=FileState.CLEAN)
    except OSError:
        log.exception("data copy %s", pk)
        DataCopy.objects.filter(pk=pk).update(failed=True)
        return
    DataCopy.objects.filter(pk=pk, file=None).update(file=file)


def _pack(path: Path, party: Party) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, rows in [*_own_parts(party), *hooks.parts(party)]:
            with packed.open(f"{name}.json", "w") as target:
                target.write(b"[")
                for number, row in enumerate(rows):
                    text = json.dumps(row, cls=DjangoJSONEncoder, ensure_ascii=False)
                    target.write((("" if number == 0 else ",\n") + text).encode())
                target.write(b"]\n")


def _own_parts(party: Party) -> list[tuple[str, Iterator[dict[str, Any]]]]:
    me = {
        "ten": party.name, "so_dinh_danh": party.id_number, "ma_so_thue": party.tax_code,
        "ngay_sinh": party.birth_on, "gioi_tinh": party.get_sex_display(), "dien_thoai": party.phone,
        "thu_dien_tu": party.email, "dia_chi": party.address, "mo_ngay": party.created_at,
    }  # fmt: skip
    user_id = party.user_id or 0
    told = Q(party_id=party.pk) | Q(user_id=user_id) if user_id else Q(party_id=party.pk)
    return [
        ("tai-khoan", iter([me])),
        ("su-dong-y", _rows(ConsentRecord.objects.filter(party=party), _CONSENT)),
        ("yeu-cau-ve-du-lieu", _rows(DataRequest.objects.filter(party=party), _REQUEST)),
        ("ai-da-xem", _rows(AccessLog.objects.filter(party_id=party.pk), _LOOK)),
        ("lan-dang-nhap", _rows(SignInLog.objects.filter(user_id=user_id), "act ip at")),
        ("tin-da-gui", _rows(Message.objects.filter(told), _MESSAGE)),
        ("kho-giay-to", _rows(VaultItem.objects.filter(party=party), _PAPER)),
    ]


def _rows(found: Any, fields: str) -> Iterator[dict[str, Any]]:
    rows: Iterator[dict[str, Any]] = found.order_by("pk").values(*fields.split()).iterator(chunk_size=_CHUNK)
    return rows


@shared_task(name="privacy.warn")
def warn() -> int:
    """Tells those who answer of requests whose term passes within a day; once a request and term."""
    soon = now() + timedelta(days=1)
    due = Q(state=RequestState.RECEIVED, answer_due__lte=soon) | Q(
        state=RequestState.ANSWERED, done_due__lte=soon
    )
    warned = 0
    for request in DataRequest.objects.filter(due, state__in=OPEN).filter(
        Q(warned_at=None) | Q(warned_at__lt=F("answered_at"))
    )[:100]:
        with transaction.atomic():
            if not DataRequest.objects.filter(pk=request.pk, warned_at=request.warned_at).update(
                warned_at=now()
            ):
                continue
            for officer in answering():
                context = {
                    "kind": request.get_kind_display(),
                    "due_at": request.due_at,
                    "url": reverse("privacy:one", args=[request.key]),
                }
                key = f"data:{request.key}:due:{request.state}:{officer.pk}"
                queue(template="data_request", key=key, user=officer.user, context=context)
            warned += 1
    return warned


@shared_task(name="privacy.tell_late")
def tell_late() -> int:
    """Tells the leaders above those who answer of requests whose term has passed; once a request and term."""
    late = Q(state=RequestState.RECEIVED, answer_due__lt=now()) | Q(
        state=RequestState.ANSWERED, done_due__lt=now()
    )
    told = Q(late_told_at=None) | Q(late_told_at__lt=F("answered_at"))
    done = 0
    for request in DataRequest.objects.filter(late, told)[:100]:
        with transaction.atomic():
            mine = DataRequest.objects.filter(pk=request.pk, late_told_at=request.late_told_at)
            if not mine.update(late_told_at=now()):
                continue
            charged = ", ".join(str(officer) for officer in answering())
            context = {"kind": request.get_kind_display(), "due_at": request.due_at, "officer": charged}
            for leader in leaders():
                key = f"data:{request.key}:late:{request.state}:{leader.pk}"
                queue(template="data_request_late", key=key, user=leader.user, context=context)
            done += 1
    return done


@shared_task(name="privacy.drop_copies")
def drop_copies() -> int:
    """Copies older than a week go; their files follow with the sweep of files nobody points at."""
    return DataCopy.objects.filter(asked_at__lt=now() - timedelta(days=COPY_DAYS)).delete()[0]
