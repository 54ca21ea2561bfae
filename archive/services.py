"""What the archivist and the leader do with sealed records; each refusal is a sentence."""

import json
from collections.abc import Sequence
from datetime import date

from django.core.files.storage import storages
from django.db import transaction
from django.db.models import QuerySet

from archive.models import Delivery, Destruction, Package, PackageState, Reading
from archive.permissions import why_not_decide, why_not_keep
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.documents.signing.refusals import CannotSign
from portal.web.refusals import StepRefused
from portal.web.show import local


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
    package.save(update_fields=["held", "held_by"])
    return package


def release(*, package: Package, officer: Officer) -> Package:
    _ask(why_not_keep(officer, package.agency_id))
    package.held, package.held_by = "", officer
    package.save(update_fields=["held", "held_by"])
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
    """Deletes the files of a decided list and writes the proof; what has been held back meanwhile stays."""
    if destruction.decision_number == "" or destruction.done_at is not None:
        return destruction
    destruction.packages.exclude(held="").update(destruction=None)
    rows = list(destruction.packages.order_by("pk"))
    for one in rows:
        storages["archive"].delete(one.path)
        Package.objects.filter(pk=one.pk).update(state=PackageState.DESTROYED)
    destruction.done_at = now()
    destruction.proof = _proof(destruction, rows)
    destruction.stamp = _stamp(destruction.proof)
    destruction.save(update_fields=["done_at", "proof", "stamp"])
    return destruction


def _proof(destruction: Destruction, rows: list[Package]) -> str:
    """What was destroyed, by whom, on which decision: codes and hashes, no contents."""
    assert destruction.decided_by is not None and destruction.done_at is not None
    told = {
        "decision": destruction.decision_number,
        "reason": destruction.reason,
        "proposed_by": destruction.proposed_by.user.full_name,
        "decided_by": destruction.decided_by.user.full_name,
        "done_at": destruction.done_at.isoformat(),
        "records": [
            {"code": one.code, "sha256": one.sha256, "keep_until": str(one.keep_until)} for one in rows
        ],
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def _stamp(proof: str) -> bytes:
    from portal.documents.signing import statements  # heavy: pyHanko

    try:
        return statements.stamp(proof.encode())
    except CannotSign:
        return b""


def _ask(refusal: str) -> None:
    if refusal:
        raise StepRefused(refusal)
