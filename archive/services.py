"""What the archivist and the leader do with sealed records; each refusal is a sentence."""

import io
import json
import zipfile
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import QuerySet

from archive import stamping
from archive.models import Delivery, Destruction, Package, PackageState, Reading
from archive.permissions import why_not_decide, why_not_keep
from dossiers.services import resting
from portal.agencies.models import Officer
from portal.audit.models import AccessLog
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.documents import orphans
from portal.documents.models import StoredFile
from portal.documents.signing.refusals import TryLater
from portal.web.refusals import StepRefused
from portal.web.show import local

DESTROYED_ACT = "Huỷ hồ sơ lưu trữ"
UPLOADS_REST = timedelta(days=2)


def read(*, package: Package, officer: Officer, purpose: str) -> Reading:
    """Opens a record in the reading room. Raises StepRefused without a purpose."""
    if len(purpose.strip()) < 5:
        raise StepRefused("Nhập mục đích khai thác. Người có hồ sơ đọc được dòng này.")
    return Reading.objects.create(package=package, officer=officer, purpose=purpose.strip()[:200], at=now())


def hold(*, package: Package, officer: Officer, reason: str) -> Package:
    """Nothing of this record is destroyed while a court, an inspection or a complaint needs it."""
    _ask(why_not_keep(officer, package.agency_id))
    if not reason.strip():
        raise StepRefused("Nhập lý do giữ lại (vụ việc, văn bản yêu cầu).")
    package.held, package.held_by = reason.strip()[:500], officer
    return _keep_back(package, officer, "hold_record", "Giữ lại hồ sơ lưu trữ")


def release(*, package: Package, officer: Officer) -> Package:
    _ask(why_not_keep(officer, package.agency_id))
    package.held, package.held_by = "", officer
    return _keep_back(package, officer, "release_record", "Thôi giữ lại hồ sơ lưu trữ")


def _keep_back(package: Package, officer: Officer, verb: str, act: str) -> Package:
    with transaction.atomic():
        package.save(update_fields=["held", "held_by"])
        _tell(package, verb, act, officer, package.held)
    return package


def deliver(*, packages: QuerySet[Package], officer: Officer, receiver: str, receipt_number: str) -> Delivery:
    """Hands records over to the agency's archive against a receipt."""
    _ask(why_not_keep(officer, officer.agency_id))
    if not receiver.strip() or not receipt_number.strip():
        raise StepRefused("Nhập người nhận và số biên bản giao nhận.")
    with transaction.atomic():
        free = packages.filter(agency=officer.agency, state=PackageState.SEALED).select_for_update()
        chosen = list(free.values_list("pk", flat=True))
        if not chosen:
            raise StepRefused("Không có hồ sơ nào để nộp.")
        made = Delivery.objects.create(
            agency=officer.agency, officer=officer, receiver=receiver.strip()[:200],
            receipt_number=receipt_number.strip()[:60], delivered_at=now(),
        )  # fmt: skip
        Package.objects.filter(pk__in=chosen).update(state=PackageState.DELIVERED, delivery=made)
        words = f"{made.receipt_number}, {made.receiver}"
        for one in Package.objects.filter(pk__in=chosen).select_related("dossier").order_by("pk"):
            _tell(one, "deliver_record", "Nộp hồ sơ lưu trữ", officer, words)
    return made


def due(agency_id: int, on: date) -> QuerySet[Package]:
    """Records whose time was over before this day, which nobody holds back and no list has yet."""
    kept = Package.objects.exclude(state=PackageState.DESTROYED)
    return kept.filter(agency_id=agency_id, keep_until__lt=on, held="", destruction=None).order_by(
        "keep_until", "pk"
    )


def propose(*, officer: Officer, keys: Sequence[int], reason: str) -> Destruction:
    """The archivist's list of records to be destroyed."""
    _ask(why_not_keep(officer, officer.agency_id))
    if not reason.strip():
        raise StepRefused("Nhập lý do huỷ.")
    with transaction.atomic():
        chosen = (
            due(officer.agency_id, local(now()).date()).filter(pk__in=keys).select_for_update(of=("self",))
        )
        rows = [one.pk for one in chosen]
        if not rows:
            raise StepRefused("Không hồ sơ nào trong số đã chọn hết thời hạn bảo quản.")
        made = Destruction.objects.create(
            agency=officer.agency, proposed_by=officer, reason=reason.strip()[:1000], proposed_at=now()
        )
        Package.objects.filter(pk__in=rows).update(destruction=made)
    return made


def decide(*, destruction: Destruction, officer: Officer, agrees: bool, words: str) -> Destruction:
    """A second person decides: `words` is the number of the decision, or why not. Then a worker destroys."""
    with transaction.atomic():
        fresh = Destruction.objects.select_for_update().get(pk=destruction.pk)
        _ask(why_not_decide(officer, fresh))
        if not words.strip():
            raise StepRefused("Nhập số quyết định." if agrees else "Nhập lý do không đồng ý.")
        fresh.decided_by, fresh.decided_at = officer, now()
        if agrees:
            fresh.decision_number = words.strip()[:60]
            start_on_commit("archive.destroy", fresh.pk)
        else:
            fresh.refused = words.strip()[:1000]
            fresh.packages.update(destruction=None)
        fresh.save()
    return fresh


def destroy(destruction: Destruction) -> Destruction:
    """Deletes what a decided list names and writes the proof; what has been held back meanwhile stays.

    With each record go the living rows and files that it covers (dossiers.services.resting.erase); its description
    and the journal stay. Broken off, it goes on with the records that are still there.
    """
    if destruction.decision_number == "" or destruction.done_at is not None:
        return destruction
    destruction.packages.exclude(held="").update(destruction=None)
    told = [
        _destroy_one(pk, destruction)
        for pk in destruction.packages.order_by("pk").values_list("pk", flat=True)
    ]
    destruction.done_at = now()
    proof = _proof(destruction, told)
    Destruction.objects.filter(pk=destruction.pk, done_at=None).update(
        done_at=destruction.done_at, proof=proof
    )
    destruction.refresh_from_db(fields=["done_at", "proof", "stamp"])
    return stamp_proof(destruction)


def stamp_proof(destruction: Destruction) -> Destruction:
    """The time stamp over the proof; while the authority does not answer, the next round asks again."""
    if not destruction.stamp:
        try:
            destruction.stamp = stamping.stamp(destruction.proof.encode())
        except TryLater:
            return destruction
        destruction.save(update_fields=["stamp"])
    return destruction


def go_on() -> int:
    """Lists decided and not carried out to the end (a worker died), and proofs without a stamp. How many."""
    waiting = Destruction.objects.exclude(decision_number="").filter(done_at=None)
    unstamped = Destruction.objects.exclude(done_at=None).filter(stamp=b"")
    found = [*waiting, *(unstamped if settings.TSA_URL else [])]
    for one in found:
        stamp_proof(one) if one.done_at else destroy(one)
    return len(found)


def _destroy_one(pk: int, destruction: Destruction) -> dict[str, Any]:
    """One record with all that it covers; what the proof says of it."""
    officer = destruction.decided_by
    assert officer is not None
    with transaction.atomic():
        package = Package.objects.select_for_update(of=("self",)).select_related("dossier").get(pk=pk)
        if package.state != PackageState.DESTROYED:
            files: list[StoredFile] = []
            words = f"Quyết định {destruction.decision_number}"
            if package.dossier is not None:
                data = {"sha256": package.sha256, "decision": destruction.decision_number}
                files = resting.erase(package.dossier, officer=officer, words=words, data=data)
            else:
                _tell(package, "destroy_record", DESTROYED_ACT, officer, words)
            Package.objects.filter(pk=pk).update(state=PackageState.DESTROYED)
            orphans.give_up(files, before=now() - UPLOADS_REST)
            storages["archive"].delete(package.path)
    return _told(package)


def _told(package: Package) -> dict[str, Any]:
    """What the proof says of one record: hashes, no contents; which files went, which others use and stay."""
    row = package.dossier.journal.filter(verb="destroy_record").last() if package.dossier else None
    named = set(row.data["files"]) if row else set()
    stay = set(StoredFile.objects.filter(sha256__in=named).values_list("sha256", flat=True))
    return {
        "code": package.code,
        "sha256": package.sha256,
        "keep_until": str(package.keep_until),
        "file_is_gone": not storages["archive"].exists(package.path),
        "journal_row": row.hash if row else "",
        "files_gone": sorted(named - stay),
        "files_used_elsewhere": sorted(stay),
    }


def _tell(package: Package, verb: str, act: str, officer: Officer, words: str) -> None:
    """The act as a row of the dossier's journal; of a record whose dossier is not here, as a row of the access log."""
    if package.dossier is not None:
        resting.note(package.dossier, verb, officer=officer, words=words, data={"sha256": package.sha256})
        return
    AccessLog.objects.create(
        user_id=officer.user_id, user_name=str(officer.user)[:200], agency_name=str(officer.agency)[:200],
        subject=package.code[:60], act=act[:40], purpose=words[:200], at=now(),
    )  # fmt: skip


def _proof(destruction: Destruction, records: list[dict[str, Any]]) -> str:
    """What was destroyed, by whom, on which decision."""
    assert destruction.decided_by is not None and destruction.done_at is not None
    told = {
        "decision": destruction.decision_number,
        "reason": destruction.reason,
        "proposed_by": destruction.proposed_by.user.full_name,
        "decided_by": destruction.decided_by.user.full_name,
        "done_at": destruction.done_at.isoformat(),
        "records": records,
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True, indent=1)


def proof_file(destruction: Destruction) -> bytes:
    """The proof with its time stamp as ZIP; `openssl ts -verify` checks the one against the other."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("bien-ban-huy.json", destruction.proof)
        if destruction.stamp:
            packed.writestr("bien-ban-huy.tsr", bytes(destruction.stamp))
    return made.getvalue()


def _ask(refusal: str) -> None:
    if refusal:
        raise StepRefused(refusal)
