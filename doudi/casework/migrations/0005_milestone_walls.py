"""第二道墙 of the milestones: behind the area wall, following their case, only added."""

from django.db import migrations

from doudi.records.walls import append_only, area_follows, area_wall

TABLE = "casework_milestone"


class Migration(migrations.Migration):
    dependencies = [("casework", "0004_progress")]

    operations = [
        area_wall(TABLE),
        area_follows(TABLE, "case_id", "casework_case"),
        append_only(TABLE, spared=("area_id",)),
    ]
