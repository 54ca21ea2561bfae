"""Messages to the people of a dossier, queued in the same transaction as the act (promise P10)."""

from typing import Any

from dossiers.models import Dossier, ReturnMethod
from portal.agencies.models import Officer
from portal.notifications import by_hand
from portal.notifications import services as notifications


def tell(dossier: Dossier, template: str, *, key: str = "", **facts: Any) -> None:
    """Queues one message to the submitter, and to the owner where that is another person. `key` names the act
    where the revision of the dossier does not."""
    for party in {dossier.submitter_id: dossier.submitter, dossier.owner_id: dossier.owner}.values():
        notifications.queue(
            template=template,
            key=f"{dossier.reference}:{key or dossier.revision + 1}:{template}:{party.pk}",
            about=dossier.reference,
            party=party,
            user=party.user,
            address=_address(dossier, party.pk),
            phone=dossier.contact_phone if party.pk == dossier.submitter_id else "",
            context=_context(dossier, facts),
        )


def told_face_to_face(dossier: Dossier, officer: Officer, note: str) -> None:
    """Somebody whom no message can reach stands at the counter and has the slip in hand: that is how they heard."""
    person = dossier.submitter
    email, phone = dossier.contact_email or person.email, dossier.contact_phone or person.phone
    if not by_hand.reachable(email=email, phone=phone):
        by_hand.told(
            about=dossier.reference, party_id=person.pk, by=officer.user.full_name, how="met", note=note
        )


def _address(dossier: Dossier, party_id: int) -> str:
    party = dossier.submitter if party_id == dossier.submitter_id else dossier.owner
    return (dossier.contact_email if party_id == dossier.submitter_id else "") or party.email


def _context(dossier: Dossier, facts: dict[str, Any]) -> dict[str, Any]:
    """The words a letter may use; facts of the act come last and win."""
    desk = dossier.receiving_agency
    return {
        "code": dossier.shown_code,
        "procedure": dossier.procedure.plain_name or dossier.procedure.name,
        "agency": desk.name if desk else "",
        "phone": desk.phone if desk else "",
        "due_at": dossier.due_at,
        "return_place": return_place(dossier),
        "url": f"/ho-so/{dossier.shown_code}/",
        **facts,
    }


def return_place(dossier: Dossier) -> str:
    """Where the result is handed over, in words."""
    if dossier.return_method == ReturnMethod.ONLINE:
        return "trên cổng, tải về từ trang hồ sơ"
    if dossier.return_method == ReturnMethod.POSTAL:
        return f"qua bưu chính, {dossier.return_address}"
    return dossier.receiving_agency.name if dossier.receiving_agency else ""
