"""All tables of this room at once; older databases came here by the migrations it replaces."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from portal.web.database.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_session_round'), ('accounts', '0003_fewer_indexes'), ('accounts', '0004_session_with_user'), ('accounts', '0005_page_language_of_an_account'), ('accounts', '0006_safety_of_accounts')]

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='User',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('password', models.CharField(max_length=128, verbose_name='password')),
                        ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                        ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                        ('email', models.EmailField(blank=True, max_length=254, null=True, unique=True, verbose_name='thư điện tử')),
                        ('phone', models.CharField(blank=True, max_length=15, null=True, unique=True, verbose_name='điện thoại')),
                        ('full_name', models.CharField(max_length=200, verbose_name='họ, chữ đệm và tên')),
                        ('is_staff', models.BooleanField(default=False, verbose_name='vào trang quản trị')),
                        ('is_active', models.BooleanField(default=True, verbose_name='đang dùng')),
                        ('must_change_password', models.BooleanField(default=False, verbose_name='phải đổi mật khẩu lần đầu')),
                        ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='ngày mở')),
                        ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                        ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                        ('session_round', models.PositiveIntegerField(default=0, editable=False)),
                        ('language', models.CharField(blank=True, max_length=8, verbose_name='ngôn ngữ của trang')),
                    ],
                    options={
                        'verbose_name': 'tài khoản',
                        'verbose_name_plural': 'tài khoản',
                    },
                ),
                migrations.CreateModel(
                    name='Party',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('person', 'Cá nhân'), ('organisation', 'Tổ chức')], default='person', max_length=12, verbose_name='loại')),
                        ('name', models.CharField(max_length=300, verbose_name='họ tên hoặc tên tổ chức')),
                        ('name_fold', models.CharField(editable=False, max_length=300)),
                        ('name_sort', models.CharField(editable=False, max_length=700)),
                        ('id_number', models.CharField(blank=True, max_length=12, verbose_name='số định danh cá nhân')),
                        ('tax_code', models.CharField(blank=True, max_length=14, verbose_name='mã số thuế')),
                        ('birth_on', models.DateField(blank=True, null=True, verbose_name='ngày sinh')),
                        ('sex', models.CharField(blank=True, choices=[('male', 'Nam'), ('female', 'Nữ')], max_length=8, verbose_name='giới tính')),
                        ('phone', models.CharField(blank=True, max_length=15, verbose_name='điện thoại')),
                        ('email', models.EmailField(blank=True, max_length=254, verbose_name='thư điện tử')),
                        ('address', models.CharField(blank=True, max_length=400, verbose_name='địa chỉ')),
                        ('commune_code', models.CharField(blank=True, max_length=5, verbose_name='mã xã, phường, đặc khu')),
                        ('id_checked_at', models.DateTimeField(blank=True, null=True, verbose_name='đã đối chiếu giấy tờ lúc')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='party', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'người, tổ chức',
                        'verbose_name_plural': 'người, tổ chức',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('id_number', ''), _negated=True), fields=('id_number',), name='one_party_per_id_number'), models.UniqueConstraint(condition=models.Q(models.Q(('tax_code', ''), _negated=True), ('kind', 'organisation')), fields=('tax_code',), name='one_party_per_tax_code')],
                    },
                ),
                migrations.CreateModel(
                    name='ConsentRecord',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('purpose', models.CharField(max_length=40, verbose_name='mục đích')),
                        ('text_version', models.CharField(max_length=20, verbose_name='bản lời văn')),
                        ('given_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc đồng ý')),
                        ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='lúc rút')),
                        ('evidence', models.CharField(blank=True, max_length=200, verbose_name='chứng cứ')),
                        ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='accounts.party')),
                    ],
                    options={
                        'verbose_name': 'sự đồng ý',
                        'verbose_name_plural': 'sự đồng ý',
                    },
                ),
                migrations.CreateModel(
                    name='Session',
                    fields=[
                        ('session_key', models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name='session key')),
                        ('session_data', models.TextField(verbose_name='session data')),
                        ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                        ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL)),
                        ('agent', models.CharField(blank=True, max_length=80, verbose_name='thiết bị')),
                        ('ip', models.GenericIPAddressField(null=True, verbose_name='địa chỉ mạng')),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='đăng nhập lúc')),
                        ('seen_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='dùng lần cuối')),
                    ],
                    options={
                        'verbose_name': 'phiên đăng nhập',
                        'verbose_name_plural': 'phiên đăng nhập',
                        'abstract': False,
                    },
                ),
                migrations.CreateModel(
                    name='RecoveryCode',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code_sha', models.CharField(max_length=64)),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('used_at', models.DateTimeField(null=True)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'mã lấy lại mật khẩu',
                        'verbose_name_plural': 'mã lấy lại mật khẩu',
                    },
                ),
                migrations.CreateModel(
                    name='SafetyRules',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('idle_minutes', models.PositiveSmallIntegerField(default=30, verbose_name='khoá màn hình cán bộ sau (phút không dùng)')),
                        ('admin_idle_minutes', models.PositiveSmallIntegerField(default=30, verbose_name='khoá màn hình người quản trị sau (phút không dùng)')),
                        ('second_factor', models.CharField(choices=[('offered', 'Không bắt buộc ai'), ('approvers', 'Người quản trị và người duyệt, ký'), ('staff', 'Mọi cán bộ')], default='approvers', max_length=10, verbose_name='bắt buộc đăng nhập hai bước')),
                    ],
                    options={
                        'verbose_name': 'quy định an toàn tài khoản',
                        'verbose_name_plural': 'quy định an toàn tài khoản',
                        'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='one_row_of_safety_rules')],
                    },
                ),
                migrations.CreateModel(
                    name='KnownDevice',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('mark_sha', models.CharField(max_length=64)),
                        ('agent', models.CharField(blank=True, max_length=80, verbose_name='thiết bị')),
                        ('first_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lần đầu')),
                        ('last_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lần cuối')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'thiết bị đã đăng nhập',
                        'verbose_name_plural': 'thiết bị đã đăng nhập',
                        'constraints': [models.UniqueConstraint(fields=('user', 'mark_sha'), name='one_device_per_mark')],
                    },
                ),
            ],
        ),
    ]
