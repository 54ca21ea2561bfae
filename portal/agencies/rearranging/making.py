"""New agencies and units of a rearrangement: they stand from its day on; people can be hired into them before."""

from collections.abc import Iterable
from datetime import date

from django.db.models import ProtectedError
from django.utils.text import slugify

from portal.agencies.models import AdminUnit, Agency, AgencyKind
from portal.agencies.queries import standing
from portal.agencies.rearranging.records import RearrangementLine
from portal.web.refusals import StepRefused
from portal.web.text import fold


def make_agency(*, like: Agency, code: str, name: str, unit: AdminUnit | None, day: date) -> list[Agency]:
    """A new agency like an ending one, with the same divisions and desk; the agency itself first.

    Raises StepRefused: the code is taken."""
    if Agency.objects.filter(code=code).exists():
        raise StepRefused(f"Mã {code} đã là của một cơ quan khác.")
    top = _new(like, code, name, unit or like.admin_unit, like.parent, day)
    children = standing().filter(parent=like).order_by("code")
    below = [
        _new(child, f"{code}.{number}", _renamed(child, like, name), top.admin_unit, top, day)
        for number, child in enumerate(children, 1)
    ]
    return [top, *below]


def _new(
    like: Agency, code: str, name: str, unit: AdminUnit | None, parent: Agency | None, day: date
) -> Agency:
    return Agency.objects.create(
        code=code,
        name=name[:200],
        short_name=name[:80]
        if like.parent_id is None or like.kind == AgencyKind.COMMUNE
        else like.short_name,
        slug=_slug(name),
        kind=like.kind,
        specialty=like.specialty,
        parent=parent,
        admin_unit=unit,
        calendar=like.calendar,
        place_name=unit.name
        if unit and like.kind in (AgencyKind.COMMUNE, AgencyKind.CENTRE)
        else like.place_name,
        valid_from=day,
    )


def _renamed(child: Agency, parent: Agency, name: str) -> str:
    """ "Phòng Kinh tế phường Hà Lầm" below a new parent: the parent's place is replaced where it is named."""
    if parent.admin_unit and parent.admin_unit.in_text in child.name:
        return child.name.replace(parent.admin_unit.in_text, _place(name))
    return f"{child.short_name}, {name}"


def _place(name: str) -> str:
    """ "phường Hồng Hà" of “Ủy ban nhân dân phường Hồng Hà”."""
    return name.removeprefix("Ủy ban nhân dân ")


def _slug(name: str) -> str:
    made = slugify(fold(name))[:70] or "co-quan"
    taken, number = made, 2
    while Agency.objects.filter(slug=taken).exists():
        taken, number = f"{made}-{number}", number + 1
    return taken


def make_unit(*, like: AdminUnit, code: str, name: str, kind: str, day: date) -> AdminUnit:
    """A new unit in the place of an ending one. Raises StepRefused: the code is taken from that day on."""
    if AdminUnit.objects.filter(level=like.level, code=code, valid_from=day).exists():
        raise StepRefused(f"Mã {code} đã là của một đơn vị lập cùng ngày.")
    return AdminUnit.objects.create(
        code=code, name=name, kind=kind or like.kind, level=like.level, parent=like.parent, valid_from=day
    )


def unmake(lines: Iterable[RearrangementLine]) -> None:
    """What lines made goes with them. Raises StepRefused where people already serve, or something else refers to it."""
    made = list(lines)
    agencies = Agency.objects.filter(pk__in=[pk for line in made for pk in line.made.get("agencies", [])])
    if busy := agencies.filter(officers__isnull=False).first():
        raise StepRefused(f"{busy} đã có cán bộ. Chuyển họ đi rồi mới bỏ việc này.")
    units = AdminUnit.objects.filter(pk__in=[pk for line in made for pk in line.made.get("units", [])])
    try:
        for agency in agencies.order_by("-code"):
            agency.delete()
        units.delete()
    except ProtectedError as error:
        raise StepRefused("Nơi mới lập đã được dùng ở chỗ khác. Bỏ chỗ dùng ấy trước.") from error
