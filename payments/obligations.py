"""Financial obligations that arise while a dossier is under way: a tax notice becomes a charge (domain.md §1.1)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from payments.models import Charge, FinancialObligation
from payments.services import open_charge
from portal.documents.models import StoredFile
from portal.web.refusals import StepRefused


@dataclass(frozen=True, slots=True)
class Notice:
    """The paper that imposes it, and how much it asks for. Whole đồng."""

    number: str
    issued_on: date
    issuer: str
    name: str
    vnd: int
    kind: str = "thue"
    file: StoredFile | None = None


def impose(*, subject: str, notice: Notice, **charge_facts: Any) -> Charge:
    """Opens the charge of a notice; the same number for the same subject gives the charge that stands.
    Raises StepRefused when that notice asks for another sum now."""
    with transaction.atomic():
        known = FinancialObligation.objects.filter(
            charge__subject=subject, charge__cancelled_at=None, number=notice.number.strip()
        ).first()
        if known is not None:
            if known.charge.total_vnd != notice.vnd:
                raise StepRefused("Thông báo số này đã được nhập với số tiền khác. Xem lại số thông báo.")
            return known.charge
        line = {
            "id": "nghia_vu",
            "name": notice.name[:200],
            "kind": notice.kind,
            "vnd": notice.vnd,
            "how": "",
        }
        charge = open_charge(subject=subject, timing="obligation", lines=[line], **charge_facts)
        assert charge is not None
        FinancialObligation.objects.create(
            charge=charge,
            number=notice.number.strip()[:60],
            issued_on=notice.issued_on,
            issuer=notice.issuer[:200],
            file=notice.file,
        )
    return charge
