"""The run of a rearrangement on or after its day: names, places, people, then what hangs on agencies elsewhere.

Every part asks what is left to move, so a run that was cut off, or is started twice, ends the same."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from portal.agencies.models import Agency, Officer, Profile
from portal.agencies.queries import in_service, today
from portal.agencies.rearranging.fates import Fates, fates_of
from portal.agencies.rearranging.hooks import Consequence, followers
from portal.agencies.rearranging.records import (
    FormerName,
    Rearrangement,
    RearrangementState,
)
from portal.agencies.services import leave
from portal.calendars.now import now

_DEAD = timedelta(minutes=10)


def run_due() -> int:
    """Every approved rearrangement whose day has come, oldest first; how many were carried out."""
    due = Rearrangement.objects.filter(state=RearrangementState.APPROVED, effective_from__lte=today())
    return sum(_run(pk) for pk in due.order_by("effective_from", "pk").values_list("pk", flat=True))


def _run(pk: int) -> bool:
    claimed = Rearrangement.objects.filter(pk=pk, state=RearrangementState.APPROVED)
    at = now()
    if not claimed.exclude(alive_at__gt=at - _DEAD).update(alive_at=at):
        return False
    record = Rearrangement.objects.get(pk=pk)
    found = fates_of(record)
    try:
        with transaction.atomic():
            report = [*_rename(found), *_places(found), *_people(found)]
        for room in followers():
            report += room.follow(found, lambda count: _moved(pk, count))
    except BaseException:
        Rearrangement.objects.filter(pk=pk).update(alive_at=None)
        raise
    Rearrangement.objects.filter(pk=pk).update(
        state=RearrangementState.DONE,
        finished_at=now(),
        report=[{"words": one.words, "count": one.count, "level": one.level} for one in report],
    )
    return True


def _moved(pk: int, count: int) -> None:
    """Progress, and the sign that the run lives."""
    Rearrangement.objects.filter(pk=pk).update(moved=F("moved") + count, alive_at=now())


def _rename(found: Fates) -> list[Consequence]:
    done = []
    for line in found.renames:
        agency = line.agency
        assert agency is not None
        if agency.name == line.new_name:
            continue
        FormerName.objects.get_or_create(
            agency=agency,
            until=found.last_day,
            defaults={"name": agency.name, "short_name": agency.short_name},
        )
        done.append(Consequence(f"{agency.name} nay là {line.new_name}", 1))
        agency.name, agency.short_name = line.new_name, line.new_short_name or line.new_name[:80]
        agency.save(update_fields=["name", "short_name"])
    return done


def _places(found: Fates) -> list[Consequence]:
    """Agencies that go on serve the unit that took the place of theirs; the province may lose a tier."""
    done = []
    for line in found.units:
        if line.heir_unit_id is None:
            continue
        staying = Agency.objects.filter(admin_unit=line.unit).exclude(pk__in=found.ended())
        count = staying.exclude(valid_to__lt=found.day).update(admin_unit=line.heir_unit)
        if count:
            done.append(Consequence(f"{count} cơ quan của {line.unit} nay thuộc {line.heir_unit}", count))
    if found.record.new_tiers:
        for profile in Profile.objects.filter(is_active=True).exclude(tiers=found.record.new_tiers):
            profile.tiers = found.record.new_tiers
            profile.save()
            done.append(Consequence(f"Tỉnh có {profile.tiers} cấp chính quyền"))
    return done


def _people(found: Fates) -> list[Consequence]:
    done = []
    for fate in found.ends:
        serving = in_service(found.last_day).filter(agency=fate.agency)
        count = serving.count()
        if not count:
            continue
        if fate.heir is not None and fate.line.staff_follow:
            Officer.objects.filter(pk__in=serving.values("pk")).update(agency=fate.heir)
            done.append(Consequence(f"{count} cán bộ của {fate.agency} sang {fate.heir}", count))
        else:
            gone = [
                leave(officer=one, last_day=found.last_day)
                for one in serving.exclude(valid_to=found.last_day)
            ]
            if gone:
                done.append(Consequence(f"{len(gone)} cán bộ của {fate.agency} thôi việc", len(gone)))
    return done
