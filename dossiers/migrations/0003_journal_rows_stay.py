"""The journal is append-only for everybody, whatever the program does (promise P3)."""

from django.db import migrations

TABLES = ["dossiers_journalentry", "dossiers_chainhead"]
FUNCTION = """
CREATE FUNCTION dossiers_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'nhật ký hồ sơ chỉ được ghi thêm (%)', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""
TRIGGERS = """
CREATE TRIGGER {table}_rows_stay BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION dossiers_refuse_change();
CREATE TRIGGER {table}_table_stays BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION dossiers_refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0002_journal_head_and_desk_tasks")]
    operations = [
        migrations.RunSQL(
            FUNCTION + "".join(TRIGGERS.format(table=table) for table in TABLES),
            "DROP FUNCTION dossiers_refuse_change() CASCADE;",
        )
    ]
