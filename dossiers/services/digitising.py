"""A scanned paper becomes an electronic one: checked against the paper, signed by the agency, stored for reuse.

TT 01/2023, NĐ 107/2021 Đ21a (domain.md §9.2): scanned → checked → signed → stored, or back to the scanner."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from dossiers import clock
from dossiers.models import AT_DESK, Delivery, Dossier, DossierItem, ItemPage, Verdict
from dossiers.permissions import DESK_DUTIES, charged_with
from dossiers.services import papers
from dossiers.services._step import step
from dossiers.states import OPEN, State
from portal.agencies.duties import acting_duties
from portal.agencies.models import Officer
from portal.calendars.now import now
from portal.calendars.working_time import Limit
from portal.documents import pdf, store, uploads
from portal.documents.models import (
    Checker,
    DigitisedPaper,
    DigitisingRule,
    ScanState,
    SigningOrder,
    StoredFile,
)
from portal.documents.signing import keys, orders
from portal.vault import services as vault
from portal.vault.models import Shelf
from portal.web.refusals import NotYours, StepRefused
from portal.web.text import clean
from procedures.definition import PaperSpec
from procedures.queries import definition

SIGN = "dossiers.sign_scan"
RECEIVED = tuple(state for state in OPEN if state not in (State.DRAFT, State.REGISTERED))
NOT_BOUND = "Các trang còn đang được ghép. Đợi ít giây rồi tải lại trang."
SAME_PERSON = "Bạn đã quét giấy này nên người khác ở quầy kiểm tra."
_GONE = "Bản quét này đã được kiểm tra."


def subject_of(dossier: Dossier, paper_id: str) -> str:
    """What names a paper of a dossier here, in the store of papers and in the book of conversions."""
    return f"paper:{dossier.reference}:{paper_id}"


def begin(dossier: Dossier, officer: Officer) -> list[DigitisedPaper]:
    """The scans of a dossier just taken in wait for their check, one working day at most. Inside the act."""
    due = clock.calendar_of(dossier).due(now(), Limit(1, "working_day"), "civil")
    found = [
        _waiting(dossier, item.paper_id, item.title, officer, due)
        for item, _spec in to_digitise(dossier)
        if item.delivery != Delivery.VAULT and papers.pages_of(item)
    ]
    return DigitisedPaper.objects.bulk_create(found, ignore_conflicts=True)


def to_digitise(dossier: Dossier) -> Iterable[tuple[DossierItem, PaperSpec]]:
    """Papers of the dossier that its procedure has digitised."""
    told = {spec.id: spec for spec in definition(dossier.version).papers if spec.digitise}
    items = dossier.items.filter(paper_id__in=told)
    return [(item, told[item.paper_id]) for item in items]


def _waiting(dossier: Dossier, paper_id: str, title: str, officer: Officer, due: datetime) -> DigitisedPaper:
    return DigitisedPaper(
        subject=subject_of(dossier, paper_id), title=title, about=dossier.reference,
        agency=dossier.receiving_agency, scanned_by=officer, scanned_at=now(), due_at=due,
    )  # fmt: skip


def desks_of(officer: Officer) -> list[int]:
    """The desks whose scans this officer checks. Raises NotYours for others."""
    found = sorted({agency for agency, duty in acting_duties(officer) if duty in DESK_DUTIES})
    if not found:
        raise NotYours("Kiểm tra bản quét là việc của cán bộ một cửa.")
    return found


def scans_of(officer: Officer) -> QuerySet[DigitisedPaper]:
    """Scans of the desks this officer acts for."""
    rows = DigitisedPaper.objects.filter(agency__in=desks_of(officer))
    return rows.select_related("agency", "scanned_by__user", "checked_by__user")


def next_after(officer: Officer, scan: DigitisedPaper) -> DigitisedPaper | None:
    """The next scan that waits and that this officer may check, by term."""
    waiting = scans_of(officer).filter(state=ScanState.SCANNED).exclude(pk=scan.pk).order_by("due_at", "pk")
    return next((one for one in waiting[:50] if not why_not_check(officer, one)), None)


def turned_down(officer: Officer, most: int = 100) -> list[DigitisedPaper]:
    """Scans sent back to the scanner that nobody has scanned anew."""
    newer = DigitisedPaper.objects.filter(subject=OuterRef("subject"), pk__gt=OuterRef("pk"))
    rows = scans_of(officer).filter(~Exists(newer), state=ScanState.REJECTED)
    return list(rows.order_by("checked_at", "pk")[:most])


def waiting_at(agency_id: int) -> int:
    """How many scans of a desk wait for their check."""
    return DigitisedPaper.objects.filter(agency=agency_id, state=ScanState.SCANNED).count()


def needs_another(agency_id: int) -> bool:
    """Whether whoever scanned may not check: as the desk is set, else wherever it has more than one officer."""
    rule = DigitisingRule.objects.filter(agency=agency_id).first()
    if rule is not None:
        return rule.checker == Checker.ANOTHER
    at_desk = Officer.objects.filter(agency=agency_id, valid_to=None, duties__overlap=list(DESK_DUTIES))
    return at_desk[:2].count() > 1


def why_not_check(officer: Officer, scan: DigitisedPaper) -> str:
    """Somebody of the desk, and not the one who scanned where the desk has a second (domain.md §9.2)."""
    if not charged_with(officer, scan.agency_id, *DESK_DUTIES):
        return "Kiểm tra bản quét là việc của cán bộ một cửa nơi nhận giấy."
    if scan.state != ScanState.SCANNED:
        return _GONE
    if officer.pk == scan.scanned_by_id and needs_another(scan.agency_id):
        return SAME_PERSON
    return ""


def dossier_of(scan: DigitisedPaper) -> Dossier:
    return Dossier.objects.select_related("procedure", "version", "owner", "receiving_agency").get(
        reference=scan.about
    )


def dossiers_of(scans: Iterable[DigitisedPaper]) -> dict[str, Dossier]:
    """By reference the dossiers of these scans, for lists."""
    wanted = {scan.about for scan in scans}
    rows = Dossier.objects.filter(reference__in=wanted).select_related("owner").defer("answers")
    return {one.reference: one for one in rows}


def item_of(scan: DigitisedPaper) -> DossierItem:
    """The paper of the dossier, with the one PDF that is checked."""
    paper_id = scan.subject.split(":", 2)[2]
    return DossierItem.objects.select_related("pdf", "dossier").get(
        dossier__reference=scan.about, paper_id=paper_id
    )


def approve(*, scan: DigitisedPaper, officer: Officer) -> DigitisedPaper:
    """The scan is the paper: legible, whole, upright. It is signed where the desk's agency signs, and stored.

    Raises StepRefused.
    """
    with _checking(scan, officer, "check_scan") as held:
        item = item_of(held)
        if item.pdf is None:
            raise StepRefused(NOT_BOUND)
        held.file, held.state = item.pdf, ScanState.CHECKED
        held.checked_by, held.checked_at = officer, now()
        held.save(update_fields=["file", "state", "checked_by", "checked_at"])
        key = keys.of_agency(held.agency_id)
        if key is not None:
            orders.ask(
                subject=f"so-hoa:{held.pk}", work=SIGN, key=key, officer=officer, source=item.pdf,
                scan=held.pk,
            )  # fmt: skip
        else:  # an agency without a certificate: its scans are stored unsigned, as its results go out
            _store(held, item)
    return held


def reject(*, scan: DigitisedPaper, officer: Officer, reason: str) -> DigitisedPaper:
    """Back to the scanner, with what is wrong. The pages stay. Raises StepRefused."""
    if not clean(reason):
        raise StepRefused("Ghi vì sao phải quét lại.")
    with _checking(scan, officer, "reject_scan", clean(reason)) as held:
        held.state, held.reason = ScanState.REJECTED, clean(reason)[:300]
        held.checked_by, held.checked_at = officer, now()
        held.save(update_fields=["state", "reason", "checked_by", "checked_at"])
    return held


def scan_again(
    *, scan: DigitisedPaper, officer: Officer, files: Sequence["UploadedFile[bytes]"]
) -> DigitisedPaper:
    """New pages in the place of those that were turned down; these are kept, taken away. Raises StepRefused."""
    if not charged_with(officer, scan.agency_id, *DESK_DUTIES):
        raise StepRefused("Quét lại là việc của cán bộ một cửa nơi nhận giấy.")
    if not files:
        raise StepRefused("Chọn tệp đã quét lại.")
    dossier = dossier_of(scan)
    stored = _received(dossier, officer, files)
    with step(dossier, "scan_again", by=officer.user, officer=officer, note=scan.title) as locked:
        last = DigitisedPaper.objects.select_for_update().filter(subject=scan.subject).order_by("-pk").first()
        if last is None or last.pk != scan.pk or last.state != ScanState.REJECTED:
            raise StepRefused("Giấy này đã được quét lại.")
        item = item_of(scan)
        item.pages.filter(removed_at=None).update(removed_at=now())
        return _laid(locked, item, stored, officer)


def unscanned(dossier: Dossier) -> list[DossierItem]:
    """Papers that lay on the table, must be digitised and have no page yet (NĐ 107/2021 Đ21a)."""
    pages = ItemPage.objects.filter(item=OuterRef("pk"), removed_at=None)
    bare = dossier.items.filter(~Exists(pages), delivery=Delivery.COUNTER)
    wanted = _digitised(dossier)
    return [item for item in bare if item.paper_id in wanted]


def unscanned_at(officer: Officer, most: int = 100) -> list[tuple[Dossier, int]]:
    """Dossiers on paper under way at the desks of this officer and how many of their papers want a scan, the oldest
    first: before the paper goes back with the result."""
    pages = ItemPage.objects.filter(item=OuterRef("pk"), removed_at=None)
    bare = DossierItem.objects.filter(~Exists(pages), delivery=Delivery.COUNTER)
    under_way = Dossier.objects.filter(
        Exists(bare.filter(dossier=OuterRef("pk"))), receiving_agency__in=desks_of(officer), is_test=False,
        state__in=RECEIVED, channel__in=AT_DESK,
    ).select_related("procedure", "version", "owner")  # fmt: skip
    rows = list(under_way.defer("answers", "version__definition").order_by("received_at", "pk")[:most])
    lying: dict[int, list[str]] = defaultdict(list)
    for pk, paper_id in bare.filter(dossier__in=rows).values_list("dossier_id", "paper_id"):
        lying[pk].append(paper_id)
    told = [(one, len(_digitised(one).intersection(lying[one.pk]))) for one in rows]
    return [(one, number) for one, number in told if number]


def _digitised(dossier: Dossier) -> set[str]:
    """The papers that its procedure has digitised."""
    return {spec.id for spec in definition(dossier.version).papers if spec.digitise}


def why_not_scan(officer: Officer, dossier: Dossier) -> str:
    """Somebody of the desk, while the paper is there."""
    if not charged_with(officer, dossier.receiving_agency_id, *DESK_DUTIES):
        return "Quét giấy tờ là việc của cán bộ một cửa nơi nhận giấy."
    return "" if dossier.state in RECEIVED else "Giấy tờ không còn ở quầy."


def scan_late(
    *, dossier: Dossier, officer: Officer, paper_id: str, files: Sequence["UploadedFile[bytes]"]
) -> DigitisedPaper:
    """A paper that was taken as “Đủ” without a scan gets its pages and waits for the check. Raises StepRefused."""
    if not files:
        raise StepRefused("Chọn tệp đã quét.")
    stored = _received(dossier, officer, files)
    with step(dossier, "scan_late", by=officer.user, officer=officer) as locked:
        if refusal := why_not_scan(officer, locked):
            raise StepRefused(refusal)
        item = next((one for one in unscanned(locked) if one.paper_id == paper_id), None)
        if item is None:
            raise StepRefused("Giấy này đã được quét.")
        return _laid(locked, item, stored, officer)


def _received(
    dossier: Dossier, officer: Officer, files: Sequence["UploadedFile[bytes]"]
) -> list[tuple[StoredFile, str]]:
    """The files in the store, each with its name. Raises StepRefused."""
    stored = []
    for file in files:
        upload = uploads.receive(officer.user, f"dossier:{dossier.reference}", file)
        if upload.stored is None:
            raise StepRefused(upload.error or "Chưa nhận được tệp, chọn lại.")
        stored.append((upload.stored, clean(file.name or "")[:255] or "trang quét"))
    return stored


def _laid(
    locked: Dossier, item: DossierItem, stored: list[tuple[StoredFile, str]], officer: Officer
) -> DigitisedPaper:
    """The files as the pages of a paper, and the scan that waits for its check."""
    ItemPage.objects.bulk_create(
        ItemPage(item=item, file=file, name=name, position=place, added_at=now())
        for place, (file, name) in enumerate(stored)
    )
    papers.rebuild(item)
    due = clock.calendar_of(locked).due(now(), Limit(1, "working_day"), "civil")
    fresh = _waiting(locked, item.paper_id, item.title, officer, due)
    fresh.save()
    return fresh


@contextmanager
def _checking(scan: DigitisedPaper, officer: Officer, verb: str, note: str = "") -> Iterator[DigitisedPaper]:
    """The scan under its lock inside a journaled step of its dossier; refused when it may not be checked now."""
    words = f"{scan.title}: {note}" if note else scan.title
    with step(dossier_of(scan), verb, by=officer.user, officer=officer, note=words):
        held = DigitisedPaper.objects.select_for_update(of=("self",)).get(pk=scan.pk)
        if refusal := why_not_check(officer, held):
            raise StepRefused(refusal)
        yield held


def carry_out_signing(order: SigningOrder) -> None:
    """The desk's agency signs the scan, upper right on its first page (NĐ 30/2020). Raises CannotSign, TryLater."""
    from portal.documents.signing import faces, pens  # heavy: pyHanko

    scan = DigitisedPaper.objects.select_related("agency").get(pk=order.told["scan"])
    if scan.state != ScanState.CHECKED or scan.file is None:
        return
    face = faces.of_scan(scan.agency.name, now())
    sealed = pens.seal_scan(store.read(scan.file), keys.open_key(order.key), face)
    order.signed = pdf.store(sealed)
    with transaction.atomic():
        held = DigitisedPaper.objects.select_for_update(of=("self",)).get(pk=scan.pk)
        item = item_of(held)
        DossierItem.objects.filter(pk=item.pk, pdf=held.file).update(pdf=order.signed)
        held.signed, held.state = order.signed, ScanState.SIGNED
        held.save(update_fields=["signed", "state"])
        _store(held, item)


def _store(scan: DigitisedPaper, item: DossierItem) -> None:
    """Into the owner's store: it is not asked for again (DL-19.4)."""
    dossier = dossier_of(scan)
    told = {spec.id: spec for spec in definition(dossier.version).papers}
    file = scan.signed or scan.file
    assert file is not None
    if dossier.owner is not None:
        code = told[item.paper_id].result_code if item.paper_id in told else ""
        vault.deposit(
            vault.Deposit(
                party=dossier.owner, shelf=Shelf.DIGITISED, source=scan.subject, title=item.title, file=file,
                result_code=code, about=dossier.shown_code,
            )
        )  # fmt: skip
    scan.state, scan.stored_at = ScanState.STORED, now()
    scan.save(update_fields=["state", "stored_at"])


def recall_wrong(dossier: Dossier) -> int:
    """Papers that were found wrong later on are not reused: the store says so. How many."""
    wrong = dossier.items.filter(verdict=Verdict.WRONG)
    return sum(vault.recall(subject_of(dossier, item.paper_id)) for item in wrong)


def known(dossier: Dossier) -> set[str]:
    """The papers of this dossier that go through the check: they reach the store by it and no other way."""
    rows = DigitisedPaper.objects.filter(about=dossier.reference).values_list("subject", flat=True)
    return {subject.split(":", 2)[2] for subject in rows}


@dataclass(frozen=True)
class Figures:
    """Group 4 of index 766 for some desks and days: scans by where they are, and how many were checked in time."""

    scanned: int
    waiting: int
    checked: int
    signed: int
    stored: int
    rejected: int
    late: int

    @property
    def share(self) -> int:
        """Of what was scanned and not turned down, per cent stored for reuse."""
        return 100 * self.stored // max(self.scanned - self.rejected, 1)


def figures(agencies: Iterable[int], **between: Any) -> Figures:
    """`between`: conditions on the row, as scanned_at__gte."""
    rows = DigitisedPaper.objects.filter(agency__in=list(agencies), **between)
    waits = Q(state=ScanState.SCANNED)
    late = Q(checked_at__gt=F("due_at")) | waits & Q(due_at__lt=now())
    return Figures(
        **rows.aggregate(
            scanned=Count("pk"), waiting=Count("pk", filter=waits), checked=Count("pk", filter=~waits),
            signed=Count("pk", filter=Q(signed__isnull=False)), late=Count("pk", filter=late),
            stored=Count("pk", filter=Q(state=ScanState.STORED)),
            rejected=Count("pk", filter=Q(state=ScanState.REJECTED)),
        )
    )  # fmt: skip
