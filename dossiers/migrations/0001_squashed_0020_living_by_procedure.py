"""All tables of this room at once; older databases came here by the migrations it replaces.

The journal is append-only for everybody (promise P3); ended dossiers are found by words of the owner's name inside
one agency; no figures for the planner about columns that nobody searches by; no indexes for LIKE that nobody asks.
"""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import django_fsm
import dossiers.models.digest
import dossiers.models.dossier
from django.conf import settings
from django.db import migrations, models

from portal.web.database.migrating import CreateModels

FOUND_BY = """
CREATE FUNCTION dossier_found_by(state varchar, receiving bigint, competent bigint, fold varchar)
RETURNS text[] LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN state IN ('not_accepted', 'stopped', 'returned') THEN string_to_array(
        coalesce(receiving, 0)::text || ':' || replace(fold, ' ', ' ' || coalesce(receiving, 0)::text || ':')
            || ' ' || coalesce(competent, 0)::text || ':' || replace(fold, ' ', ' ' || coalesce(competent, 0)::text || ':'), ' ')
    END
$$
"""
TABLES = ["dossiers_journalentry", "dossiers_chainhead"]
REFUSE = """
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
NO_FIGURES = """
ALTER TABLE dossiers_journalentry ALTER COLUMN data SET STATISTICS 0, ALTER COLUMN hash SET STATISTICS 0;
ALTER TABLE dossiers_dossier ALTER COLUMN journal_hash SET STATISTICS 0, ALTER COLUMN answers SET STATISTICS 0;
"""
FOR_LIKE = """
DROP INDEX dossiers_dossier_code_6d68c351_like, dossiers_dossier_reference_6e341596_like,
    dossiers_dossierresult_verify_key_ebe87f4f_like;
"""


class Migration(migrations.Migration):

    replaces = [('dossiers', '0001_initial'), ('dossiers', '0002_journal_head_and_desk_tasks'), ('dossiers', '0003_journal_rows_stay'), ('dossiers', '0004_warned_once'), ('dossiers', '0005_desk_findings_and_jobs'), ('dossiers', '0006_copy_kinds_as_published'), ('dossiers', '0007_open_by_state'), ('dossiers', '0008_directed_steps'), ('dossiers', '0009_fewer_indexes'), ('dossiers', '0010_papers_of_items'), ('dossiers', '0011_open_in_order'), ('dossiers', '0012_post_and_calls'), ('dossiers', '0013_apologies_stops_visits_and_desk'), ('dossiers', '0014_narrow_journal'), ('dossiers', '0015_supplement_drafts'), ('dossiers', '0016_words_of_names'), ('dossiers', '0017_drafts_lean_on_no_step'), ('dossiers', '0018_over_in_time'), ('dossiers', '0019_names_by_agency'), ('dossiers', '0020_living_by_procedure')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0006_safety_of_accounts'),
        ('agencies', '0001_squashed_0006_supplement_by_leader'),
        ('documents', '0001_squashed_0007_sittings_lapse'),
        ('procedures', '0001_squashed_0015_online_services'),
    ]

    operations = [
        migrations.RunSQL(FOUND_BY, "DROP FUNCTION dossier_found_by"),
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='ChainHead',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(unique=True)),
                        ('entries', models.PositiveIntegerField()),
                        ('previous_hash', models.CharField(max_length=64)),
                        ('hash', models.CharField(max_length=64)),
                        ('published_at', models.DateTimeField(auto_now_add=True)),
                    ],
                ),
                migrations.CreateModel(
                    name='CodeCounter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('agency_code', models.CharField(max_length=35)),
                        ('day', models.DateField()),
                        ('last', models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('agency_code', 'day'), name='one_counter_per_agency_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Dossier',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reference', models.CharField(default=dossiers.models.dossier.new_reference, max_length=28, unique=True, verbose_name='mã tạm')),
                        ('code', models.CharField(blank=True, max_length=52, null=True, unique=True, verbose_name='mã hồ sơ')),
                        ('state', django_fsm.FSMField(choices=[('draft', 'Nháp'), ('registered', 'Mới đăng ký'), ('accepted', 'Được tiếp nhận'), ('not_accepted', 'Không được tiếp nhận'), ('processing', 'Đang xử lý'), ('supplement_required', 'Yêu cầu bổ sung giấy tờ'), ('payment_required', 'Yêu cầu thực hiện nghĩa vụ tài chính'), ('withdrawal_requested', 'Công dân yêu cầu rút hồ sơ'), ('stopped', 'Dừng xử lý'), ('completed', 'Đã xử lý xong'), ('returned', 'Đã trả kết quả')], default='draft', max_length=50, protected=True, verbose_name='trạng thái')),
                        ('revision', models.PositiveIntegerField(default=0)),
                        ('case', models.CharField(blank=True, max_length=40, verbose_name='trường hợp')),
                        ('owner_name', models.CharField(blank=True, max_length=300, verbose_name='tên chủ hồ sơ lúc nộp')),
                        ('owner_fold', models.CharField(blank=True, max_length=300)),
                        ('owner_number', models.CharField(blank=True, max_length=14, verbose_name='số định danh lúc nộp')),
                        ('contact_phone', models.CharField(blank=True, max_length=15, verbose_name='điện thoại liên hệ')),
                        ('contact_email', models.EmailField(blank=True, max_length=254, verbose_name='thư điện tử liên hệ')),
                        ('channel', models.CharField(choices=[('in_person', 'Tại quầy'), ('online', 'Trực tuyến'), ('postal', 'Bưu chính')], default='online', max_length=10, verbose_name='kênh')),
                        ('is_test', models.BooleanField(default=False, verbose_name='hồ sơ thử')),
                        ('answers', models.JSONField(default=dict, verbose_name='nội dung khai')),
                        ('summary', models.CharField(blank=True, max_length=1000, verbose_name='trích yếu')),
                        ('return_method', models.CharField(blank=True, choices=[('online', 'Nhận bản điện tử'), ('in_person', 'Nhận tại quầy'), ('postal', 'Nhận qua bưu chính')], max_length=10, verbose_name='cách nhận kết quả')),
                        ('return_address', models.CharField(blank=True, max_length=400, verbose_name='nơi nhận')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lập lúc')),
                        ('touched_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='sửa lúc')),
                        ('submitted_at', models.DateTimeField(null=True, verbose_name='nộp lúc')),
                        ('registered_at', models.DateTimeField(null=True, verbose_name='đồng hồ tiếp nhận chạy từ')),
                        ('received_at', models.DateTimeField(null=True, verbose_name='tiếp nhận lúc')),
                        ('finished_at', models.DateTimeField(null=True, verbose_name='xử lý xong lúc')),
                        ('returned_at', models.DateTimeField(null=True, verbose_name='trả lúc')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='kết thúc lúc')),
                        ('due_at', models.DateTimeField(null=True, verbose_name='hẹn trả')),
                        ('original_due_at', models.DateTimeField(null=True, verbose_name='hẹn trả lần đầu')),
                        ('next_due_at', models.DateTimeField(null=True, verbose_name='mốc kế tiếp')),
                        ('next_due_for', models.CharField(blank=True, max_length=20, verbose_name='việc của mốc')),
                        ('holder_kind', models.CharField(blank=True, choices=[('applicant', 'Người nộp'), ('team', 'Nhóm'), ('officer', 'Cán bộ'), ('', '–')], max_length=10)),
                        ('holder_duty', models.CharField(blank=True, max_length=24)),
                        ('held_since', models.DateTimeField(null=True)),
                        ('state_before', models.CharField(blank=True, max_length=24)),
                        ('competent_agency', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dossiers_decided', to='agencies.agency')),
                        ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('holder_agency', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('holder_officer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='dossiers_owned', to='accounts.party', verbose_name='chủ hồ sơ')),
                        ('procedure', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='dossiers', to='procedures.procedure')),
                        ('receiving_agency', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='dossiers_received', to='agencies.agency')),
                        ('submitter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='dossiers_filed', to='accounts.party', verbose_name='người nộp')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dossiers', to='procedures.procedureversion')),
                        ('journal_hash', dossiers.models.digest.DigestField(blank=True, default='')),
                        ('journal_number', models.PositiveIntegerField(default=0)),
                    ],
                    options={
                        'verbose_name': 'hồ sơ',
                        'verbose_name_plural': 'hồ sơ',
                        'indexes': [models.Index(condition=models.Q(('is_test', False), ('state__in', ('registered', 'accepted', 'processing', 'supplement_required', 'payment_required', 'withdrawal_requested', 'completed'))), fields=['receiving_agency', 'next_due_at', 'id'], name='open_by_desk'), models.Index(condition=models.Q(('is_test', False), ('state__in', ('registered', 'accepted', 'processing', 'supplement_required', 'payment_required', 'withdrawal_requested', 'completed'))), fields=['competent_agency', 'next_due_at', 'id'], name='open_by_agency'), models.Index(condition=models.Q(('is_test', False), ('state__in', ('registered', 'accepted', 'processing', 'supplement_required', 'payment_required', 'withdrawal_requested', 'completed'))), fields=['holder_agency', 'holder_duty', 'next_due_at', 'id'], name='open_by_team'), models.Index(condition=models.Q(('is_test', False), ('state__in', ('registered', 'accepted', 'processing', 'supplement_required', 'payment_required', 'withdrawal_requested', 'completed'))), fields=['holder_officer', 'next_due_at', 'id'], name='open_by_officer'), models.Index(fields=['owner', '-id'], name='dossiers_of_owner'), models.Index(fields=['submitter', '-id'], name='dossiers_of_submitter'), models.Index(fields=['receiving_agency', '-received_at', '-id'], name='register_of_desk'), models.Index(condition=models.Q(('is_test', False), ('state__in', ('registered', 'accepted', 'processing', 'supplement_required', 'payment_required', 'withdrawal_requested', 'completed'))), fields=['receiving_agency', 'state', 'next_due_at', 'id'], name='open_by_desk_and_state'), models.Index(condition=models.Q(('is_test', False), ('state__in', ('registered', 'accepted', 'processing', 'supplement_required', 'payment_required', 'withdrawal_requested', 'completed'))), fields=['competent_agency', 'state', 'next_due_at', 'id'], name='open_by_agency_and_state'), models.Index(condition=models.Q(('state__in', ('registered', 'accepted', 'processing', 'supplement_required', 'payment_required', 'withdrawal_requested', 'completed'))), fields=['next_due_at', 'id'], name='open_by_next_due'), models.Index(condition=models.Q(('contact_phone', ''), _negated=True), fields=['contact_phone', '-id'], name='dossiers_by_phone'), models.Index(fields=['owner_number', '-id'], name='dossiers_by_number'), django.contrib.postgres.indexes.BrinIndex(fields=['finished_at', 'ended_at'], name='over_in_time', pages_per_range=32), django.contrib.postgres.indexes.GinIndex(models.Func(models.F('state'), models.F('receiving_agency'), models.F('competent_agency'), models.F('owner_fold'), function='dossier_found_by'), fastupdate=False, name='dossiers_by_name'), models.Index(condition=models.Q(('state__in', ['draft', 'registered', 'accepted', 'processing', 'supplement_required', 'payment_required', 'withdrawal_requested', 'completed'])), fields=['procedure', 'state'], name='living_by_procedure')],
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('registered', 'accepted', 'processing', 'supplement_required', 'payment_required', 'withdrawal_requested', 'completed')), _negated=True), models.Q(models.Q(('holder_kind', ''), _negated=True), ('next_due_at__isnull', False)), _connector='OR'), name='open_dossier_has_a_holder_and_a_due_moment'), models.CheckConstraint(condition=models.Q(models.Q(('holder_kind', 'officer'), _negated=True), ('holder_officer__isnull', False), _connector='OR'), name='held_by_officer_names_the_officer'), models.CheckConstraint(condition=models.Q(models.Q(('holder_kind', 'team'), _negated=True), models.Q(('holder_agency__isnull', False), models.Q(('holder_duty', ''), _negated=True)), _connector='OR'), name='held_by_team_names_the_team'), models.CheckConstraint(condition=models.Q(('received_at__isnull', True), ('code__isnull', False), _connector='OR'), name='accepted_dossier_has_a_code')],
                    },
                    bases=(django_fsm.FSMModelMixin, models.Model),
                ),
                migrations.CreateModel(
                    name='DossierItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('paper_id', models.CharField(max_length=80)),
                        ('title', models.CharField(max_length=300, verbose_name='giấy tờ')),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                        ('copy_kind', models.CharField(choices=[('original', 'Bản chính'), ('copy', 'Bản sao'), ('certified_copy', 'Bản chứng thực'), ('copy_with_original', 'Bản sao kèm bản chính để đối chiếu'), ('electronic', 'Bản điện tử')], default='original', max_length=20, verbose_name='loại bản')),
                        ('count', models.PositiveSmallIntegerField(default=1, verbose_name='số bản')),
                        ('delivery', models.CharField(choices=[('upload', 'Tải lên'), ('counter', 'Nộp bản giấy tại quầy'), ('vault', 'Lấy từ kho')], default='upload', max_length=8, verbose_name='cách nộp')),
                        ('verdict', models.CharField(blank=True, choices=[('', 'Chưa xét'), ('ok', 'Đạt'), ('wrong', 'Chưa đạt')], max_length=5, verbose_name='đánh giá')),
                        ('verdict_note', models.CharField(blank=True, max_length=1000, verbose_name='sai ở đâu, sửa thế nào')),
                        ('original_seen_at', models.DateTimeField(null=True, verbose_name='đã đối chiếu bản chính lúc')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='items', to='dossiers.dossier')),
                        ('pdf', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                    ],
                    options={
                        'verbose_name': 'thành phần hồ sơ',
                        'verbose_name_plural': 'thành phần hồ sơ',
                        'ordering': ['position', 'id'],
                        'constraints': [models.UniqueConstraint(fields=('dossier', 'paper_id'), name='one_item_per_paper')],
                    },
                ),
                migrations.CreateModel(
                    name='DossierResult',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('positive', 'Kết quả giải quyết'), ('negative', 'Văn bản trả lời không giải quyết')], default='positive', max_length=8, verbose_name='loại')),
                        ('title', models.CharField(max_length=300, verbose_name='tên giấy tờ')),
                        ('fields', models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict, verbose_name='nội dung')),
                        ('attached', models.BooleanField(default=False, verbose_name='tệp đính kèm thay mẫu')),
                        ('drafted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='soạn lúc')),
                        ('approved_at', models.DateTimeField(null=True, verbose_name='duyệt lúc')),
                        ('number', models.CharField(blank=True, max_length=60, verbose_name='số')),
                        ('issued_on', models.DateField(null=True, verbose_name='ngày phát hành')),
                        ('verify_key', models.CharField(max_length=32, unique=True, verbose_name='mã xác minh')),
                        ('revoked_at', models.DateTimeField(null=True, verbose_name='thu hồi lúc')),
                        ('approved_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='results', to='dossiers.dossier')),
                        ('drafted_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('replaces', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='dossiers.dossierresult')),
                        ('revoked_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('revoked_for', models.CharField(blank=True, max_length=1000, verbose_name='thu hồi vì')),
                    ],
                    options={
                        'verbose_name': 'kết quả',
                        'verbose_name_plural': 'kết quả',
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('dossier',), name='one_living_result')],
                    },
                ),
                migrations.CreateModel(
                    name='ItemPage',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=255, verbose_name='tên tệp')),
                        ('position', models.PositiveSmallIntegerField(default=0)),
                        ('rotation', models.PositiveSmallIntegerField(default=0)),
                        ('added_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('removed_at', models.DateTimeField(null=True)),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='dossiers.dossieritem')),
                    ],
                    options={
                        'verbose_name': 'tệp của giấy tờ',
                        'verbose_name_plural': 'tệp của giấy tờ',
                        'ordering': ['position', 'id'],
                        'indexes': [models.Index(condition=models.Q(('removed_at', None)), fields=['item', 'position'], name='pages_of_item')],
                    },
                ),
                migrations.CreateModel(
                    name='JournalEntry',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='thứ tự')),
                        ('verb', models.CharField(max_length=32, verbose_name='việc')),
                        ('user_id', models.BigIntegerField(null=True)),
                        ('actor', models.CharField(max_length=200, verbose_name='người làm')),
                        ('actor_title', models.CharField(blank=True, max_length=120, verbose_name='chức danh')),
                        ('agency_id', models.BigIntegerField(null=True)),
                        ('agency_name', models.CharField(blank=True, max_length=200, verbose_name='cơ quan')),
                        ('from_state', models.CharField(max_length=24)),
                        ('to_state', models.CharField(max_length=24)),
                        ('note', models.CharField(blank=True, db_default='', max_length=4000, verbose_name='nội dung')),
                        ('data', models.JSONField(db_default=models.Value({}, models.JSONField()), default=dict)),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('due_at', models.DateTimeField(null=True, verbose_name='hẹn trả lúc đó')),
                        ('hash', dossiers.models.digest.DigestField()),
                        ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='journal', to='dossiers.dossier')),
                    ],
                    options={
                        'verbose_name': 'dòng nhật ký',
                        'verbose_name_plural': 'nhật ký hồ sơ',
                        'ordering': ['dossier_id', 'number'],
                        'indexes': [django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['at'], name='journal_by_day')],
                        'constraints': [models.UniqueConstraint(fields=('dossier', 'number'), name='journal_has_no_gap_twice')],
                    },
                ),
                migrations.CreateModel(
                    name='PaymentRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('charge_id', models.BigIntegerField(null=True)),
                        ('note', models.CharField(blank=True, max_length=500, verbose_name='nội dung')),
                        ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('due_at', models.DateTimeField(verbose_name='hạn nộp')),
                        ('settled_at', models.DateTimeField(null=True, verbose_name='nộp lúc')),
                        ('closed_at', models.DateTimeField(null=True)),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='payment_requests', to='dossiers.dossier')),
                        ('requested_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                    ],
                    options={
                        'verbose_name': 'yêu cầu nộp tiền',
                        'verbose_name_plural': 'yêu cầu nộp tiền',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('closed_at', None), ('settled_at', None)), fields=('dossier',), name='one_open_payment_request_per_dossier')],
                    },
                ),
                migrations.CreateModel(
                    name='Slip',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('receipt', 'Giấy tiếp nhận hồ sơ và hẹn trả kết quả'), ('supplement', 'Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ'), ('refusal', 'Phiếu từ chối tiếp nhận giải quyết hồ sơ'), ('stop', 'Thông báo dừng giải quyết hồ sơ'), ('apology', 'Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết'), ('control', 'Phiếu kiểm soát quá trình giải quyết hồ sơ')], max_length=12, verbose_name='loại')),
                        ('number', models.CharField(blank=True, db_default='', max_length=40, verbose_name='số')),
                        ('facts', models.JSONField(db_default=models.Value({}, models.JSONField()), verbose_name='nội dung')),
                        ('issued_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='phát hành lúc')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slips', to='dossiers.dossier')),
                        ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('issued_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('prints', models.PositiveSmallIntegerField(default=0, verbose_name='số lần in')),
                    ],
                    options={
                        'verbose_name': 'phiếu',
                        'verbose_name_plural': 'phiếu',
                        'ordering': ['id'],
                        'indexes': [models.Index(condition=models.Q(('file', None)), fields=['issued_at'], name='slips_to_draw')],
                    },
                ),
                migrations.CreateModel(
                    name='SupplementRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('flagged', models.JSONField(verbose_name='các mục cần sửa')),
                        ('reason', models.CharField(blank=True, max_length=1000, verbose_name='lý do chung')),
                        ('legal_ground', models.CharField(blank=True, max_length=300, verbose_name='căn cứ')),
                        ('after_acceptance', models.BooleanField(default=False, verbose_name='sau khi tiếp nhận')),
                        ('requested_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='yêu cầu lúc')),
                        ('due_at', models.DateTimeField(verbose_name='hạn bổ sung')),
                        ('answered_at', models.DateTimeField(null=True, verbose_name='bổ sung lúc')),
                        ('closed_at', models.DateTimeField(null=True, verbose_name='hết hạn hoặc thôi lúc')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supplements', to='dossiers.dossier')),
                        ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('mended', models.JSONField(default=list, verbose_name='câu trả lời đã sửa')),
                        ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                    ],
                    options={
                        'verbose_name': 'yêu cầu bổ sung',
                        'verbose_name_plural': 'yêu cầu bổ sung',
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None), ('closed_at', None)), fields=('dossier',), name='one_open_supplement_per_dossier')],
                    },
                ),
                migrations.CreateModel(
                    name='Talk',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('from_office', models.BooleanField(default=False)),
                        ('internal', models.BooleanField(default=False, verbose_name='chỉ nội bộ')),
                        ('text', models.CharField(max_length=4000, verbose_name='lời nhắn')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='talks', to='dossiers.dossier')),
                        ('mentioned', models.ManyToManyField(blank=True, related_name='mentions', to='agencies.officer')),
                    ],
                    options={
                        'verbose_name': 'trao đổi',
                        'verbose_name_plural': 'trao đổi',
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='Task',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('step_id', models.CharField(max_length=60, verbose_name='bước')),
                        ('title', models.CharField(max_length=200, verbose_name='tên bước')),
                        ('kind', models.CharField(choices=[('desk', 'Việc tại một cửa'), ('work', 'Thụ lý'), ('consult', 'Cho ý kiến'), ('approve', 'Phê duyệt, ký'), ('issue', 'Phát hành'), ('letter', 'Duyệt văn bản gửi người nộp')], max_length=8, verbose_name='loại')),
                        ('is_lead', models.BooleanField(default=True, verbose_name='chủ trì')),
                        ('duty', models.CharField(choices=[('desk_officer', 'Cán bộ một cửa'), ('desk_leader', 'Lãnh đạo bộ phận một cửa'), ('division_leader', 'Lãnh đạo phòng'), ('case_officer', 'Người thụ lý'), ('agency_leader', 'Lãnh đạo cơ quan'), ('clerk', 'Văn thư'), ('consultee', 'Cán bộ phối hợp'), ('cashier', 'Kế toán, thu ngân'), ('postal_agent', 'Nhân viên bưu chính'), ('agency_admin', 'Quản trị đơn vị'), ('system_admin', 'Quản trị hệ thống'), ('procedure_controller', 'Kiểm soát thủ tục'), ('province_leader', 'Lãnh đạo tỉnh'), ('security_auditor', 'Giám sát an toàn')], max_length=24, verbose_name='nhiệm vụ')),
                        ('started_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='bắt đầu')),
                        ('taken_at', models.DateTimeField(null=True, verbose_name='nhận lúc')),
                        ('due_at', models.DateTimeField(verbose_name='hạn của bước')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='xong lúc')),
                        ('outcome', models.CharField(blank=True, choices=[('done', 'Xong'), ('sent_back', 'Trả lại'), ('cancelled', 'Thôi')], max_length=10, verbose_name='kết cục')),
                        ('question', models.CharField(blank=True, db_default='', max_length=2000, verbose_name='nội dung hỏi')),
                        ('note', models.CharField(blank=True, db_default='', max_length=4000, verbose_name='ý kiến, ghi chú')),
                        ('agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='agencies.agency')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='dossiers.dossier')),
                        ('officer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='agencies.officer')),
                    ],
                    options={
                        'verbose_name': 'việc',
                        'verbose_name_plural': 'việc',
                        'ordering': ['id'],
                        'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['agency', 'duty', 'due_at'], name='open_tasks_by_team'), models.Index(condition=models.Q(('ended_at', None)), fields=['officer', 'due_at'], name='open_tasks_by_officer')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('dossier', 'step_id', 'agency'), name='one_open_task_per_step')],
                    },
                ),
                migrations.CreateModel(
                    name='WithdrawalRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='lý do')),
                        ('requested_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('due_at', models.DateTimeField(verbose_name='hạn trả lời')),
                        ('decided_at', models.DateTimeField(null=True)),
                        ('granted', models.BooleanField(null=True, verbose_name='cho rút')),
                        ('note', models.CharField(blank=True, max_length=500, verbose_name='ghi chú')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='withdrawals', to='dossiers.dossier')),
                    ],
                    options={
                        'verbose_name': 'yêu cầu rút hồ sơ',
                        'verbose_name_plural': 'yêu cầu rút hồ sơ',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('decided_at', None)), fields=('dossier',), name='one_open_withdrawal_per_dossier')],
                    },
                ),
                migrations.CreateModel(
                    name='Warned',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(max_length=20)),
                        ('due_at', models.DateTimeField()),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='warned', to='dossiers.dossier')),
                    ],
                    options={
                        'constraints': [models.UniqueConstraint(fields=('dossier', 'kind', 'due_at'), name='one_warning_per_moment')],
                    },
                ),
                migrations.CreateModel(
                    name='DeskJob',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('act', models.CharField(choices=[('accept', 'Tiếp nhận và chuyển'), ('take', 'Nhận việc'), ('assign', 'Giao việc'), ('return', 'Trả kết quả trực tuyến'), ('print', 'In phiếu gộp'), ('approve', 'Duyệt kết quả')], max_length=10, verbose_name='việc')),
                        ('references', models.JSONField(default=list, verbose_name='các hồ sơ')),
                        ('done', models.PositiveIntegerField(default=0, verbose_name='đã xong')),
                        ('failures', models.JSONField(default=list, verbose_name='chưa làm được')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('finished_at', models.DateTimeField(null=True)),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='desk_jobs', to='agencies.officer')),
                        ('to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer', verbose_name='giao cho')),
                        ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                    ],
                    options={
                        'verbose_name': 'việc hàng loạt',
                        'verbose_name_plural': 'việc hàng loạt',
                    },
                ),
                migrations.CreateModel(
                    name='AnswerMark',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('question_id', models.CharField(max_length=60, verbose_name='mục khai')),
                        ('note', models.CharField(max_length=1000, verbose_name='sai ở đâu, sửa thế nào')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answer_marks', to='dossiers.dossier')),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                    ],
                    options={
                        'verbose_name': 'mục khai chưa đạt',
                        'verbose_name_plural': 'mục khai chưa đạt',
                        'ordering': ['id'],
                        'constraints': [models.UniqueConstraint(fields=('dossier', 'question_id'), name='one_mark_per_answer')],
                    },
                ),
                migrations.CreateModel(
                    name='ChosenAgency',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('step_id', models.CharField(max_length=60, verbose_name='bước')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chosen_agencies', to='dossiers.dossier')),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                    ],
                    options={
                        'verbose_name': 'cơ quan được chọn',
                        'verbose_name_plural': 'cơ quan được chọn',
                        'constraints': [models.UniqueConstraint(fields=('dossier', 'step_id'), name='one_chosen_agency_per_step')],
                    },
                ),
                migrations.CreateModel(
                    name='Call',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                        ('phone', models.CharField(blank=True, max_length=15, verbose_name='số gọi đến')),
                        ('question', models.CharField(blank=True, max_length=500, verbose_name='hỏi gì')),
                        ('answer', models.CharField(blank=True, max_length=1000, verbose_name='đã trả lời')),
                        ('outcome', models.CharField(choices=[('told', 'Đã trả lời'), ('passed_on', 'Chuyển quầy giữ hồ sơ'), ('not_found', 'Không tìm thấy'), ('not_proved', 'Không khớp 4 số, không trả lời')], max_length=10, verbose_name='kết quả')),
                        ('dossier', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='dossiers.dossier')),
                        ('officer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                    ],
                    options={
                        'verbose_name': 'cuộc gọi',
                        'verbose_name_plural': 'cuộc gọi',
                        'ordering': ['-id'],
                        'indexes': [models.Index(fields=['officer', '-id'], name='calls_of_officer')],
                    },
                ),
                migrations.CreateModel(
                    name='PostEvent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=60)),
                        ('code', models.CharField(max_length=20)),
                        ('words', models.CharField(max_length=200, verbose_name='diễn biến')),
                        ('place', models.CharField(blank=True, max_length=120, verbose_name='nơi')),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('order', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='dossiers.postorder')),
                    ],
                    options={
                        'verbose_name': 'diễn biến bưu gửi',
                        'verbose_name_plural': 'diễn biến bưu gửi',
                        'ordering': ['at', 'id'],
                        'constraints': [models.UniqueConstraint(fields=('order', 'number'), name='one_row_per_post_event')],
                    },
                ),
                migrations.CreateModel(
                    name='PostHandover',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.CharField(max_length=30, unique=True, verbose_name='số bảng kê')),
                        ('postman', models.CharField(max_length=120, verbose_name='người nhận')),
                        ('postman_code', models.CharField(max_length=30, verbose_name='mã bưu tá')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='quầy')),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer', verbose_name='người giao')),
                    ],
                    options={
                        'verbose_name': 'bảng kê giao bưu chính',
                        'verbose_name_plural': 'bảng kê giao bưu chính',
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='PostOrder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('deliver', 'Trả kết quả tận nhà'), ('collect', 'Nhận giấy tờ tại nhà')], max_length=8, verbose_name='việc')),
                        ('state', models.CharField(choices=[('waiting', 'Đang đặt bưu chính'), ('ready', 'Chờ bàn giao'), ('called', 'Bưu tá sẽ đến nhận'), ('on_way', 'Bưu chính đang giữ'), ('delivered', 'Đã giao'), ('returned', 'Chưa giao được, trả về quầy'), ('cancelled', 'Đã bỏ')], default='waiting', max_length=10, verbose_name='tình trạng')),
                        ('name', models.CharField(max_length=300, verbose_name='người nhận, gửi')),
                        ('phone', models.CharField(max_length=15, verbose_name='điện thoại')),
                        ('address', models.CharField(max_length=400, verbose_name='địa chỉ')),
                        ('fee_vnd', models.PositiveIntegerField(verbose_name='cước')),
                        ('owed_vnd', models.PositiveBigIntegerField(default=0, verbose_name='thu hộ')),
                        ('charge_id', models.BigIntegerField(null=True, verbose_name='khoản thu hộ')),
                        ('key', models.CharField(max_length=80, unique=True)),
                        ('tracking', models.CharField(max_length=30, null=True, unique=True, verbose_name='mã bưu gửi')),
                        ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='đặt lúc')),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('next_try_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('error', models.CharField(blank=True, max_length=300, verbose_name='lỗi')),
                        ('expected_at', models.DateTimeField(null=True, verbose_name='dự kiến giao')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='xong lúc')),
                        ('receiver', models.CharField(blank=True, max_length=200, verbose_name='người ký nhận')),
                        ('why_failed', models.CharField(blank=True, max_length=200, verbose_name='vì sao chưa giao')),
                        ('collected_vnd', models.PositiveBigIntegerField(null=True, verbose_name='bưu tá đã thu')),
                        ('remitted_vnd', models.PositiveBigIntegerField(null=True, verbose_name='bưu chính đã nộp')),
                        ('remitted_on', models.DateField(null=True, verbose_name='nộp ngày')),
                        ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='post_orders', to='dossiers.dossier')),
                        ('handover', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='orders', to='dossiers.posthandover')),
                    ],
                    options={
                        'verbose_name': 'bưu gửi',
                        'verbose_name_plural': 'bưu gửi',
                        'ordering': ['-id'],
                        'indexes': [models.Index(fields=['desk', 'state', 'id'], name='post_of_desk'), models.Index(condition=models.Q(('state', 'waiting')), fields=['next_try_at'], name='post_orders_to_send')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'ready', 'called', 'on_way'])), fields=('dossier', 'kind'), name='one_open_post_order_per_dossier_and_kind')],
                    },
                ),
                migrations.CreateModel(
                    name='Redating',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cause', models.CharField(max_length=300, verbose_name='vì')),
                        ('stamp', models.CharField(max_length=80, unique=True)),
                        ('after', models.BigIntegerField(default=0, verbose_name='đã qua hồ sơ')),
                        ('seen', models.PositiveIntegerField(default=0, verbose_name='đã xét')),
                        ('moved', models.PositiveIntegerField(default=0, verbose_name='đã đổi hẹn')),
                        ('told', models.BigIntegerField(default=0, verbose_name='đã báo đến dòng nhật ký')),
                        ('begun_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='bắt đầu')),
                        ('finished_at', models.DateTimeField(null=True, verbose_name='xong lúc')),
                        ('all_told_at', models.DateTimeField(null=True, verbose_name='báo xong lúc')),
                    ],
                    options={
                        'verbose_name': 'lần tính lại hẹn trả',
                        'verbose_name_plural': 'các lần tính lại hẹn trả',
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='FieldVisit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('called_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lập lúc')),
                        ('starts_at', models.DateTimeField(verbose_name='thời gian')),
                        ('place', models.CharField(max_length=400, verbose_name='địa điểm')),
                        ('people', models.CharField(max_length=1000, verbose_name='thành phần')),
                        ('agenda', models.CharField(max_length=2000, verbose_name='nội dung')),
                        ('minutes', models.CharField(blank=True, max_length=8000, verbose_name='biên bản')),
                        ('came', models.CharField(blank=True, max_length=1000, verbose_name='người có mặt')),
                        ('held_at', models.DateTimeField(null=True, verbose_name='đã làm lúc')),
                        ('cancelled_at', models.DateTimeField(null=True, verbose_name='hoãn lúc')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('called_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='visits', to='dossiers.dossier')),
                    ],
                    options={
                        'verbose_name': 'xác minh thực tế',
                        'verbose_name_plural': 'xác minh thực tế',
                        'ordering': ['id'],
                    },
                ),
                migrations.CreateModel(
                    name='HandOver',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('receiver', models.CharField(max_length=300, verbose_name='người nhận')),
                        ('receiver_number', models.CharField(blank=True, max_length=40, verbose_name='số giấy tờ, số vận đơn')),
                        ('proxy', models.CharField(blank=True, max_length=200, verbose_name='giấy uỷ quyền')),
                        ('signed_as', models.CharField(choices=[('paper', 'Ký trên phiếu giấy'), ('picture', 'Ảnh chữ ký hoặc phiếu đã ký'), ('system', 'Hệ thống trả trực tuyến'), ('post', 'Bàn giao bưu chính')], max_length=7, verbose_name='ký nhận')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hand_overs', to='dossiers.dossier')),
                        ('officer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('signature', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                    ],
                    options={
                        'verbose_name': 'lần giao kết quả',
                        'verbose_name_plural': 'các lần giao kết quả',
                        'ordering': ['id'],
                    },
                ),
                migrations.CreateModel(
                    name='Nudge',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('text', models.CharField(max_length=500, verbose_name='lời nhắc')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                        ('revision', models.PositiveIntegerField(default=0, verbose_name='lúc đó hồ sơ ở lần sửa')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='nudges', to='dossiers.dossier')),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='nudges', to='agencies.officer')),
                        ('to_agency', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('to_officer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                    ],
                    options={
                        'verbose_name': 'nhắc việc',
                        'verbose_name_plural': 'nhắc việc',
                        'ordering': ['-id'],
                    },
                ),
                migrations.CreateModel(
                    name='ReplyTemplate',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('use', models.CharField(choices=[('supplement', 'Yêu cầu bổ sung'), ('refuse', 'Từ chối tiếp nhận'), ('talk', 'Trao đổi'), ('opinion', 'Lấy và cho ý kiến'), ('result', 'Trả lời không giải quyết'), ('apology', 'Xin lỗi')], max_length=10, verbose_name='dùng khi')),
                        ('name', models.CharField(max_length=80, verbose_name='tên mẫu')),
                        ('text', models.CharField(max_length=2000, verbose_name='nội dung')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agencies.agency', verbose_name='cho cả đơn vị')),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reply_templates', to='agencies.officer')),
                    ],
                    options={
                        'verbose_name': 'mẫu trả lời',
                        'verbose_name_plural': 'mẫu trả lời',
                        'ordering': ['use', 'name'],
                    },
                ),
                migrations.CreateModel(
                    name='VisitPhoto',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=255, verbose_name='tên tệp')),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('visit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='photos', to='dossiers.fieldvisit')),
                    ],
                    options={
                        'verbose_name': 'ảnh hiện trường',
                        'verbose_name_plural': 'ảnh hiện trường',
                        'ordering': ['id'],
                    },
                ),
                migrations.CreateModel(
                    name='Apology',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('cause', models.CharField(choices=[('step_late', 'Một bước giải quyết chưa xong'), ('other_agency', 'Cơ quan phối hợp chưa trả lời'), ('verification', 'Phải xác minh thực tế lâu hơn dự kiến'), ('system', 'Sự cố hệ thống'), ('staff', 'Thiếu người xử lý'), ('other', 'Lý do khác')], max_length=14, verbose_name='nguyên nhân')),
                        ('reason', models.CharField(max_length=1000, verbose_name='lý do')),
                        ('old_due_at', models.DateTimeField(verbose_name='hẹn trả cũ')),
                        ('new_due_at', models.DateTimeField(verbose_name='hẹn trả mới')),
                        ('drafted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='soạn lúc')),
                        ('approved_at', models.DateTimeField(null=True, verbose_name='duyệt lúc')),
                        ('dropped_at', models.DateTimeField(null=True, verbose_name='bỏ lúc')),
                        ('approved_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='apologies', to='dossiers.dossier')),
                        ('drafted_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                    ],
                    options={
                        'verbose_name': 'văn bản xin lỗi',
                        'verbose_name_plural': 'văn bản xin lỗi',
                        'ordering': ['id'],
                        'indexes': [models.Index(condition=models.Q(('approved_at__isnull', False)), fields=['-approved_at', '-id'], name='apologies_published')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('dropped_at', None)), fields=('dossier',), name='one_rescheduling_per_dossier'), models.CheckConstraint(condition=models.Q(('new_due_at__gt', models.F('old_due_at'))), name='apology_names_a_later_moment')],
                    },
                ),
                migrations.CreateModel(
                    name='ClockStop',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('reason', models.CharField(choices=[('disaster', 'Thiên tai, hoả hoạn'), ('system', 'Sự cố hệ thống'), ('power', 'Mất điện, mất mạng')], max_length=10, verbose_name='lý do')),
                        ('starts_at', models.DateTimeField(verbose_name='từ')),
                        ('ends_at', models.DateTimeField(verbose_name='đến')),
                        ('ground', models.CharField(max_length=300, verbose_name='căn cứ')),
                        ('set_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lập lúc')),
                        ('agency', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('evidence', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('set_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'dừng đồng hồ',
                        'verbose_name_plural': 'dừng đồng hồ',
                        'ordering': ['-id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='clock_stop_ends_after_start')],
                    },
                ),
                migrations.CreateModel(
                    name='SavedView',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=60, verbose_name='tên')),
                        ('query', models.CharField(max_length=600, verbose_name='điều kiện')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agencies.agency', verbose_name='cho cả đơn vị')),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='saved_views', to='agencies.officer')),
                    ],
                    options={
                        'verbose_name': 'chế độ xem đã lưu',
                        'verbose_name_plural': 'chế độ xem đã lưu',
                        'ordering': ['name'],
                        'constraints': [models.UniqueConstraint(fields=('officer', 'name'), name='one_view_of_a_name')],
                    },
                ),
                migrations.CreateModel(
                    name='SupplementDraft',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('flagged', models.JSONField(verbose_name='các mục cần sửa')),
                        ('reason', models.CharField(blank=True, max_length=1000, verbose_name='lý do chung')),
                        ('legal_ground', models.CharField(blank=True, max_length=300, verbose_name='căn cứ')),
                        ('drafted_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='soạn lúc')),
                        ('dossier', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='supplement_drafts', to='dossiers.dossier')),
                        ('drafted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('task', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.CASCADE, related_name='supplement_draft', to='dossiers.task')),
                    ],
                    options={
                        'verbose_name': 'dự thảo yêu cầu bổ sung',
                        'verbose_name_plural': 'dự thảo yêu cầu bổ sung',
                        'ordering': ['id'],
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            REFUSE + "".join(TRIGGERS.format(table=table) for table in TABLES),
            "DROP FUNCTION dossiers_refuse_change() CASCADE;",
        ),
        migrations.RunSQL(NO_FIGURES + FOR_LIKE, ""),
    ]
