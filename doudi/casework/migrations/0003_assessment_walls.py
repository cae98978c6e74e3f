"""第二道墙 of the assessments: behind the area wall, following their case, never changed."""

from django.db import migrations

from doudi.records.walls import append_only, area_follows, area_wall

TABLE = "casework_assessment"


class Migration(migrations.Migration):
    dependencies = [("casework", "0002_walls")]

    operations = [
        area_wall(TABLE),
        area_follows(TABLE, "case_id", "casework_case"),
        append_only(TABLE, spared=("area_id",)),
    ]
