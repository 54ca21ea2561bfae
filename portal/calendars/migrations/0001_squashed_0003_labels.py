"""All tables of this room at once; older databases came here by the migrations it replaces."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

from portal.web.database.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [('calendars', '0001_initial'), ('calendars', '0002_changed_at'), ('calendars', '0003_labels')]

    initial = True

    dependencies = [
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Calendar',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('code', models.SlugField(unique=True, verbose_name='mã')),
                        ('name', models.CharField(max_length=200, verbose_name='tên')),
                        ('revision', models.PositiveIntegerField(default=1, editable=False, verbose_name='lần sửa')),
                        ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='calendars.calendar', verbose_name='lịch trên')),
                        ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='sửa lúc')),
                    ],
                    options={
                        'verbose_name': 'lịch làm việc',
                        'verbose_name_plural': 'lịch làm việc',
                    },
                ),
                migrations.CreateModel(
                    name='CalendarDay',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('date', models.DateField(verbose_name='ngày')),
                        ('kind', models.CharField(choices=[('holiday', 'Nghỉ lễ, Tết'), ('day_off_swap', 'Nghỉ hoán đổi'), ('makeup_workday', 'Làm bù'), ('special_hours', 'Giờ riêng')], max_length=16, verbose_name='loại')),
                        ('hours', models.JSONField(blank=True, help_text='[["07:00","11:30"]]', null=True, verbose_name='giờ riêng')),
                        ('note', models.CharField(blank=True, max_length=200, verbose_name='ghi chú')),
                        ('source', models.CharField(blank=True, max_length=200, verbose_name='nguồn')),
                        ('is_draft', models.BooleanField(default=False, verbose_name='dự kiến, chưa áp dụng')),
                        ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='days', to='calendars.calendar', verbose_name='lịch')),
                    ],
                    options={
                        'verbose_name': 'ngày đặc biệt',
                        'verbose_name_plural': 'ngày đặc biệt',
                        'ordering': ['date'],
                        'constraints': [models.UniqueConstraint(fields=('calendar', 'date'), name='one_entry_per_calendar_day')],
                    },
                ),
                migrations.CreateModel(
                    name='WorkingWindow',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Hai'), (1, 'Ba'), (2, 'Tư'), (3, 'Năm'), (4, 'Sáu'), (5, 'Bảy'), (6, 'Chủ nhật')], verbose_name='thứ')),
                        ('starts', models.TimeField(verbose_name='từ')),
                        ('ends', models.TimeField(verbose_name='đến')),
                        ('valid_from', models.DateField(blank=True, null=True, verbose_name='áp dụng từ')),
                        ('valid_to', models.DateField(blank=True, null=True, verbose_name='đến hết')),
                        ('calendar', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='windows', to='calendars.calendar', verbose_name='lịch')),
                    ],
                    options={
                        'verbose_name': 'khung giờ',
                        'verbose_name_plural': 'khung giờ',
                        'ordering': ['weekday', 'starts'],
                        'constraints': [models.CheckConstraint(condition=models.Q(('starts__lt', models.F('ends'))), name='window_ends_after_start')],
                    },
                ),
            ],
        ),
    ]
