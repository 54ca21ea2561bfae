"""Lines and parts stay as written, and the parts of a row sum up to the row; old books get theirs (promise P7)."""

from django.db import migrations

CARRY_OVER = """
INSERT INTO payments_chargeline (charge_id, number, code, name, kind, vnd)
SELECT c.id, l.n, left(COALESCE(l.line->>'id', ''), 60), left(COALESCE(l.line->>'name', ''), 200),
       CASE WHEN l.line->>'kind' = 'phi' THEN 'phi' ELSE 'le_phi' END, (l.line->>'vnd')::bigint
FROM payments_charge c, jsonb_array_elements(c.lines) WITH ORDINALITY AS l(line, n);
INSERT INTO payments_entrypart (entry_id, line_id, vnd)
SELECT e.id, l.id, l.vnd FROM payments_entry e JOIN payments_chargeline l ON l.charge_id = e.charge_id
WHERE e.number = 1 AND e.kind = 'charged' AND l.vnd > 0;
INSERT INTO payments_entrypart (entry_id, line_id, vnd)
SELECT e.id, l.id, e.amount_vnd FROM payments_entry e
JOIN payments_chargeline l ON l.charge_id = e.charge_id AND l.number = 1
WHERE NOT EXISTS (SELECT FROM payments_entrypart p WHERE p.entry_id = e.id);
SET CONSTRAINTS ALL IMMEDIATE;
"""

KEEP = """
CREATE FUNCTION payments_check_parts(one bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE parts bigint; wanted bigint; strangers bigint;
BEGIN
    SELECT e.amount_vnd, COALESCE(sum(p.vnd), 0), count(*) FILTER (WHERE l.charge_id <> e.charge_id)
    INTO wanted, parts, strangers
    FROM payments_entry e LEFT JOIN payments_entrypart p ON p.entry_id = e.id
    LEFT JOIN payments_chargeline l ON l.id = p.line_id WHERE e.id = one GROUP BY e.id;
    IF parts <> wanted OR strangers > 0 THEN
        RAISE EXCEPTION 'entry %: parts %, row %, of other charges %', one, parts, wanted, strangers
            USING ERRCODE = 'check_violation', CONSTRAINT = 'parts_add_up';
    END IF;
END $$;
CREATE FUNCTION payments_entry_has_its_parts() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM payments_check_parts(NEW.id); RETURN NULL; END';
CREATE FUNCTION payments_part_fits() RETURNS trigger LANGUAGE plpgsql AS
    'BEGIN PERFORM payments_check_parts(NEW.entry_id); RETURN NULL; END';
CREATE CONSTRAINT TRIGGER parts_add_up AFTER INSERT ON payments_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_entry_has_its_parts();
CREATE CONSTRAINT TRIGGER part_fits AFTER INSERT ON payments_entrypart
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_part_fits();
CREATE TRIGGER part_stays BEFORE UPDATE OR DELETE ON payments_entrypart
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER part_is_not_emptied BEFORE TRUNCATE ON payments_entrypart
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER charge_line_stays BEFORE UPDATE OR DELETE ON payments_chargeline
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
"""

LET_GO = """
DROP TRIGGER charge_line_stays ON payments_chargeline;
DROP TRIGGER part_is_not_emptied ON payments_entrypart;
DROP TRIGGER part_stays ON payments_entrypart;
DROP TRIGGER part_fits ON payments_entrypart;
DROP TRIGGER parts_add_up ON payments_entry;
DROP FUNCTION payments_part_fits();
DROP FUNCTION payments_entry_has_its_parts();
DROP FUNCTION payments_check_parts(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0006_lines_shares_claims"), ("audit", "0002_rows_are_never_changed")]

    operations = [
        migrations.RunSQL(CARRY_OVER, "DELETE FROM payments_entrypart; DELETE FROM payments_chargeline; SET CONSTRAINTS ALL IMMEDIATE;"),
        migrations.RunSQL(KEEP, LET_GO),
    ]
