"""What an agency was called when a thing happened: history keeps the old names beside those of today (QN-7.5)."""

from datetime import date

from portal.agencies.models import Agency
from portal.agencies.queries import today
from portal.agencies.rearranging.records import Act, FormerName, RearrangementLine


def called(agency: Agency, on: date) -> str:
    """Its name on that day, with what it is today where that is another: “Phường Cũ (nay là Phường Mới)”."""
    then = FormerName.objects.filter(agency=agency, until__gte=on).order_by("until").first()
    name = then.name if then else agency.name
    heirs = [one.name for one in _today(agency)]
    if not heirs or heirs == [name]:
        return name
    return f"{name} ({'nay chia cho' if len(heirs) > 1 else 'nay là'} {', '.join(heirs)})"


def _today(agency: Agency) -> list[Agency]:
    """The agency itself while it stands, else those that its work went to."""
    if agency.stands_on(today()):
        return [agency]
    line = RearrangementLine.objects.filter(agency=agency, act=Act.SPLIT).exclude(before={}).last()
    others = list(Agency.objects.filter(code__in=line.others).order_by("code")) if line else []
    seen: set[int] = set()
    while agency.successor is not None and not agency.stands_on(today()) and agency.pk not in seen:
        seen.add(agency.pk)
        agency = agency.successor
    return [agency, *(one for one in others if one.pk != agency.pk)] if seen else others
