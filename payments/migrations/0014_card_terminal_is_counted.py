from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0013_paper_vouchers")]
    operations = [
        migrations.AddField(
            "cashsession",
            "card_expected_vnd",
            models.BigIntegerField("thẻ theo sổ (đồng)", null=True),
        ),
        migrations.AddField(
            "cashsession",
            "card_counted_vnd",
            models.BigIntegerField("thẻ theo máy (đồng)", null=True),
        ),
    ]
