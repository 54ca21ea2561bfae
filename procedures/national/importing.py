"""Takes a file of the national catalogue in: every line a draft, unchanged, a difference to decide, or refused."""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.db import DatabaseError, InterfaceError, OperationalError, transaction

from portal.accounts.models import User
from portal.agencies.queries import today
from portal.calendars.now import now
from portal.catalogues.models import Kind
from portal.catalogues.queries import names_of
from portal.web.text import fold
from procedures import catalogued
from procedures.models import EDITABLE, EventKind, Procedure, ProcedureField, ProcedureVersion, VersionEvent
from procedures.national.building import Read, build
from procedures.national.differences import differences
from procedures.national.lines import Line
from procedures.national.records import CatalogueRow, CatalogueSource
from procedures.national.rows import RowRefused, row_of
from procedures.national.words import cut, plain
from procedures.services import field_of, sha256_of

log = logging.getLogger(__name__)
Outcome = CatalogueRow.Outcome
_BATCH = 100
_ODD = "Dòng có dạng chưa đọc được; đã ghi vào nhật ký máy chủ."
_STANDING = {"form", "steps"}
"""Every draft of the catalogue has these doubts; the report counts the others."""


@dataclass(frozen=True, slots=True)
class Told:
    """What became of one line."""

    line: int
    outcome: str
    code: str = ""
    name: str = ""
    reason: str = ""
    doubts: list[dict[str, str]] = field(default_factory=list)

    @property
    def kinds(self) -> list[str]:
        return sorted({one["kind"] for one in self.doubts} - _STANDING)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a code before its row is read."""

    procedure: Procedure
    source: CatalogueSource | None


@dataclass(frozen=True, slots=True)
class Fresh:
    """A row that becomes a new procedure with its first draft."""

    told: Told
    read: Read
    raw: Mapping[str, Any]
    sha256: str


@dataclass(slots=True)
class Taking:
    """One pass over a file. `dry` writes nothing."""

    dry: bool = False
    only_local: bool = False
    by: User | None = None
    counts: Counter[str] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    seen: dict[str, tuple[int, str]] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    paper_kinds: dict[str, str] = field(default_factory=dict)

    def run(self, lines: Iterable[Line], each: Callable[[Told], None]) -> None:
        """Reads every line; whatever one of them holds, the next is read."""
        self.fields, self.paper_kinds = field_codes(), names_of(Kind.PAPER, today())
        left = iter(lines)
        while batch := list(islice(left, _BATCH)):
            for told in self._batch(batch):
                self.counts[told.outcome] += 1
                self.kinds.update(told.kinds)
                if told.outcome == Outcome.REFUSED:
                    self.reasons[told.reason] += 1
                each(told)

    def _batch(self, batch: list[Line]) -> list[Told]:
        """A hundred lines with few statements; new procedures are written together."""
        kept = _kept({str(line.value.get("code", ""))[:40] for line in batch if isinstance(line.value, dict)})
        done = [self._one(line, kept) for line in batch]
        fresh = [one for one in done if isinstance(one, Fresh)]
        failed = {} if self.dry else _write(fresh, self.by)
        return [failed.get(one.read.code, one.told) if isinstance(one, Fresh) else one for one in done]

    def _one(self, line: Line, kept: Mapping[str, Kept]) -> "Told | Fresh":
        if line.refused:
            return Told(line.number, Outcome.REFUSED, reason=line.refused)
        try:
            return self._row(line, kept)
        except RowRefused as refusal:
            code = line.value.get("code") if isinstance(line.value, dict) else ""
            return Told(line.number, Outcome.REFUSED, plain(code)[:20], reason=cut(str(refusal), 290))
        except (OperationalError, InterfaceError):  # the database is gone: nothing to do with this row
            raise
        except Exception:  # one odd row must not keep the others out; the log has it whole
            log.exception("line %s of the national catalogue could not be read", line.number)
            return Told(line.number, Outcome.REFUSED, reason=_ODD)

    def _row(self, line: Line, kept: Mapping[str, Kept]) -> "Told | Fresh":
        row = row_of(line.value)
        sha256 = sha256_of(row.raw)
        if before := self.seen.get(row.code):
            if before[1] == sha256:
                return Told(line.number, Outcome.REPEATED, row.code, row.name, f"Giống hệt dòng {before[0]}.")
            raise RowRefused(f"Trùng mã với dòng {before[0]} nhưng nội dung khác.")
        self.seen[row.code] = (line.number, sha256)
        if self.only_local and fold(row.level) in ("cap bo", "co quan khac", "cap bo, co quan khac"):
            raise RowRefused("Chỉ cấp bộ, cơ quan trung ương giải quyết.")
        known = kept.get(row.code) or _kept({row.code}).get(row.code)
        if known and known.source and (same := _unchanged(known.source, sha256)):
            return Told(line.number, Outcome.UNCHANGED, row.code, row.name, "" if same == "known" else same)
        read = build(row, self.fields, self.paper_kinds)
        doubts = read.document["origin"]["doubts"]
        if known is None:
            told = Told(line.number, Outcome.DRAFT, row.code, row.name, doubts=doubts)
            return Fresh(told, read, row.raw, sha256)
        found = differences(ours(known.procedure), read.document)
        if not self.dry:
            _offer(known.procedure, row.raw, sha256, differs=bool(found))
        if not found:
            return Told(
                line.number, Outcome.UNCHANGED, row.code, row.name, "Nội dung giống của tỉnh.", doubts
            )
        reason = "Khác ở: " + ", ".join(one.label.lower() for one in found) + "."
        return Told(line.number, Outcome.CHANGED, row.code, row.name, reason, doubts)


def field_codes() -> dict[str, str]:
    """The codes of the fields of work by their folded names."""
    return {fold(name): code for name, code in ProcedureField.objects.values_list("name", "code")}


def _unchanged(source: CatalogueSource, sha256: str) -> str:
    """Why a row needs no reading: it is the one taken in, the one declined, or the one that waits already."""
    if sha256 in (source.row_sha256, source.kept_sha256):
        return "known"
    return "Khác biệt đã biết, đang chờ quyết định." if sha256 == source.offered_sha256 else ""


def _kept(codes: set[str]) -> dict[str, Kept]:
    procedures = Procedure.objects.filter(code__in=codes).select_related("source")
    procedures = procedures.defer("source__row", "source__offered_row")
    return {one.code: Kept(one, getattr(one, "source", None)) for one in procedures}


def ours(procedure: Procedure) -> dict[str, Any]:
    """The content that a newer row is compared with: the draft under way, else the version of the highest number."""
    versions = procedure.versions.order_by("-number")
    found = versions.filter(state__in=EDITABLE).first() or versions.first()
    return found.definition if found and isinstance(found.definition, dict) else {}


def _write(fresh: list[Fresh], by: User | None) -> dict[str, Told]:
    """Writes new procedures with their drafts; those that the database refuses, as refused lines by code."""
    try:
        _create(fresh, by)
    except (OperationalError, InterfaceError):
        raise
    except DatabaseError:
        log.exception("a batch of the national catalogue could not be written; trying row by row")
    else:
        return {}
    failed = {}
    for one in fresh:
        try:
            _create([one], by)
        except DatabaseError:
            log.exception("line %s of the national catalogue could not be written", one.told.line)
            failed[one.read.code] = Told(one.told.line, Outcome.REFUSED, one.read.code, one.read.name, _ODD)
    return failed


@transaction.atomic
def _create(fresh: list[Fresh], by: User | None) -> None:
    procedures, versions, sources = [], [], []
    for one in fresh:
        document, code = one.read.document, one.read.code
        work = field_of(document["field"]["code"], document["field"]["name"])
        procedure = Procedure(code=code, name=one.read.name, field=work, audience=document["audience"])
        procedure.fold_words()
        sha256 = sha256_of(document)
        procedures.append(procedure)
        versions.append(ProcedureVersion(procedure=procedure, number=1, definition=document, sha256=sha256))
        sources.append(
            CatalogueSource(
                procedure=procedure, row_sha256=one.sha256, row=dict(one.raw), draft_sha256=sha256
            )
        )
    Procedure.objects.bulk_create(procedures)
    ProcedureVersion.objects.bulk_create(versions)
    CatalogueSource.objects.bulk_create(sources)
    catalogued.learn_all([one.read.document for one in fresh], "Danh mục quốc gia")
    VersionEvent.objects.bulk_create(
        VersionEvent(
            procedure=version.procedure,
            version=version,
            number=1,
            kind=EventKind.CREATE,
            act="Nhập từ danh mục quốc gia",
            by=by,
            revision=version.revision,
            state=version.state,
        )
        for version in versions
    )


@transaction.atomic
def _offer(procedure: Procedure, raw: Mapping[str, Any], sha256: str, *, differs: bool) -> None:
    """A difference waits for a decision; a row that says the same as ours is simply known from now on."""
    source, _ = CatalogueSource.objects.select_for_update().get_or_create(procedure=procedure)
    if differs:
        source.offered_sha256, source.offered_row, source.offered_at = sha256, dict(raw), now()
    else:
        source.row_sha256, source.row = sha256, dict(raw)
        source.offered_sha256, source.offered_row, source.offered_at = "", None, None
    source.save()
