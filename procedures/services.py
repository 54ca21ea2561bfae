"""Writing versions: a draft is edited, checked and published; what is published never changes (P5)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils.text import slugify
from django_fsm import can_proceed

from portal.accounts.models import User
from portal.agencies.queries import today
from portal.calendars.now import now
from portal.documents.models import StoredFile
from portal.web.refusals import StepRefused
from portal.web.show import day
from portal.web.text import clean, fold
from procedures import queries
from procedures.changes import rows
from procedures.definition import Definition, parse, problems_of
from procedures.graph_checks import check_graph
from procedures.history import note
from procedures.models import EDITABLE, EventKind, Procedure, ProcedureField, ProcedureVersion, VersionState
from procedures.publishing import review
from procedures.trials import is_of_here

Document = Mapping[str, Any]


class KeptOwn(StepRefused):
    """A file would take the place of what the province itself has announced or is working on."""


def canonical(document: Any) -> bytes:
    """The bytes whose hash names a version: sorted keys, no spaces, UTF-8."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def sha256_of(document: Any) -> str:
    return hashlib.sha256(canonical(document)).hexdigest()


def problems_before_publishing(document: Any) -> list[tuple[str, str]]:
    """Everything that keeps a document from being published, as (path, Vietnamese sentence)."""
    return problems_of(document) or check_graph(parse(document))


@transaction.atomic
def save_draft(
    *, procedure: Procedure, document: Document, by: User | None = None, act: str = "", why: str = ""
) -> ProcedureVersion:
    """Keep a document as the procedure's draft, faults and all; there is at most one draft at a time.

    An open draft is replaced as a whole (its history keeps what it was); people who edit use `change_draft`."""
    Procedure.objects.select_for_update().get(pk=procedure.pk)
    draft = procedure.versions.filter(state__in=EDITABLE).select_for_update().order_by("-number").first()
    if draft is None:
        last = procedure.versions.aggregate(last=Max("number"))["last"] or 0
        draft = ProcedureVersion.objects.create(
            procedure=procedure, number=last + 1, definition=document, sha256=sha256_of(document)
        )
        note(draft, EventKind.CREATE, by=by, act=act, why=why)
        return draft
    changed = rows(draft.definition, document)
    if changed:
        draft.definition, draft.sha256 = document, sha256_of(document)
        draft.revision += 1
        draft.edit()
        draft.save()
        note(draft, EventKind.EDIT, by=by, act=act or "Thay toàn bộ nội dung", why=why, changes=changed)
    return draft


@transaction.atomic
def draft_from_document(*, document: Document, by: User | None = None) -> ProcedureVersion:
    """Keep an imported document as a draft, of a new procedure when its code is not known yet.

    The document needs at least `code` and `name` as texts; its other faults stay to be mended."""
    code = clean(document["code"])[:20]
    procedure = Procedure.objects.filter(code=code).first()
    if procedure is None:
        field = field_of("KHAC", "Lĩnh vực khác")  # the real one comes with the first publication
        procedure = Procedure.objects.create(code=code, name=clean(document["name"])[:500], field=field)
    return save_draft(procedure=procedure, document=document, by=by, act="Nhập nội dung")


@transaction.atomic
def publish(
    *,
    version: ProcedureVersion,
    decision: str,
    effective_from: date,
    by: User | None,
    decision_on: date | None = None,
    decision_file: StoredFile | None = None,
    why: str = "",
) -> ProcedureVersion:
    """Announce a draft: it applies from a day on, by itself. The version before it ends the day before (QN-16.2).

    Whatever has not been checked and tried yet is checked and tried now. `by` is None when the program sets up a
    province; then nobody need hold the duties yet. Raises StepRefused with every reason: not a draft, no decision
    named, faults in the document, a test dossier that fails, a later version already published."""
    Procedure.objects.select_for_update().get(pk=version.procedure_id)
    draft = ProcedureVersion.objects.select_for_update().select_related("procedure").get(pk=version.pk)
    if reason := why_not_publish(draft, decision, effective_from, person=by is not None):
        raise StepRefused(reason)
    for move in (draft.check_over, draft.try_out, draft.publish):
        if can_proceed(move):
            move()
    draft.decision, draft.decision_on, draft.decision_file = clean(decision), decision_on, decision_file
    draft.effective_from, draft.published_at, draft.published_by = effective_from, now(), by
    draft.sha256 = sha256_of(draft.definition)
    draft.save()
    ended = _end_before(draft.procedure, effective_from)
    act = f"Công bố theo {draft.decision}, hiệu lực từ {day(effective_from)}"
    note(draft, EventKind.PUBLISH, by=by, act=act, why=why, changes=ended)
    if effective_from <= today():
        show_in_catalogue(draft.procedure, parse(draft.definition))
    return draft


def why_not_publish(
    draft: ProcedureVersion, decision: str, effective_from: date | None, *, person: bool = False
) -> str:
    """Why a version may not be published now; "" when it may. `person`: also what the offices must be ready for."""
    if not draft.editable:
        return f"Phiên bản {draft.number} không còn là bản nháp."
    if not decision.strip():
        return "Nêu số quyết định công bố."
    if effective_from is None:
        return "Nêu ngày có hiệu lực."
    ends = draft.procedure.retired_on
    if ends and effective_from >= ends:
        return f"Thủ tục đã có quyết định bãi bỏ từ {day(ends)}."
    later = queries.announced(draft.procedure).filter(effective_from__gte=effective_from).first()
    if later:
        return f"Phiên bản {later.number} đã có hiệu lực từ cùng ngày hoặc sau đó."
    found = review(draft, offices=person)
    if found.refusals:
        listed = "; ".join(f"{note.path}: {note.text}" for note in found.refusals[:10])
        return f"Còn {len(found.refusals)} chỗ cần sửa. {listed}"
    if found.failed:
        names = "; ".join(f"“{trial.case.name}”" for trial in found.failed[:10])
        return f"Có {len(found.failed)} hồ sơ thử không ra như mong đợi: {names}."
    return ""


def _end_before(procedure: Procedure, first: date) -> list[dict[str, Any]]:
    """Ends what applied until now the day before; says what was changed, so that it can be taken back."""
    changed = []
    standing = queries.announced(procedure).filter(state=VersionState.PUBLISHED, effective_from__lt=first)
    for version in standing.filter(Q(effective_to__isnull=True) | Q(effective_to__gte=first)):
        before, after = version.effective_to, first - timedelta(days=1)
        version.effective_to = after
        version.save(update_fields=["effective_to"])
        told = {
            "path": ends_path(version),
            "before": before and before.isoformat(),
            "after": after.isoformat(),
        }
        changed.append(told)
    return changed


def ends_path(version: ProcedureVersion) -> str:
    """How the history names the last day of a version."""
    return f"versions[{version.number}].effective_to"


@transaction.atomic
def withdraw(
    *, version: ProcedureVersion, last_day: date, by: User | None = None, why: str = ""
) -> ProcedureVersion:
    """A published version stops being offered after a day; dossiers that carry it go on."""
    locked = ProcedureVersion.objects.select_for_update().select_related("procedure").get(pk=version.pk)
    if locked.state != VersionState.PUBLISHED:
        raise StepRefused("Chỉ thôi dùng được phiên bản đang có hiệu lực.")
    if locked.effective_from and last_day < locked.effective_from:
        raise StepRefused("Ngày dùng cuối phải từ ngày có hiệu lực trở đi.")
    if locked.effective_to and last_day > locked.effective_to:
        raise StepRefused(
            f"Phiên bản này đã hết hiệu lực vào {day(locked.effective_to)}, không kéo dài được."
        )
    before, locked.effective_to = locked.effective_to, last_day
    if last_day < today():
        locked.withdraw()
    locked.save(update_fields=["effective_to", "state"])
    told = {"path": ends_path(locked), "before": before and before.isoformat(), "after": last_day.isoformat()}
    note(locked, EventKind.WITHDRAW, by=by, act=f"Thôi dùng sau {day(last_day)}", why=why, changes=[told])
    return locked


def show_in_catalogue(procedure: Procedure, definition: Definition) -> None:
    """Name, field and keywords in the catalogue are those of the version in force."""
    procedure.name, procedure.plain_name = definition.name, definition.plain_name
    procedure.audience = definition.audience
    procedure.keywords = "\n".join(definition.keywords)
    procedure.field = field_of(definition.field.code, definition.field.name)
    procedure.save()


def field_of(code: str, name: str) -> ProcedureField:
    """The field of work with this code, made when it is new."""
    found = ProcedureField.objects.filter(code=code).first()
    if found:
        return found
    slug = slugify(fold(name))[:70] or code.lower()
    if ProcedureField.objects.filter(slug=slug).exists():
        slug = f"{slug[:40]}-{slugify(code)[:30]}"
    return ProcedureField.objects.create(code=code, name=name, slug=slug)


@transaction.atomic
def load_package(
    path: Path, *, decision: str = "", effective_from: date | None = None, by: User | None = None
) -> ProcedureVersion:
    """Read a definition file and put it in force. The same content again changes nothing; other content
    becomes the next version. Raises DefinitionError or StepRefused, and then nothing is kept."""
    document = json.loads(path.read_text(encoding="utf-8"))
    definition = parse(document)
    here = {case.id for case in definition.tests if is_of_here(definition, case)}
    if len(here) < len(definition.tests):
        document["tests"] = [case for case in document["tests"] if case["id"] in here]
    procedure = Procedure.objects.filter(code=definition.code).first() or Procedure.objects.create(
        code=definition.code,
        name=definition.name,
        field=field_of(definition.field.code, definition.field.name),
    )
    last = procedure.versions.exclude(state__in=EDITABLE).order_by("-number").first()
    if last and last.sha256 == sha256_of(document):
        return last
    if last and last.published_by_id and by is None:
        raise KeptOwn(
            f"Tỉnh đã tự công bố phiên bản {last.number} của {procedure.code}; tệp không thay bản ấy."
        )
    if last and queries.draft_of(procedure):
        raise KeptOwn(f"Thủ tục {procedure.code} đang có bản nháp làm dở; tệp không ghi đè.")
    draft = save_draft(procedure=procedure, document=document)
    start = effective_from or _first_day(last)
    return publish(version=draft, decision=decision or _decision(definition), effective_from=start, by=by)


def _first_day(last: ProcedureVersion | None) -> date:
    """From 1/7/2025, when communes took over from districts, or the day after which nothing newer stands."""
    if last is None or last.effective_from is None:
        return date(2025, 7, 1)
    return max(today(), last.effective_from + timedelta(days=1))


def _decision(definition: Definition) -> str:
    return definition.legal[0].number
