"""The national states of a dossier as a shared catalogue (QN-7.2; domain.md §4.1)."""

from datetime import date

from dossiers.states import NATIONAL_NUMBER, State
from portal.catalogues.offering import Row


def states(on: date, after: str, most: int) -> list[Row]:
    """By number, in two digits; they have been the same ever since."""
    rows: list[Row] = [
        {"code": f"{number:02}", "name": State(key).label, "key": str(key)}
        for key, number in sorted(NATIONAL_NUMBER.items(), key=lambda pair: pair[1])
    ]
    return [row for row in rows if str(row["code"]) > after][:most]
