"""All tables of this room at once; older databases came here by the migrations it replaces."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

from portal.web.database.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [('notifications', '0001_initial'), ('notifications', '0002_more_ways_out'), ('notifications', '0003_wordings_dead_addresses_push')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0006_safety_of_accounts'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Message',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('party_id', models.BigIntegerField(db_index=True, null=True)),
                        ('channel', models.CharField(choices=[('email', 'Thư điện tử'), ('in_app', 'Trên cổng'), ('sms', 'Tin nhắn SMS'), ('zalo', 'Zalo'), ('push', 'Báo trên máy')], max_length=8, verbose_name='kênh')),
                        ('address', models.CharField(blank=True, max_length=200, verbose_name='nơi nhận')),
                        ('template', models.CharField(max_length=60, verbose_name='mẫu')),
                        ('subject', models.CharField(max_length=200, verbose_name='tiêu đề')),
                        ('text', models.TextField(verbose_name='nội dung')),
                        ('html', models.TextField(blank=True)),
                        ('about', models.CharField(blank=True, db_index=True, max_length=60, verbose_name='về')),
                        ('key', models.CharField(max_length=120, unique=True, verbose_name='khóa chống gửi hai lần')),
                        ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('claimed_at', models.DateTimeField(null=True)),
                        ('sent_at', models.DateTimeField(null=True, verbose_name='gửi lúc')),
                        ('read_at', models.DateTimeField(null=True, verbose_name='đọc lúc')),
                        ('attempts', models.PositiveSmallIntegerField(default=0)),
                        ('next_try_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('error', models.CharField(blank=True, max_length=300)),
                        ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='notices', to=settings.AUTH_USER_MODEL)),
                        ('delivered_at', models.DateTimeField(null=True, verbose_name='đến lúc')),
                        ('otherwise', models.JSONField(blank=True, default=list)),
                        ('provider_ref', models.CharField(blank=True, db_index=True, max_length=60)),
                        ('words', models.JSONField(blank=True, default=dict)),
                        ('wording', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='notifications.wording', verbose_name='bản mẫu')),
                    ],
                    options={
                        'verbose_name': 'tin nhắn',
                        'verbose_name_plural': 'tin nhắn',
                        'ordering': ['-id'],
                        'indexes': [models.Index(condition=models.Q(('sent_at', None)), fields=['next_try_at'], name='messages_to_send'), django.contrib.postgres.indexes.BrinIndex(fields=['created_at'], name='messages_by_day')],
                    },
                ),
                migrations.CreateModel(
                    name='Preference',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('order', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=8), blank=True, default=list, size=None, verbose_name='thứ tự kênh')),
                        ('off', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), blank=True, default=list, size=None, verbose_name='không nhận')),
                        ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='notice_preference', to=settings.AUTH_USER_MODEL)),
                        ('language', models.CharField(default='vi', max_length=5, verbose_name='ngôn ngữ')),
                        ('push', models.BooleanField(default=False, verbose_name='báo trên máy')),
                    ],
                    options={
                        'verbose_name': 'cách nhận tin',
                        'verbose_name_plural': 'cách nhận tin',
                    },
                ),
                migrations.CreateModel(
                    name='DeadAddress',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('address', models.CharField(max_length=200, unique=True, verbose_name='địa chỉ')),
                        ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='từ lúc')),
                        ('status', models.CharField(blank=True, max_length=20, verbose_name='mã lỗi')),
                        ('why', models.CharField(blank=True, max_length=300, verbose_name='lý do')),
                        ('letters', models.PositiveIntegerField(default=1, verbose_name='số thư trả lại')),
                    ],
                    options={
                        'verbose_name': 'địa chỉ không nhận thư',
                        'verbose_name_plural': 'địa chỉ không nhận thư',
                        'ordering': ['-since'],
                    },
                ),
                migrations.CreateModel(
                    name='PushSubscription',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('endpoint', models.URLField(max_length=600, unique=True)),
                        ('public_key', models.CharField(max_length=100)),
                        ('secret', models.CharField(max_length=40)),
                        ('device', models.CharField(blank=True, max_length=80, verbose_name='máy')),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='bật lúc')),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='push_subscriptions', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'máy nhận báo',
                        'verbose_name_plural': 'máy nhận báo',
                        'ordering': ['-made_at'],
                    },
                ),
                migrations.CreateModel(
                    name='Wording',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('template', models.CharField(max_length=60, verbose_name='tin')),
                        ('channel', models.CharField(choices=[('email', 'Thư điện tử'), ('in_app', 'Trên cổng'), ('sms', 'Tin nhắn SMS'), ('zalo', 'Zalo'), ('push', 'Báo trên máy')], max_length=8, verbose_name='cách gửi')),
                        ('language', models.CharField(default='vi', max_length=5, verbose_name='ngôn ngữ')),
                        ('number', models.PositiveIntegerField(verbose_name='bản số')),
                        ('state', models.CharField(choices=[('draft', 'Nháp'), ('active', 'Đang dùng'), ('ended', 'Đã thay')], default='draft', max_length=6, verbose_name='tình trạng')),
                        ('subject', models.CharField(blank=True, max_length=300, verbose_name='tiêu đề')),
                        ('text', models.TextField(verbose_name='nội dung')),
                        ('marks', models.BooleanField(default=True, verbose_name='giữ dấu tiếng Việt')),
                        ('provider_id', models.CharField(blank=True, max_length=40, verbose_name='mã mẫu đã duyệt')),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='sửa lúc')),
                        ('in_force_at', models.DateTimeField(null=True, verbose_name='dùng từ')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='dùng đến')),
                        ('ended_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('in_force_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'verbose_name': 'mẫu tin nhắn',
                        'verbose_name_plural': 'mẫu tin nhắn',
                        'ordering': ['-number'],
                        'constraints': [models.UniqueConstraint(fields=('template', 'channel', 'language', 'number'), name='wordings_are_numbered'), models.UniqueConstraint(condition=models.Q(('state', 'ended'), _negated=True), fields=('template', 'channel', 'language', 'state'), name='one_draft_and_one_active_wording')],
                    },
                ),
            ],
        ),
    ]
