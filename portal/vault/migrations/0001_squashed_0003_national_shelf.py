"""All tables of this room at once; older databases came here by the migrations it replaces."""

import django.db.models.deletion
import django.utils.timezone
import portal.documents.models
from django.conf import settings
from django.db import migrations, models

from portal.web.database.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [('vault', '0001_store'), ('vault', '0002_members'), ('vault', '0003_national_shelf')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0006_safety_of_accounts'),
        ('documents', '0001_squashed_0007_sittings_lapse'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='VaultExport',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(default=portal.documents.models.new_ulid, max_length=26, unique=True)),
                        ('state', models.CharField(choices=[('asked', 'Đang gom'), ('ready', 'Đã xong'), ('failed', 'Chưa làm được')], default='asked', max_length=8)),
                        ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('done', models.PositiveIntegerField(default=0, verbose_name='đã gom')),
                        ('total', models.PositiveIntegerField(default=0, verbose_name='tất cả')),
                        ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vault_exports', to='accounts.party')),
                    ],
                    options={
                        'verbose_name': 'lần xuất kho',
                        'verbose_name_plural': 'lần xuất kho',
                    },
                ),
                migrations.CreateModel(
                    name='VaultItem',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(default=portal.documents.models.new_ulid, max_length=26, unique=True)),
                        ('shelf', models.CharField(choices=[('result', 'Kết quả giải quyết thủ tục'), ('certified', 'Bản sao chứng thực điện tử'), ('digitised', 'Giấy tờ được số hoá ở quầy'), ('national', 'Lấy từ kho quốc gia'), ('own', 'Giấy tờ bạn tự tải lên')], max_length=10, verbose_name='nhóm')),
                        ('state', models.CharField(choices=[('offered', 'Chờ bạn quyết định'), ('kept', 'Trong kho'), ('declined', 'Bạn không lưu'), ('recalled', 'Cơ quan đã thu hồi'), ('removed', 'Bạn đã xoá')], default='kept', max_length=10, verbose_name='tình trạng')),
                        ('title', models.CharField(max_length=300, verbose_name='tên giấy tờ')),
                        ('number', models.CharField(blank=True, max_length=60, verbose_name='số, ký hiệu')),
                        ('issuer', models.CharField(blank=True, max_length=200, verbose_name='nơi cấp')),
                        ('issued_on', models.DateField(blank=True, null=True, verbose_name='ngày cấp')),
                        ('expires_on', models.DateField(blank=True, null=True, verbose_name='dùng được đến hết ngày')),
                        ('result_code', models.CharField(blank=True, max_length=40, verbose_name='mã kết quả quốc gia')),
                        ('values', models.JSONField(blank=True, default=dict, verbose_name='nội dung đọc được bằng máy')),
                        ('source', models.CharField(max_length=120, verbose_name='dấu nguồn')),
                        ('about', models.CharField(blank=True, max_length=60, verbose_name='từ hồ sơ')),
                        ('arrived_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='vào kho lúc')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='ra khỏi kho lúc')),
                        ('warned_at', models.DateTimeField(null=True, verbose_name='đã nhắc hết hạn lúc')),
                        ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vault_items', to='accounts.party')),
                    ],
                    options={
                        'verbose_name': 'giấy tờ trong kho',
                        'verbose_name_plural': 'giấy tờ trong kho',
                        'indexes': [models.Index(fields=['party', '-id'], name='items_of_party'), models.Index(condition=models.Q(('state', 'kept'), ('warned_at', None), models.Q(('expires_on', None), _negated=True)), fields=['expires_on'], name='items_to_expire')],
                        'constraints': [models.UniqueConstraint(fields=('party', 'source'), name='one_item_per_source')],
                    },
                ),
                migrations.CreateModel(
                    name='VaultShare',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(max_length=40, unique=True)),
                        ('purpose', models.CharField(max_length=120, verbose_name='chỉ dùng cho')),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='tạo lúc')),
                        ('expires_at', models.DateTimeField(verbose_name='hết hạn lúc')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='ngừng lúc')),
                        ('opened', models.PositiveIntegerField(default=0, verbose_name='số lần mở')),
                        ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='shares', to='vault.vaultitem')),
                        ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'đường dẫn chia sẻ',
                        'verbose_name_plural': 'đường dẫn chia sẻ',
                    },
                ),
                migrations.CreateModel(
                    name='VaultUse',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('act', models.CharField(choices=[('reused', 'Dùng cho hồ sơ'), ('seen', 'Cán bộ xem khi giải quyết hồ sơ'), ('shared', 'Tạo đường dẫn chia sẻ'), ('opened', 'Đường dẫn chia sẻ được mở'), ('share_ended', 'Ngừng chia sẻ')], max_length=12, verbose_name='việc')),
                        ('about', models.CharField(blank=True, max_length=120, verbose_name='cho')),
                        ('by', models.CharField(blank=True, max_length=200, verbose_name='người')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                        ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='vault.vaultitem')),
                    ],
                    options={
                        'verbose_name': 'lượt dùng',
                        'verbose_name_plural': 'lượt dùng',
                        'indexes': [models.Index(fields=['item', '-id'], name='uses_of_item')],
                    },
                ),
                migrations.CreateModel(
                    name='Invitation',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code_sha', models.CharField(max_length=64, unique=True)),
                        ('right', models.CharField(choices=[('read', 'Xem và tải'), ('file', 'Nộp hồ sơ, dùng giấy tờ'), ('owner', 'Quản lý thành viên')], max_length=5, verbose_name='quyền')),
                        ('note', models.CharField(max_length=120, verbose_name='mời ai')),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lập lúc')),
                        ('expires_at', models.DateTimeField(verbose_name='hết hạn lúc')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='dùng hoặc thu lại lúc')),
                        ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='accounts.party')),
                        ('used_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'lời mời vào tổ chức',
                        'verbose_name_plural': 'lời mời vào tổ chức',
                    },
                ),
                migrations.CreateModel(
                    name='Member',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('right', models.CharField(choices=[('read', 'Xem và tải'), ('file', 'Nộp hồ sơ, dùng giấy tờ'), ('owner', 'Quản lý thành viên')], max_length=5, verbose_name='quyền')),
                        ('joined_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='vào lúc')),
                        ('invited_by', models.CharField(blank=True, max_length=200, verbose_name='người mời')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='thôi lúc')),
                        ('ended_by', models.CharField(blank=True, max_length=200, verbose_name='ai cho thôi')),
                        ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='members', to='accounts.party')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'thành viên tổ chức',
                        'verbose_name_plural': 'thành viên tổ chức',
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('organisation', 'user'), name='a_member_once')],
                    },
                ),
            ],
        ),
    ]
