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
    short = name.replace("Ủy ban nhân dân", "UBND")
    top = _new(like, code, (name, short), unit or like.admin_unit, like.parent, day)
    children = standing().filter(parent=like).order_by("code")
    below = [
        _new(child, f"{code}.{number}", _renamed(child, like, name), top.admin_unit, top, day)
        for number, child in enumerate(children, 1)
    ]
    return [top, *below]


def _new(
    like: Agency, code: str, names: tuple[str, str], unit: AdminUnit | None, parent: Agency | None, day: date
) -> Agency:
    """`names`: the full name and the short one that stands in headings and queues."""
    name, short = names
    of_place = like.kind in (AgencyKind.COMMUNE, AgencyKind.CENTRE) or (
        like.admin_unit is not None and like.place_name == like.admin_unit.name
    )
    return Agency.objects.create(
        code=code,
        name=name[:200],
        short_name=short[:80],
        slug=_slug(name),
        kind=like.kind,
        specialty=like.specialty,
        parent=parent,
        admin_unit=unit,
        calendar=like.calendar,
        place_name=unit.name if unit and of_place else like.place_name,
        valid_from=day,
    )


def _renamed(child: Agency, parent: Agency, name: str) -> tuple[str, str]:
    """ "Phòng Kinh tế phường Hà Lầm" below a new parent: the parent's place is replaced where it is named, in the full
    name and in the short one."""
    old = parent.admin_unit.in_text if parent.admin_unit else ""
    short = child.short_name.replace(old, _place(name)) if old else child.short_name
    if old and old in child.name:
        return child.name.replace(old, _place(name)), short
    return f"{child.short_name}, {name}", short


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
