"""All tables of this room at once; older databases came here by the migrations it replaces.

A published version never changes, whatever the program does (promise P5): what may still be written on it is its
last day, and once the state superseded or withdrawn. A line of the history never changes; it only forgets the draft
that was thrown away. Fuzzy search needs pg_trgm.
"""

import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import django_fsm
import portal.calendars.now
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

from portal.web.database.migrating import CreateModels

RULES = """
CREATE FUNCTION procedures_published_stays() RETURNS trigger LANGUAGE plpgsql AS $$
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
CREATE TRIGGER procedures_version_row_stays BEFORE UPDATE OR DELETE ON procedures_procedureversion
    FOR EACH ROW EXECUTE FUNCTION procedures_published_stays();
CREATE TRIGGER procedures_version_table_stays BEFORE TRUNCATE ON procedures_procedureversion
    FOR EACH STATEMENT EXECUTE FUNCTION procedures_published_stays();
"""


class Migration(migrations.Migration):

    replaces = [('procedures', '0001_initial'), ('procedures', '0002_published_by'), ('procedures', '0003_published_versions_stay'), ('procedures', '0004_updated_at'), ('procedures', '0005_names_on_screen'), ('procedures', '0006_life_of_a_version'), ('procedures', '0007_published_versions_stay_again'), ('procedures', '0008_simulations'), ('procedures', '0009_sample_pictures'), ('procedures', '0010_national_catalogue'), ('procedures', '0011_vouched_before_going_live'), ('procedures', '0012_catalogue_files'), ('procedures', '0013_trusted_keys'), ('procedures', '0014_fee_revisions'), ('procedures', '0015_online_services')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0006_safety_of_accounts'),
        ('agencies', '0001_squashed_0006_supplement_by_leader'),
        ('documents', '0001_squashed_0007_sittings_lapse'),
    ]

    operations = [
        TrigramExtension(),
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='ProcedureField',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=30, unique=True, verbose_name='mã')),
                        ('name', models.CharField(max_length=200, verbose_name='tên')),
                        ('slug', models.SlugField(max_length=80, unique=True, verbose_name='đường dẫn')),
                    ],
                    options={
                        'verbose_name': 'lĩnh vực',
                        'verbose_name_plural': 'lĩnh vực',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='SearchMiss',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('query_fold', models.CharField(max_length=200, unique=True)),
                        ('count', models.PositiveIntegerField(default=1)),
                        ('last_at', models.DateTimeField(default=django.utils.timezone.now)),
                    ],
                    options={
                        'verbose_name': 'tìm không thấy',
                        'verbose_name_plural': 'tìm không thấy',
                    },
                ),
                migrations.CreateModel(
                    name='Synonym',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('said', models.CharField(max_length=120, verbose_name='người dân nói')),
                        ('said_fold', models.CharField(editable=False, max_length=120, unique=True)),
                        ('means', models.CharField(max_length=200, verbose_name='nghĩa là')),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                    ],
                    options={
                        'verbose_name': 'từ đồng nghĩa',
                        'verbose_name_plural': 'từ đồng nghĩa',
                    },
                ),
                migrations.CreateModel(
                    name='Procedure',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=20, unique=True, verbose_name='mã thủ tục')),
                        ('name', models.CharField(max_length=1000, verbose_name='tên')),
                        ('plain_name', models.CharField(blank=True, max_length=200, verbose_name='tên thường gọi')),
                        ('audience', models.CharField(choices=[('citizen', 'Người dân'), ('business', 'Doanh nghiệp'), ('both', 'Cả hai')], default='citizen', max_length=12, verbose_name='đối tượng')),
                        ('keywords', models.TextField(blank=True, help_text='Cách người dân gọi, mỗi dòng một cách', verbose_name='từ thường dùng')),
                        ('search_fold', models.TextField(editable=False)),
                        ('retired_on', models.DateField(blank=True, null=True, verbose_name='bãi bỏ từ')),
                        ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='predecessors', to='procedures.procedure', verbose_name='thủ tục thay thế')),
                        ('field', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='procedures', to='procedures.procedurefield', verbose_name='lĩnh vực')),
                        ('updated_at', models.DateTimeField(auto_now=True)),
                    ],
                    options={
                        'verbose_name': 'thủ tục',
                        'verbose_name_plural': 'thủ tục',
                        'ordering': ['code'],
                    },
                ),
                migrations.CreateModel(
                    name='ProcedureVersion',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(verbose_name='phiên bản')),
                        ('state', django_fsm.FSMField(choices=[('draft', 'Nháp'), ('checked', 'Đã kiểm tra'), ('tried', 'Đã thử'), ('published', 'Đã công bố'), ('superseded', 'Đã được thay thế'), ('withdrawn', 'Thôi dùng')], default='draft', max_length=10, protected=True, verbose_name='trạng thái')),
                        ('definition', models.JSONField(verbose_name='nội dung')),
                        ('sha256', models.CharField(editable=False, max_length=64)),
                        ('effective_from', models.DateField(blank=True, null=True, verbose_name='hiệu lực từ')),
                        ('effective_to', models.DateField(blank=True, null=True, verbose_name='đến hết')),
                        ('decision', models.CharField(blank=True, max_length=200, verbose_name='quyết định công bố')),
                        ('published_at', models.DateTimeField(editable=False, null=True, verbose_name='công bố lúc')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='procedures.procedure', verbose_name='thủ tục')),
                        ('published_by', models.ForeignKey(editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người công bố')),
                        ('decision_file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile', verbose_name='văn bản công bố')),
                        ('decision_on', models.DateField(blank=True, null=True, verbose_name='ngày quyết định')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='lần sửa')),
                    ],
                    options={
                        'verbose_name': 'phiên bản thủ tục',
                        'verbose_name_plural': 'phiên bản thủ tục',
                        'ordering': ['procedure_id', '-number'],
                        'constraints': [models.UniqueConstraint(fields=('procedure', 'number'), name='one_version_per_number'), models.UniqueConstraint(condition=models.Q(('state__in', ('draft', 'checked', 'tried'))), fields=('procedure',), name='one_draft_per_procedure'), models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'checked', 'tried')), ('effective_from__isnull', False), _connector='OR'), name='published_version_has_a_date')],
                    },
                ),
                migrations.CreateModel(
                    name='VersionEvent',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveIntegerField(null=True)),
                        ('kind', models.CharField(choices=[('create', 'Tạo bản nháp'), ('edit', 'Sửa'), ('check', 'Kiểm tra'), ('try', 'Thử'), ('publish', 'Công bố'), ('supersede', 'Được thay thế'), ('withdraw', 'Thôi dùng'), ('cancel', 'Hủy công bố'), ('discard', 'Bỏ bản nháp'), ('retire', 'Bãi bỏ thủ tục')], max_length=10)),
                        ('act', models.CharField(max_length=300, verbose_name='việc')),
                        ('why', models.TextField(blank=True, verbose_name='lý do')),
                        ('at', models.DateTimeField(default=portal.calendars.now.now)),
                        ('revision', models.PositiveIntegerField(default=0)),
                        ('state', models.CharField(blank=True, choices=[('draft', 'Nháp'), ('checked', 'Đã kiểm tra'), ('tried', 'Đã thử'), ('published', 'Đã công bố'), ('superseded', 'Đã được thay thế'), ('withdrawn', 'Thôi dùng')], max_length=10)),
                        ('changes', models.JSONField(default=list)),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='procedures.procedure')),
                        ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='events', to='procedures.procedureversion')),
                    ],
                    options={
                        'verbose_name': 'việc với phiên bản',
                        'verbose_name_plural': 'lịch sử phiên bản',
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='Simulation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sha256', models.CharField(max_length=64, verbose_name='nội dung được chạy')),
                        ('most', models.PositiveIntegerField(default=300, verbose_name='số hồ sơ nhiều nhất')),
                        ('factor', models.PositiveSmallIntegerField(default=60, verbose_name='phần trăm thời gian của bước chưa có số liệu')),
                        ('seed', models.PositiveIntegerField(default=1, verbose_name='số gieo')),
                        ('asked_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                        ('started_at', models.DateTimeField(null=True)),
                        ('finished_at', models.DateTimeField(null=True)),
                        ('total', models.PositiveIntegerField(default=0, verbose_name='cần chạy')),
                        ('done', models.PositiveIntegerField(default=0, verbose_name='đã chạy')),
                        ('failure', models.CharField(blank=True, max_length=500, verbose_name='vì sao không xong')),
                        ('result', models.JSONField(null=True, verbose_name='kết quả')),
                        ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người yêu cầu')),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='simulations', to='procedures.procedureversion')),
                    ],
                    options={
                        'verbose_name': 'lần chạy thử quy trình',
                        'verbose_name_plural': 'lần chạy thử quy trình',
                        'ordering': ['-id'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('factor__gte', 1), ('factor__lte', 300), ('most__gte', 1), ('most__lte', 2000)), name='simulation_within_bounds')],
                    },
                ),
                migrations.CreateModel(
                    name='SamplePicture',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=255, verbose_name='tên tệp')),
                        ('added_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                        ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tải lên')),
                        ('file', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile', verbose_name='ảnh')),
                    ],
                    options={
                        'verbose_name': 'ảnh mẫu giấy tờ',
                        'verbose_name_plural': 'ảnh mẫu giấy tờ',
                    },
                ),
                migrations.CreateModel(
                    name='CatalogueImport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('file_name', models.CharField(max_length=200, verbose_name='tệp')),
                        ('state', models.CharField(choices=[('waiting', 'Chờ nhập'), ('running', 'Đang nhập'), ('done', 'Đã nhập xong'), ('failed', 'Dừng giữa chừng')], default='waiting', max_length=8, verbose_name='trạng thái')),
                        ('bytes', models.BigIntegerField(default=0, verbose_name='cỡ tệp')),
                        ('bytes_read', models.BigIntegerField(default=0, verbose_name='đã đọc')),
                        ('lines', models.PositiveIntegerField(default=0, verbose_name='số dòng')),
                        ('counts', models.JSONField(default=dict, verbose_name='kết quả')),
                        ('error', models.CharField(blank=True, max_length=300, verbose_name='lỗi')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='bắt đầu')),
                        ('alive_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('finished_at', models.DateTimeField(null=True, verbose_name='xong lúc')),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người nhập')),
                        ('path', models.CharField(blank=True, editable=False, max_length=200)),
                    ],
                    options={
                        'verbose_name': 'lần nhập danh mục quốc gia',
                        'verbose_name_plural': 'nhập danh mục quốc gia',
                        'ordering': ['-id'],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('state',), name='one_catalogue_import_runs')],
                    },
                ),
                migrations.CreateModel(
                    name='CatalogueRow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('line', models.PositiveIntegerField(verbose_name='dòng')),
                        ('code', models.CharField(blank=True, max_length=20, verbose_name='mã thủ tục')),
                        ('name', models.CharField(blank=True, max_length=300, verbose_name='tên')),
                        ('outcome', models.CharField(choices=[('draft', 'Bản nháp mới'), ('unchanged', 'Không đổi'), ('changed', 'Có khác biệt, chờ quyết định'), ('repeated', 'Lặp lại trong tệp'), ('refused', 'Từ chối')], max_length=9, verbose_name='kết quả')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='lý do')),
                        ('kinds', models.JSONField(default=list, verbose_name='nghi vấn')),
                        ('imported', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='procedures.catalogueimport', verbose_name='lần nhập')),
                    ],
                    options={
                        'verbose_name': 'dòng đã nhập',
                        'verbose_name_plural': 'dòng đã nhập',
                        'ordering': ['line', 'id'],
                        'indexes': [models.Index(fields=['imported', 'outcome', 'line'], name='catalogue_rows_by_outcome')],
                    },
                ),
                migrations.CreateModel(
                    name='CatalogueSource',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('row_sha256', models.CharField(blank=True, max_length=64)),
                        ('row', models.JSONField(default=dict, verbose_name='dòng đã nhận')),
                        ('draft_sha256', models.CharField(blank=True, max_length=64)),
                        ('offered_sha256', models.CharField(blank=True, max_length=64)),
                        ('offered_row', models.JSONField(null=True, verbose_name='dòng mới')),
                        ('offered_at', models.DateTimeField(null=True, verbose_name='có từ')),
                        ('kept_sha256', models.CharField(blank=True, max_length=64)),
                        ('decided_at', models.DateTimeField(null=True, verbose_name='quyết định lúc')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người quyết định')),
                        ('procedure', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='source', to='procedures.procedure', verbose_name='thủ tục')),
                    ],
                    options={
                        'verbose_name': 'nguồn từ danh mục quốc gia',
                        'verbose_name_plural': 'nguồn từ danh mục quốc gia',
                        'ordering': ['procedure__code'],
                        'indexes': [models.Index(condition=models.Q(('offered_at__isnull', False)), fields=['offered_at'], name='catalogue_offers')],
                    },
                ),
                migrations.CreateModel(
                    name='Confirmation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('point', models.CharField(max_length=20)),
                        ('sha256', models.CharField(max_length=64)),
                        ('at', models.DateTimeField(default=portal.calendars.now.now)),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='confirmations', to='procedures.procedureversion')),
                    ],
                    options={
                        'verbose_name': 'xác nhận trước khi đưa lên mạng',
                        'verbose_name_plural': 'xác nhận trước khi đưa lên mạng',
                        'constraints': [models.UniqueConstraint(fields=('version', 'point', 'sha256'), name='one_voucher_per_point')],
                    },
                ),
                migrations.CreateModel(
                    name='TrustedKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=64, unique=True, verbose_name='khóa công khai')),
                        ('name', models.CharField(help_text='Tỉnh hoặc cơ quan giữ khóa này', max_length=200, verbose_name='của')),
                        ('added_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='từ')),
                        ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người tin')),
                    ],
                    options={
                        'verbose_name': 'khóa tin cậy',
                        'verbose_name_plural': 'khóa tin cậy',
                        'ordering': ['name'],
                    },
                ),
                migrations.CreateModel(
                    name='FeeRevision',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('source', models.CharField(max_length=200, verbose_name='văn bản')),
                        ('starts_on', models.DateField(verbose_name='áp dụng từ ngày')),
                        ('change', models.JSONField(default=dict, verbose_name='thay đổi')),
                        ('at', models.DateTimeField(default=portal.calendars.now.now, verbose_name='lúc')),
                        ('publishing_at', models.DateTimeField(null=True, verbose_name='bắt đầu công bố')),
                        ('finished_at', models.DateTimeField(null=True, verbose_name='công bố xong')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người lập')),
                    ],
                    options={
                        'verbose_name': 'đợt sửa phí',
                        'verbose_name_plural': 'đợt sửa phí',
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='FeeRevisionLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sha256', models.CharField(max_length=64)),
                        ('changes', models.JSONField(default=list, verbose_name='thay đổi')),
                        ('state', models.CharField(choices=[('drafted', 'Đã có bản nháp'), ('published', 'Đã công bố'), ('failed', 'Chưa công bố được')], default='drafted', max_length=10)),
                        ('reason', models.CharField(blank=True, max_length=1000, verbose_name='vì sao')),
                        ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='procedures.procedure')),
                        ('revision', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='procedures.feerevision')),
                        ('version', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='procedures.procedureversion')),
                    ],
                    options={
                        'verbose_name': 'thủ tục trong đợt sửa phí',
                        'verbose_name_plural': 'thủ tục trong đợt sửa phí',
                        'ordering': ['pk'],
                        'constraints': [models.UniqueConstraint(fields=('revision', 'procedure'), name='one_line_per_procedure')],
                    },
                ),
                migrations.CreateModel(
                    name='Directive',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('ground', models.CharField(max_length=300, verbose_name='văn bản chỉ đạo')),
                        ('at', models.DateTimeField(default=portal.calendars.now.now, verbose_name='lúc')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('procedure', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='directive', to='procedures.procedure')),
                    ],
                    options={
                        'verbose_name': 'chỉ đạo đưa lên mạng',
                        'verbose_name_plural': 'chỉ đạo đưa lên mạng',
                    },
                ),
                migrations.CreateModel(
                    name='ReviewRound',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('year', models.PositiveSmallIntegerField(unique=True, validators=[django.core.validators.MinValueValidator(2020), django.core.validators.MaxValueValidator(2100)], verbose_name='năm')),
                        ('due_on', models.DateField(verbose_name='xong trước ngày')),
                        ('opened_at', models.DateTimeField(default=portal.calendars.now.now, verbose_name='mở lúc')),
                        ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'đợt rà soát',
                        'verbose_name_plural': 'đợt rà soát',
                        'ordering': ['-year'],
                    },
                ),
                migrations.CreateModel(
                    name='Solution',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('work', 'Nghiệp vụ giải quyết thủ tục'), ('identity', 'Định danh, xác thực điện tử'), ('data', 'Tích hợp, chia sẻ dữ liệu'), ('technical', 'Kỹ thuật khác')], max_length=10, verbose_name='loại')),
                        ('words', models.TextField(verbose_name='giải pháp')),
                        ('owner', models.CharField(max_length=200, verbose_name='cơ quan chủ trì')),
                        ('planned_on', models.DateField(blank=True, null=True, verbose_name='xong trước ngày')),
                        ('done_on', models.DateField(blank=True, null=True, verbose_name='xong ngày')),
                        ('at', models.DateTimeField(default=portal.calendars.now.now, verbose_name='ghi lúc')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='solutions', to='procedures.procedure', verbose_name='thủ tục')),
                    ],
                    options={
                        'verbose_name': 'giải pháp',
                        'verbose_name_plural': 'giải pháp',
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='ReviewLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('level', models.CharField(max_length=8, verbose_name='mức đang có')),
                        ('figures', models.JSONField(default=dict, verbose_name='số liệu')),
                        ('proposal', models.CharField(blank=True, choices=[('keep', 'Giữ mức đang có'), ('full', 'Toàn trình'), ('partial', 'Một phần'), ('none', 'Chưa đưa lên mạng')], max_length=8, verbose_name='đề xuất')),
                        ('conditions', models.TextField(blank=True, verbose_name='điều kiện thực hiện trên môi trường điện tử')),
                        ('asked', models.TextField(blank=True, verbose_name='ý kiến cơ quan, đơn vị liên quan')),
                        ('affected', models.TextField(blank=True, verbose_name='ý kiến đối tượng chịu tác động')),
                        ('operation', models.TextField(blank=True, verbose_name='việc xây dựng, vận hành, khai thác')),
                        ('decision', models.CharField(blank=True, max_length=200, verbose_name='quyết định của Chủ tịch Ủy ban nhân dân tỉnh')),
                        ('decided_on', models.DateField(blank=True, null=True, verbose_name='ngày quyết định')),
                        ('roadmap_on', models.DateField(blank=True, null=True, verbose_name='thực hiện xong trước ngày')),
                        ('at', models.DateTimeField(null=True)),
                        ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='procedures.procedure')),
                        ('round', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='procedures.reviewround')),
                    ],
                    options={
                        'verbose_name': 'thủ tục trong đợt rà soát',
                        'verbose_name_plural': 'thủ tục trong đợt rà soát',
                        'ordering': ['pk'],
                        'constraints': [models.UniqueConstraint(fields=('round', 'procedure'), name='one_review_per_round')],
                    },
                ),
                migrations.CreateModel(
                    name='WorkflowDuty',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('decision', models.CharField(max_length=200, verbose_name='quyết định phê duyệt quy trình nội bộ')),
                        ('decided_on', models.DateField(verbose_name='ban hành ngày')),
                        ('due_at', models.DateTimeField(verbose_name='hạn')),
                        ('supplied_at', models.DateTimeField(null=True, verbose_name='cung cấp lúc')),
                        ('at', models.DateTimeField(default=portal.calendars.now.now)),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='đơn vị cung cấp')),
                        ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('procedure', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='duties', to='procedures.procedure', verbose_name='thủ tục')),
                        ('supplied_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'việc cung cấp quy trình',
                        'verbose_name_plural': 'việc cung cấp quy trình',
                        'ordering': ['due_at', 'pk'],
                        'constraints': [models.UniqueConstraint(fields=('procedure', 'decision'), name='one_duty_per_decision')],
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            RULES, "DROP FUNCTION procedures_published_stays() CASCADE; DROP FUNCTION procedures_history_stays() CASCADE;"
        ),
    ]
