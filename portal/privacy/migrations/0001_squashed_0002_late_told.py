"""All tables of this room at once; older databases came here by the migrations it replaces."""

import django.db.models.deletion
import django.utils.timezone
import portal.documents.models
from django.conf import settings
from django.db import migrations, models

from portal.web.database.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [('privacy', '0001_data_requests'), ('privacy', '0002_late_told')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0006_safety_of_accounts'),
        ('documents', '0001_squashed_0007_sittings_lapse'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='DataCopy',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(default=portal.documents.models.new_ulid, max_length=26, unique=True)),
                        ('asked_at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('failed', models.BooleanField(default=False)),
                        ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='data_copies', to='accounts.party')),
                    ],
                    options={
                        'verbose_name': 'bản sao dữ liệu',
                        'verbose_name_plural': 'bản sao dữ liệu',
                    },
                ),
                migrations.CreateModel(
                    name='DataRequest',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(default=portal.documents.models.new_ulid, max_length=26, unique=True)),
                        ('kind', models.CharField(choices=[('see', 'Xem, nhận bản sao dữ liệu'), ('correct', 'Sửa dữ liệu sai'), ('restrict', 'Hạn chế việc dùng dữ liệu'), ('object', 'Phản đối việc dùng dữ liệu'), ('delete', 'Xoá dữ liệu'), ('complain', 'Khiếu nại về việc dùng dữ liệu')], max_length=10, verbose_name='xin')),
                        ('text', models.TextField(max_length=2000, verbose_name='nội dung')),
                        ('state', models.CharField(choices=[('received', 'Chờ trả lời'), ('answered', 'Đã trả lời, đang thực hiện'), ('done', 'Đã thực hiện'), ('refused', 'Không thực hiện được')], default='received', max_length=10, verbose_name='tình trạng')),
                        ('received_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='nhận lúc')),
                        ('answer_due', models.DateTimeField(verbose_name='trả lời trước')),
                        ('done_due', models.DateTimeField(verbose_name='thực hiện trước')),
                        ('extended', models.BooleanField(default=False, verbose_name='đã gia hạn')),
                        ('third_parties', models.BooleanField(default=False, verbose_name='bên khác cũng phải dừng')),
                        ('answer', models.TextField(blank=True, max_length=4000, verbose_name='trả lời')),
                        ('answered_at', models.DateTimeField(null=True, verbose_name='trả lời lúc')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='xong lúc')),
                        ('warned_at', models.DateTimeField(null=True)),
                        ('handled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                        ('party', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to='accounts.party')),
                        ('late_told_at', models.DateTimeField(null=True, verbose_name='báo lãnh đạo quá hạn lúc')),
                    ],
                    options={
                        'verbose_name': 'yêu cầu về dữ liệu',
                        'verbose_name_plural': 'yêu cầu về dữ liệu',
                        'indexes': [models.Index(fields=['party', '-id'], name='data_requests_of_party'), models.Index(condition=models.Q(('state__in', ['received', 'answered'])), fields=['done_due'], name='data_requests_open')],
                    },
                ),
            ],
        ),
    ]
