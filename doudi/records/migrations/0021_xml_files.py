"""文件库也收 XML 报文：a bank's order is kept like any other file."""

from django.db import migrations, models

from doudi.records.documents.kinds import Sort


class Migration(migrations.Migration):
    dependencies = [("records", "0020_public_looks")]

    operations = [
        migrations.AlterField("storedfile", "sort", models.TextField(choices=Sort.choices, verbose_name="种类")),
        migrations.RemoveConstraint("storedfile", "storedfile_known_sort"),
        migrations.AddConstraint(
            "storedfile",
            models.CheckConstraint(
                condition=models.Q(sort__in=Sort.values), name="storedfile_known_sort"
            ),
        ),
    ]
