"""Our own words for two fields of Django's, so that no language changes what a migration sees."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0010_progress")]

    operations = [
        migrations.AlterField("officer", "password", models.CharField(max_length=128, verbose_name="密码")),
        migrations.AlterField(
            "officer", "last_login", models.DateTimeField(blank=True, null=True, verbose_name="上次登录")
        ),
    ]
