"""Numbers of a book follow each other for whoever writes, and what a receipt says stays (NĐ 123/2020)."""

from django.db import migrations

KEEP = """
ALTER TABLE payments_feereceipt ADD CONSTRAINT receipt_number_of_book UNIQUE (book_id, number);
ALTER TABLE payments_feereceipt ADD CONSTRAINT receipt_leaves_no_gap
    FOREIGN KEY (book_id, previous) REFERENCES payments_feereceipt (book_id, number);
CREATE FUNCTION payments_receipt_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (OLD.book_id, OLD.number, OLD.payment_id, OLD.vnd, OLD.facts, OLD.issued_at)
        IS DISTINCT FROM (NEW.book_id, NEW.number, NEW.payment_id, NEW.vnd, NEW.facts, NEW.issued_at)
        OR (OLD.cancelled_at IS NOT NULL AND OLD.cancelled_at IS DISTINCT FROM NEW.cancelled_at) THEN
        RAISE EXCEPTION 'biên lai % không được sửa, chỉ được hủy', OLD.number;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER receipt_stays BEFORE UPDATE OR DELETE ON payments_feereceipt
    FOR EACH ROW EXECUTE FUNCTION payments_receipt_stays();
"""

LET_GO = """
DROP TRIGGER receipt_stays ON payments_feereceipt;
DROP FUNCTION payments_receipt_stays();
ALTER TABLE payments_feereceipt DROP CONSTRAINT receipt_leaves_no_gap;
ALTER TABLE payments_feereceipt DROP CONSTRAINT receipt_number_of_book;
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0008_receipts")]

    operations = [migrations.RunSQL(KEEP, LET_GO)]
