"""A published version never changes, whatever the program does (promise P5); fuzzy search needs pg_trgm.

What may still be written on a published row: the last day and the state "withdrawn"."""

from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations

FUNCTION = """
CREATE FUNCTION procedures_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        IF EXISTS (SELECT 1 FROM procedures_procedureversion WHERE state <> 'draft') THEN
            RAISE EXCEPTION 'phiên bản đã công bố không được xóa' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NULL;
    END IF;
    IF OLD.state = 'draft' THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'phiên bản % đã công bố không được xóa', OLD.number
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF NEW.state = 'draft'
        OR (NEW.state <> OLD.state AND NEW.state <> 'withdrawn')
        OR (NEW.definition, NEW.sha256, NEW.number, NEW.procedure_id, NEW.effective_from, NEW.decision,
            NEW.published_at, NEW.published_by_id)
        IS DISTINCT FROM (OLD.definition, OLD.sha256, OLD.number, OLD.procedure_id, OLD.effective_from,
            OLD.decision, OLD.published_at, OLD.published_by_id)
    THEN
        RAISE EXCEPTION 'phiên bản % đã công bố không được sửa', OLD.number
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER procedures_version_row_stays BEFORE UPDATE OR DELETE ON procedures_procedureversion
    FOR EACH ROW EXECUTE FUNCTION procedures_published_stays();
CREATE TRIGGER procedures_version_table_stays BEFORE TRUNCATE ON procedures_procedureversion
    FOR EACH STATEMENT EXECUTE FUNCTION procedures_published_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0002_published_by")]
    operations = [
        TrigramExtension(),
        migrations.RunSQL(FUNCTION, "DROP FUNCTION procedures_published_stays() CASCADE;"),
    ]
