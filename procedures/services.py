"""Writing versions: a draft is edited, checked and published; what is published never changes (P5)."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.text import slugify
from django_fsm import can_proceed

from portal.accounts.models import User
from portal.web.refusals import StepRefused
from portal.web.show import day
from portal.web.text import clean, fold
from procedures.changes import rows
from procedures.definition import Definition, parse, problems_of
from procedures.graph_checks import check_graph
from procedures.history import note
from procedures.models import EDITABLE, EventKind, Procedure, ProcedureField, ProcedureVersion, VersionState
from procedures.trials import failed, run_trials

Document = Mapping[str, Any]


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
    *, version: ProcedureVersion, decision: str, effective_from: date, by: User | None
) -> ProcedureVersion:
    """Put a draft in force from a day. The version before it ends the day before (QN-16.2: announced first).

    Raises StepRefused with every reason: not a draft, no decision named, faults in the document or the step
    graph, or a later version already published."""
    Procedure.objects.select_for_update().get(pk=version.procedure_id)
    draft = ProcedureVersion.objects.select_for_update().select_related("procedure").get(pk=version.pk)
    if reason := why_not_publish(draft, decision, effective_from):
        raise StepRefused(reason)
    _end_before(draft.procedure, effective_from)
    for done in (draft.check_over, draft.try_out, draft.publish):
        if can_proceed(done):
            done()
    draft.decision, draft.effective_from = clean(decision), effective_from
    draft.published_at = timezone.now()
    draft.published_by = by
    draft.sha256 = sha256_of(draft.definition)
    draft.save()
    note(
        draft,
        EventKind.PUBLISH,
        by=by,
        act=f"Công bố theo {draft.decision}, hiệu lực từ {day(effective_from)}",
    )
    _show_in_catalogue(draft.procedure, parse(draft.definition))
    return draft


def why_not_publish(draft: ProcedureVersion, decision: str, effective_from: date | None) -> str:
    """Why a version may not be published now; "" when it may."""
    if not draft.editable:
        return f"Phiên bản {draft.number} không còn là bản nháp."
    if not decision.strip():
        return "Nêu số quyết định công bố."
    if effective_from is None:
        return "Nêu ngày có hiệu lực."
    later = draft.procedure.versions.filter(
        state=VersionState.PUBLISHED, effective_from__gte=effective_from
    ).first()
    if later:
        return f"Phiên bản {later.number} đã có hiệu lực từ cùng ngày hoặc sau đó."
    faults = problems_before_publishing(draft.definition)
    if faults:
        listed = "; ".join(f"{path}: {text}" for path, text in faults[:10])
        return f"Còn {len(faults)} chỗ cần sửa. {listed}"
    if draft.definition["code"] != draft.procedure.code:
        return f"Nội dung mang mã {draft.definition['code']}, thủ tục là {draft.procedure.code}."
    if wrong := failed(run_trials(parse(draft.definition))):
        names = "; ".join(f"“{trial.case.name}”" for trial in wrong[:10])
        return f"Có {len(wrong)} hồ sơ thử không ra như mong đợi: {names}."
    return ""


def _end_before(procedure: Procedure, day: date) -> None:
    for version in procedure.versions.filter(state=VersionState.PUBLISHED, effective_from__lt=day):
        if version.effective_to is None or version.effective_to >= day:
            version.effective_to = day - timedelta(days=1)
            version.save(update_fields=["effective_to"])


@transaction.atomic
def withdraw(*, version: ProcedureVersion, last_day: date) -> ProcedureVersion:
    """A published version stops being offered after a day; dossiers that carry it go on."""
    locked = ProcedureVersion.objects.select_for_update().get(pk=version.pk)
    if locked.state != VersionState.PUBLISHED:
        raise StepRefused("Chỉ thôi dùng được phiên bản đang có hiệu lực.")
    if locked.effective_from and last_day < locked.effective_from:
        raise StepRefused("Ngày dùng cuối phải từ ngày có hiệu lực trở đi.")
    locked.effective_to = last_day
    if last_day < timezone.localdate():
        locked.withdraw()
    locked.save(update_fields=["effective_to", "state"])
    return locked


def _show_in_catalogue(procedure: Procedure, definition: Definition) -> None:
    """Name, field and keywords in the catalogue are those of the version published last."""
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
    procedure = Procedure.objects.filter(code=definition.code).first() or Procedure.objects.create(
        code=definition.code,
        name=definition.name,
        field=field_of(definition.field.code, definition.field.name),
    )
    last = procedure.versions.exclude(state=VersionState.DRAFT).order_by("-number").first()
    if last and last.sha256 == sha256_of(document):
        return last
    draft = save_draft(procedure=procedure, document=document)
    start = effective_from or _first_day(last)
    return publish(version=draft, decision=decision or _decision(definition), effective_from=start, by=by)


def _first_day(last: ProcedureVersion | None) -> date:
    """From 1/7/2025, when communes took over from districts, or the day after which nothing newer stands."""
    if last is None or last.effective_from is None:
        return date(2025, 7, 1)
    return max(timezone.localdate(), last.effective_from + timedelta(days=1))


def _decision(definition: Definition) -> str:
    return definition.legal[0].number
