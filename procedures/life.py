"""The life of a version beside editing and announcing it: checked, tried, taken back, thrown away, copied.

How a whole procedure ends is in procedures.retiring."""

from copy import deepcopy
from datetime import date, timedelta

from django.db import transaction

from portal.accounts.models import User
from portal.agencies.queries import today
from portal.web.refusals import StepRefused
from portal.web.show import day
from portal.web.text import clean
from procedures import queries
from procedures.definition import parse
from procedures.drafts import ChangedMeanwhile
from procedures.history import note
from procedures.models import (
    EventKind,
    Procedure,
    ProcedureVersion,
    VersionState,
)
from procedures.publishing import review
from procedures.services import ends_path, save_draft, show_in_catalogue


def _locked(version: ProcedureVersion) -> ProcedureVersion:
    """The row, held until the transaction ends, with its procedure held before it. Raises StepRefused when gone."""
    Procedure.objects.select_for_update().get(pk=version.procedure_id)
    found = ProcedureVersion.objects.select_for_update(of=("self",)).select_related("procedure")
    locked = found.filter(pk=version.pk).first()
    if locked is None:
        raise StepRefused("Bản nháp này đã bị bỏ.")
    return locked


@transaction.atomic
def check_over(*, version: ProcedureVersion, by: User) -> ProcedureVersion:
    """A draft in which nothing keeps it from being published becomes CHECKED. Raises StepRefused with the reasons."""
    locked = _locked(version)
    if not locked.editable:
        raise StepRefused(f"Phiên bản {locked.number} không còn là bản nháp.")
    found = review(locked, trials=False)
    if found.refusals:
        raise StepRefused(f"Còn {len(found.refusals)} chỗ cần sửa trước khi công bố.")
    if locked.state == VersionState.DRAFT:
        locked.check_over()
        locked.save(update_fields=["state"])
        note(locked, EventKind.CHECK, by=by, act="Kiểm tra: không còn chỗ nào phải sửa")
    return locked


@transaction.atomic
def try_out(*, version: ProcedureVersion, by: User) -> ProcedureVersion:
    """A checked draft whose test dossiers all come out as expected becomes TRIED. Raises StepRefused."""
    locked = check_over(version=version, by=by)
    found = review(locked)
    if not found.trials:
        raise StepRefused("Chưa có hồ sơ thử nào. Thêm hồ sơ thử rồi chạy lại.")
    if found.failed:
        names = "; ".join(f"“{trial.case.name}”" for trial in found.failed[:10])
        raise StepRefused(f"Có {len(found.failed)} hồ sơ thử không ra như mong đợi: {names}.")
    if locked.state == VersionState.CHECKED:
        locked.try_out()
        locked.save(update_fields=["state"])
        note(locked, EventKind.TRY, by=by, act=f"Thử: {len(found.trials)} hồ sơ thử đều đạt")
    return locked


@transaction.atomic
def cancel(*, version: ProcedureVersion, by: User | None, why: str) -> ProcedureVersion:
    """Takes an announcement back before its first day; what applied before goes on as if nothing had been.

    Raises StepRefused: already in force, or no reason given."""
    locked = _locked(version)
    if locked.state != VersionState.PUBLISHED or locked.effective_from is None:
        raise StepRefused("Chỉ hủy được phiên bản đã công bố và chưa có hiệu lực.")
    if locked.effective_from <= today():
        raise StepRefused("Phiên bản đã có hiệu lực, không hủy được nữa. Dùng “Thôi dùng”.")
    if not why.strip():
        raise StepRefused("Nêu lý do hủy công bố.")
    locked.effective_to = locked.effective_from - timedelta(days=1)
    locked.withdraw()
    locked.save(update_fields=["effective_to", "state"])
    given_back = _give_back(locked)
    act = f"Hủy công bố trước ngày hiệu lực {day(locked.effective_from)}"
    note(locked, EventKind.CANCEL, by=by, act=act, why=why, changes=given_back)
    return locked


def _give_back(cancelled: ProcedureVersion) -> list[dict[str, str | None]]:
    """The last days that the announcement had set, back to what they were."""
    event = cancelled.events.filter(kind=EventKind.PUBLISH).first()
    given = []
    for change in event.changes if event else []:
        for version in cancelled.procedure.versions.filter(state=VersionState.PUBLISHED):
            if ends_path(version) == change["path"] and version.effective_to is not None:
                version.effective_to = date.fromisoformat(change["before"]) if change["before"] else None
                version.save(update_fields=["effective_to"])
                given.append({"path": change["path"], "before": change["after"], "after": change["before"]})
    return given


@transaction.atomic
def discard(*, version: ProcedureVersion, seen: int, by: User, why: str = "") -> None:
    """Throws a draft away; its last content stays readable in the history of the procedure."""
    locked = _locked(version)
    if not locked.editable:
        raise StepRefused(f"Phiên bản {locked.number} đã công bố, không bỏ được.")
    if locked.revision != seen:
        raise ChangedMeanwhile(locked, seen, "Bản nháp chưa bị bỏ: xem lại rồi bấm lần nữa nếu vẫn muốn bỏ.")
    whole = {"path": "", "before": locked.definition, "after": None}
    note(locked, EventKind.DISCARD, by=by, act=f"Bỏ bản nháp {locked.number}", why=why, changes=[whole])
    locked.delete()


@transaction.atomic
def copy_to_draft(*, version: ProcedureVersion, by: User, why: str = "") -> ProcedureVersion:
    """A draft with the content of any earlier version. Raises StepRefused while another draft is open."""
    Procedure.objects.select_for_update().get(pk=version.procedure_id)
    open_draft = queries.draft_of(version.procedure)
    if open_draft is not None:
        raise StepRefused(f"Thủ tục này đang có bản nháp {open_draft.number} làm dở; mở bản ấy để làm tiếp.")
    act = f"Chép từ phiên bản {version.number}"
    return save_draft(procedure=version.procedure, document=version.definition, by=by, act=act, why=why)


@transaction.atomic
def copy_as_new(*, version: ProcedureVersion, code: str, name: str, by: User) -> ProcedureVersion:
    """The first draft of another procedure, with the content of this one. Raises StepRefused: the code is taken."""
    code, name = clean(code).upper()[:20], clean(name)[:500]
    if not code or not name:
        raise StepRefused("Nêu mã và tên của thủ tục mới.")
    if queries.by_code(code):
        raise StepRefused(f"Thủ tục {code} đã có.")
    document = deepcopy(version.definition)
    document |= {"code": code, "name": name, "plain_name": "", "keywords": []}
    procedure = Procedure.objects.create(code=code, name=name, field=version.procedure.field)
    act = f"Chép từ {version.procedure.code} phiên bản {version.number}"
    return save_draft(procedure=procedure, document=document, by=by, act=act)


def turn_over(on: date | None = None) -> int:
    """What midnight brings, for show: ended versions are marked, names in the catalogue follow the version in force.

    Which version applies is told by the dates alone, so nothing waits for this. Safe to run at any time, twice."""
    on = on or today()
    ended = ProcedureVersion.objects.filter(state=VersionState.PUBLISHED, effective_to__lt=on)
    marked = sum(_mark_ended(pk) for pk in ended.values_list("pk", flat=True))
    began = queries.in_force(on).filter(effective_from__gt=on - timedelta(days=31))
    for version in began.select_related("procedure"):
        told = parse(version.definition)
        if _shown(version.procedure) != (
            told.name,
            told.plain_name,
            "\n".join(told.keywords),
            told.field.code,
        ):
            show_in_catalogue(version.procedure, told)
    return marked


def _shown(procedure: Procedure) -> tuple[str, str, str, str]:
    return procedure.name, procedure.plain_name, procedure.keywords, procedure.field.code


@transaction.atomic
def _mark_ended(pk: int) -> bool:
    version = ProcedureVersion.objects.select_for_update(of=("self",)).select_related("procedure").get(pk=pk)
    if version.state != VersionState.PUBLISHED or version.effective_to is None:
        return False
    next_day = version.effective_to + timedelta(days=1)
    follower = queries.announced(version.procedure).filter(effective_from=next_day).first()
    if follower is None:
        version.withdraw()
    else:
        version.supersede()
    version.save(update_fields=["state"])
    kind = EventKind.SUPERSEDE if follower else EventKind.WITHDRAW
    act = (
        f"Được phiên bản {follower.number} thay thế"
        if follower
        else f"Hết hạn dùng {day(version.effective_to)}"
    )
    note(version, kind, by=None, act=act)
    return True
