"""The trigger of 0003 for the new columns and states, and one for the history of versions.

What may still be written on a published row: its last day, and once the state superseded or withdrawn; after
that nothing. A line of the history never changes; it only forgets the draft that was thrown away."""

from django.db import migrations

FUNCTIONS = """
CREATE OR REPLACE FUNCTION procedures_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'TRUNCATE' THEN
        IF EXISTS (SELECT 1 FROM procedures_procedureversion WHERE state NOT IN ('draft', 'checked', 'tried')) THEN
            RAISE EXCEPTION 'phiên bản đã công bố không được xóa' USING ERRCODE = 'insufficient_privilege';
        END IF;
        RETURN NULL;
    END IF;
    IF OLD.state IN ('draft', 'checked', 'tried') THEN
        IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'phiên bản % đã công bố không được xóa', OLD.number
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    IF (NEW.state <> OLD.state AND NOT (OLD.state = 'published' AND NEW.state IN ('superseded', 'withdrawn')))
        OR (OLD.state <> 'published' AND NEW.effective_to IS DISTINCT FROM OLD.effective_to)
        OR (NEW.definition, NEW.sha256, NEW.number, NEW.procedure_id, NEW.effective_from, NEW.decision,
            NEW.published_at, NEW.published_by_id, NEW.revision, NEW.decision_on, NEW.decision_file_id,
            NEW.created_at)
        IS DISTINCT FROM (OLD.definition, OLD.sha256, OLD.number, OLD.procedure_id, OLD.effective_from,
            OLD.decision, OLD.published_at, OLD.published_by_id, OLD.revision, OLD.decision_on,
            OLD.decision_file_id, OLD.created_at)
    THEN
        RAISE EXCEPTION 'phiên bản % đã công bố không được sửa', OLD.number
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION procedures_history_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.version_id IS NULL
        AND to_jsonb(NEW) - 'version_id' = to_jsonb(OLD) - 'version_id'
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'lịch sử phiên bản không được sửa, xóa' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER procedures_history_row_stays BEFORE UPDATE OR DELETE ON procedures_versionevent
    FOR EACH ROW EXECUTE FUNCTION procedures_history_stays();
"""
BACK = """
DROP FUNCTION procedures_history_stays() CASCADE;
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0006_life_of_a_version")]
    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
