"""Proves a generated history afterwards: row triggers and foreign keys slept while it was written."""

from django.db import connection
from django.db.models import Max

from dossiers import clock, holding, journal
from dossiers.generating.plans import MODELS
from dossiers.models import Dossier
from dossiers.services.warnings import hanging_dossiers

SAMPLE = 300
HASHED = 20_000  # at least so many journals are hashed anew from end to end; all of a shorter history
_KEYS = """
    SELECT k.conrelid::regclass::text, a.attname, k.confrelid::regclass::text, b.attname
    FROM pg_constraint k
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
    WHERE k.contype = 'f' AND k.conrelid = ANY (%s::regclass[]) ORDER BY 1, 2
"""
# Each hash told anew by PostgreSQL (dossiers.journal.entry_hash); generated rows have no data beside their columns.
_LINKS = """
    SELECT count(*) FROM (
        SELECT j.hash, sha256(convert_to('[' || concat_ws(',', to_json(d.reference), j.number, to_json(j.verb),
            coalesce(j.user_id::text, 'null'), to_json(j.actor), to_json(j.actor_title),
            coalesce(j.agency_id::text, 'null'), to_json(j.from_state), to_json(j.to_state), to_json(j.note), j.data,
            to_json(to_char(j.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')),
            coalesce(to_json(to_char(j.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'))::text, 'null'),
            to_json(encode(lag(j.hash, 1, '') OVER (PARTITION BY j.dossier_id ORDER BY j.number), 'hex'))
        ) || ']', 'UTF8')) AS told
        FROM dossiers_journalentry j JOIN dossiers_dossier d ON d.id = j.dossier_id
        WHERE j.dossier_id > %s AND j.dossier_id %% %s = 0
    ) AS rows WHERE hash <> told
"""
# Numbers are unique within a dossier (the key): as many rows as the last number means that none is missing.
_HEADS = """
    SELECT count(*) FROM dossiers_dossier d LEFT JOIN (
        SELECT dossier_id, count(*) AS rows, max(number) AS last FROM dossiers_journalentry
        WHERE dossier_id > %s GROUP BY dossier_id
    ) AS j ON j.dossier_id = d.id LEFT JOIN dossiers_journalentry h ON h.dossier_id = d.id AND h.number = j.last
    WHERE d.id > %s AND (j.rows, j.last, h.hash) IS DISTINCT FROM (d.journal_number, d.journal_number, d.journal_hash)
"""


def problems(after: int = 0) -> list[str]:
    """What is wrong with the dossiers whose key is higher than `after`; empty when all promises hold.

    Every foreign key of every row, the length and the head of every journal, every holder; of twenty thousand
    dossiers each hash of the journal; and of some hundreds the appointment, the holder and the journal once more,
    worked out anew by the rules that the verbs use.
    """
    last = Dossier.objects.aggregate(last=Max("id"))["last"] or after
    return [*_broken_keys(), *_broken_journals(after, last), *_hanging(), *_sampled(after, last)]


def _broken_keys() -> list[str]:
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_KEYS, [[model._meta.db_table for model in MODELS]])
        for table, column, target, key in cursor.fetchall():
            cursor.execute(
                f'SELECT count(*) FROM {table} t WHERE t."{column}" IS NOT NULL'  # noqa: S608
                f' AND NOT EXISTS (SELECT 1 FROM {target} o WHERE o."{key}" = t."{column}")'
            )
            (missing,) = cursor.fetchone()
            if missing:
                found.append(f"{table}.{column}: {missing}")
    return found


def _broken_journals(after: int, last: int) -> list[str]:
    found = []
    step = max((last - after) // HASHED, 1)
    with connection.cursor() as cursor:
        for name, sql, told in (("journal links", _LINKS, step), ("journal heads", _HEADS, after)):
            cursor.execute(sql, [after, told])
            (broken,) = cursor.fetchone()
            if broken:
                found.append(f"{name}: {broken}")
    return found


def _hanging() -> list[str]:
    hanging = hanging_dossiers().count()
    return [f"open dossiers without a holder: {hanging}"] if hanging else []


def _sampled(after: int, last: int) -> list[str]:
    step = max((last - after) // SAMPLE, 1)
    wanted = [*range(after + 1, last, step), *range(max(after, last - SAMPLE) + 1, last + 1)]
    related = ("version", "procedure", "competent_agency__calendar", "receiving_agency")
    found = []
    for dossier in Dossier.objects.filter(pk__in=wanted).select_related(*related).iterator():
        if journal.first_break(dossier) is not None:
            found.append(f"{dossier}: journal")
        if dossier.due_at != clock.due_at(dossier):
            found.append(f"{dossier}: due")
        told = holding.Holding(
            dossier.holder_kind, dossier.next_due_at, dossier.next_due_for, dossier.holder_agency_id,
            dossier.holder_duty, dossier.holder_officer_id,
        )  # fmt: skip
        if told != holding.holding_of(dossier):
            found.append(f"{dossier}: holder")
    return found
