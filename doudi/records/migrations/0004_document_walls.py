"""第二道墙 for stored files, papers and their events: by area, following household and paper, and never changed."""

from django.db import migrations

from doudi.records.walls import append_only, area_anchor, area_follows, area_wall


class Migration(migrations.Migration):
    dependencies = [("records", "0003_evidence_walls")]

    operations = [
        area_wall("records_storedfile"),
        area_wall("records_filedpaper"),
        area_wall("records_paperevent"),
        append_only("records_storedfile", spared=["area_id", "name"]),
        append_only("records_filedpaper", spared=["area_id", "data"]),
        append_only("records_paperevent", spared=["area_id"]),
        area_follows("records_storedfile", "household_id", "records_household"),
        area_follows("records_filedpaper", "household_id", "records_household"),
        area_anchor("records_filedpaper"),
        area_follows("records_paperevent", "paper_id", "records_filedpaper"),
    ]
