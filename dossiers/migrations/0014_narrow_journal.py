"""The journal in less room: hashes as 32 bytes, the hash before not told twice, days found by a summary of blocks.

What was hashed does not change, so every chain holds as before: the hash before is the one of the row before.
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import dossiers.models.digest

NOTHING = models.Value({}, models.JSONField())
NARROW = """
ALTER TABLE dossiers_journalentry
    DROP COLUMN previous_hash,
    ALTER COLUMN hash TYPE bytea USING decode(hash, 'hex'),
    ALTER COLUMN data SET STATISTICS 0,
    ALTER COLUMN hash SET STATISTICS 0;
ALTER TABLE dossiers_dossier
    ALTER COLUMN journal_hash TYPE bytea USING decode(journal_hash, 'hex'),
    ALTER COLUMN journal_hash SET STATISTICS 0,
    ALTER COLUMN answers SET STATISTICS 0;
"""
WIDE = """
ALTER TABLE dossiers_journalentry
    ALTER COLUMN hash TYPE varchar(64) USING encode(hash, 'hex'),
    ADD COLUMN previous_hash varchar(64) NOT NULL DEFAULT '';
ALTER TABLE dossiers_journalentry ALTER COLUMN previous_hash DROP DEFAULT;
ALTER TABLE dossiers_journalentry DISABLE TRIGGER dossiers_journalentry_rows_stay;
UPDATE dossiers_journalentry j SET previous_hash = before.hash FROM dossiers_journalentry before
    WHERE before.dossier_id = j.dossier_id AND before.number = j.number - 1;
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE dossiers_journalentry ENABLE TRIGGER dossiers_journalentry_rows_stay;
ALTER TABLE dossiers_dossier ALTER COLUMN journal_hash TYPE varchar(64) USING encode(journal_hash, 'hex');
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0013_apologies_stops_visits_and_desk")]
    operations = [
        migrations.RemoveIndex(model_name="journalentry", name="journal_by_day"),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(NARROW, WIDE)],
            state_operations=[
                migrations.RemoveField(model_name="journalentry", name="previous_hash"),
                migrations.AlterField(
                    model_name="journalentry", name="hash", field=dossiers.models.digest.DigestField()
                ),
                migrations.AlterField(
                    model_name="dossier",
                    name="journal_hash",
                    field=dossiers.models.digest.DigestField(blank=True, default=""),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="journalentry",
            index=django.contrib.postgres.indexes.BrinIndex(
                autosummarize=True, fields=["at"], name="journal_by_day"
            ),
        ),
        migrations.AlterField(
            model_name="dossier",
            name="competent_agency",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="dossiers_decided",
                to="agencies.agency",
            ),
        ),
        *[
            migrations.AlterField(
                model_name=model,
                name=name,
                field=models.CharField(words, blank=True, db_default="", max_length=length),
            )
            for model, name, words, length in (
                ("journalentry", "note", "nội dung", 4000),
                ("slip", "number", "số", 40),
                ("task", "note", "ý kiến, ghi chú", 4000),
                ("task", "question", "nội dung hỏi", 2000),
            )
        ],
        *[
            migrations.AlterField(model_name=model, name=name, field=models.JSONField(**more, db_default=NOTHING))
            for model, name, more in (
                ("dossierresult", "fields", {"default": dict, "verbose_name": "nội dung"}),
                ("journalentry", "data", {"default": dict}),
                ("slip", "facts", {"verbose_name": "nội dung"}),
            )
        ],
    ]
