"""Drawing a rearrangement up, approving it, taking it back before its day."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.agencies.models import AdminUnit, Agency
from portal.agencies.queries import today
from portal.agencies.rearranging.dry_run import consequences
from portal.agencies.rearranging.fates import fates_of
from portal.agencies.rearranging.making import make_agency, make_unit, unmake
from portal.agencies.rearranging.records import (
    Act,
    Rearrangement,
    RearrangementLine,
    RearrangementState,
)
from portal.calendars.now import now
from portal.celery import start_on_commit
from portal.web.refusals import StepRefused
from portal.web.show import day as shown

RUN = "agencies.run_rearrangements"


@dataclass(frozen=True)
class NewBody:
    """The agency or unit that is founded by the act: identifier, name and, for a unit, its kind ("phường")."""

    code: str
    name: str
    kind: str = ""


@dataclass(frozen=True)
class Share:
    """How the open work of what is split is shared: other heirs by code, by place, by field of work."""

    others: Sequence[str] = ()
    by_place: bool = False
    by_field: dict[str, str] = field(default_factory=dict)


def begin(
    *, name: str, decision: str, effective_from: date, by: User, new_tiers: int | None = None
) -> Rearrangement:
    """A new rearrangement, empty."""
    return Rearrangement.objects.create(
        name=name, decision=decision, effective_from=effective_from, made_by=by, new_tiers=new_tiers
    )


@transaction.atomic
def add_agency(
    *,
    record: Rearrangement,
    act: str,
    agency: Agency,
    heir: Agency | None = None,
    new: NewBody | None = None,
    heir_unit: AdminUnit | None = None,
    share: Share | None = None,
    staff_follow: bool = True,
    new_name: str = "",
) -> RearrangementLine:
    """One agency: merged into another, split, renamed or ended. Raises StepRefused with what is missing."""
    locked = _drafted(record)
    made: list[Agency] = []
    if new is not None:
        if heir is not None:
            raise StepRefused("Chọn nơi kế tục đang có, hoặc lập nơi mới, không cả hai.")
        made = make_agency(
            like=agency, code=new.code, name=new.name, unit=heir_unit, day=locked.effective_from
        )
        heir = made[0]
    if refusal := _why_not(act, agency, heir, new_name):
        raise StepRefused(refusal)
    share = share or Share()
    _known([*share.others, *share.by_field.values()])
    return _line(
        locked,
        RearrangementLine(
            rearrangement=locked,
            act=act,
            agency=agency,
            heir=heir,
            others=list(share.others),
            by_place=share.by_place,
            by_field=share.by_field,
            staff_follow=staff_follow,
            new_name=new_name,
            new_short_name=new_name[:80],
            made={"agencies": [one.pk for one in made]} if made else {},
        ),
    )


@transaction.atomic
def add_unit(
    *,
    record: Rearrangement,
    act: str,
    unit: AdminUnit,
    heir: AdminUnit | None = None,
    new: NewBody | None = None,
    others: Sequence[str] = (),
) -> RearrangementLine:
    """One administrative unit. A renamed one goes on as a new row, so that the old name stays with its time."""
    locked = _drafted(record)
    made: list[AdminUnit] = []
    if new is not None:
        made = [make_unit(like=unit, code=new.code, name=new.name, kind=new.kind, day=locked.effective_from)]
        heir = made[0]
    if act != Act.END and heir is None:
        raise StepRefused("Chọn đơn vị kế tục, hoặc nhập mã và tên của đơn vị mới.")
    if heir is not None and heir.pk == unit.pk:
        raise StepRefused("Một đơn vị không thể nhập vào chính nó.")
    if act == Act.SPLIT and not others:
        raise StepRefused("Chia thì cần ít nhất hai nơi nhận.")
    return _line(
        locked,
        RearrangementLine(
            rearrangement=locked,
            act=act,
            unit=unit,
            heir_unit=heir,
            others=list(others),
            made={"units": [one.pk for one in made]} if made else {},
        ),
    )


def _line(record: Rearrangement, line: RearrangementLine) -> RearrangementLine:
    try:
        with transaction.atomic():
            line.save()
    except IntegrityError as error:
        raise StepRefused(f"{line.subject} đã có trong đợt này.") from error
    return line


def _why_not(act: str, agency: Agency, heir: Agency | None, new_name: str) -> str:
    if act == Act.RENAME:
        return "" if new_name else "Nhập tên mới."
    if heir is None:
        return "Chọn cơ quan kế tục, hoặc nhập mã và tên của cơ quan mới: hồ sơ đang mở phải có nơi nhận."
    if heir.pk == agency.pk:
        return "Một cơ quan không thể nhập vào chính nó."
    return ""


def _known(codes: Sequence[str]) -> None:
    found = set(Agency.objects.filter(code__in=codes).values_list("code", flat=True))
    if missing := sorted(set(codes) - found):
        raise StepRefused(f"Không có cơ quan mang mã {', '.join(missing)}.")


def _locked(record: Rearrangement) -> Rearrangement:
    return Rearrangement.objects.select_for_update().get(pk=record.pk)


def _drafted(record: Rearrangement) -> Rearrangement:
    locked = _locked(record)
    if locked.state != RearrangementState.DRAFT:
        raise StepRefused("Đợt này đã duyệt, không sửa được. Hủy duyệt trước, hoặc lập đợt khác.")
    return locked


@transaction.atomic
def drop_line(*, line: RearrangementLine) -> None:
    """Takes a line out, with what it had founded. Raises StepRefused."""
    _drafted(line.rearrangement)
    used = RearrangementLine.objects.exclude(pk=line.pk)
    if used.filter(heir__in=line.made.get("agencies", [])).exists():
        raise StepRefused("Cơ quan mới của việc này còn là nơi kế tục của việc khác. Bỏ việc kia trước.")
    if used.filter(heir_unit__in=line.made.get("units", [])).exists():
        raise StepRefused("Đơn vị mới của việc này còn là nơi kế tục của việc khác. Bỏ việc kia trước.")
    line.delete()
    unmake([line])


@transaction.atomic
def approve(*, record: Rearrangement, by: User) -> Rearrangement:
    """From its day on it holds. What ends gets its last day and its heir now; the run follows on the day.

    Raises StepRefused while something stands in the way (the dry run says what)."""
    locked = _drafted(record)
    found = fates_of(locked)
    if stops := [one.words for one in consequences(found) if one.level == "stops"]:
        raise StepRefused(f"Còn {len(stops)} chỗ phải xử lý trước: {'; '.join(stops[:5])}")
    before: dict[int, dict[str, dict[str, object]]] = {}
    for fate in found.ends:
        kept = before.setdefault(fate.line.pk, {})
        kept[str(fate.agency.pk)] = {
            "valid_to": fate.agency.valid_to and fate.agency.valid_to.isoformat(),
            "successor": fate.agency.successor_id,
        }
        fate.agency.valid_to, fate.agency.successor = found.last_day, fate.heir
        fate.agency.save(update_fields=["valid_to", "successor"])
    for line in found.units:
        _end_unit(line, found.last_day)
    for line in found.record.lines.all():
        if line.pk in before:
            line.before = before[line.pk]
            line.save(update_fields=["before"])
    locked.state, locked.approved_by, locked.approved_at = RearrangementState.APPROVED, by, now()
    locked.save(update_fields=["state", "approved_by", "approved_at"])
    if locked.effective_from <= today():
        start_on_commit(RUN)
    return locked


def _end_unit(line: RearrangementLine, last_day: date) -> None:
    unit = line.unit
    assert unit is not None
    unit.valid_to = last_day
    if line.act == Act.SPLIT:
        main = [line.heir_unit.code] if line.heir_unit else []
        unit.split_into = [*main, *line.others]
    else:
        unit.merged_into = line.heir_unit
    unit.save()


@transaction.atomic
def undo(*, record: Rearrangement, by: User, why: str) -> Rearrangement:
    """Before its day everything stands again as it was. Raises StepRefused afterwards."""
    locked = _locked(record)
    if locked.state != RearrangementState.APPROVED:
        raise StepRefused("Chỉ hủy được đợt đã duyệt và chưa thực hiện.")
    if locked.effective_from <= today():
        raise StepRefused(
            f"Đợt này đã có hiệu lực từ {shown(locked.effective_from)}. Lập một đợt mới để sửa."
        )
    if not why.strip():
        raise StepRefused("Nêu lý do hủy.")
    for line in locked.lines.select_related("unit"):
        for key, kept in line.before.items():
            last = date.fromisoformat(kept["valid_to"]) if kept["valid_to"] else None
            Agency.objects.filter(pk=key).update(valid_to=last, successor=kept["successor"])
        if line.unit:
            line.unit.valid_to, line.unit.merged_into, line.unit.split_into = None, None, []
            line.unit.save()
    locked.state, locked.undone_by, locked.undone_why = RearrangementState.DRAFT, by, why[:1000]
    locked.approved_by, locked.approved_at = None, None
    locked.save(update_fields=["state", "undone_by", "undone_why", "approved_by", "approved_at"])
    return locked


@transaction.atomic
def discard(*, record: Rearrangement) -> None:
    """Throws a draft away with what its lines had founded. Raises StepRefused."""
    locked = _drafted(record)
    lines = list(locked.lines.all())
    locked.delete()
    unmake(lines)
