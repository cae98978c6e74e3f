"""清除的扫描件：which unclaimed pages were cleared; behind the area wall, with their file, never changed."""

import django.db.models.deletion
from django.db import migrations, models

from doudi.records.walls import append_only, area_anchor, area_follows, area_wall


class Migration(migrations.Migration):
    dependencies = [("records", "0131_looks_index")]

    operations = [
        migrations.CreateModel(
            name="ClearedScan",
            fields=[
                (
                    "file",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="cleared",
                        serialize=False,
                        to="records.storedfile",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="清除时间")),
                ("after_days", models.IntegerField(verbose_name="保留天数")),
                (
                    "area",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="records.area"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("after_days__gte", 1)), name="clearedscan_kept_a_while"
                    )
                ],
            },
        ),
        area_wall("records_clearedscan"),
        area_anchor("records_storedfile"),
        area_follows("records_clearedscan", "file_id", "records_storedfile"),
        append_only("records_clearedscan", spared=["area_id"]),
    ]
