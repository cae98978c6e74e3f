"""查看记录：who looked at one object is found by an index."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("records", "0130_trail_index")]

    operations = [
        migrations.AddIndex(
            model_name="accessline",
            index=models.Index(fields=["kind", "object_id", "at"], name="accessline_object"),
        ),
    ]
