"""第二道墙 of the first day's batches: sheets lie with their batch, differences are only added."""

from django.db import migrations

from doudi.records.walls import append_only, area_anchor, area_follows, area_wall

BATCH, SHEET, DIFFERENCE = "casework_openingbatch", "casework_openingsheet", "casework_openingdifference"


class Migration(migrations.Migration):
    dependencies = [("casework", "0130_brought_over")]

    operations = [
        *(area_wall(table) for table in (BATCH, SHEET, DIFFERENCE)),
        area_anchor(BATCH),
        area_follows(SHEET, "batch_id", BATCH),
        append_only(DIFFERENCE, spared=("area_id",)),
    ]
