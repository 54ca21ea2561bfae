"""For whom somebody files: the person or organisation with that number, found or made (authorisation, NĐ 118/2025)."""

from django.db import transaction

from portal.accounts.models import Party, PartyKind
from portal.web.refusals import StepRefused
from portal.web.text import clean, fold

ORGANISATION = "to_chuc"


def named(*, kind: str, name: str, number: str) -> Party:
    """The owner of that number. Nothing known about a found one is shown to whoever names it.

    Raises StepRefused when the number belongs to somebody of another name.
    """
    is_organisation = kind == ORGANISATION
    keys = {"tax_code": number, "kind": PartyKind.ORGANISATION} if is_organisation else {"id_number": number}
    with transaction.atomic():
        party, _ = Party.objects.get_or_create(
            **keys, defaults={"name": clean(name), "kind": keys.get("kind", PartyKind.PERSON)}
        )
    if party.name_fold != fold(clean(name)):
        raise StepRefused("Tên và số này chưa khớp nhau. Xem lại trên giấy tờ của người đó.")
    return party
