"""What nobody may do even by SQL: empty the history of versions, or give a published version another key."""

from django.db import migrations

RULES = """
CREATE TRIGGER procedures_history_table_stays BEFORE TRUNCATE ON procedures_versionevent
    FOR EACH STATEMENT EXECUTE FUNCTION procedures_history_stays();
CREATE FUNCTION procedures_key_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'phiên bản % đã công bố không được sửa', OLD.number USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER procedures_version_key_stays BEFORE UPDATE OF id ON procedures_procedureversion
    FOR EACH ROW WHEN (OLD.id <> NEW.id AND OLD.state NOT IN ('draft', 'checked', 'tried'))
    EXECUTE FUNCTION procedures_key_stays();
"""
BACK = """
DROP TRIGGER procedures_version_key_stays ON procedures_procedureversion;
DROP FUNCTION procedures_key_stays();
DROP TRIGGER procedures_history_table_stays ON procedures_versionevent;
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0016_announcements_and_postings")]

    operations = [migrations.RunSQL(RULES, BACK)]
