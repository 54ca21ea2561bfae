"""Ended dossiers are found by words of the owner's name in any order, inside one agency; numbers in a whole index.

A token for each word alone and for each word after the key of the receiving and of the competent agency: what one
agency has of a word is a short list, however long the archive. Open dossiers leave no token, so that their many
changes cost nothing here. Indexes of whole tables are built after a long history is written, which partial ones
are not (dossiers/generating/indexes.py).
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

FUNCTION = """
CREATE FUNCTION dossier_found_by(state varchar, receiving bigint, competent bigint, fold varchar) RETURNS text[]
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN state IN ('not_accepted', 'stopped', 'returned') THEN string_to_array(
        fold || ' ' || coalesce(receiving, 0)::text || ':'
            || replace(fold, ' ', ' ' || coalesce(receiving, 0)::text || ':')
            || ' ' || coalesce(competent, 0)::text || ':'
            || replace(fold, ' ', ' ' || coalesce(competent, 0)::text || ':'), ' ') END
$$
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0015_supplement_drafts")]
    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION dossier_found_by"),
        migrations.RemoveIndex(model_name="dossier", name="dossiers_by_number"),
        migrations.RemoveIndex(model_name="dossier", name="dossiers_by_name"),
        migrations.AddIndex(
            model_name="dossier",
            index=models.Index(fields=["owner_number", "-id"], name="dossiers_by_number"),
        ),
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
