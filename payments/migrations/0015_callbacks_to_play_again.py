from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payments", "0014_card_terminal_is_counted")]
    operations = [
        migrations.AddIndex(
            "callback",
            models.Index(condition=models.Q(("outcome", "")), fields=["at"], name="callbacks_to_play_again"),
        ),
    ]
