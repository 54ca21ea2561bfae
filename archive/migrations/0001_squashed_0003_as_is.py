"""All tables of this room at once; older databases came here by the migrations it replaces."""

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.web.database.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [('archive', '0001_packages'), ('archive', '0002_file_keys'), ('archive', '0003_as_is')]

    initial = True

    dependencies = [
        ('agencies', '0001_squashed_0006_supplement_by_leader'),
        ('dossiers', '0001_squashed_0020_living_by_procedure'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Delivery',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('receiver', models.CharField(max_length=200, verbose_name='người nhận')),
                        ('receipt_number', models.CharField(max_length=60, verbose_name='số biên bản giao nhận')),
                        ('delivered_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='nộp lúc')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer', verbose_name='người nộp')),
                    ],
                    options={
                        'verbose_name': 'lần nộp lưu trữ',
                        'verbose_name_plural': 'nộp lưu trữ',
                    },
                ),
                migrations.CreateModel(
                    name='Destruction',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('proposed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='đề nghị lúc')),
                        ('reason', models.CharField(max_length=1000, verbose_name='lý do')),
                        ('decided_at', models.DateTimeField(null=True, verbose_name='quyết định lúc')),
                        ('decision_number', models.CharField(blank=True, max_length=60, verbose_name='số quyết định')),
                        ('refused', models.CharField(blank=True, max_length=1000, verbose_name='lý do không đồng ý')),
                        ('proof', models.TextField(blank=True, verbose_name='biên bản huỷ')),
                        ('stamp', models.BinaryField(default=b'', verbose_name='dấu thời gian')),
                        ('done_at', models.DateTimeField(null=True, verbose_name='huỷ xong lúc')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer', verbose_name='người quyết định')),
                        ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer', verbose_name='người đề nghị')),
                    ],
                    options={
                        'verbose_name': 'danh mục huỷ',
                        'verbose_name_plural': 'danh mục huỷ',
                        'constraints': [models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('proposed_by')), _negated=True), _connector='OR'), name='destruction_needs_two_people')],
                    },
                ),
                migrations.CreateModel(
                    name='Package',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=52, unique=True, verbose_name='mã hồ sơ')),
                        ('agency_code', models.CharField(max_length=35, verbose_name='mã cơ quan')),
                        ('procedure_code', models.CharField(max_length=40, verbose_name='mã thủ tục')),
                        ('title', models.CharField(max_length=600, verbose_name='tiêu đề')),
                        ('title_fold', models.CharField(max_length=600)),
                        ('year', models.PositiveSmallIntegerField(verbose_name='năm')),
                        ('started_on', models.DateField(verbose_name='bắt đầu')),
                        ('ended_on', models.DateField(verbose_name='kết thúc')),
                        ('retention', models.CharField(max_length=12, verbose_name='thời hạn bảo quản')),
                        ('keep_until', models.DateField(null=True, verbose_name='bảo quản đến')),
                        ('documents', models.PositiveIntegerField(verbose_name='số văn bản')),
                        ('pages', models.PositiveIntegerField(verbose_name='số trang')),
                        ('size', models.PositiveBigIntegerField(verbose_name='số byte')),
                        ('sha256', models.CharField(max_length=64)),
                        ('stamp', models.BinaryField(default=b'', verbose_name='dấu thời gian')),
                        ('state', models.CharField(choices=[('sealed', 'Đang lưu tại cơ quan'), ('delivered', 'Đã nộp lưu trữ cơ quan'), ('destroyed', 'Đã huỷ, còn thông tin mô tả')], default='sealed', max_length=10, verbose_name='tình trạng')),
                        ('sealed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='đóng gói lúc')),
                        ('checked_at', models.DateTimeField(null=True, verbose_name='kiểm tra lần cuối')),
                        ('damage', models.CharField(blank=True, max_length=300, verbose_name='hư hỏng')),
                        ('held', models.CharField(blank=True, max_length=500, verbose_name='lý do giữ lại')),
                        ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency', verbose_name='cơ quan')),
                        ('delivery', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='packages', to='archive.delivery')),
                        ('destruction', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='packages', to='archive.destruction')),
                        ('dossier', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='archived', to='dossiers.dossier', verbose_name='hồ sơ')),
                        ('held_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('closed_with', models.CharField(blank=True, max_length=16, verbose_name='khoá mã hoá')),
                        ('as_is', models.PositiveIntegerField(default=0, verbose_name='tệp giữ nguyên dạng, không thành PDF/A')),
                    ],
                    options={
                        'verbose_name': 'hồ sơ lưu trữ',
                        'verbose_name_plural': 'hồ sơ lưu trữ',
                        'indexes': [models.Index(fields=['agency', '-id'], name='catalogue_of_agency'), models.Index(condition=models.Q(('keep_until__isnull', False), models.Q(('state', 'destroyed'), _negated=True)), fields=['agency', 'keep_until'], name='packages_to_destroy'), django.contrib.postgres.indexes.GinIndex(fields=['title_fold'], name='packages_by_title', opclasses=['gin_trgm_ops']), models.Index(fields=['closed_with', 'id'], name='packages_by_key')],
                    },
                ),
                migrations.CreateModel(
                    name='Reading',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('purpose', models.CharField(max_length=200, verbose_name='mục đích')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('package', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='archive.package')),
                    ],
                    options={
                        'verbose_name': 'lượt khai thác',
                        'verbose_name_plural': 'lượt khai thác',
                    },
                ),
            ],
        ),
    ]
