"""Most people at a counter have no account: their rows need no place in the index of accounts."""

from django.db import migrations, models

PARTIAL = """
ALTER TABLE accounts_party DROP CONSTRAINT accounts_party_user_id_key;
CREATE UNIQUE INDEX accounts_party_user_id_key ON accounts_party (user_id) WHERE user_id IS NOT NULL;
"""
WHOLE = """
DROP INDEX accounts_party_user_id_key;
ALTER TABLE accounts_party ADD CONSTRAINT accounts_party_user_id_key UNIQUE (user_id);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_safety_of_accounts'),
    ]

    operations = [
        migrations.RunSQL(PARTIAL, WHOLE),
        migrations.AlterField(
            model_name='party',
            name='email',
            field=models.EmailField(blank=True, db_default='', default='', max_length=254, verbose_name='thư điện tử'),
        ),
        migrations.AlterField(
            model_name='party',
            name='tax_code',
            field=models.CharField(blank=True, db_default='', default='', max_length=14, verbose_name='mã số thuế'),
        ),
    ]
