"""Preview, drafts, publication: each procedure by itself, every failure kept with its reason."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.web.refusals import StepRefused
from portal.web.show import vnd
from procedures import life, queries
from procedures.definition import DefinitionError, parse
from procedures.drafts import change_draft
from procedures.models import Procedure, ProcedureVersion
from procedures.revising.change import Change, Changed, revised
from procedures.revising.records import FeeRevision, FeeRevisionLine, LineState
from procedures.services import publish
from procedures.trials import outcome_of, reckoning

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Preview:
    """What a change would do to one procedure. `why_not`: nothing can be drafted for it now."""

    procedure: Procedure
    version: ProcedureVersion
    rows: list[Changed]
    why_not: str

    @property
    def fits(self) -> bool:
        return not self.why_not and any(not row.why_not for row in self.rows)


def preview(
    change: Change, *, fields: Collection[int] = (), level: str = "", specialty: str = ""
) -> list[Preview]:
    """Every procedure with a fee that the change means, by code. Chosen by field, by level and by the agency that
    decides; an empty choice takes all."""
    found = []
    for procedure in queries.open_procedures(change.starts_on).select_related("field").order_by("code"):
        version = queries.current_version(procedure, change.starts_on)
        if version is None or (fields and procedure.field_id not in fields):
            continue
        document = version.definition
        competence = document.get("competence") or {}
        if (level and document.get("level") not in (level, "both")) or (
            specialty and competence.get("specialty") != specialty
        ):
            continue
        _, rows, wrong = _with_trials(version, change)
        if rows:
            found.append(Preview(procedure, version, rows, _why_not(procedure, version, change) or wrong))
    return found


def _with_trials(version: ProcedureVersion, change: Change) -> tuple[dict[str, Any], list[Changed], str]:
    """The changed document with what its test dossiers now cost: an expectation that was right before follows the
    new fee and stands among the changes, one that was wrong before stays wrong."""
    document, rows = revised(version.definition, change)
    if not any(not row.why_not for row in rows):
        return document, rows, ""
    try:
        old, new = queries.definition(version), parse(document)
    except DefinitionError as error:
        return document, rows, f"Nội dung chưa đọc được: {error.problems[0][1]}"
    raw = {one.get("id"): one for one in document.get("tests") or [] if isinstance(one, dict)}
    by = reckoning()
    for case in new.tests:
        expected, before = case.expect.fee_vnd, outcome_of(old, case, by).fee_vnd
        after = outcome_of(new, case, by).fee_vnd
        if expected is not None and expected == before != after:
            raw[case.id]["expect"]["fee_vnd"] = after
            rows = [*rows, Changed(case.id, f"Hồ sơ thử “{case.name}”", vnd(before), vnd(after))]
    return document, rows, ""


def _why_not(procedure: Procedure, version: ProcedureVersion, change: Change) -> str:
    if draft := queries.draft_of(procedure):
        return f"Đang có bản nháp {draft.number} làm dở; sửa trong bản ấy hoặc bỏ nó trước."
    if version.effective_from and version.effective_from >= change.starts_on:
        return f"Phiên bản {version.number} đã có hiệu lực từ cùng ngày."
    return ""


@transaction.atomic
def draft_all(*, change: Change, procedures: Collection[str], by: User) -> FeeRevision:
    """A draft for each chosen procedure that the change fits. Raises StepRefused when none is left."""
    made = FeeRevision.objects.create(
        source=change.source, starts_on=change.starts_on, by=by, at=now(), change=_kept(change)
    )
    for one in preview(change):
        if one.procedure.code in procedures and one.fits:
            _draft(made, one, change, by)
    if not made.lines.exists():
        raise StepRefused("Không còn thủ tục nào trong danh sách để sửa. Xem lại các thay đổi.")
    return made


def _draft(made: FeeRevision, one: Preview, change: Change, by: User) -> None:
    document, rows, _wrong = _with_trials(one.version, change)
    changed: dict[str, Any] = {key: document[key] for key in ("fees", "tests") if key in document}
    draft = life.copy_to_draft(version=one.version, by=by, why=change.source)
    draft = change_draft(
        version=draft,
        seen=draft.revision,
        by=by,
        act=f"Sửa phí, lệ phí theo {change.source}",
        edit=lambda whole: whole.update(changed),
        why=change.source,
    )
    FeeRevisionLine.objects.create(
        revision=made,
        procedure=one.procedure,
        version=draft,
        sha256=draft.sha256,
        changes=[asdict(row) for row in rows if not row.why_not],
    )


def _kept(change: Change) -> dict[str, object]:
    kept = asdict(change)
    return kept | {
        "starts_on": change.starts_on.isoformat(),
        "ends_on": change.ends_on.isoformat() if change.ends_on else None,
        "channels": list(change.channels),
    }


def publish_all(*, revision: FeeRevision, by: User) -> FeeRevision:
    """Announces every draft of the revision from its day on; few at once here, many in the background.

    Raises StepRefused when nothing is left to announce."""
    if not revision.lines.exclude(state=LineState.PUBLISHED).exists():
        raise StepRefused("Mọi thủ tục của đợt này đã được công bố.")
    FeeRevision.objects.filter(pk=revision.pk).update(publishing_at=now(), finished_at=None)
    if revision.lines.count() <= AT_ONCE:
        return run(revision.pk, by)
    start_on_commit("procedures.publish_revision", revision.pk, by.pk)
    return revision


def run(revision_id: int, by: User) -> FeeRevision:
    """Works off what is not published yet; run twice, it goes on where it stopped."""
    revision = FeeRevision.objects.get(pk=revision_id)
    for pk in revision.lines.exclude(state=LineState.PUBLISHED).values_list("pk", flat=True):
        with transaction.atomic():
            line = FeeRevisionLine.objects.select_for_update().get(pk=pk)
            line.state, line.reason = _published(line, revision, by)
            line.save(update_fields=["state", "reason"])
    revision.finished_at = now()
    revision.save(update_fields=["finished_at"])
    return revision


def _published(line: FeeRevisionLine, revision: FeeRevision, by: User) -> tuple[str, str]:
    version = line.version
    if version is None:
        return LineState.FAILED, "Bản nháp đã bị bỏ."
    if not version.editable and version.sha256 == line.sha256:
        return LineState.PUBLISHED, ""
    if version.sha256 != line.sha256:
        return LineState.FAILED, "Bản nháp đã được sửa thêm; mở bản ấy, kiểm tra rồi công bố riêng."
    try:
        with transaction.atomic():
            publish(
                version=version,
                decision=revision.source,
                effective_from=revision.starts_on,
                by=by,
                why="Đợt sửa phí, lệ phí",
            )
    except StepRefused as refusal:
        return LineState.FAILED, str(refusal)[:1000]
    return LineState.PUBLISHED, ""
