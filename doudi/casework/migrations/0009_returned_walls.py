"""第二道墙 of what went back to a source: it lies with its batch, and is only added."""

from django.db import migrations

from doudi.records.walls import append_only, area_follows, area_wall

TABLE = "casework_returned"


class Migration(migrations.Migration):
    dependencies = [("casework", "0008_survey_walls")]

    operations = [
        area_wall(TABLE),
        area_follows(TABLE, "batch_id", "casework_batch"),
        append_only(TABLE, spared=("area_id", "problems", "copy")),
    ]
