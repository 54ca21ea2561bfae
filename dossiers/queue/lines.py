"""The lines of a list: what a table shows of a dossier, read as values in the statement that finds the page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from dossiers.models import Channel
from dossiers.states import State
from procedures.definition import Definition
from procedures.queries import definition_of


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier in a list. `due` is the moment it is sorted by; money is what the open charges say."""

    due: datetime
    pk: int
    code: str
    state: str
    channel: str
    owner_name: str
    owner_number: str
    on_behalf: str
    registered_at: datetime | None
    held_since: datetime | None
    due_at: datetime | None
    next_due_for: str
    holder_kind: str
    holder_duty: str
    holder_officer_id: int | None
    holder_name: str
    procedure_code: str
    procedure_name: str
    version_id: int
    version_sha256: str
    fee_vnd: int
    unpaid_now: bool

    @property
    def channel_words(self) -> str:
        return str(_CHANNELS[self.channel])

    @property
    def told(self) -> Definition:
        """The definition of its version, from the process' memory."""
        return definition_of(self.version_id, self.version_sha256)


_CHANNELS = dict(Channel.choices)
_LINE = f"""
    SELECT k.due, d.id, coalesce(d.code, d.reference), d.state, d.channel, d.owner_name, d.owner_number,
        coalesce(s.name, ''), d.registered_at, d.held_since, d.due_at, d.next_due_for, d.holder_kind, d.holder_duty,
        d.holder_officer_id, coalesce(u.full_name, ''), p.code, p.name, v.id, v.sha256,
        coalesce(m.fee_vnd, 0)::bigint, coalesce(m.unpaid_now, false)
    FROM k
    JOIN dossiers_dossier d ON d.id = k.pk AND NOT d.is_test
    JOIN procedures_procedure p ON p.id = d.procedure_id
    JOIN procedures_procedureversion v ON v.id = d.version_id
    LEFT JOIN accounts_party s ON s.id = d.submitter_id AND d.submitter_id <> d.owner_id
    LEFT JOIN agencies_officer o ON o.id = d.holder_officer_id
    LEFT JOIN accounts_user u ON u.id = o.user_id
    LEFT JOIN LATERAL (
        SELECT sum(c.total_vnd) AS fee_vnd, bool_or(c.settled_at IS NULL AND c.timing = CASE d.state
            WHEN '{State.REGISTERED.value}' THEN 'at_receipt' WHEN '{State.COMPLETED.value}' THEN 'at_return' END
        ) AS unpaid_now
        FROM payments_charge c WHERE c.subject = d.reference AND c.cancelled_at IS NULL
    ) AS m ON true
"""  # noqa: S608


def lines(keys: str, params: list[Any], *, reverse: bool = False) -> list[Line]:
    """The lines of a statement that finds (due, pk), in that order."""
    way = "DESC" if reverse else "ASC"
    sql = f"WITH k AS MATERIALIZED ({keys}) {_LINE} ORDER BY k.due {way}, k.pk {way}"
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [Line(*row) for row in cursor.fetchall()]


def lines_by_view(parts: list[tuple[str, str, list[Any]]]) -> dict[str, list[Line]]:
    """The same for several statements at once, each under its name."""
    united = " UNION ALL ".join(f"SELECT '{name}' AS name, f.* FROM ({keys}) AS f" for name, keys, _ in parts)  # noqa: S608
    sql = f"WITH k AS MATERIALIZED ({united}) {_LINE.replace('SELECT', 'SELECT k.name,', 1)} ORDER BY k.due, k.pk"
    found: dict[str, list[Line]] = {name: [] for name, *_ in parts}
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for *_, params in parts for value in params])
        for name, *row in cursor.fetchall():
            found[name].append(Line(*row))
    return found
