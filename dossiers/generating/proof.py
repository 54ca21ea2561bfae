"""Proves a generated history afterwards: row triggers and foreign keys slept while it was written."""

from django.db import connection
from django.db.models import Max

from dossiers import clock, holding, journal
from dossiers.generating.plans import MODELS
from dossiers.models import Dossier
from dossiers.services.warnings import hanging_dossiers

SAMPLE = 300
_KEYS = """
    SELECT k.conrelid::regclass::text, a.attname, k.confrelid::regclass::text, b.attname
    FROM pg_constraint k
    JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1]
    JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = k.confkey[1]
    WHERE k.contype = 'f' AND k.conrelid = ANY (%s::regclass[]) ORDER BY 1, 2
"""
_LINKS = """
    SELECT count(*) FROM (
        SELECT number, previous_hash, row_number() OVER w AS place, lag(hash, 1, '') OVER w AS before
        FROM dossiers_journalentry WHERE dossier_id > %s WINDOW w AS (PARTITION BY dossier_id ORDER BY number)
    ) AS j WHERE number <> place OR previous_hash <> before
"""
_HEADS = """
    SELECT count(*) FROM dossiers_dossier d WHERE d.id > %s AND NOT EXISTS (
        SELECT 1 FROM dossiers_journalentry j
        WHERE j.dossier_id = d.id AND j.number = d.journal_number AND j.hash = d.journal_hash)
"""


def problems(after: int = 0) -> list[str]:
    """What is wrong with the dossiers whose key is higher than `after`; empty when all promises hold.

    Every foreign key of every row, every link of every journal and every head, every holder; and of some
    dossiers each hash, the appointment and the holder, worked out anew by the rules that the verbs use.
    """
    return [*_broken_keys(), *_broken_journals(after), *_hanging(), *_sampled(after)]


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


def _broken_journals(after: int) -> list[str]:
    found = []
    with connection.cursor() as cursor:
        for name, sql in (("journal links", _LINKS), ("journal heads", _HEADS)):
            cursor.execute(sql, [after])
            (broken,) = cursor.fetchone()
            if broken:
                found.append(f"{name}: {broken}")
    return found


def _hanging() -> list[str]:
    hanging = hanging_dossiers().count()
    return [f"open dossiers without a holder: {hanging}"] if hanging else []


def _sampled(after: int) -> list[str]:
    last = Dossier.objects.aggregate(last=Max("id"))["last"] or after
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
