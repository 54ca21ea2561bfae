"""All tables of this room at once; older databases came here by the migrations it replaces.

The books are append-only, each row begins where the one before it ended, the parts of a row sum up to the row
(promise P7); numbers of a book of receipts follow each other, and what a receipt says stays (NĐ 123/2020).
"""

import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from portal.web.database.migrating import CreateModels

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
PARTS = """
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
RECEIPTS = """
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
DROP FUNCTION payments_receipt_stays() CASCADE;
DROP FUNCTION payments_part_fits() CASCADE;
DROP FUNCTION payments_entry_has_its_parts() CASCADE;
DROP FUNCTION payments_check_parts(bigint);
"""


class Migration(migrations.Migration):

    replaces = [('payments', '0001_initial'), ('payments', '0002_books_and_gateways'), ('payments', '0003_the_book_adds_up'), ('payments', '0004_refunds_tills_comparison'), ('payments', '0005_post_collects'), ('payments', '0006_lines_shares_claims'), ('payments', '0007_parts_add_up'), ('payments', '0008_receipts'), ('payments', '0009_receipts_have_no_gap'), ('payments', '0010_payouts_treasury_vouchers'), ('payments', '0011_voucher_papers_and_days'), ('payments', '0012_post_rates'), ('payments', '0013_paper_vouchers')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0006_safety_of_accounts'),
        ('agencies', '0001_squashed_0006_supplement_by_leader'),
        ('audit', '0001_squashed_0003_day_seals'),
        ('documents', '0001_squashed_0007_sittings_lapse'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Charge',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('subject', models.CharField(db_index=True, max_length=40, verbose_name='cho')),
                        ('timing', models.CharField(choices=[('at_receipt', 'Khi tiếp nhận'), ('at_supplement', 'Khi bổ sung'), ('at_return', 'Khi trả kết quả'), ('obligation', 'Nghĩa vụ tài chính')], max_length=14, verbose_name='thu lúc')),
                        ('lines', models.JSONField(verbose_name='các khoản')),
                        ('total_vnd', models.PositiveBigIntegerField(verbose_name='tổng (đồng)')),
                        ('payer_name', models.CharField(blank=True, max_length=300, verbose_name='người nộp')),
                        ('opened_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('settled_at', models.DateTimeField(null=True, verbose_name='nộp đủ lúc')),
                        ('cancelled_at', models.DateTimeField(null=True, verbose_name='hủy lúc')),
                        ('about', models.CharField(blank=True, max_length=200, verbose_name='nội dung')),
                        ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='cơ quan thu')),
                        ('reference', models.CharField(editable=False, max_length=12, null=True, unique=True, verbose_name='mã nộp tiền')),
                        ('settled_task', models.CharField(blank=True, editable=False, max_length=80)),
                        ('told_at', models.DateTimeField(editable=False, null=True)),
                        ('matter', models.CharField(blank=True, max_length=40, verbose_name='mã thủ tục')),
                    ],
                    options={
                        'verbose_name': 'khoản phải thu',
                        'verbose_name_plural': 'khoản phải thu',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('cancelled_at', None), models.Q(('timing', 'obligation'), _negated=True)), fields=('subject', 'timing'), name='one_open_charge_per_timing')],
                        'indexes': [models.Index(condition=models.Q(('settled_at__isnull', False), ('told_at', None)), fields=['settled_at'], name='settled_charges_to_tell')],
                    },
                ),
                migrations.CreateModel(
                    name='Payment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('amount_vnd', models.PositiveBigIntegerField(verbose_name='số tiền (đồng)')),
                        ('method', models.CharField(choices=[('cash', 'Tiền mặt'), ('card', 'Thẻ'), ('transfer', 'Chuyển khoản'), ('vietqr', 'VietQR'), ('vnpay', 'VNPay'), ('platform', 'Cổng DVC quốc gia'), ('post', 'Bưu chính thu hộ'), ('voucher', 'Chứng từ nộp ngân sách')], max_length=10, verbose_name='cách nộp')),
                        ('key', models.CharField(max_length=80, unique=True)),
                        ('paid_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='nộp lúc')),
                        ('charge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='payments.charge')),
                        ('taken_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('booked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='ghi sổ lúc')),
                        ('provider_ref', models.CharField(blank=True, max_length=60, verbose_name='mã giao dịch')),
                        ('session', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='payments.cashsession')),
                        ('share', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payments', to='payments.share')),
                    ],
                    options={
                        'verbose_name': 'lần nộp tiền',
                        'verbose_name_plural': 'lần nộp tiền',
                        'constraints': [models.CheckConstraint(condition=models.Q(('amount_vnd__gt', 0)), name='payment_is_positive')],
                        'indexes': [models.Index(fields=['method', 'paid_at'], name='payments_by_way_and_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Attempt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('gateway', models.CharField(max_length=10, verbose_name='cổng')),
                        ('reference', models.CharField(max_length=40, unique=True, verbose_name='mã tham chiếu')),
                        ('amount_vnd', models.PositiveBigIntegerField(verbose_name='số tiền (đồng)')),
                        ('state', models.CharField(choices=[('init', 'Đã bắt đầu'), ('success', 'Thành công'), ('failed', 'Không thành công'), ('expired', 'Hết hạn')], default='init', max_length=8, verbose_name='trạng thái')),
                        ('begun_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='bắt đầu lúc')),
                        ('expires_at', models.DateTimeField(verbose_name='hạn')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='kết thúc lúc')),
                        ('ask_at', models.DateTimeField(null=True, verbose_name='hỏi lại cổng lúc')),
                        ('asked', models.PositiveSmallIntegerField(default=0, verbose_name='số lần hỏi')),
                        ('code', models.CharField(blank=True, max_length=20, verbose_name='mã trả lời')),
                        ('provider_ref', models.CharField(blank=True, max_length=60, verbose_name='mã giao dịch của cổng')),
                        ('address', models.GenericIPAddressField(null=True)),
                        ('return_to', models.CharField(blank=True, max_length=200)),
                        ('charge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='payments.charge')),
                        ('payment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempt', to='payments.payment')),
                        ('share', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='payments.share')),
                    ],
                    options={
                        'verbose_name': 'lượt thanh toán',
                        'verbose_name_plural': 'lượt thanh toán',
                        'indexes': [models.Index(condition=models.Q(('state__in', ['init', 'expired'])), fields=['ask_at'], name='attempts_to_ask_about')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('payment__isnull', False), ('state', 'success')), models.Q(models.Q(('state', 'success'), _negated=True), ('payment', None)), _connector='OR'), name='successful_attempt_has_its_payment')],
                    },
                ),
                migrations.CreateModel(
                    name='BankLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('bank', models.CharField(blank=True, max_length=6, verbose_name='ngân hàng (BIN)')),
                        ('account', models.CharField(max_length=19, verbose_name='vào tài khoản')),
                        ('bank_ref', models.CharField(max_length=60, verbose_name='số giao dịch')),
                        ('amount_vnd', models.PositiveBigIntegerField(verbose_name='số tiền (đồng)')),
                        ('purpose', models.CharField(blank=True, max_length=500, verbose_name='nội dung')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('source', models.CharField(choices=[('notice', 'Báo có'), ('statement', 'Sao kê')], max_length=9, verbose_name='nguồn')),
                        ('seen_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='biết lúc')),
                        ('set_aside', models.CharField(blank=True, max_length=200, verbose_name='không phải tiền nộp hồ sơ')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('payment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='bank_line', to='payments.payment')),
                        ('stated_at', models.DateTimeField(null=True, verbose_name='có trong sao kê từ')),
                    ],
                    options={
                        'verbose_name': 'dòng tiền vào',
                        'verbose_name_plural': 'tiền vào tài khoản',
                        'indexes': [models.Index(condition=models.Q(('payment', None), ('set_aside', '')), fields=['-at'], name='bank_lines_nobody_knows')],
                        'constraints': [models.UniqueConstraint(fields=('account', 'bank_ref'), name='bank_line_once'), models.CheckConstraint(condition=models.Q(('amount_vnd__gt', 0)), name='bank_line_is_positive')],
                    },
                ),
                migrations.CreateModel(
                    name='BudgetAccount',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('phi', 'Phí'), ('le_phi', 'Lệ phí'), ('thue', 'Thuế, nghĩa vụ khác')], max_length=6, verbose_name='loại khoản')),
                        ('bank', models.CharField(max_length=6, validators=[django.core.validators.RegexValidator('^\\d{6}$', 'Gồm đúng 6 chữ số.')], verbose_name='mã ngân hàng (BIN)')),
                        ('bank_name', models.CharField(max_length=120, verbose_name='ngân hàng')),
                        ('number', models.CharField(max_length=19, validators=[django.core.validators.RegexValidator('^[A-Za-z0-9]{1,19}$', 'Chỉ gồm chữ và số, nhiều nhất 19.')], verbose_name='số tài khoản')),
                        ('holder', models.CharField(max_length=200, verbose_name='chủ tài khoản')),
                        ('valid_from', models.DateField(blank=True, null=True, verbose_name='dùng từ')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='cơ quan')),
                    ],
                    options={
                        'verbose_name': 'tài khoản thu',
                        'verbose_name_plural': 'tài khoản thu',
                        'ordering': ['agency_id', 'kind'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('valid_to', None)), fields=('agency', 'kind'), name='one_account_in_use_per_kind')],
                    },
                ),
                migrations.CreateModel(
                    name='Callback',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('gateway', models.CharField(max_length=10, verbose_name='cổng')),
                        ('raw', models.TextField(verbose_name='nguyên văn')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='nhận lúc')),
                        ('address', models.GenericIPAddressField(null=True)),
                        ('outcome', models.CharField(blank=True, choices=[('booked', 'Đã ghi sổ'), ('again', 'Đã ghi trước đó'), ('failed', 'Báo không thành công'), ('pending', 'Chưa xong'), ('wrong_amount', 'Sai số tiền'), ('unknown', 'Không có mã này'), ('forged', 'Sai chữ ký'), ('unreadable', 'Không đọc được'), ('contradicted', 'Trái với lần báo trước')], max_length=14, verbose_name='kết quả')),
                        ('attempt', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='callbacks', to='payments.attempt')),
                    ],
                    options={
                        'verbose_name': 'thông báo của cổng',
                        'verbose_name_plural': 'thông báo của cổng',
                        'indexes': [models.Index(fields=['gateway', '-at'], name='callbacks_by_gateway')],
                    },
                ),
                migrations.CreateModel(
                    name='Entry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='dòng')),
                        ('previous', models.PositiveIntegerField(null=True)),
                        ('kind', models.CharField(choices=[('charged', 'Phải thu'), ('paid', 'Đã nộp'), ('waived', 'Được miễn'), ('cancelled', 'Hủy khoản thu'), ('refunded', 'Đã hoàn')], max_length=10, verbose_name='loại')),
                        ('before_vnd', models.BigIntegerField(verbose_name='trước')),
                        ('amount_vnd', models.BigIntegerField(verbose_name='phát sinh')),
                        ('after_vnd', models.BigIntegerField(verbose_name='sau')),
                        ('why', models.CharField(blank=True, max_length=300, verbose_name='lý do')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                        ('charge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='payments.charge')),
                        ('payment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entry', to='payments.payment')),
                    ],
                    options={
                        'verbose_name': 'dòng sổ thu',
                        'verbose_name_plural': 'sổ thu',
                        'ordering': ['charge_id', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('charge', 'number'), name='one_entry_per_number'), models.CheckConstraint(condition=models.Q(('after_vnd', django.db.models.expressions.CombinedExpression(models.F('before_vnd'), '+', models.F('amount_vnd')))), name='entry_adds_up'), models.CheckConstraint(condition=models.Q(models.Q(('before_vnd', 0), ('number', 1), ('previous', None)), ('previous', django.db.models.expressions.CombinedExpression(models.F('number'), '-', models.Value(1))), _connector='OR'), name='entry_follows_the_one_before'), models.CheckConstraint(condition=models.Q(models.Q(('amount_vnd__gt', 0), ('kind__in', ['charged', 'refunded'])), models.Q(('amount_vnd__lt', 0), ('kind__in', ['paid', 'waived', 'cancelled'])), _connector='OR'), name='entry_has_the_sign_of_its_kind'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'paid'), ('payment__isnull', False)), models.Q(models.Q(('kind', 'paid'), _negated=True), ('payment', None)), _connector='OR'), name='paid_entry_names_its_payment')],
                    },
                ),
                migrations.CreateModel(
                    name='CashSession',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='mở lúc')),
                        ('opening_vnd', models.PositiveBigIntegerField(default=0, verbose_name='tiền đầu ca (đồng)')),
                        ('closed_at', models.DateTimeField(null=True, verbose_name='đóng lúc')),
                        ('expected_vnd', models.BigIntegerField(null=True, verbose_name='phải có (đồng)')),
                        ('counted_vnd', models.BigIntegerField(null=True, verbose_name='đếm được (đồng)')),
                        ('difference_vnd', models.BigIntegerField(null=True, verbose_name='chênh lệch (đồng)')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='ghi chú')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('cashier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'ca thu tiền',
                        'verbose_name_plural': 'ca thu tiền',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('cashier',), name='one_open_till_per_cashier'), models.CheckConstraint(condition=models.Q(('closed_at', None), models.Q(('counted_vnd__gte', 0), ('difference_vnd', django.db.models.expressions.CombinedExpression(models.F('counted_vnd'), '-', models.F('expected_vnd')))), _connector='OR'), name='closed_till_was_counted')],
                    },
                ),
                migrations.CreateModel(
                    name='DayCheck',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('provider', models.CharField(max_length=10, verbose_name='của')),
                        ('day', models.DateField(verbose_name='ngày')),
                        ('matched', models.PositiveIntegerField(default=0, verbose_name='khớp')),
                        ('differences', models.PositiveIntegerField(default=0, verbose_name='lệch')),
                        ('ours_vnd', models.BigIntegerField(default=0, verbose_name='sổ ta (đồng)')),
                        ('theirs_vnd', models.BigIntegerField(default=0, verbose_name='bên kia (đồng)')),
                        ('checked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='đối soát lúc')),
                        ('treasury_vnd', models.BigIntegerField(null=True, verbose_name='Kho bạc (đồng)')),
                    ],
                    options={
                        'verbose_name': 'đối soát ngày',
                        'verbose_name_plural': 'đối soát ngày',
                        'ordering': ['-day', 'provider'],
                        'constraints': [models.UniqueConstraint(fields=('provider', 'day'), name='one_check_per_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Difference',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('missing_internal', 'Bên kia có, sổ ta không có'), ('missing_provider', 'Sổ ta có, bên kia không có'), ('amount_diff', 'Khác số tiền'), ('duplicate', 'Bên kia ghi hai lần')], max_length=16, verbose_name='loại')),
                        ('reference', models.CharField(max_length=60, verbose_name='mã tham chiếu')),
                        ('ours_vnd', models.BigIntegerField(null=True, verbose_name='sổ ta (đồng)')),
                        ('theirs_vnd', models.BigIntegerField(null=True, verbose_name='bên kia (đồng)')),
                        ('due_on', models.DateField(verbose_name='hạn làm rõ')),
                        ('resolution', models.CharField(blank=True, max_length=300, verbose_name='đã làm rõ')),
                        ('resolved_at', models.DateTimeField(null=True, verbose_name='làm rõ lúc')),
                        ('check_of', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='payments.daycheck')),
                        ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('payment', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.payment')),
                        ('resolved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('record', models.CharField(choices=[('provider', 'Cổng thanh toán'), ('treasury', 'Kho bạc')], default='provider', max_length=8, verbose_name='so với')),
                    ],
                    options={
                        'verbose_name': 'chênh lệch',
                        'verbose_name_plural': 'chênh lệch',
                        'constraints': [models.CheckConstraint(condition=models.Q(('resolved_at', None), models.Q(('resolution', ''), _negated=True), _connector='OR'), name='resolved_difference_says_why'), models.UniqueConstraint(fields=('check_of', 'record', 'kind', 'reference'), name='one_difference_per_reference')],
                    },
                ),
                migrations.CreateModel(
                    name='MonthClose',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('month', models.DateField(unique=True, verbose_name='tháng')),
                        ('closed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='khóa lúc')),
                        ('totals', models.JSONField(default=dict, verbose_name='tổng hợp')),
                        ('closed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'khóa sổ tháng',
                        'verbose_name_plural': 'khóa sổ tháng',
                        'ordering': ['-month'],
                    },
                ),
                migrations.CreateModel(
                    name='ProviderFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('provider', models.CharField(max_length=10, verbose_name='của')),
                        ('day', models.DateField(verbose_name='ngày')),
                        ('name', models.CharField(max_length=200, verbose_name='tên tệp')),
                        ('sha256', models.CharField(max_length=64)),
                        ('lines_count', models.PositiveIntegerField(default=0, verbose_name='số dòng')),
                        ('loaded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='nạp lúc')),
                        ('loaded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('record', models.CharField(choices=[('provider', 'Cổng thanh toán'), ('treasury', 'Kho bạc')], default='provider', max_length=8, verbose_name='sổ của')),
                    ],
                    options={
                        'verbose_name': 'tệp đối soát',
                        'verbose_name_plural': 'tệp đối soát',
                        'constraints': [models.UniqueConstraint(fields=('record', 'provider', 'day', 'sha256'), name='provider_file_once')],
                    },
                ),
                migrations.CreateModel(
                    name='ProviderLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reference', models.CharField(db_index=True, max_length=60, verbose_name='mã tham chiếu')),
                        ('provider_ref', models.CharField(blank=True, max_length=60, verbose_name='mã giao dịch')),
                        ('amount_vnd', models.PositiveBigIntegerField(verbose_name='số tiền (đồng)')),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='payments.providerfile')),
                    ],
                ),
                migrations.CreateModel(
                    name='Refund',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('amount_vnd', models.PositiveBigIntegerField(verbose_name='số tiền (đồng)')),
                        ('ground', models.CharField(choices=[('not_delivered', 'Cơ quan không cung cấp dịch vụ'), ('overpaid', 'Nộp thừa hoặc nộp hai lần'), ('by_law', 'Theo quy định khác của pháp luật')], max_length=14, verbose_name='lý do hoàn')),
                        ('reason', models.CharField(max_length=500, verbose_name='trình bày')),
                        ('bank_name', models.CharField(max_length=120, verbose_name='ngân hàng nhận')),
                        ('account_number', models.CharField(max_length=19, verbose_name='số tài khoản nhận')),
                        ('account_holder', models.CharField(max_length=200, verbose_name='chủ tài khoản nhận')),
                        ('state', models.CharField(choices=[('requested', 'Chờ duyệt'), ('approved', 'Đã duyệt, chờ chi'), ('refused', 'Không hoàn'), ('paid', 'Đã hoàn')], default='requested', max_length=9, verbose_name='trạng thái')),
                        ('requested_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='xin lúc')),
                        ('due_at', models.DateTimeField(verbose_name='hạn trả lời')),
                        ('decided_at', models.DateTimeField(null=True, verbose_name='quyết định lúc')),
                        ('refusal', models.CharField(blank=True, max_length=500, verbose_name='lý do không hoàn')),
                        ('paid_at', models.DateTimeField(null=True, verbose_name='chi lúc')),
                        ('provider_ref', models.CharField(blank=True, max_length=60, verbose_name='số lệnh chi')),
                        ('charge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='refunds', to='payments.charge')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='refund', to='payments.entry')),
                        ('paid_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'hoàn phí',
                        'verbose_name_plural': 'hoàn phí',
                        'constraints': [models.CheckConstraint(condition=models.Q(('amount_vnd__gt', 0)), name='refund_is_positive'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('requested_by')), _negated=True), _connector='OR'), name='refund_is_decided_by_a_second_person'), models.CheckConstraint(condition=models.Q(models.Q(('entry__isnull', False), ('state', 'paid')), models.Q(models.Q(('state', 'paid'), _negated=True), ('entry', None)), _connector='OR'), name='paid_refund_has_its_entry'), models.UniqueConstraint(condition=models.Q(('state__in', ['requested', 'approved'])), fields=('charge',), name='one_open_refund_per_charge')],
                    },
                ),
                migrations.CreateModel(
                    name='ChargeLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField(verbose_name='dòng')),
                        ('code', models.CharField(max_length=60, verbose_name='mã khoản')),
                        ('name', models.CharField(max_length=200, verbose_name='khoản')),
                        ('kind', models.CharField(choices=[('phi', 'Phí'), ('le_phi', 'Lệ phí'), ('thue', 'Thuế, nghĩa vụ khác')], max_length=6, verbose_name='loại')),
                        ('vnd', models.PositiveBigIntegerField(verbose_name='số tiền (đồng)')),
                        ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.budgetaccount')),
                        ('charge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='payments.charge')),
                    ],
                    options={
                        'verbose_name': 'khoản của phiếu thu',
                        'verbose_name_plural': 'khoản của phiếu thu',
                        'ordering': ['charge_id', 'number'],
                        'constraints': [models.UniqueConstraint(fields=('charge', 'number'), name='one_charge_line_per_number')],
                    },
                ),
                migrations.CreateModel(
                    name='ClaimPart',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vnd', models.PositiveBigIntegerField(verbose_name='được bớt (đồng)')),
                        ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.chargeline')),
                        ('claim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parts', to='payments.exemptionclaim')),
                    ],
                ),
                migrations.CreateModel(
                    name='EntryPart',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vnd', models.BigIntegerField(verbose_name='phần (đồng)')),
                        ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='payments.entry')),
                        ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='payments.chargeline')),
                    ],
                    options={
                        'verbose_name': 'phần của dòng sổ',
                        'verbose_name_plural': 'phần của dòng sổ',
                        'constraints': [models.UniqueConstraint(fields=('entry', 'line'), name='one_part_per_line')],
                    },
                ),
                migrations.CreateModel(
                    name='ExemptionClaim',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=60, verbose_name='mã đối tượng')),
                        ('label', models.CharField(max_length=200, verbose_name='đối tượng')),
                        ('proof', models.CharField(blank=True, max_length=300, verbose_name='giấy tờ chứng minh')),
                        ('source', models.CharField(blank=True, max_length=300, verbose_name='căn cứ')),
                        ('state', models.CharField(choices=[('pending', 'Chờ kiểm tra'), ('confirmed', 'Được miễn, giảm'), ('refused', 'Không được miễn, giảm')], default='pending', max_length=9, verbose_name='trạng thái')),
                        ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='xin lúc')),
                        ('seen_proof', models.CharField(blank=True, max_length=300, verbose_name='giấy tờ đã xem')),
                        ('decided_at', models.DateTimeField(null=True, verbose_name='quyết định lúc')),
                        ('refusal', models.CharField(blank=True, max_length=500, verbose_name='lý do không được')),
                        ('charge', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='claim', to='payments.charge')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claim', to='payments.entry')),
                    ],
                    options={
                        'verbose_name': 'đề nghị miễn, giảm',
                        'verbose_name_plural': 'đề nghị miễn, giảm',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_by', None), ('state', 'pending')), models.Q(('decided_by__isnull', False), ('entry__isnull', False), ('state', 'confirmed')), models.Q(('decided_by__isnull', False), ('entry', None), ('state', 'refused'), models.Q(('refusal', ''), _negated=True)), _connector='OR'), name='decided_claim_says_by_whom_and_why')],
                    },
                ),
                migrations.CreateModel(
                    name='FinancialObligation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=60, verbose_name='số thông báo')),
                        ('issued_on', models.DateField(verbose_name='ngày thông báo')),
                        ('issuer', models.CharField(max_length=200, verbose_name='cơ quan ra thông báo')),
                        ('charge', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='obligation', to='payments.charge')),
                        ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                    ],
                    options={
                        'verbose_name': 'nghĩa vụ tài chính',
                        'verbose_name_plural': 'nghĩa vụ tài chính',
                    },
                ),
                migrations.CreateModel(
                    name='Share',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('payer_name', models.CharField(max_length=300, verbose_name='người nộp')),
                        ('vnd', models.PositiveBigIntegerField(verbose_name='phần (đồng)')),
                        ('reference', models.CharField(max_length=12, unique=True, verbose_name='mã nộp tiền')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='thôi dùng lúc')),
                        ('charge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='payments.charge')),
                    ],
                    options={
                        'verbose_name': 'phần của một người nộp',
                        'verbose_name_plural': 'phần của từng người nộp',
                        'constraints': [models.CheckConstraint(condition=models.Q(('vnd__gt', 0)), name='share_is_positive')],
                    },
                ),
                migrations.CreateModel(
                    name='ReceiptBook',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('form', models.CharField(max_length=11, validators=[django.core.validators.RegexValidator('^\\d{2}BLP\\d-\\d{3}$', 'Ví dụ: 01BLP0-001.')], verbose_name='mẫu số')),
                        ('serial', models.CharField(max_length=8, validators=[django.core.validators.RegexValidator('^[A-Z]{2}-\\d{2}[A-Z]$', 'Ví dụ: BI-26T.')], verbose_name='ký hiệu')),
                        ('last', models.PositiveIntegerField(default=0, verbose_name='số cuối đã cấp')),
                        ('opened_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='mở lúc')),
                        ('closed_at', models.DateTimeField(null=True, verbose_name='đóng lúc')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='đơn vị thu')),
                        ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'quyển biên lai',
                        'verbose_name_plural': 'quyển biên lai',
                        'ordering': ['-id'],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'form', 'serial'), name='one_receipt_book_per_serial'), models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('agency',), name='one_open_receipt_book_per_agency')],
                    },
                ),
                migrations.CreateModel(
                    name='FeeReceipt',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='số')),
                        ('previous', models.PositiveIntegerField(null=True)),
                        ('vnd', models.PositiveBigIntegerField(verbose_name='số tiền (đồng)')),
                        ('facts', models.JSONField(verbose_name='nội dung')),
                        ('issued_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lập lúc')),
                        ('cancelled_at', models.DateTimeField(null=True, verbose_name='hủy lúc')),
                        ('cancel_reason', models.CharField(blank=True, max_length=300, verbose_name='lý do hủy')),
                        ('reprints', models.PositiveSmallIntegerField(default=0, verbose_name='số lần in lại')),
                        ('cancelled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('charge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='payments.charge')),
                        ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('payment', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='payments.payment')),
                        ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='payments.feereceipt')),
                        ('book', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='payments.receiptbook')),
                    ],
                    options={
                        'verbose_name': 'biên lai',
                        'verbose_name_plural': 'biên lai',
                        'constraints': [models.UniqueConstraint(fields=('book', 'number'), name='one_receipt_per_number'), models.UniqueConstraint(condition=models.Q(('cancelled_at', None)), fields=('payment',), name='one_good_receipt_per_payment'), models.CheckConstraint(condition=models.Q(models.Q(('number', 1), ('previous', None)), ('previous', django.db.models.expressions.CombinedExpression(models.F('number'), '-', models.Value(1))), _connector='OR'), name='receipt_follows_the_one_before'), models.CheckConstraint(condition=models.Q(('cancelled_at', None), models.Q(('cancelled_by__isnull', False), models.Q(('cancel_reason', ''), _negated=True)), _connector='OR'), name='cancelled_receipt_says_why'), models.CheckConstraint(condition=models.Q(('vnd__gt', 0)), name='receipt_is_positive')],
                    },
                ),
                migrations.CreateModel(
                    name='ReceiptReprint',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField(verbose_name='lần in lại')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='in lúc')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('receipt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='prints', to='payments.feereceipt')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('receipt', 'number'), name='one_reprint_per_number')],
                    },
                ),
                migrations.CreateModel(
                    name='BankCertificate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200, verbose_name='ngân hàng')),
                        ('pem', models.TextField(verbose_name='chứng thư (PEM)')),
                        ('serial', models.CharField(max_length=64, unique=True, verbose_name='số sê-ri')),
                        ('valid_from', models.DateTimeField(verbose_name='có giá trị từ')),
                        ('valid_to', models.DateTimeField(verbose_name='đến')),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='thu hồi lúc')),
                    ],
                    options={
                        'verbose_name': 'chứng thư của ngân hàng',
                        'verbose_name_plural': 'chứng thư của ngân hàng',
                    },
                ),
                migrations.CreateModel(
                    name='BudgetVoucher',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(blank=True, max_length=60, verbose_name='số chứng từ')),
                        ('content', models.TextField(blank=True, verbose_name='nguyên văn')),
                        ('signature', models.TextField(blank=True, verbose_name='chữ ký')),
                        ('good', models.BooleanField(default=False, verbose_name='hợp lệ')),
                        ('problem', models.CharField(blank=True, max_length=300, verbose_name='vì sao chưa hợp lệ')),
                        ('asked', models.PositiveSmallIntegerField(default=0, verbose_name='số lần hỏi')),
                        ('ask_at', models.DateTimeField(null=True, verbose_name='hỏi lại lúc')),
                        ('checked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='kiểm tra lúc')),
                        ('certificate', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='payments.bankcertificate')),
                        ('payment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='voucher', to='payments.payment')),
                        ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                    ],
                    options={
                        'verbose_name': 'chứng từ nộp ngân sách',
                        'verbose_name_plural': 'chứng từ nộp ngân sách',
                        'indexes': [models.Index(condition=models.Q(('good', False)), fields=['ask_at'], name='vouchers_to_ask_for')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('good', False), ('certificate__isnull', False), _connector='OR'), name='good_voucher_names_its_certificate')],
                    },
                ),
                migrations.CreateModel(
                    name='Payout',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('vnd', models.PositiveBigIntegerField(verbose_name='số tiền (đồng)')),
                        ('request_id', models.CharField(max_length=32, unique=True)),
                        ('state', models.CharField(choices=[('made', 'Đã lập'), ('sent', 'Đã gửi, chờ trả lời'), ('success', 'Đã chuyển'), ('failed', 'Bị trả lại')], default='made', max_length=7, verbose_name='trạng thái')),
                        ('code', models.CharField(blank=True, max_length=20, verbose_name='mã trả lời')),
                        ('provider_ref', models.CharField(blank=True, max_length=60, verbose_name='mã giao dịch')),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lập lúc')),
                        ('sent_at', models.DateTimeField(null=True, verbose_name='gửi lúc')),
                        ('ask_at', models.DateTimeField(null=True, verbose_name='hỏi lại lúc')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='xong lúc')),
                        ('attempt', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='payments.attempt')),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('refund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='payments.refund')),
                        ('listed', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='payouts', to='payments.payoutlist')),
                    ],
                    options={
                        'verbose_name': 'lệnh chi hoàn',
                        'verbose_name_plural': 'lệnh chi hoàn',
                        'indexes': [models.Index(condition=models.Q(('state__in', ['made', 'sent'])), fields=['ask_at'], name='payouts_to_ask_about')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'failed'), _negated=True), fields=('refund',), name='one_living_payout_per_refund'), models.CheckConstraint(condition=models.Q(models.Q(('attempt', None), ('listed__isnull', False)), models.Q(('attempt__isnull', False), ('listed', None)), _connector='OR'), name='payout_goes_one_way')],
                    },
                ),
                migrations.CreateModel(
                    name='PayoutList',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lập lúc')),
                        ('total_vnd', models.PositiveBigIntegerField(default=0, verbose_name='tổng (đồng)')),
                        ('order_number', models.CharField(blank=True, max_length=60, verbose_name='số lệnh chi')),
                        ('closed_at', models.DateTimeField(null=True, verbose_name='ghi kết quả lúc')),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'danh sách chi hoàn',
                        'verbose_name_plural': 'danh sách chi hoàn',
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='Reading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('statement', 'Sao kê ngân hàng'), ('provider', 'Tệp đối soát của cổng'), ('treasury', 'Sổ phụ Kho bạc')], max_length=9, verbose_name='loại')),
                        ('name', models.CharField(max_length=200, verbose_name='tên tệp')),
                        ('content', models.BinaryField(null=True)),
                        ('account', models.CharField(blank=True, max_length=19, verbose_name='tài khoản')),
                        ('provider', models.CharField(blank=True, max_length=10, verbose_name='của')),
                        ('day', models.DateField(null=True, verbose_name='ngày')),
                        ('state', models.CharField(choices=[('waiting', 'Đang chờ'), ('reading', 'Đang đọc'), ('done', 'Đã xong'), ('failed', 'Không đọc được')], default='waiting', max_length=7, verbose_name='trạng thái')),
                        ('read', models.PositiveIntegerField(default=0, verbose_name='số dòng đã đọc')),
                        ('counts', models.JSONField(default=dict)),
                        ('skipped', models.JSONField(default=list)),
                        ('skipped_count', models.PositiveIntegerField(default=0)),
                        ('problem', models.CharField(blank=True, max_length=300, verbose_name='vì sao')),
                        ('accounts', models.JSONField(default=list)),
                        ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='nạp lúc')),
                        ('claimed_at', models.DateTimeField(null=True)),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='xong lúc')),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'lần đọc tệp',
                        'verbose_name_plural': 'lần đọc tệp',
                        'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'reading'])), fields=['id'], name='files_to_read')],
                    },
                ),
                migrations.CreateModel(
                    name='PostRate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('zone', models.CharField(choices=[('in_province', 'Trong tỉnh'), ('beyond', 'Ngoài tỉnh')], max_length=12, verbose_name='vùng')),
                        ('up_to_g', models.PositiveIntegerField(verbose_name='đến (gam)')),
                        ('vnd', models.PositiveIntegerField(verbose_name='cước (đồng)')),
                        ('valid_from', models.DateField(verbose_name='áp dụng từ')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                    ],
                    options={
                        'verbose_name': 'mức cước bưu chính',
                        'verbose_name_plural': 'cước bưu chính',
                        'ordering': ['zone', 'up_to_g', '-valid_from'],
                        'constraints': [models.UniqueConstraint(fields=('zone', 'up_to_g', 'valid_from'), name='one_post_rate_per_step_and_day'), models.CheckConstraint(condition=models.Q(('up_to_g__gt', 0)), name='post_rate_has_a_weight'), models.CheckConstraint(condition=models.Q(('valid_to', None), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='post_rate_ends_after_it_began')],
                    },
                ),
                migrations.CreateModel(
                    name='PaperVoucher',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=60, verbose_name='số chứng từ')),
                        ('bank', models.CharField(max_length=120, verbose_name='nơi nộp')),
                        ('paid_on', models.DateField(verbose_name='ngày nộp')),
                        ('vnd', models.PositiveBigIntegerField(verbose_name='số tiền (đồng)')),
                        ('state', models.CharField(choices=[('waiting', 'Chờ người thứ hai kiểm tra'), ('good', 'Đã ghi sổ'), ('refused', 'Không nhận')], default='waiting', max_length=7, verbose_name='trạng thái')),
                        ('handed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='nhập lúc')),
                        ('decided_at', models.DateTimeField(null=True, verbose_name='kiểm tra lúc')),
                        ('refusal', models.CharField(blank=True, max_length=300, verbose_name='vì sao không nhận')),
                        ('charge', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='paper_vouchers', to='payments.charge')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('handed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('payment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='paper_voucher', to='payments.payment')),
                    ],
                    options={
                        'verbose_name': 'chứng từ giấy nộp ngân sách',
                        'verbose_name_plural': 'chứng từ giấy nộp ngân sách',
                        'constraints': [models.CheckConstraint(condition=models.Q(('vnd__gt', 0)), name='paper_voucher_is_positive'), models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('handed_by')), _negated=True), _connector='OR'), name='paper_voucher_is_checked_by_a_second_person'), models.CheckConstraint(condition=models.Q(models.Q(('payment__isnull', False), ('state', 'good')), models.Q(models.Q(('state', 'good'), _negated=True), ('payment', None)), _connector='OR'), name='good_paper_voucher_has_its_payment'), models.UniqueConstraint(condition=models.Q(('state', 'refused'), _negated=True), fields=('bank', 'number'), name='one_paper_voucher_per_number')],
                    },
                ),
            ],
        ),
        migrations.RunSQL(CHAIN + PARTS + RECEIPTS, LET_GO),
    ]
