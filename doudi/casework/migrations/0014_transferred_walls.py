"""第二道墙 of what was typed over: it lies where its case lies, and is only added."""

from django.db import migrations

from doudi.records.walls import append_only, area_follows, area_wall

TABLE = "casework_transferred"


class Migration(migrations.Migration):
    dependencies = [("casework", "0013_review_walls")]

    operations = [
        area_wall(TABLE),
        area_follows(TABLE, "case_id", "casework_case"),
        append_only(TABLE, spared=("area_id",)),
    ]
