"""All tables of this room at once; older databases came here by the migrations it replaces."""

import django.db.models.deletion
import django.utils.timezone
import portal.documents.models
from django.conf import settings
from django.db import migrations, models

from portal.web.database.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [('documents', '0001_initial'), ('documents', '0002_last_brought_in'), ('documents', '0003_signing'), ('documents', '0004_file_keys'), ('documents', '0005_certificates_kept'), ('documents', '0006_digitised_papers'), ('documents', '0007_sittings_lapse')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0006_safety_of_accounts'),
        ('agencies', '0001_squashed_0006_supplement_by_leader'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='StoredFile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('sha256', models.CharField(max_length=64, unique=True)),
                        ('size', models.PositiveBigIntegerField(verbose_name='số byte')),
                        ('content_type', models.CharField(max_length=80, verbose_name='kiểu')),
                        ('pages', models.PositiveIntegerField(default=1, verbose_name='số trang')),
                        ('state', models.CharField(choices=[('quarantined', 'Đang kiểm tra'), ('clean', 'Đã kiểm tra'), ('rejected', 'Không nhận')], default='quarantined', max_length=12, verbose_name='trạng thái')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='lý do không nhận')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='mang đến lần cuối')),
                        ('checked_at', models.DateTimeField(null=True)),
                        ('closed_with', models.CharField(blank=True, max_length=16, verbose_name='khoá mã hoá')),
                    ],
                    options={
                        'verbose_name': 'tệp',
                        'verbose_name_plural': 'tệp',
                        'indexes': [models.Index(condition=models.Q(('state', 'quarantined')), fields=['created_at'], name='files_in_quarantine'), models.Index(fields=['closed_with', 'id'], name='files_by_key')],
                    },
                ),
                migrations.CreateModel(
                    name='Upload',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(default=portal.documents.models.new_ulid, max_length=26, unique=True)),
                        ('purpose', models.CharField(max_length=120, verbose_name='dùng cho')),
                        ('name', models.CharField(max_length=255, verbose_name='tên tệp')),
                        ('size', models.PositiveBigIntegerField(verbose_name='số byte khai')),
                        ('received', models.PositiveBigIntegerField(default=0, verbose_name='số byte đã nhận')),
                        ('state', models.CharField(choices=[('receiving', 'Đang tải lên'), ('stored', 'Đã nhận'), ('failed', 'Hỏng')], default='receiving', max_length=10)),
                        ('error', models.CharField(blank=True, max_length=300)),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('touched_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('stored', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'lượt tải lên',
                        'verbose_name_plural': 'lượt tải lên',
                    },
                ),
                migrations.CreateModel(
                    name='SigningKey',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('pkcs12', 'Tệp chứng thư (PKCS#12)'), ('pkcs11', 'Thiết bị ký (PKCS#11)'), ('remote', 'Ký số từ xa')], max_length=8, verbose_name='loại')),
                        ('subject', models.CharField(max_length=200, verbose_name='cấp cho')),
                        ('issuer', models.CharField(max_length=200, verbose_name='nơi cấp')),
                        ('fingerprint', models.CharField(max_length=64)),
                        ('chain', models.BinaryField()),
                        ('where', models.CharField(blank=True, max_length=300, verbose_name='dịch vụ hoặc mô-đun')),
                        ('known_as', models.CharField(blank=True, max_length=200, verbose_name='tên khoá ở đó')),
                        ('content', models.BinaryField(default=b'')),
                        ('pin', models.BinaryField(default=b'')),
                        ('picture', models.BinaryField(default=b'', verbose_name='ảnh chữ ký hoặc con dấu')),
                        ('valid_from', models.DateTimeField(verbose_name='có hiệu lực từ')),
                        ('valid_to', models.DateTimeField(verbose_name='hết hạn')),
                        ('added_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='nạp lúc')),
                        ('withdrawn_at', models.DateTimeField(null=True, verbose_name='thôi dùng lúc')),
                        ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signing_keys', to='agencies.agency')),
                        ('officer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='signing_keys', to='agencies.officer')),
                        ('warned_at', models.DateTimeField(null=True, verbose_name='đã nhắc hết hạn lúc')),
                        ('withdrawn_for', models.CharField(blank=True, max_length=300, verbose_name='thôi dùng vì')),
                    ],
                    options={
                        'verbose_name': 'chứng thư số',
                        'verbose_name_plural': 'chứng thư số',
                        'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('agency__isnull', False), ('officer', None)), models.Q(('agency', None), ('officer__isnull', False)), _connector='OR'), name='a_key_has_one_holder'), models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('officer',), name='one_key_of_an_officer'), models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('agency',), name='one_key_of_an_agency')],
                    },
                ),
                migrations.CreateModel(
                    name='SigningOrder',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('subject', models.CharField(db_index=True, max_length=60, verbose_name='việc')),
                        ('work', models.CharField(max_length=60)),
                        ('told', models.JSONField(default=dict)),
                        ('sitting', models.CharField(db_index=True, default=portal.documents.models.new_ulid, max_length=26, verbose_name='lượt ký')),
                        ('pin', models.BinaryField(default=b'')),
                        ('state', models.CharField(choices=[('waiting', 'Chờ ký'), ('signing', 'Đang ký'), ('signed', 'Đã ký'), ('failed', 'Chưa ký được'), ('lapsed', 'Chờ người ký xác nhận lại')], default='waiting', max_length=8, verbose_name='trạng thái')),
                        ('reason', models.CharField(blank=True, max_length=500, verbose_name='vì sao chưa ký được')),
                        ('tries', models.PositiveSmallIntegerField(default=0, verbose_name='số lần thử')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('begun_at', models.DateTimeField(null=True)),
                        ('ended_at', models.DateTimeField(null=True)),
                        ('key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.signingkey')),
                        ('officer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('signed', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                    ],
                    options={
                        'verbose_name': 'lệnh ký',
                        'verbose_name_plural': 'lệnh ký',
                        'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'signing'])), fields=['created_at'], name='orders_to_sign')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'signing'])), fields=('subject',), name='signed_once_at_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='FileSignature',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('number', models.PositiveSmallIntegerField(verbose_name='thứ tự')),
                        ('field', models.CharField(max_length=100)),
                        ('signer', models.CharField(max_length=200, verbose_name='người ký')),
                        ('organisation', models.CharField(blank=True, max_length=200, verbose_name='tổ chức')),
                        ('issuer', models.CharField(blank=True, max_length=200, verbose_name='nơi cấp chứng thư')),
                        ('signed_at', models.DateTimeField(null=True, verbose_name='ký lúc')),
                        ('stamped', models.BooleanField(default=False, verbose_name='có dấu thời gian')),
                        ('intact', models.BooleanField(verbose_name='nguyên vẹn')),
                        ('trusted', models.BooleanField(verbose_name='nơi cấp được tin cậy')),
                        ('extent', models.CharField(choices=[('whole', 'cả văn bản'), ('filled', 'cả văn bản; sau đó chỉ thêm số, ngày, chữ ký, dấu thời gian'), ('changed', 'văn bản đã bị sửa sau khi ký')], max_length=8, verbose_name='phần được ký')),
                        ('checked_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='signatures', to='documents.storedfile')),
                        ('fingerprint', models.CharField(blank=True, max_length=64, verbose_name='dấu chứng thư')),
                    ],
                    options={
                        'verbose_name': 'chữ ký trong tệp',
                        'verbose_name_plural': 'chữ ký trong tệp',
                        'ordering': ['number'],
                        'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='a_signature_once')],
                    },
                ),
                migrations.CreateModel(
                    name='DigitisingRule',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('checker', models.CharField(choices=[('another', 'Luôn là người khác'), ('anybody', 'Cả người đã quét')], max_length=7, verbose_name='ai kiểm tra bản quét')),
                        ('agency', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='agencies.agency', verbose_name='bộ phận')),
                    ],
                    options={
                        'verbose_name': 'cách kiểm tra bản quét',
                        'verbose_name_plural': 'cách kiểm tra bản quét',
                    },
                ),
                migrations.CreateModel(
                    name='DigitisedPaper',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('subject', models.CharField(max_length=140, verbose_name='giấy tờ')),
                        ('title', models.CharField(max_length=300, verbose_name='tên giấy tờ')),
                        ('about', models.CharField(max_length=60, verbose_name='hồ sơ')),
                        ('state', models.CharField(choices=[('scanned', 'Chờ kiểm tra'), ('checked', 'Đã kiểm tra, chờ ký'), ('signed', 'Đã ký'), ('stored', 'Đã lưu'), ('rejected', 'Phải quét lại')], default='scanned', max_length=8, verbose_name='tình trạng')),
                        ('scanned_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='quét lúc')),
                        ('due_at', models.DateTimeField(verbose_name='hạn kiểm tra')),
                        ('checked_at', models.DateTimeField(null=True, verbose_name='kiểm tra lúc')),
                        ('reason', models.CharField(blank=True, max_length=300, verbose_name='vì sao quét lại')),
                        ('stored_at', models.DateTimeField(null=True, verbose_name='lưu lúc')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('checked_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('scanned_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('signed', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                    ],
                    options={
                        'verbose_name': 'giấy tờ số hoá',
                        'verbose_name_plural': 'giấy tờ số hoá',
                        'indexes': [models.Index(condition=models.Q(('state__in', ['scanned', 'checked', 'signed'])), fields=['agency', 'due_at'], name='scans_under_way'), models.Index(fields=['about'], name='scans_of_a_dossier')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'rejected'), _negated=True), fields=('subject',), name='one_living_scan_of_a_paper'), models.CheckConstraint(condition=models.Q(('state', 'scanned'), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False)), _connector='OR'), name='nothing_signed_or_stored_unchecked')],
                    },
                ),
            ],
        ),
    ]
