"""The fees and the steps of a document typed into the designer's forms, in the order of docs/guides/procedures.md."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from procedures.designer import fee_forms, step_forms
from tests.procedures.designer.building import Hand, Page, told

Part = dict[str, Any]


def fees(hand: Hand, rows: Iterable[Part]) -> None:
    """“Thêm khoản thu” for each."""
    for row in rows:
        fields = boxes(fee_forms.initial_of(row))
        for prefix, key in (("mien", "exempt"), ("giam", "reduced")):
            lines = fee_forms.less_initial(row.get(key))
            fields |= {f"{prefix}-TOTAL_FORMS": str(len(lines)), f"{prefix}-INITIAL_FORMS": "0"}
            for number, line in enumerate(lines):
                said = boxes({name: value for name, value in line.items() if name != "id"})
                fields |= {f"{prefix}-{number}-{name}": value for name, value in said.items()}
        send(hand, "fee_add", fields)


def steps(hand: Hand, rows: list[Part]) -> dict[str, str]:
    """One after the other by “Thêm sau”, then what each waits for; our id of each step by the document's."""
    ours: dict[str, str] = {}
    last = ""
    for row in rows:
        fields = boxes(step_forms.initial_of({**row, "after": [], "back_to": []}))
        send(hand, "step_add", fields, query=f"?sau={last}" if last else "")
        known = set(ours.values())
        last = next(one["id"] for one in hand.version.definition["steps"] if one["id"] not in known)
        ours[row["id"]] = last
    for row in rows:
        waits = {key: [ours[one] for one in row.get(key) or []] for key in ("after", "back_to")}
        fields = boxes(step_forms.initial_of({**row, **waits}))
        send(hand, "step", fields, ours[row["id"]])
    return ours


def boxes(said: Part) -> Part:
    """What a browser sends for these: nothing for an empty box or an empty tick."""
    return {
        name: ("on" if value is True else value)
        for name, value in said.items()
        if value not in (None, "", [], False)
    }


def send(hand: Hand, name: str, fields: Part, *key: str, query: str = "") -> None:
    """Presses the form's button; the first time it is opened, and must have each of these boxes."""
    address = reverse(f"admin:designer_{name}", args=[hand.version.pk, *key]) + query
    if name not in hand.opened:
        hand.opened.add(name)
        shown = Page(hand.client.get(address).content.decode())
        there = {box for form, _ in shown.forms for box in form}
        missing = {box for box in fields if box not in there and "-" not in box}
        assert not missing, (name, missing)
    answer = hand.client.post(address, {**fields, "seen": hand.version.revision})
    assert answer.status_code == 302, f"{name} {fields.get('name')}: {told(answer.content.decode())}"
    hand.version.refresh_from_db()
