"""Words of names are kept for each agency only, not for the whole province as well: a third fewer entries.

Who searches the whole province looks among the newest dossiers and then through each agency's words
(dossiers/namesakes.py).
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

FUNCTION = """
CREATE OR REPLACE FUNCTION dossier_found_by(state varchar, receiving bigint, competent bigint, fold varchar)
RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN state IN ('not_accepted', 'stopped', 'returned') THEN string_to_array(
        coalesce(receiving, 0)::text || ':' || replace(fold, ' ', ' ' || coalesce(receiving, 0)::text || ':')
            || ' ' || coalesce(competent, 0)::text || ':' || replace(fold, ' ', ' ' || coalesce(competent, 0)::text || ':'), ' ')
    END
$$
"""
BEFORE = """
CREATE OR REPLACE FUNCTION dossier_found_by(state varchar, receiving bigint, competent bigint, fold varchar)
RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN state IN ('not_accepted', 'stopped', 'returned') THEN string_to_array(
        fold || ' ' || coalesce(receiving, 0)::text || ':'
            || replace(fold, ' ', ' ' || coalesce(receiving, 0)::text || ':')
            || ' ' || coalesce(competent, 0)::text || ':'
            || replace(fold, ' ', ' ' || coalesce(competent, 0)::text || ':'), ' ') END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0018_over_in_time")]
    operations = [
        migrations.RemoveIndex(model_name="dossier", name="dossiers_by_name"),
        migrations.RunSQL(FUNCTION, BEFORE),
        migrations.AddIndex(
            model_name="dossier",
            index=django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    models.F("state"),
                    models.F("receiving_agency"),
                    models.F("competent_agency"),
                    models.F("owner_fold"),
                    function="dossier_found_by",
                ),
                fastupdate=False,
                name="dossiers_by_name",
            ),
        ),
    ]
