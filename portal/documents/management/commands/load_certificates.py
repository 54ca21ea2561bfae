"""manage.py load_certificates: the demo's certificates, of its own authority (again: what is missing)."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from portal.accounts.models import Party
from portal.agencies.loading.agencies import structure
from portal.agencies.loading.citizens import ORGANISATION, PEOPLE
from portal.agencies.models import Agency, AgencyKind, Duty, Officer
from portal.agencies.queries import profile
from portal.documents.signing import keys
from portal.integrations.sandbox.authority import Authority
from portal.integrations.sandbox.trust import Trust

PIN = "123456"
COMMUNES = 4


class Command(BaseCommand):
    help = "Cấp chứng thư thử cho các cơ quan mẫu: con dấu, lãnh đạo (xã thứ hai ký từ xa)"

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEMO or not settings.TSA_URL:
            return
        address = settings.TSA_URL.removesuffix("/tsa")
        trust = Trust(Authority(Path(settings.TRUSTED_ROOTS).parent, address))
        communes = structure()["demo_communes"][profile().code][:COMMUNES]
        seats = Agency.objects.filter(kind=AgencyKind.COMMUNE, admin_unit__code__in=communes).order_by("pk")
        for place, agency in enumerate([*Agency.objects.filter(kind=AgencyKind.PROVINCE), *seats]):
            _stamp(trust, agency)
            leaders = Officer.objects.filter(
                agency=agency, duties__contains=[Duty.AGENCY_LEADER], valid_to=None
            )
            for leader in leaders.select_related("user", "agency"):
                _certify(trust, leader, remote=place == 2)
        _certify_citizens(trust)
        self.stdout.write(f"Chứng thư thử, mã PIN {PIN}")


def _certify_citizens(trust: Trust) -> None:
    """Remote keys of the demo's people and their organisation, for procedures whose declaration is signed."""
    there = {one.number for one in trust.credentials.values()}
    logins = [*(one.login for one in PEOPLE), ORGANISATION[0]]
    for party in Party.objects.filter(user__email__in=logins):
        number, kind = (party.id_number, "CCCD") if party.id_number else (party.tax_code, "MST")
        if number and number not in there:
            trust.enrol(party.name, pin=PIN, number=number, uid=f"{kind}:{number}")


def _stamp(trust: Trust, agency: Agency) -> None:
    if keys.of_agency(agency.pk) is None:
        content = trust.authority.issue(agency.name, organisation=agency.name, password=PIN)
        keys.add_pkcs12(content, PIN, agency=agency, keep_pin=True)


def _certify(trust: Trust, officer: Officer, *, remote: bool) -> None:
    if keys.of_officer(officer) is not None:
        return
    name, office, title = officer.user.full_name, officer.agency.name, officer.title
    if remote:
        known = trust.enrol(name, pin=PIN, organisation=office, title=title)
        keys.add_remote(f"{trust.authority.address}/csc/v2", known, officer=officer)
    else:
        content = trust.authority.issue(name, organisation=office, title=title, password=PIN)
        keys.add_pkcs12(content, PIN, officer=officer, keep_pin=False)
