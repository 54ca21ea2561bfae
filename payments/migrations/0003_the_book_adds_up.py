"""The ledger is append-only, and each row begins where the one before it ended, for everybody (promise P7)."""

from django.db import migrations

CARRY_OVER = """
INSERT INTO payments_entry (charge_id, number, previous, kind, before_vnd, amount_vnd, after_vnd, payment_id, why, at)
SELECT id, 1, NULL, 'charged', 0, total_vnd, total_vnd, NULL, '', opened_at FROM payments_charge WHERE total_vnd > 0;
INSERT INTO payments_entry (charge_id, number, previous, kind, before_vnd, amount_vnd, after_vnd, payment_id, why, at)
SELECT p.charge_id, 1 + n, n, 'paid', c.total_vnd - before, -p.amount_vnd, c.total_vnd - before - p.amount_vnd, p.id, '', p.paid_at
FROM (
    SELECT id, charge_id, amount_vnd, paid_at,
           row_number() OVER w AS n,
           sum(amount_vnd) OVER w - amount_vnd AS before
    FROM payments_payment WINDOW w AS (PARTITION BY charge_id ORDER BY id)
) p JOIN payments_charge c ON c.id = p.charge_id;
SET CONSTRAINTS ALL IMMEDIATE;
"""

CHAIN = """
ALTER TABLE payments_entry ADD CONSTRAINT entry_end_once UNIQUE (charge_id, number, after_vnd);
ALTER TABLE payments_entry ADD CONSTRAINT entry_begins_where_the_last_ended
    FOREIGN KEY (charge_id, previous, before_vnd) REFERENCES payments_entry (charge_id, number, after_vnd);
CREATE TRIGGER entry_stays BEFORE UPDATE OR DELETE ON payments_entry
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER entry_is_not_emptied BEFORE TRUNCATE ON payments_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER payment_stays BEFORE UPDATE OR DELETE ON payments_payment
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER payment_is_not_emptied BEFORE TRUNCATE ON payments_payment
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""

UNCHAIN = """
DROP TRIGGER payment_is_not_emptied ON payments_payment;
DROP TRIGGER payment_stays ON payments_payment;
DROP TRIGGER entry_is_not_emptied ON payments_entry;
DROP TRIGGER entry_stays ON payments_entry;
ALTER TABLE payments_entry DROP CONSTRAINT entry_begins_where_the_last_ended;
ALTER TABLE payments_entry DROP CONSTRAINT entry_end_once;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_books_and_gateways"), ("audit", "0002_rows_are_never_changed")]

    operations = [
        migrations.RunSQL(CARRY_OVER, "DELETE FROM payments_entry; SET CONSTRAINTS ALL IMMEDIATE;"),
        migrations.RunSQL(CHAIN, UNCHAIN),
    ]
