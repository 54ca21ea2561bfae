"""Messages to the people of a dossier, queued in the same transaction as the act (promise P10)."""

from datetime import datetime
from typing import Any

from django.conf import settings

from dossiers.models import Dossier
from portal.notifications import services as notifications
from portal.web.show import moment


def tell(dossier: Dossier, template: str, **facts: Any) -> None:
    """Queues one message to the submitter, and to the owner where that is another person."""
    for party in {dossier.submitter_id: dossier.submitter, dossier.owner_id: dossier.owner}.values():
        notifications.queue(
            template=template,
            key=f"{dossier.reference}:{dossier.revision + 1}:{template}:{party.pk}",
            about=dossier.reference,
            party=party,
            user=party.user,
            address=_address(dossier, party.pk),
            context=_context(dossier, facts),
        )


def _address(dossier: Dossier, party_id: int) -> str:
    party = dossier.submitter if party_id == dossier.submitter_id else dossier.owner
    return (dossier.contact_email if party_id == dossier.submitter_id else "") or party.email


def _context(dossier: Dossier, facts: dict[str, Any]) -> dict[str, Any]:
    desk = dossier.receiving_agency
    return {
        "code": dossier.shown_code,
        "procedure": dossier.procedure.plain_name or dossier.procedure.name,
        "procedure_name": dossier.procedure.name,
        "desk": desk.name if desk else "",
        "desk_phone": desk.phone if desk else "",
        "agency": dossier.competent_agency.name if dossier.competent_agency else "",
        "due": moment(dossier.due_at) if dossier.due_at else "",
        "link": f"{settings.SITE_URL}/ho-so/{dossier.shown_code}/",
        **{name: moment(value) if isinstance(value, datetime) else value for name, value in facts.items()},
    }
