"""All tables of this room at once; older databases came here by the migrations it replaces."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import portal.calendars.now
from django.conf import settings
from django.db import migrations, models

from portal.web.database.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [('agencies', '0001_initial'), ('agencies', '0002_places_and_stamps'), ('agencies', '0003_specialties_and_lookup_keys'), ('agencies', '0004_work_of_one_who_leaves'), ('agencies', '0005_rearrangements'), ('agencies', '0006_supplement_by_leader')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0006_safety_of_accounts'),
        ('calendars', '0001_squashed_0003_labels'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='AdminUnit',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=8, verbose_name='mã')),
                        ('name', models.CharField(max_length=120, verbose_name='tên')),
                        ('name_fold', models.CharField(db_index=True, editable=False, max_length=140)),
                        ('kind', models.CharField(max_length=20, verbose_name='loại hình')),
                        ('level', models.CharField(choices=[('province', 'Tỉnh, thành phố'), ('district', 'Huyện (đến 30/06/2025)'), ('commune', 'Xã, phường, đặc khu')], max_length=10, verbose_name='cấp')),
                        ('valid_from', models.DateField(blank=True, null=True, verbose_name='từ ngày')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                        ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='agencies.adminunit', verbose_name='nhập vào')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='agencies.adminunit', verbose_name='cấp trên')),
                        ('split_into', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None, verbose_name='chia cho (mã)')),
                    ],
                    options={
                        'verbose_name': 'đơn vị hành chính',
                        'verbose_name_plural': 'đơn vị hành chính',
                        'ordering': ['code'],
                        'constraints': [models.UniqueConstraint(fields=('level', 'code', 'valid_from'), name='one_unit_per_code_and_start')],
                    },
                ),
                migrations.CreateModel(
                    name='Agency',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.CharField(max_length=35, unique=True, verbose_name='mã định danh')),
                        ('name', models.CharField(max_length=200, verbose_name='tên')),
                        ('short_name', models.CharField(max_length=80, verbose_name='tên ngắn')),
                        ('slug', models.SlugField(max_length=80, unique=True, verbose_name='đường dẫn')),
                        ('kind', models.CharField(choices=[('province', 'Ủy ban nhân dân tỉnh'), ('province_centre', 'Trung tâm Phục vụ hành chính công tỉnh'), ('department', 'Sở, ban, ngành'), ('vertical', 'Cơ quan ngành dọc'), ('district', 'Ủy ban nhân dân huyện'), ('commune', 'Ủy ban nhân dân xã, phường, đặc khu'), ('centre', 'Trung tâm Phục vụ hành chính công xã, phường, đặc khu'), ('division', 'Phòng chuyên môn')], max_length=16, verbose_name='loại')),
                        ('specialty', models.CharField(blank=True, choices=[('justice', 'Tư pháp, hộ tịch'), ('economy', 'Kinh tế'), ('culture', 'Văn hóa – xã hội'), ('office', 'Văn phòng'), ('police', 'Công an'), ('fire', 'Phòng cháy, chữa cháy'), ('construction', 'Xây dựng, hạ tầng, giao thông'), ('transport', 'Vận tải, đường bộ'), ('land', 'Đăng ký đất đai'), ('environment', 'Nông nghiệp, môi trường, đất đai'), ('finance', 'Tài chính'), ('tax', 'Thuế'), ('home_affairs', 'Nội vụ, lao động'), ('health', 'Y tế, bảo trợ xã hội'), ('education', 'Giáo dục'), ('social_insurance', 'Bảo hiểm xã hội'), ('industry', 'Công thương'), ('science', 'Khoa học và công nghệ'), ('agriculture', 'Nông nghiệp')], db_index=True, max_length=40, verbose_name='chuyên môn')),
                        ('address', models.CharField(blank=True, max_length=300, verbose_name='địa chỉ')),
                        ('phone', models.CharField(blank=True, max_length=30, verbose_name='điện thoại')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='thư điện tử')),
                        ('place_name', models.CharField(blank=True, max_length=80, verbose_name='địa danh trên văn bản')),
                        ('valid_from', models.DateField(blank=True, null=True, verbose_name='từ ngày')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                        ('admin_unit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agencies', to='agencies.adminunit', verbose_name='địa bàn')),
                        ('calendar', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to='calendars.calendar', verbose_name='lịch làm việc riêng')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='agencies.agency', verbose_name='cấp trên')),
                        ('successor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='predecessors', to='agencies.agency', verbose_name='cơ quan kế tục')),
                    ],
                    options={
                        'verbose_name': 'cơ quan',
                        'verbose_name_plural': 'cơ quan',
                        'ordering': ['code'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z][0-9]{2}(\\.[A-Z0-9]+)*$')), name='agency_code_as_qd_20_2020')],
                    },
                ),
                migrations.CreateModel(
                    name='Officer',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('title', models.CharField(max_length=120, verbose_name='chức danh')),
                        ('duties', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('desk_officer', 'Cán bộ một cửa'), ('desk_leader', 'Lãnh đạo bộ phận một cửa'), ('division_leader', 'Lãnh đạo phòng'), ('case_officer', 'Người thụ lý'), ('agency_leader', 'Lãnh đạo cơ quan'), ('clerk', 'Văn thư'), ('consultee', 'Cán bộ phối hợp'), ('cashier', 'Kế toán, thu ngân'), ('postal_agent', 'Nhân viên bưu chính'), ('agency_admin', 'Quản trị đơn vị'), ('system_admin', 'Quản trị hệ thống'), ('procedure_controller', 'Kiểm soát thủ tục'), ('province_leader', 'Lãnh đạo tỉnh'), ('security_auditor', 'Giám sát an toàn')], max_length=24), default=list, size=None, verbose_name='nhiệm vụ')),
                        ('valid_from', models.DateField(blank=True, null=True, verbose_name='từ ngày')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến ngày')),
                        ('settings', models.JSONField(blank=True, default=dict, verbose_name='tùy chọn màn hình')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='officers', to='agencies.agency', verbose_name='cơ quan')),
                        ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='officer', to=settings.AUTH_USER_MODEL, verbose_name='tài khoản')),
                        ('work_goes_to', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='agencies.officer', verbose_name='giao lại việc cho')),
                    ],
                    options={
                        'verbose_name': 'cán bộ',
                        'verbose_name_plural': 'cán bộ',
                    },
                ),
                migrations.CreateModel(
                    name='Delegation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('duty', models.CharField(choices=[('desk_officer', 'Cán bộ một cửa'), ('desk_leader', 'Lãnh đạo bộ phận một cửa'), ('division_leader', 'Lãnh đạo phòng'), ('case_officer', 'Người thụ lý'), ('agency_leader', 'Lãnh đạo cơ quan'), ('clerk', 'Văn thư'), ('consultee', 'Cán bộ phối hợp'), ('cashier', 'Kế toán, thu ngân'), ('postal_agent', 'Nhân viên bưu chính'), ('agency_admin', 'Quản trị đơn vị'), ('system_admin', 'Quản trị hệ thống'), ('procedure_controller', 'Kiểm soát thủ tục'), ('province_leader', 'Lãnh đạo tỉnh'), ('security_auditor', 'Giám sát an toàn')], max_length=24, verbose_name='nhiệm vụ')),
                        ('starts_at', models.DateTimeField(verbose_name='từ')),
                        ('ends_at', models.DateTimeField(verbose_name='đến')),
                        ('giver', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegations_given', to='agencies.officer', verbose_name='người giao')),
                        ('taker', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='delegations_taken', to='agencies.officer', verbose_name='người nhận')),
                    ],
                    options={
                        'verbose_name': 'ủy nhiệm',
                        'verbose_name_plural': 'ủy nhiệm',
                    },
                ),
                migrations.CreateModel(
                    name='Profile',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(unique=True, verbose_name='mã')),
                        ('is_active', models.BooleanField(default=False, verbose_name='đang dùng')),
                        ('province_name', models.CharField(max_length=80, verbose_name='tên tỉnh trên màn hình')),
                        ('province_code', models.CharField(max_length=8, verbose_name='mã tỉnh')),
                        ('regulation', models.CharField(max_length=200, verbose_name='quy chế')),
                        ('regulation_mark', models.CharField(max_length=4, verbose_name='ký hiệu quy chế')),
                        ('agency_root', models.CharField(max_length=4, verbose_name='mã định danh cấp một')),
                        ('tiers', models.PositiveSmallIntegerField(default=2, verbose_name='số cấp chính quyền')),
                        ('system_owner', models.CharField(blank=True, max_length=200, verbose_name='cơ quan quản lý hệ thống')),
                        ('public_host', models.CharField(blank=True, max_length=120, verbose_name='địa chỉ cho người dân')),
                        ('staff_host', models.CharField(blank=True, max_length=120, verbose_name='địa chỉ cho cán bộ')),
                        ('hotline', models.CharField(blank=True, max_length=40, verbose_name='tổng đài')),
                        ('support_email', models.EmailField(blank=True, max_length=254, verbose_name='thư hỗ trợ')),
                        ('citizen_front', models.CharField(choices=[('local', 'Cổng tỉnh'), ('national', 'Cổng quốc gia')], default='local', max_length=10, verbose_name='cổng người dân')),
                        ('receipt_minutes', models.PositiveIntegerField(default=480, verbose_name='hạn tiếp nhận (phút làm việc)')),
                        ('deadline_mode', models.CharField(choices=[('hours', 'theo giờ'), ('civil', 'theo ngày')], default='hours', max_length=6, verbose_name='cách tính hạn')),
                        ('cutoff', models.TimeField(default='15:00', verbose_name='giờ chốt trong ngày')),
                        ('code_agency', models.CharField(choices=[('receiving', 'tiếp nhận'), ('competent', 'có thẩm quyền')], default='receiving', max_length=10, verbose_name='mã hồ sơ theo cơ quan')),
                        ('code_assigned_at', models.CharField(choices=[('submission', 'nộp'), ('acceptance', 'tiếp nhận')], default='acceptance', max_length=10, verbose_name='cấp mã hồ sơ lúc')),
                        ('lookup_keys', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('code', 'Mã hồ sơ'), ('qr', 'Mã QR'), ('id', 'Số định danh'), ('name', 'Họ tên'), ('phone', 'Tổng đài'), ('sms', 'Tin nhắn SMS'), ('zalo', 'Zalo'), ('app', 'Ứng dụng'), ('desk', 'Tại quầy')], max_length=12), default=list, size=None, verbose_name='tra cứu bằng')),
                        ('vault_mode', models.CharField(choices=[('auto', 'tự lưu'), ('consent', 'khi đồng ý'), ('manual', 'người dân tự lưu')], default='consent', max_length=8, verbose_name='kho giấy tờ')),
                        ('attachment_policy', models.CharField(choices=[('scan', 'ảnh chụp hoặc kho'), ('e_copy', 'bản sao điện tử'), ('certified', 'bản chứng thực điện tử')], default='scan', max_length=10, verbose_name='giấy tờ đính kèm')),
                        ('supplement_max', models.PositiveSmallIntegerField(default=1, verbose_name='số lần yêu cầu bổ sung sau tiếp nhận')),
                        ('apology_lead_days', models.PositiveSmallIntegerField(default=1, verbose_name='xin lỗi trước hạn (ngày làm việc)')),
                        ('feedback_answer_days', models.PositiveSmallIntegerField(default=15, verbose_name='hạn trả lời phản ánh')),
                        ('feedback_progress_every', models.PositiveSmallIntegerField(default=5, verbose_name='báo tiến độ mỗi (ngày làm việc)')),
                        ('feedback_publish_days', models.PositiveSmallIntegerField(default=2, verbose_name='công khai trong')),
                        ('feedback_offline_entry_hours', models.PositiveSmallIntegerField(default=8, verbose_name='nhập phản ánh ngoài hệ thống trong (giờ)')),
                        ('feedback_refuse_days', models.PositiveSmallIntegerField(default=2, verbose_name='từ chối trong')),
                        ('feedback_more_info_days', models.PositiveSmallIntegerField(default=5, verbose_name='hỏi thêm trong')),
                        ('supplement_by_leader', models.BooleanField(default=False, verbose_name='lãnh đạo duyệt yêu cầu bổ sung sau tiếp nhận rồi mới gửi')),
                    ],
                    options={
                        'verbose_name': 'hồ sơ cấu hình tỉnh',
                        'verbose_name_plural': 'hồ sơ cấu hình tỉnh',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('is_active', True)), fields=('is_active',), name='one_active_profile')],
                    },
                ),
                migrations.CreateModel(
                    name='LoadStamp',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=40, unique=True, verbose_name='phần')),
                        ('sha256', models.CharField(max_length=64)),
                        ('loaded_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='nạp lúc')),
                    ],
                    options={
                        'verbose_name': 'lần nạp dữ liệu',
                        'verbose_name_plural': 'lần nạp dữ liệu',
                    },
                ),
                migrations.CreateModel(
                    name='Rearrangement',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200, verbose_name='tên đợt')),
                        ('decision', models.CharField(max_length=200, verbose_name='văn bản')),
                        ('effective_from', models.DateField(verbose_name='hiệu lực từ')),
                        ('new_tiers', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='số cấp chính quyền từ ngày ấy')),
                        ('state', models.CharField(choices=[('draft', 'Đang lập'), ('approved', 'Đã duyệt'), ('done', 'Đã thực hiện')], default='draft', max_length=10, verbose_name='trạng thái')),
                        ('made_at', models.DateTimeField(default=portal.calendars.now.now, verbose_name='lập lúc')),
                        ('approved_at', models.DateTimeField(null=True, verbose_name='duyệt lúc')),
                        ('undone_why', models.CharField(blank=True, max_length=1000, verbose_name='lý do hủy')),
                        ('alive_at', models.DateTimeField(null=True)),
                        ('moved', models.PositiveIntegerField(default=0, verbose_name='đã chuyển')),
                        ('finished_at', models.DateTimeField(null=True, verbose_name='xong lúc')),
                        ('report', models.JSONField(default=list, verbose_name='kết quả')),
                        ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người duyệt')),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='người lập')),
                        ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'đợt sắp xếp',
                        'verbose_name_plural': 'đợt sắp xếp',
                        'ordering': ['-pk'],
                    },
                ),
                migrations.CreateModel(
                    name='FormerName',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=200, verbose_name='tên cũ')),
                        ('short_name', models.CharField(max_length=80, verbose_name='tên ngắn cũ')),
                        ('until', models.DateField(verbose_name='đến hết ngày')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='former_names', to='agencies.agency', verbose_name='cơ quan')),
                    ],
                    options={
                        'verbose_name': 'tên cũ của cơ quan',
                        'verbose_name_plural': 'tên cũ của cơ quan',
                        'ordering': ['until'],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'until'), name='one_former_name_per_day')],
                    },
                ),
                migrations.CreateModel(
                    name='RearrangementLine',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('act', models.CharField(choices=[('merge', 'Nhập vào'), ('split', 'Chia cho'), ('rename', 'Đổi tên'), ('end', 'Kết thúc')], max_length=8, verbose_name='việc')),
                        ('others', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=35), default=list, size=None, verbose_name='các nơi nhận khác (mã)')),
                        ('by_place', models.BooleanField(default=False, verbose_name='hồ sơ theo địa bàn')),
                        ('by_field', models.JSONField(default=dict, verbose_name='hồ sơ theo lĩnh vực')),
                        ('staff_follow', models.BooleanField(default=True, verbose_name='cán bộ đi theo')),
                        ('new_name', models.CharField(blank=True, max_length=200, verbose_name='tên mới')),
                        ('new_short_name', models.CharField(blank=True, max_length=80, verbose_name='tên ngắn mới')),
                        ('made', models.JSONField(default=dict, verbose_name='lập mới')),
                        ('before', models.JSONField(default=dict)),
                        ('agency', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rearrangements', to='agencies.agency')),
                        ('heir', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.agency')),
                        ('heir_unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.adminunit')),
                        ('rearrangement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='agencies.rearrangement')),
                        ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='rearrangements', to='agencies.adminunit')),
                    ],
                    options={
                        'verbose_name': 'việc của đợt sắp xếp',
                        'verbose_name_plural': 'việc của đợt sắp xếp',
                        'ordering': ['pk'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('agency__isnull', True), ('unit__isnull', True), _connector='XOR'), name='line_is_of_an_agency_or_a_unit'), models.UniqueConstraint(fields=('rearrangement', 'agency'), name='one_line_per_agency'), models.UniqueConstraint(fields=('rearrangement', 'unit'), name='one_line_per_unit')],
                    },
                ),
            ],
        ),
    ]
