"""Labels and the list of a handing over, as PDF."""

import base64

from dossiers.models import PostHandover, PostOrder
from portal.documents import barcode, drawing, store
from portal.visits import signatures
from portal.web.show import local


def labels(orders: list[PostOrder]) -> bytes:
    """One label of 100 × 150 mm for each piece."""
    facts = [
        {
            "tracking": one.tracking, "bars": barcode.svg_address(str(one.tracking)), "name": one.name,
            "address": one.address, "phone": one.phone, "owed_vnd": one.owed_vnd, "code": one.dossier.shown_code,
            "sender": one.desk.name, "sender_address": one.desk.address, "sender_phone": one.desk.phone,
        }
        for one in orders
    ]  # fmt: skip
    return drawing.draw("letters/post_label.html", {"labels": facts})


def handover(made: PostHandover) -> bytes:
    """The list with both names; drawn anew it says the same."""
    pieces = [
        {"tracking": one.tracking, "code": one.dossier.shown_code, "name": one.name, "owed_vnd": one.owed_vnd}
        for one in made.orders.select_related("dossier").order_by("tracking")
    ]
    facts = {
        "agency_name": made.agency.name, "place_name": made.agency.place_name, "issued_on": local(made.at).date(),
        "number": made.number, "officer_name": made.officer.user.full_name, "postman": made.postman,
        "postman_code": made.postman_code, "handed_at": made.at, "pieces": pieces, "signature": _signature(made),
    }  # fmt: skip
    return drawing.draw("letters/post_handover.html", facts)


def _signature(made: PostHandover) -> str:
    """What the postman drew, as an address for the page; empty when they signed otherwise."""
    drawn = next((one.file for one in signatures.of(made.number) if one.file and one.how == "drawn"), None)
    return f"data:image/png;base64,{base64.b64encode(store.read(drawn)).decode()}" if drawn else ""
