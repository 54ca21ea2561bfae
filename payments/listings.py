"""The accounts that money goes to, as a shared catalogue (QN-7.5: tài khoản kho bạc tại ngân hàng)."""

from datetime import date

from django.db.models import Q

from payments.models import BudgetAccount
from portal.catalogues.offering import Row


def accounts(on: date, after: str, most: int) -> list[Row]:
    """Accounts in use on a day, by agency, kind of money and number."""
    began = Q(valid_from=None) | Q(valid_from__lte=on)
    found = BudgetAccount.objects.filter(began, Q(valid_to=None) | Q(valid_to__gte=on)).select_related(
        "agency"
    )
    rows = [
        {
            "code": f"{one.agency.code}:{one.kind}:{one.number}",
            "name": f"{one.get_kind_display()} của {one.agency.name}",
            "holder": one.holder,
            "number": one.number,
            "bank": one.bank,
            "bank_name": one.bank_name,
            "from": one.valid_from,
            "to": one.valid_to,
        }
        for one in found.order_by("agency__code", "kind", "number")
    ]
    return [row for row in rows if str(row["code"]) > after][:most]
