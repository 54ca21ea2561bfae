"""Indexes that no statement asks for: doubles of longer ones, full ones beside partial ones, prefixes of keys."""

import django.db.models.deletion
from django.db import migrations, models


# Made by unique=True for LIKE 'abc%', which nobody asks of a code or a key.
FOR_LIKE = [
    ("dossiers_dossier_code_6d68c351_like", "dossiers_dossier", "code"),
    ("dossiers_dossier_reference_6e341596_like", "dossiers_dossier", "reference"),
    ("dossiers_dossierresult_verify_key_ebe87f4f_like", "dossiers_dossierresult", "verify_key"),
]


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_fewer_indexes'),
        ('agencies', '0003_specialties_and_lookup_keys'),
        ('dossiers', '0008_directed_steps'),
    ]

    operations = [
        migrations.AlterField(
            model_name='dossier',
            name='holder_agency',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency'),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='holder_officer',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer'),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='owner',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='dossiers_owned', to='accounts.party', verbose_name='chủ hồ sơ'),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='receiving_agency',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dossiers_received', to='agencies.agency'),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='submitter',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='dossiers_filed', to='accounts.party', verbose_name='người nộp'),
        ),
        migrations.AlterField(
            model_name='dossierresult',
            name='approved_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer'),
        ),
        migrations.AlterField(
            model_name='dossierresult',
            name='drafted_by',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer'),
        ),
        migrations.AlterField(
            model_name='journalentry',
            name='dossier',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='journal', to='dossiers.dossier'),
        ),
        migrations.AlterField(
            model_name='slip',
            name='issued_by',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer'),
        ),
        migrations.AlterField(
            model_name='task',
            name='agency',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='agencies.agency'),
        ),
        migrations.AlterField(
            model_name='task',
            name='officer',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='agencies.officer'),
        ),
        *[
            migrations.RunSQL(
                f"DROP INDEX IF EXISTS {name}",
                f"CREATE INDEX {name} ON {table} ({column} varchar_pattern_ops)",
            )
            for name, table, column in FOR_LIKE
        ],
    ]
