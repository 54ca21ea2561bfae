"""All tables of this room at once; older databases came here by the migrations it replaces.

The log is append-only for everybody, whatever the program does: the database refuses the rest.
"""

import django.utils.timezone
from django.db import migrations, models

from portal.web.database.migrating import CreateModels

TABLES = ["audit_accesslog", "audit_signinlog"]
FUNCTION = """
CREATE FUNCTION audit_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'nhật ký chỉ được ghi thêm (%)', TG_TABLE_NAME USING ERRCODE = 'insufficient_privilege';
END $$;
"""
TRIGGERS = """
CREATE TRIGGER {table}_rows_stay BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION audit_refuse_change();
CREATE TRIGGER {table}_table_stays BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""


class Migration(migrations.Migration):

    replaces = [('audit', '0001_initial'), ('audit', '0002_rows_are_never_changed'), ('audit', '0003_day_seals')]

    initial = True

    dependencies = [
    ]

    operations = [
        CreateModels(
            models=[
                migrations.CreateModel(
                    name='SignInLog',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('user_id', models.BigIntegerField(null=True)),
                        ('login', models.CharField(blank=True, max_length=120)),
                        ('act', models.CharField(max_length=20)),
                        ('at', models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                        ('ip', models.GenericIPAddressField(null=True)),
                    ],
                    options={
                        'verbose_name': 'lượt đăng nhập',
                        'verbose_name_plural': 'lượt đăng nhập',
                    },
                ),
                migrations.CreateModel(
                    name='AccessLog',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('user_id', models.BigIntegerField(null=True, verbose_name='người xem')),
                        ('user_name', models.CharField(blank=True, max_length=200)),
                        ('agency_name', models.CharField(blank=True, max_length=200)),
                        ('party_id', models.BigIntegerField(db_index=True, null=True, verbose_name='của ai')),
                        ('subject', models.CharField(db_index=True, max_length=60, verbose_name='đối tượng')),
                        ('act', models.CharField(max_length=40, verbose_name='việc')),
                        ('purpose', models.CharField(blank=True, max_length=200, verbose_name='mục đích')),
                        ('at', models.DateTimeField(default=django.utils.timezone.now)),
                        ('ip', models.GenericIPAddressField(null=True)),
                        ('request_id', models.CharField(blank=True, max_length=40)),
                    ],
                    options={
                        'verbose_name': 'lượt xem dữ liệu',
                        'verbose_name_plural': 'lượt xem dữ liệu',
                        'indexes': [models.Index(fields=['party_id', '-at'], name='access_by_party')],
                    },
                ),
                migrations.CreateModel(
                    name='DaySeal',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('day', models.DateField(unique=True, verbose_name='ngày')),
                        ('statement', models.TextField(verbose_name='lời công bố')),
                        ('signature', models.BinaryField(default=b'', verbose_name='chữ ký')),
                        ('stamp', models.BinaryField(default=b'', verbose_name='dấu thời gian')),
                        ('signer', models.CharField(blank=True, max_length=200, verbose_name='người ký')),
                        ('sealed_at', models.DateTimeField(null=True, verbose_name='ký lúc')),
                    ],
                    options={
                        'verbose_name': 'chốt nhật ký ngày',
                        'verbose_name_plural': 'chốt nhật ký ngày',
                    },
                ),
            ],
        ),
        migrations.RunSQL(
            FUNCTION + "".join(TRIGGERS.format(table=table) for table in TABLES),
            "DROP FUNCTION audit_refuse_change() CASCADE;",
        ),
    ]
