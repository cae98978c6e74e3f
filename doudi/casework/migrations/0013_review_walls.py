"""第二道墙 of the reviews: they lie where their award lies, and are only added."""

from django.db import migrations

from doudi.records.walls import append_only, area_follows, area_wall

TABLE = "casework_review"


class Migration(migrations.Migration):
    dependencies = [("casework", "0012_change_walls")]

    operations = [
        area_wall(TABLE),
        area_follows(TABLE, "award_id", "casework_award"),
        append_only(TABLE, spared=("area_id",)),
    ]
