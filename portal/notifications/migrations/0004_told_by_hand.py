from django.db import migrations, models

_CHANNELS = [
    ("email", "Thư điện tử"), ("in_app", "Trên cổng"), ("sms", "Tin nhắn SMS"), ("zalo", "Zalo"),
    ("push", "Báo trên máy"), ("desk", "Cán bộ báo"),
]


class Migration(migrations.Migration):

    dependencies = [("notifications", "0003_wordings_dead_addresses_push")]

    operations = [
        migrations.AlterField(
            model_name="message",
            name="channel",
            field=models.CharField(
                choices=_CHANNELS,
                max_length=8,
                verbose_name="kênh",
            ),
        ),
        migrations.AlterField(
            model_name="wording",
            name="channel",
            field=models.CharField(choices=_CHANNELS, max_length=8, verbose_name="cách gửi"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("channel", "desk"), ("sent_at", None)), fields=["id"], name="messages_by_hand"
            ),
        ),
    ]
