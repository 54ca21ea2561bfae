"""All tables of this room at once; older databases came here by the migrations it replaces."""

import django.db.models.deletion
import django.utils.timezone
import portal.documents.models
from django.db import migrations, models

from portal.web.database.migrating import CreateModels


class Migration(migrations.Migration):

    replaces = [('visits', '0001_tickets_and_appointments'), ('visits', '0002_signatures_and_reminders'), ('visits', '0003_arrivals')]

    initial = True

    dependencies = [
        ('accounts', '0001_squashed_0006_safety_of_accounts'),
        ('agencies', '0001_squashed_0006_supplement_by_leader'),
        ('documents', '0001_squashed_0007_sittings_lapse'),
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='Service',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('letter', models.CharField(max_length=2, verbose_name='chữ đầu của số')),
                        ('name', models.CharField(max_length=120, verbose_name='việc')),
                        ('minutes', models.PositiveSmallIntegerField(default=8, verbose_name='thường mất bao nhiêu phút')),
                        ('each_slot', models.PositiveSmallIntegerField(default=2, verbose_name='số người hẹn trước mỗi nửa giờ')),
                        ('active', models.BooleanField(default=True, verbose_name='đang dùng')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ticket_services', to='agencies.agency', verbose_name='bộ phận')),
                    ],
                    options={
                        'verbose_name': 'việc ở quầy',
                        'verbose_name_plural': 'việc ở quầy',
                        'ordering': ['letter'],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'letter'), name='one_service_per_letter')],
                    },
                ),
                migrations.CreateModel(
                    name='Counter',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('name', models.CharField(max_length=40, verbose_name='tên quầy')),
                        ('open_since', models.DateTimeField(blank=True, null=True, verbose_name='mở từ')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counters', to='agencies.agency', verbose_name='bộ phận')),
                        ('officer', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='agencies.officer')),
                        ('services', models.ManyToManyField(blank=True, to='visits.service', verbose_name='gọi những việc')),
                    ],
                    options={
                        'verbose_name': 'quầy',
                        'verbose_name_plural': 'quầy',
                        'ordering': ['name'],
                        'constraints': [models.UniqueConstraint(fields=('agency', 'name'), name='one_counter_per_name')],
                    },
                ),
                migrations.CreateModel(
                    name='Ticket',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(default=portal.documents.models.new_ulid, max_length=26, unique=True)),
                        ('day', models.DateField(verbose_name='ngày')),
                        ('number', models.PositiveIntegerField(verbose_name='số')),
                        ('first', models.BooleanField(default=False, verbose_name='được gọi trước')),
                        ('state', models.CharField(choices=[('waiting', 'Đang chờ'), ('called', 'Đang gọi'), ('served', 'Đã xong'), ('absent', 'Gọi không có mặt'), ('given_up', 'Khách thôi chờ')], default='waiting', max_length=9, verbose_name='tình trạng')),
                        ('taken_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lấy lúc')),
                        ('turn_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='xếp theo lúc')),
                        ('called_at', models.DateTimeField(null=True, verbose_name='gọi lúc')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='xong lúc')),
                        ('calls', models.PositiveSmallIntegerField(default=0, verbose_name='số lần gọi')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tickets', to='agencies.agency')),
                        ('counter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='visits.counter')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tickets', to='visits.service')),
                    ],
                    options={
                        'verbose_name': 'số thứ tự',
                        'verbose_name_plural': 'số thứ tự',
                        'indexes': [models.Index(condition=models.Q(('state', 'waiting')), fields=['agency', 'day', '-first', 'turn_at'], name='tickets_waiting'), models.Index(fields=['agency', 'day', '-called_at'], name='tickets_called')],
                        'constraints': [models.UniqueConstraint(fields=('service', 'day', 'number'), name='one_ticket_per_number'), models.UniqueConstraint(condition=models.Q(('state', 'called')), fields=('counter',), name='one_ticket_at_a_counter')],
                    },
                ),
                migrations.CreateModel(
                    name='Appointment',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('key', models.CharField(default=portal.documents.models.new_ulid, max_length=26, unique=True)),
                        ('at', models.DateTimeField(verbose_name='lúc')),
                        ('about', models.CharField(blank=True, max_length=200, verbose_name='về việc')),
                        ('state', models.CharField(choices=[('booked', 'Đã hẹn'), ('arrived', 'Đã đến'), ('cancelled', 'Đã huỷ')], default='booked', max_length=9, verbose_name='tình trạng')),
                        ('made_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='hẹn lúc')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to='agencies.agency')),
                        ('party', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='appointments', to='accounts.party')),
                        ('service', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='appointments', to='visits.service')),
                        ('ticket', models.OneToOneField(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='appointment', to='visits.ticket')),
                        ('reminded_at', models.DateTimeField(null=True, verbose_name='đã nhắc lúc')),
                    ],
                    options={
                        'verbose_name': 'lịch hẹn',
                        'verbose_name_plural': 'lịch hẹn',
                        'indexes': [models.Index(condition=models.Q(('state', 'booked')), fields=['service', 'at'], name='appointments_booked'), models.Index(fields=['party', '-at'], name='appointments_of_party')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'booked')), fields=('party', 'at'), name='one_place_at_a_time')],
                    },
                ),
                migrations.CreateModel(
                    name='Signature',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('subject', models.CharField(db_index=True, max_length=60, verbose_name='cho')),
                        ('purpose', models.CharField(choices=[('consent', 'Đồng ý để cán bộ nộp giúp'), ('return', 'Nhận kết quả'), ('post', 'Bưu tá nhận bưu gửi')], max_length=8, verbose_name='việc')),
                        ('name', models.CharField(max_length=300, verbose_name='người ký')),
                        ('how', models.CharField(choices=[('drawn', 'Ký trên màn hình'), ('typed', 'Gõ tên và xác nhận'), ('paper', 'Ký trên giấy')], max_length=6, verbose_name='cách ký')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='lúc')),
                        ('file', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                        ('officer', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                    ],
                    options={
                        'verbose_name': 'chữ ký ở quầy',
                        'verbose_name_plural': 'chữ ký ở quầy',
                        'ordering': ['id'],
                    },
                ),
                migrations.CreateModel(
                    name='Arrival',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('kind', models.CharField(choices=[('new', 'Hồ sơ mới'), ('more', 'Giấy tờ bổ sung'), ('back', 'Kết quả không phát được'), ('other', 'Giấy tờ khác')], max_length=5, verbose_name='loại')),
                        ('state', models.CharField(choices=[('arrived', 'Đã đến, chưa mở'), ('opened', 'Đã mở'), ('matched', 'Đã gắn với hồ sơ'), ('taken', 'Đã nhận vào hồ sơ'), ('back', 'Đã gửi trả')], default='arrived', max_length=7, verbose_name='tình trạng')),
                        ('tracking', models.CharField(blank=True, max_length=30, verbose_name='mã bưu gửi')),
                        ('sender', models.CharField(max_length=200, verbose_name='người gửi')),
                        ('phone', models.CharField(blank=True, max_length=20, verbose_name='điện thoại người gửi')),
                        ('contents', models.CharField(blank=True, max_length=500, verbose_name='trong bì có')),
                        ('subject', models.CharField(blank=True, db_index=True, max_length=60, verbose_name='hồ sơ')),
                        ('brought', models.CharField(blank=True, db_index=True, max_length=30, verbose_name='bảng kê của bưu chính')),
                        ('arrived_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='đến lúc')),
                        ('due_at', models.DateTimeField(verbose_name='hạn')),
                        ('opened_at', models.DateTimeField(null=True, verbose_name='mở lúc')),
                        ('ended_at', models.DateTimeField(null=True, verbose_name='xong lúc')),
                        ('note', models.CharField(blank=True, max_length=300, verbose_name='ghi chú')),
                        ('agency', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='arrivals', to='agencies.agency', verbose_name='bộ phận')),
                        ('ended_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('noted_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                        ('opened_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='agencies.officer')),
                    ],
                    options={
                        'verbose_name': 'bưu gửi đến',
                        'verbose_name_plural': 'bưu gửi đến',
                        'indexes': [models.Index(condition=models.Q(('ended_at', None)), fields=['agency', 'due_at'], name='arrivals_open'), models.Index(fields=['agency', '-ended_at'], name='arrivals_ended')],
                        'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None), models.Q(('tracking', ''), _negated=True)), fields=('agency', 'tracking'), name='one_open_arrival_per_tracking'), models.CheckConstraint(condition=models.Q(models.Q(('ended_at__isnull', False), ('state__in', ['taken', 'back'])), models.Q(('ended_at', None), ('state__in', ['arrived', 'opened', 'matched'])), _connector='OR'), name='an_arrival_ends_taken_in_or_sent_back'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['matched', 'taken']), _negated=True), models.Q(('subject', ''), _negated=True), _connector='OR'), name='a_matched_arrival_names_its_dossier')],
                    },
                ),
            ],
        ),
    ]
