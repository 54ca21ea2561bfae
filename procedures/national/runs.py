"""The record of one import: progress while it goes, the report line by line, one at a time."""

from datetime import timedelta
from types import TracebackType
from typing import Self

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.calendars.now import now
from portal.web.refusals import StepRefused
from procedures.national.importing import Taking, Told
from procedures.national.records import CatalogueImport, CatalogueRow
from procedures.national.words import cut

_EVERY = 100
_DEAD = timedelta(minutes=10)


class Run:
    """After `begin`, used with `with`: what is left unfinished is marked as stopped."""

    def __init__(
        self, file_name: str, size: int, by: User | None = None, record: CatalogueImport | None = None
    ) -> None:
        self.record = record or CatalogueImport(file_name=cut(file_name, 190), by=by)
        self.record.bytes = size
        self.waiting: list[CatalogueRow] = []

    def __enter__(self) -> Self:
        return self

    def begin(self) -> None:
        """Marks the import as under way. Raises StepRefused when another one is."""
        CatalogueImport.objects.filter(
            state=CatalogueImport.State.RUNNING, alive_at__lt=now() - _DEAD
        ).update(state=CatalogueImport.State.FAILED, error="Máy chủ dừng giữa chừng.")
        self.record.state, self.record.alive_at = CatalogueImport.State.RUNNING, now()
        try:
            with transaction.atomic():
                self.record.save()
        except IntegrityError as error:
            raise StepRefused("Đang có một lần nhập danh mục khác; chờ xong rồi nhập lại.") from error

    def note(self, told: Told, place: int, taking: Taking) -> None:
        """Keeps a line of the report; progress is written every hundred lines."""
        self.waiting.append(
            CatalogueRow(
                imported=self.record,
                line=told.line,
                code=told.code[:20],
                name=cut(told.name, 290),
                outcome=told.outcome,
                reason=cut(told.reason, 290),
                kinds=told.kinds,
            )
        )
        if len(self.waiting) >= _EVERY:
            self._write(place, taking)

    def _write(self, place: int, taking: Taking) -> None:
        CatalogueRow.objects.bulk_create(self.waiting)
        self.waiting.clear()
        self.record.bytes_read, self.record.alive_at = place, now()
        self.record.counts = counts(taking)
        self.record.lines = sum(taking.counts.values())
        self.record.save(update_fields=["bytes_read", "alive_at", "counts", "lines"])

    def finish(self, taking: Taking) -> None:
        self._write(self.record.bytes, taking)
        self.record.state, self.record.finished_at = CatalogueImport.State.DONE, now()
        self.record.save(update_fields=["state", "finished_at"])

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.record.state == CatalogueImport.State.RUNNING:
            self.record.state, self.record.finished_at = CatalogueImport.State.FAILED, now()
            self.record.error = "Dừng giữa chừng; nhập lại tệp để làm tiếp, những dòng đã nhập không đổi."
            self.record.save(update_fields=["state", "finished_at", "error"])


def counts(taking: Taking) -> dict[str, dict[str, int]]:
    """What the record keeps of the totals."""
    return {
        "outcomes": dict(taking.counts),
        "kinds": dict(taking.kinds),
        "reasons": dict(taking.reasons.most_common(30)),
    }
