"""Differences of a newer file: an administrator takes them in or keeps ours; a published version never changes."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portal.accounts.models import User
from portal.agencies.queries import today
from portal.calendars.now import now
from portal.catalogues.models import Kind
from portal.catalogues.queries import names_of
from portal.web.refusals import StepRefused
from procedures.models import EDITABLE, Procedure, ProcedureVersion
from procedures.national.building import build
from procedures.national.differences import Difference, differences, taken_in
from procedures.national.importing import field_codes, ours
from procedures.national.records import CatalogueSource
from procedures.national.rows import RowRefused, row_of
from procedures.services import save_draft

PERMISSION = "procedures.change_procedureversion"


def waiting() -> QuerySet[CatalogueSource]:
    """The procedures for which a newer row waits for a decision, oldest first."""
    rows = CatalogueSource.objects.filter(offered_at__isnull=False).select_related("procedure__field")
    return rows.defer("row").order_by("offered_at", "procedure__code")


def offered(source: CatalogueSource) -> tuple[list[Difference], dict[str, Any]]:
    """(what differs between ours and the newer row, the newer row as a definition)."""
    theirs = _read(source.offered_row)
    return differences(ours(source.procedure), theirs), theirs


@transaction.atomic
def accept(*, source: CatalogueSource, seen: str, by: User) -> ProcedureVersion:
    """Takes the newer row in as a draft: the open one is changed, else a new one is made of the version in force.

    A draft that nobody touched since it was imported becomes the new row whole; otherwise only the parts that the
    catalogue changed are replaced. `seen` is the offer that the person looked at. Raises StepRefused."""
    locked = _locked(source, seen)
    theirs = _read(locked.offered_row)
    mine = ours(locked.procedure)
    draft = locked.procedure.versions.filter(state__in=EDITABLE).first()
    untouched = draft is not None and draft.sha256 == locked.draft_sha256
    base = _read(locked.row) if locked.row else None
    document = theirs if untouched or not mine else taken_in(mine, base, theirs)
    made = save_draft(
        procedure=locked.procedure, document=document, by=by, act="Nhận thay đổi từ danh mục quốc gia"
    )
    locked.row_sha256, locked.row = locked.offered_sha256, locked.offered_row
    locked.draft_sha256 = made.sha256 if untouched or not mine else ""
    _decided(locked, by)
    return made


@transaction.atomic
def keep(*, source: CatalogueSource, seen: str, by: User) -> None:
    """Ours stays; the same row is not offered again. Raises StepRefused."""
    locked = _locked(source, seen)
    locked.kept_sha256 = locked.offered_sha256
    _decided(locked, by)


def _decided(source: CatalogueSource, by: User) -> None:
    source.offered_sha256, source.offered_row, source.offered_at = "", None, None
    source.decided_by, source.decided_at = by, now()
    source.save()


def _locked(source: CatalogueSource, seen: str) -> CatalogueSource:
    Procedure.objects.select_for_update().get(pk=source.procedure_id)
    locked = (
        CatalogueSource.objects.select_for_update(of=("self",)).select_related("procedure").get(pk=source.pk)
    )
    if not locked.offered_sha256:
        raise StepRefused("Khác biệt này đã được quyết định.")
    if locked.offered_sha256 != seen:
        raise StepRefused("Danh mục đã được nhập lại trong lúc bạn xem; xem lại khác biệt mới.")
    return locked


def _read(row: Any) -> dict[str, Any]:
    try:
        return build(row_of(row), field_codes(), names_of(Kind.PAPER, today())).document
    except RowRefused:
        return {}
